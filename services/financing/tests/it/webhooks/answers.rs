//! A bank that takes its time, and one that checks with the wrong secret.
use std::time::Duration;

use kezhuan_protocol::financing::v1::webhook_delivery::Failure;
use kezhuan_protocol::financing::v1::*;
use kezhuan_testkit::webhooks::{Answer, Receiver};

use super::desk::{self, hook};
use crate::world::banker;

const PATIENCE: Duration = Duration::from_millis(2_000);
/// Of another endpoint, or of one that was mistyped.
const ANOTHER_SECRET: &str = "whsec_bm90IHRoaXMgb25lLCBub3QgdGhpcyBvbmU=";

#[tokio::test]
async fn a_slow_answer_counts_when_it_comes_in_time_and_else_the_same_letter_comes_again() {
    let world = desk::world_with(|config| config.webhooks.attempt_ms_max = 2_000).await;
    let script = [Answer::Late(PATIENCE / 4), Answer::Late(PATIENCE * 2)];
    let receiver = Receiver::answering(&script).await;
    desk::endpoint(&world, &banker(), receiver.url()).await;
    desk::disbursed(&world, "bank-1").await;
    let done = desk::logged(&world, &banker(), "state=\"DELIVERED\"", 1).await;
    assert_eq!(done[0].attempt_count, 1, "it was waited for");

    desk::disbursed(&world, "bank-1").await;
    let done = desk::logged(&world, &banker(), "state=\"DELIVERED\"", 2).await;
    assert_eq!(done[0].attempt_count, 2, "the newest comes first");
    let letters = receiver.letters();
    assert_eq!(letters.len(), 3);
    assert_eq!(letters[2].id(), letters[1].id());
    assert_eq!(letters[2].body, letters[1].body);
    assert_ne!(letters[1].id(), letters[0].id());
}

#[tokio::test]
async fn a_bank_that_checks_with_a_wrong_secret_takes_the_letter_once_it_has_the_right_one() {
    let world = desk::world().await;
    let receiver = Receiver::start().await;
    let endpoint = desk::endpoint(&world, &banker(), receiver.url()).await;
    let request = GetWebhookSecretRequest {
        name: endpoint.name.clone(),
    };
    let secret = hook!(world, banker(), get_webhook_secret, request).unwrap();
    receiver.then(&[
        Answer::IfSignedBy(ANOTHER_SECRET.to_owned()),
        Answer::IfSignedBy(secret.current),
    ]);
    desk::disbursed(&world, "bank-1").await;
    let done = desk::logged(&world, &banker(), "state=\"DELIVERED\"", 1).await;
    let request = GetWebhookDeliveryRequest {
        name: done[0].name.clone(),
    };
    let entry = hook!(world, banker(), get_webhook_delivery, request).unwrap();
    let attempts: Vec<_> = entry
        .attempts
        .iter()
        .map(|attempt| (attempt.status_code, attempt.failure()))
        .collect();
    assert_eq!(
        attempts,
        [
            (401, Failure::RefusedByReceiver),
            (200, Failure::Unspecified)
        ]
    );
    let letters = receiver.letters();
    assert_eq!((letters.len(), letters[1].id()), (2, letters[0].id()));
}
