//! What a day brings a tenant, without anybody's asking.
use kezhuan_protocol::incubation::v1::tenancy::State;
use kezhuan_protocol::incubation::v1::*;
use kezhuan_testkit::settled;

use crate::carriers::entered;
use crate::step;
use crate::tenants::*;
use crate::world::*;

async fn expect(world: &World, name: &str, last: &str) {
    let expected = Some(last.to_owned());
    let shown = settled(SOON, expected.clone(), async || {
        world.events_of(name).await.last().cloned()
    });
    assert_eq!(shown.await, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_of_a_stay_is_announced_and_comes() {
    let world = World::on(World::CALM).await;
    let carrier = entered(&world).await;
    let tenancy = applied(&world, &carrier, start_up()).await;
    let tenancy = admit(&world, &tenancy, "2025-05-20").await.unwrap();
    // Sixty days before.
    world.advance_to("2025-03-21");
    expect(&world, &tenancy.name, "TenancyEndAnnounced").await;
    let warned = seen(&world, &operator(), &tenancy.name).await.unwrap();
    assert_eq!(warned.warned_on, "2025-03-21");
    let longer = step!(
        world,
        operator(),
        warned,
        extend_tenancy,
        ExtendTenancyRequest {
            until: "2025-08-20".to_owned(),
            reason: "not ready yet".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(longer.warned_on, "");
    // An outage: both fall due while nobody looks, and it is over on its day all the same.
    world.advance_to("2025-09-10");
    expect(&world, &tenancy.name, "TenantExpired").await;
    let over = seen(&world, &operator(), &tenancy.name).await.unwrap();
    assert_eq!(
        (over.state(), over.left_on.as_str()),
        (State::Expired, "2025-08-21")
    );
    assert_eq!(
        world.events_of(&tenancy.name).await,
        [
            "TenancyApplied",
            "TenantAdmitted",
            "TenancyEndAnnounced",
            "TenancyExtended",
            "TenantExpired",
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lease_starts_and_ends_by_itself() {
    let world = World::on(World::CALM).await;
    let (carrier, tenancy) = housed(&world).await;
    let room = unit(&world, &carrier, "301", 5_000).await;
    let lease = offered(&world, &room, &tenancy, terms()).await;
    let lease = sign(&world, &operator(), &lease).await.unwrap();
    sign(&world, &applicant(), &lease).await.unwrap();
    world.advance_to("2025-04-01");
    expect(&world, &lease.name, "LeaseStarted").await;
    world.advance_to("2026-04-01");
    expect(&world, &lease.name, "LeaseEnded").await;
    assert_eq!(
        world.events_of(&lease.name).await,
        [
            "LeaseOffered",
            "LeaseSignedFirst",
            "LeaseSigned",
            "LeaseStarted",
            "LeaseEnded",
        ]
    );
}
