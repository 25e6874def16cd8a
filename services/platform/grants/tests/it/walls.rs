//! Who sees and who may do what, also by row security alone; and input that breaks things elsewhere.
use kezhuan_auth::{Caller, CallerKind, Role};
use kezhuan_protocol::grants::v1::*;
use kezhuan_testkit::Person;
use tonic::Code;

use crate::shelter::COUNTY;
use crate::world::{
    World, call, claimant, house, id, neighbour_officer, officer, payer, reason, stranger,
};

#[tokio::test]
async fn no_table_stands_open() {
    let world = World::new().await;
    let open = world.database.open_walls().await.unwrap();
    assert!(open.is_empty(), "{open:?}");
}

#[tokio::test]
async fn a_claim_is_its_parties_and_its_county_s_to_see() {
    let world = World::with_budget(1_000).await;
    let computed = world.filed("rooms/1").await;
    let city = Person::of("440700", "stb-440700", &["city_stb"]).named("zhao");
    let auditor = Person::of("", "audit", &["auditor"]).named("su");
    for reader in [claimant(), house(), officer(), payer(), city, auditor] {
        let seen = world.get(&reader, &computed.name).await.unwrap();
        assert_eq!(seen.name, computed.name, "{reader:?}");
    }
    for reader in [stranger(), neighbour_officer()] {
        let hidden = world.get(&reader, &computed.name).await.unwrap_err();
        assert_eq!(hidden.code(), Code::NotFound, "{reader:?}");
        let list = ListGrantClaimsRequest::default();
        let listed = call!(world, &reader, list_grant_claims, list).unwrap();
        assert!(listed.grant_claims.is_empty());
    }
}

#[tokio::test]
async fn nobody_takes_another_s_step() {
    let world = World::with_budget(1_000).await;
    let computed = world.filed("rooms/1").await;
    let city = Person::of("440700", "stb-440700", &["city_stb"]).named("zhao");
    for (who, code) in [
        (claimant(), Code::PermissionDenied),
        (payer(), Code::PermissionDenied),
        // Who reads it and may not write in it does not get hold of it.
        (city, Code::NotFound),
        (neighbour_officer(), Code::NotFound),
    ] {
        let refused = world.approve(&who, &computed).await.unwrap_err();
        assert_eq!(refused.code(), code, "{who:?}");
    }
    for (who, code) in [
        (house(), Code::NotFound),
        (officer(), Code::PermissionDenied),
        (stranger(), Code::NotFound),
    ] {
        let refused = world.withdraw(&who, &computed).await.unwrap_err();
        assert_eq!(refused.code(), code, "{who:?}");
    }
    // Not even of a claim whose own office claims.
    let insider = Person::of(COUNTY, "acme", &["county_stb"]).named("wang");
    let refused = world.approve(&insider, &computed).await.unwrap_err();
    assert_eq!(reason(&refused), "OWN_ORGANISATION");
}

#[tokio::test]
async fn row_security_holds_where_a_statement_forgets_to_ask() {
    let world = World::with_budget(1_000).await;
    world.filed("rooms/1").await;
    let caller = |organisation: &str, tenant: &str, role| Caller {
        kind: CallerKind::Person,
        roles: [role].into(),
        ..Caller::service(organisation, tenant)
    };
    for caller in [
        caller("house", "", Role::CarrierOp),
        caller("other", "", Role::Applicant),
        caller("stb-440703", "440703", Role::CountyStb),
        caller("stb-440700", "440700", Role::CityStb),
    ] {
        let changed = world.doors.write_as(&caller, |write| {
            Box::pin(async move {
                let mut rows = 0;
                for statement in [
                    "UPDATE grant_claim SET state = 'PAID'",
                    "UPDATE grant_fact SET live = false",
                    "UPDATE grant_programme SET version = version + 1",
                ] {
                    let done = sqlx::query(statement).execute(&mut **write).await?;
                    rows += done.rows_affected();
                }
                Ok::<_, kezhuan_database::Error>(rows)
            })
        });
        assert_eq!(changed.await.unwrap(), 0, "{}", caller.organisation);
    }
    // A claimant's own transaction moves no money of the county.
    let own = caller("acme", "", Role::Applicant);
    let taken = world.doors.write_as(&own, |write| {
        Box::pin(async move {
            let done = sqlx::query("UPDATE grant_programme SET reserved_fen = 0")
                .execute(&mut **write)
                .await?;
            Ok::<_, kezhuan_database::Error>(done.rows_affected())
        })
    });
    assert_eq!(taken.await.unwrap(), 0);
}

#[tokio::test]
async fn the_database_binds_no_more_than_was_announced_whoever_asks() {
    let world = World::with_budget(1_000).await;
    world.filed("rooms/1").await;
    let mut admin = world.database.admin().await.unwrap();
    let over =
        sqlx::query("UPDATE grant_programme SET reserved_fen = 1001, appropriation_fen = 1001")
            .execute(&mut admin)
            .await
            .unwrap_err();
    let constraint = over
        .as_database_error()
        .and_then(|cause| cause.constraint());
    assert_eq!(constraint, Some("grant_programme_available"));
}

#[tokio::test]
async fn what_can_t_be_read_or_stored_is_refused_with_its_field() {
    let world = World::with_budget(1_000).await;
    let create = CreateGrantClaimRequest {
        programme: "aid.rent".to_owned(),
        subject: "rooms/1".to_owned(),
        ..Default::default()
    };
    for (change, wrong) in [
        (
            CreateGrantClaimRequest {
                programme: "tc.incentive".to_owned(),
                ..create.clone()
            },
            "PROGRAMME_UNKNOWN",
        ),
        (
            CreateGrantClaimRequest {
                first_day: "soon".to_owned(),
                last_day: "2026-02-28".to_owned(),
                ..create.clone()
            },
            "DATE_INVALID",
        ),
        (
            CreateGrantClaimRequest {
                first_day: "2026-02-28".to_owned(),
                last_day: "2026-02-27".to_owned(),
                ..create.clone()
            },
            "PERIOD_INVALID",
        ),
        (
            CreateGrantClaimRequest {
                subject: "boats/1".to_owned(),
                ..create.clone()
            },
            "NOT_FOUND",
        ),
        (
            CreateGrantClaimRequest {
                subject: "rooms/1\u{0}".to_owned(),
                ..create
            },
            "TEXT_INVALID",
        ),
    ] {
        let request_id = id();
        let message = CreateGrantClaimRequest {
            request_id,
            ..change
        };
        let refused = call!(world, &claimant(), create_grant_claim, message).unwrap_err();
        assert_eq!(reason(&refused), wrong);
    }
    let computed = world.filed("rooms/1").await;
    let refuse = RefuseGrantClaimRequest {
        name: computed.name.clone(),
        etag: computed.etag,
        request_id: id(),
        code: "NO_LEASE".to_owned(),
        note: "a\u{0}b".to_owned(),
    };
    let refused = call!(world, &officer(), refuse_grant_claim, refuse).unwrap_err();
    assert_eq!(reason(&refused), "TEXT_INVALID");
    let wrong = world.get(&officer(), "claims/7").await.unwrap_err();
    assert_eq!(reason(&wrong), "NAME_INVALID");
}
