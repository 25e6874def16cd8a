//! Units and leases: what is let, to whom, and never twice.
use futures::future::join;
use kezhuan_protocol::incubation::v1::lease::{Side, State, Terms};
use kezhuan_protocol::incubation::v1::*;
use tonic::Code;

use crate::carriers::{entered, profile};
use crate::step;
use crate::tenants::*;
use crate::world::*;

fn days(starts_on: &str, ends_on: &str) -> Terms {
    Terms {
        starts_on: starts_on.to_owned(),
        ends_on: ends_on.to_owned(),
        free_months: 0,
        ..terms()
    }
}

#[tokio::test]
async fn both_sides_sign_and_either_ends_it() {
    let world = World::on(World::CALM).await;
    let (carrier, tenancy) = housed(&world).await;
    let room = unit(&world, &carrier, "301", 5_000).await;
    let lease = offered(&world, &room, &tenancy, terms()).await;
    assert!(
        lease.number.starts_with("KZ-INL-2025-440703-"),
        "{}",
        lease.number
    );
    let stranger = sign(&world, &other_applicant(), &lease).await.unwrap_err();
    assert_eq!(stranger.code(), Code::NotFound);
    let first = sign(&world, &applicant(), &lease).await.unwrap();
    assert_eq!(first.state(), State::Offered);
    let again = sign(&world, &applicant(), &first).await.unwrap_err();
    assert_eq!(reason(&again), "SIDE_HAS_SIGNED");
    let signed = sign(&world, &operator(), &first).await.unwrap();
    assert_eq!(signed.state(), State::Signed);
    let sides: Vec<i32> = signed.signatures.iter().map(|signed| signed.side).collect();
    assert_eq!(sides, [i32::from(Side::Tenant), i32::from(Side::Operator)]);
    // Who signed for the other side is the other side's to see.
    let by: Vec<&str> = signed
        .signatures
        .iter()
        .map(|signed| signed.by.as_str())
        .collect();
    assert_eq!(by, ["", "chen"]);
    let over = step!(
        world,
        applicant(),
        signed,
        terminate_lease,
        TerminateLeaseRequest {
            reason: "moves out".to_owned()
        }
    )
    .unwrap();
    assert_eq!(
        (over.state(), over.terminated_on.as_str()),
        (State::Terminated, World::CALM)
    );
}

