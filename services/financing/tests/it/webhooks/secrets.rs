//! Secrets: asked for, changed over without losing a message, and readable nowhere else.
use kezhuan_protocol::financing::v1::*;
use kezhuan_testkit::webhooks::Receiver;

use super::desk::{self, hook};
use crate::world::{Person, World, banker, id, reason};

async fn secrets(world: &World, person: &Person, name: &str) -> WebhookSecret {
    let request = GetWebhookSecretRequest {
        name: name.to_owned(),
    };
    hook!(world, *person, get_webhook_secret, request).unwrap()
}

fn rotation(name: &str) -> RotateWebhookSecretRequest {
    RotateWebhookSecretRequest {
        name: name.to_owned(),
        request_id: id(),
        ..RotateWebhookSecretRequest::default()
    }
}

#[tokio::test]
async fn while_two_secrets_live_every_letter_carries_both_signatures() {
    let world = desk::world().await;
    let receiver = Receiver::start().await;
    let endpoint = desk::endpoint(&world, &banker(), receiver.url()).await;
    let first = secrets(&world, &banker(), &endpoint.name).await;
    assert_eq!((first.old.as_str(), first.old_end_time), ("", None));

    let rotated = hook!(
        world,
        banker(),
        rotate_webhook_secret,
        rotation(&endpoint.name)
    );
    assert!(rotated.unwrap().old_secret_end_time.is_some());
    let second = secrets(&world, &banker(), &endpoint.name).await;
    assert_eq!(second.old, first.current);
    assert_ne!(second.current, first.current);
    desk::disbursed(&world, "bank-1").await;
    let letters = receiver.wait_for(1).await;
    assert!(letters[0].is_signed_by(&first.current));
    assert!(letters[0].is_signed_by(&second.current));

    let refused = hook!(
        world,
        banker(),
        rotate_webhook_secret,
        rotation(&endpoint.name)
    );
    assert_eq!(reason(&refused.unwrap_err()), "WEBHOOK_SECRETS_TWO");
    let leaked = RotateWebhookSecretRequest {
        end_old_now: true,
        ..rotation(&endpoint.name)
    };
    let rotated = hook!(world, banker(), rotate_webhook_secret, leaked);
    assert_eq!(rotated.unwrap().old_secret_end_time, None);
    let third = secrets(&world, &banker(), &endpoint.name).await;
    desk::disbursed(&world, "bank-1").await;
    let letters = receiver.wait_for(2).await;
    assert!(letters[1].is_signed_by(&third.current));
    assert!(!letters[1].is_signed_by(&first.current));
    assert!(!letters[1].is_signed_by(&second.current));
}

#[tokio::test]
async fn an_old_secret_signs_until_its_end_and_no_longer() {
    let world = desk::world().await;
    let receiver = Receiver::start().await;
    let endpoint = desk::endpoint(&world, &banker(), receiver.url()).await;
    let rotated = hook!(
        world,
        banker(),
        rotate_webhook_secret,
        rotation(&endpoint.name)
    );
    rotated.unwrap();
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query("UPDATE webhook_endpoint SET old_secret_end_time = now()")
        .execute(&mut admin)
        .await
        .unwrap();
    let live = secrets(&world, &banker(), &endpoint.name).await;
    assert_eq!((live.old.as_str(), live.old_end_time), ("", None));
    desk::disbursed(&world, "bank-1").await;
    let letters = receiver.wait_for(1).await;
    assert!(letters[0].is_signed_by(&live.current));
    let signatures = letters[0].headers["webhook-signature"].to_str().unwrap();
    assert_eq!(signatures.split(' ').count(), 1);
    // With its end over, the next change is not refused.
    let rotated = hook!(
        world,
        banker(),
        rotate_webhook_secret,
        rotation(&endpoint.name)
    );
    rotated.unwrap();
    let hours = RotateWebhookSecretRequest {
        keep_old_hours: 169,
        ..rotation(&endpoint.name)
    };
    let refused = hook!(world, banker(), rotate_webhook_secret, hours);
    assert_eq!(reason(&refused.unwrap_err()), "KEEP_OLD_HOURS_INVALID");
}

#[tokio::test]
async fn a_secret_stands_in_clear_nowhere_and_each_reading_is_recorded() {
    let world = desk::world().await;
    let receiver = Receiver::start().await;
    let endpoint = desk::endpoint(&world, &banker(), receiver.url()).await;
    let secret = secrets(&world, &banker(), &endpoint.name).await.current;
    let mut admin = world.database.admin().await.unwrap();
    let shown: i64 = sqlx::query_scalar(
        "SELECT (SELECT count(*) FROM request WHERE position('whsec_'::bytea IN answer) > 0)
              + (SELECT count(*) FROM audit WHERE detail::text LIKE '%whsec_%')
              + (SELECT count(*) FROM webhook_endpoint
                  WHERE position(decode(substr($1, 7), 'base64') IN secret) > 0)",
    )
    .bind(&secret)
    .fetch_one(&mut admin)
    .await
    .unwrap();
    assert_eq!(shown, 0);
    let readings: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM audit WHERE action = 'webhook_endpoint.secret_read' AND actor = 'he'",
    )
    .fetch_one(&mut admin)
    .await
    .unwrap();
    assert_eq!(readings, 1);
}
