//! What a day brings, without anybody's asking: reminders and the end of a term.
use kezhuan_protocol::agriculture::v1::*;
use kezhuan_testkit::settled;

use crate::bases::cast::{accredit, accredited, figures, proposed};
use crate::step;
use crate::world::*;

/// How often it was told that the public notice of a base is over.
async fn notices_over(world: &World, base: &Base) -> i64 {
    let (_, id) = base.name.split_once('/').unwrap();
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query_scalar(
        "SELECT count(*) FROM timer_firing WHERE timer = 'base.notice_over' AND subject = $1::uuid",
    )
    .bind(id)
    .fetch_one(&mut admin)
    .await
    .unwrap()
}

/// How often each thing was told of an accredited base, after its notice: whether that was told depends on who is faster.
async fn told(world: &World, base: &Base, expected: &[&str]) {
    let of_notice = usize::try_from(notices_over(world, base).await).unwrap();
    let told = settled(SOON, expected.to_vec(), async || {
        let events = world.events_of(&base.name).await;
        let due = events.into_iter().filter_map(|event| match event.as_str() {
            "BaseReminded" => Some("BaseReminded"),
            "BaseExpired" => Some("BaseExpired"),
            "BaseTermEnded" => Some("BaseTermEnded"),
            _ => None,
        });
        due.skip(of_notice).collect::<Vec<&str>>()
    });
    assert_eq!(told.await, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_due_is_told_once_by_however_many_processes() {
    let world = World::on(World::CALM).await;
    let base = accredited(&world).await;
    let _second = world.beside().await;
    world.advance_to("2026-02-09");
    told(&world, &base, &["BaseReminded"]).await;
    world.advance_to("2026-03-12");
    told(&world, &base, &["BaseReminded"; 2]).await;
    // Nobody assesses it, and its term ends: told that it may renew, then expired.
    world.advance_to("2028-01-11");
    told(&world, &base, &["BaseReminded"; 3]).await;
    world.advance_to("2028-03-12");
    let mut all = vec!["BaseReminded"; 3];
    all.push("BaseExpired");
    told(&world, &base, &all).await;
    let get = GetBaseRequest {
        name: base.name.clone(),
    };
    let over = call!(world, &operator_of_base(), get_base, get).unwrap();
    assert_eq!(over.state(), base::State::Expired);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_base_that_filed_its_renewal_is_reviewed_again_at_the_end_of_its_term() {
    let mut world = World::on(World::CALM).await;
    let base = accredited(&world).await;
    world.advance_to("2028-01-11");
    let get = || GetBaseRequest {
        name: base.name.clone(),
    };
    // That its assessment is overdue, and that it may be renewed.
    told(&world, &base, &["BaseReminded"; 2]).await;
    let early = call!(world, &operator_of_base(), get_base, get()).unwrap();
    let filed = step!(
        world,
        operator_of_base(),
        Base {
            etag: String::new(),
            ..early
        },
        renew_base,
        RenewBaseRequest {
            figures: Some(figures()),
        }
    )
    .unwrap();
    assert!(filed.renewal.is_some());
    // The service was away when the term ended, and catches up.
    let clock = world.clock.clone();
    world
        .restarted(async |_| clock.advance_to("2028-03-20".parse().unwrap()).unwrap())
        .await;
    let state = settled(SOON, base::State::Renewing, async || {
        call!(world, &operator_of_base(), get_base, get())
            .unwrap()
            .state()
    });
    assert_eq!(state.await, base::State::Renewing);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_authority_hears_that_a_notice_is_over_and_its_etag_still_holds() {
    let world = World::on(World::CALM).await;
    let base = proposed(&world).await;
    let _second = world.beside().await;
    world.advance_to("2025-03-11");
    let over = settled(SOON, 1, async || notices_over(&world, &base).await);
    assert_eq!(over.await, 1);
    let events = world.events_of(&base.name).await;
    assert_eq!(events.last().unwrap(), "BaseReminded");
    let plated = accredit(&world, &base).await;
    assert_eq!(plated.state(), base::State::Accredited);
    let events = world.events_of(&base.name).await;
    let told = events.iter().filter(|event| *event == "BaseReminded");
    assert_eq!(told.count(), 1);
}