#[tokio::test]
async fn a_unit_is_let_once_on_a_day() {
    let world = World::on(World::CALM).await;
    let (carrier, tenancy) = housed(&world).await;
    let room = unit(&world, &carrier, "301", 5_000).await;
    let twice = CreateUnitRequest {
        carrier: carrier.name.clone(),
        code: "301".to_owned(),
        area_c: 1,
        request_id: id(),
        ..CreateUnitRequest::default()
    };
    let taken = call!(world, &operator(), create_unit, twice).unwrap_err();
    assert_eq!(
        (taken.code(), reason(&taken).as_str()),
        (Code::AlreadyExists, "UNIT_CODE_TAKEN")
    );
    let first = offered(&world, &room, &tenancy, days("2025-04-01", "2025-09-30")).await;
    let on_its_last_day = offered(&world, &room, &tenancy, days("2025-09-30", "2026-03-31")).await;
    let after_it = offered(&world, &room, &tenancy, days("2025-10-01", "2026-03-31")).await;
    let first = sign(&world, &operator(), &first).await.unwrap();
    sign(&world, &applicant(), &first).await.unwrap();
    let refused = sign(&world, &operator(), &on_its_last_day)
        .await
        .unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::FailedPrecondition, "LEASE_OVERLAP")
    );
    let after_it = sign(&world, &operator(), &after_it).await.unwrap();
    sign(&world, &applicant(), &after_it).await.unwrap();
    let leases = ListLeasesRequest {
        filter: format!("unit=\"{}\" AND state=\"SIGNED\"", room.name),
        order_by: "starts_on".to_owned(),
        ..ListLeasesRequest::default()
    };
    let signed = call!(world, &county_stb(), list_leases, leases)
        .unwrap()
        .leases;
    let starts: Vec<String> = signed
        .into_iter()
        .map(|lease| lease.terms.unwrap().starts_on)
        .collect();
    assert_eq!(starts, ["2025-04-01", "2025-10-01"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_that_sign_at_once_for_one_unit_one_has_it() {
    let world = World::on(World::CALM).await;
    let (carrier, tenancy) = housed(&world).await;
    let other = admitted(&world, &carrier, other_start_up()).await;
    for round in 0..4 {
        let room = unit(&world, &carrier, &format!("R{round}"), 5_000).await;
        let first = offered(&world, &room, &tenancy, terms()).await;
        let second = offered(&world, &room, &other, terms()).await;
        let first = sign(&world, &operator(), &first).await.unwrap();
        let second = sign(&world, &operator(), &second).await.unwrap();
        let (one, two) = (applicant(), other_applicant());
        let both = join(sign(&world, &one, &first), sign(&world, &two, &second)).await;
        let (has, has_not) = match both {
            (Ok(has), Err(has_not)) | (Err(has_not), Ok(has)) => (has, has_not),
            both => panic!("one of the two has it: {both:?}"),
        };
        assert_eq!(has.state(), State::Signed);
        assert_eq!(reason(&has_not), "LEASE_OVERLAP");
    }
}

#[tokio::test]
async fn no_more_is_let_than_the_carrier_has_for_tenants() {
    let world = World::on(World::CALM).await;
    let small = CreateCarrierRequest {
        profile: Some(Profile {
            tenant_area_c: 9_999,
            ..profile()
        }),
        request_id: id(),
        ..CreateCarrierRequest::default()
    };
    let carrier = call!(world, &operator(), create_carrier, small).unwrap();
    let tenancy = admitted(&world, &carrier, start_up()).await;
    let mut leases = Vec::new();
    for code in ["A", "B"] {
        let room = unit(&world, &carrier, code, 5_000).await;
        let lease = offered(&world, &room, &tenancy, terms()).await;
        leases.push(sign(&world, &operator(), &lease).await.unwrap());
    }
    sign(&world, &applicant(), &leases[0]).await.unwrap();
    // The tenant sees no other lease of the carrier, and is told all the same.
    let refused = sign(&world, &applicant(), &leases[1]).await.unwrap_err();
    assert_eq!(reason(&refused), "TENANT_AREA_EXCEEDED");
    let later = offered(
        &world,
        &unit(&world, &carrier, "C", 5_000).await,
        &tenancy,
        days("2026-04-01", "2026-12-31"),
    )
    .await;
    let later = sign(&world, &operator(), &later).await.unwrap();
    sign(&world, &applicant(), &later).await.unwrap();
}

#[tokio::test]
async fn an_offer_is_held_to_its_form_and_its_tenant() {
    let world = World::on(World::CALM).await;
    let (carrier, tenancy) = housed(&world).await;
    let room = unit(&world, &carrier, "301", 5_000).await;
    let offer = |terms: Terms, unit: &Unit| OfferLeaseRequest {
        unit: unit.name.clone(),
        tenancy: tenancy.name.clone(),
        lease: Some(terms),
        request_id: id(),
    };
    let backwards = offer(days("2025-04-01", "2025-03-31"), &room);
    let refused = call!(world, &operator(), offer_lease, backwards).unwrap_err();
    let said = kezhuan_rpc::Explanation::of(&refused);
    assert_eq!(said.reason, "LEASE_INVALID");
    assert_eq!(said.fields[0].path, "lease.ends_on");
    let elsewhere = entered(&world).await;
    let foreign = unit(&world, &elsewhere, "1", 5_000).await;
    let refused = call!(world, &operator(), offer_lease, offer(terms(), &foreign)).unwrap_err();
    assert_eq!(reason(&refused), "UNIT_OF_ANOTHER_CARRIER");
    let refused = call!(world, &other_operator(), offer_lease, offer(terms(), &room)).unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
}

#[tokio::test]
async fn a_unit_goes_out_of_use_once_its_leases_have_ended() {
    let world = World::on(World::CALM).await;
    let (carrier, tenancy) = housed(&world).await;
    let room = unit(&world, &carrier, "301", 5_000).await;
    let retire = |of: &Unit, on: &str| RetireUnitRequest {
        name: of.name.clone(),
        etag: of.etag.clone(),
        request_id: id(),
        retired_on: on.to_owned(),
    };
    let lease = offered(&world, &room, &tenancy, days("2025-04-01", "2025-09-30")).await;
    let beyond = call!(world, &operator(), retire_unit, retire(&room, "2025-09-29"));
    assert_eq!(reason(&beyond.unwrap_err()), "LEASE_RUNS_BEYOND");
    let lease = sign(&world, &operator(), &lease).await.unwrap();
    sign(&world, &applicant(), &lease).await.unwrap();
    let beyond = call!(world, &operator(), retire_unit, retire(&room, "2025-09-29"));
    assert_eq!(reason(&beyond.unwrap_err()), "LEASE_RUNS_BEYOND");
    let foreign = call!(
        world,
        &other_operator(),
        retire_unit,
        retire(&room, "2025-09-30")
    );
    assert_eq!(foreign.unwrap_err().code(), Code::NotFound);
    let request = retire(&room, "2025-09-30");
    let retired = call!(world, &operator(), retire_unit, request.clone()).unwrap();
    assert_eq!(retired.retired_on, "2025-09-30");
    let again = call!(world, &operator(), retire_unit, request).unwrap();
    assert_eq!(again, retired);
    assert_eq!(
        world.events_of(&room.name).await,
        ["UnitAdded", "UnitRetired"]
    );
    let offer = OfferLeaseRequest {
        unit: room.name.clone(),
        tenancy: tenancy.name.clone(),
        lease: Some(days("2025-10-01", "2025-12-31")),
        request_id: id(),
    };
    let late = call!(world, &operator(), offer_lease, offer).unwrap_err();
    assert_eq!(reason(&late), "UNIT_RETIRED");
    let counted = async |day: &str| {
        let asked = GetCarrierCountsRequest {
            carrier: carrier.name.clone(),
            day: day.to_owned(),
            ..GetCarrierCountsRequest::default()
        };
        let counts = call!(world, &operator(), get_carrier_counts, asked).unwrap();
        (counts.units, counts.unit_area_c)
    };
    assert_eq!(counted(World::CALM).await, (1, 5_000));
    world.advance_to("2025-10-01");
    assert_eq!(counted("2025-10-01").await, (0, 0));
}
