//! Carriers from the draft to the loss of their status.
mod recorded;
mod review;
mod rule;
mod time;

use kezhuan_protocol::incubation::v1::carrier::{Grade, Kind, Regime, State};
use kezhuan_protocol::incubation::v1::*;
use tonic::{Code, Status as Answer};

use crate::step;
use crate::world::*;

pub fn profile() -> Profile {
    Profile {
        name: "蓬江科创园".to_owned(),
        kind: Kind::Incubator.into(),
        division: "440703".to_owned(),
        address: "江门市蓬江区".to_owned(),
        legal_person: true,
        opened_on: "2021-01-04".to_owned(),
        area_c: 1_000_000,
        tenant_area_c: 750_000,
        ..Profile::default()
    }
}

/// Meets N2018, and the city's own figures.
pub fn figures() -> Figures {
    Figures {
        stat_years: 2,
        staff: 12,
        pro_staff: 10,
        mentors: 10,
        tenants: 50,
        financed: 10,
        applied_ip: 25,
        invested: 5,
        grown: 15,
        graduates: 20,
        fund_fen: 500_000_000,
        fund_cases: 3,
        total_income_fen: 1_000_000_000,
        rent_income_fen: 700_000_000,
        service_kinds: 2,
        ..Figures::default()
    }
}

fn entering(profile: Profile) -> CreateCarrierRequest {
    CreateCarrierRequest {
        profile: Some(profile),
        authority: String::new(),
        request_id: id(),
    }
}

pub async fn entered(world: &World) -> Carrier {
    call!(world, &operator(), create_carrier, entering(profile())).unwrap()
}

pub async fn applied_with(
    world: &World,
    carrier: &Carrier,
    (grade, figures): (Grade, Figures),
) -> Result<Carrier, Answer> {
    step!(
        world,
        operator(),
        carrier,
        apply_for_accreditation,
        ApplyForAccreditationRequest {
            grade: grade.into(),
            figures: Some(figures),
        }
    )
}

pub async fn applied(world: &World, grade: Grade) -> Carrier {
    let carrier = entered(world).await;
    applied_with(world, &carrier, (grade, figures()))
        .await
        .unwrap()
}

pub async fn checked(world: &World, carrier: &Carrier, by: Person) -> Result<Carrier, Answer> {
    step!(
        world,
        by,
        carrier,
        check_carrier,
        CheckCarrierRequest {
            note: "系统未登记，已核对证明材料".to_owned(),
        }
    )
}

/// Of the county's grade, published after a review at the desk.
pub async fn proposed(world: &World) -> Carrier {
    let carrier = applied(world, Grade::County).await;
    let carrier = checked(world, &carrier, county_stb()).await.unwrap();
    let proposed = step!(
        world,
        county_stb(),
        carrier,
        propose_carrier,
        ProposeCarrierRequest {
            desk_review: "材料齐全".to_owned(),
        }
    );
    proposed.unwrap()
}

pub async fn accredited(world: &World) -> Carrier {
    let carrier = proposed(world).await;
    world.advance_to("2025-03-11");
    // The word that the notice is over may come first: an etag of before it holds all the same.
    step!(
        world,
        second_county_stb(),
        carrier,
        accredit_carrier,
        AccreditCarrierRequest {}
    )
    .unwrap()
}

pub async fn read(world: &World, name: &str) -> Carrier {
    let request = GetCarrierRequest {
        name: name.to_owned(),
    };
    call!(world, &county_stb(), get_carrier, request).unwrap()
}

#[tokio::test]
async fn a_county_accredits_a_carrier_by_the_city_s_own_figures_where_no_rule_is_in_force() {
    let world = World::on(World::CALM).await;
    let carrier = accredited(&world).await;
    assert_eq!(carrier.state(), State::Accredited);
    let status = &carrier.statuses[0];
    assert_eq!(
        (status.grade(), status.regime()),
        (Grade::County, Regime::Local)
    );
    assert_eq!(status.since, "2025-03-11");
    let finding = carrier.application.clone().unwrap().finding.unwrap();
    assert!(finding.met && finding.by() == finding::By::Host);
    let events = world.events_of(&carrier.name).await;
    let steps: Vec<&str> = events
        .iter()
        .map(String::as_str)
        .filter(|event| *event != "CarrierNoticeOver")
        .collect();
    assert_eq!(
        steps,
        [
            "CarrierCreated",
            "CarrierApplied",
            "CarrierFound",
            "CarrierChecked",
            "CarrierProposed",
            "CarrierAccredited"
        ]
    );
    // Asked of the county, then of the city: neither has a rule in force.
    let asked = ListDecisionsRequest {
        case: carrier.name.clone(),
        ..Default::default()
    };
    let decisions = call!(world, &county_stb(), list_decisions, asked).unwrap();
    let tenants = decisions.decisions.iter().map(|one| one.tenant.as_str());
    assert_eq!(tenants.collect::<Vec<_>>(), ["440703", "440700"]);
    let entries = ListAuditEntriesRequest {
        case: carrier.name,
        ..Default::default()
    };
    let entries = call!(world, &county_stb(), list_audit_entries, entries).unwrap();
    assert_eq!(entries.audit_entries.len(), 6);
}

#[tokio::test]
async fn a_repeat_enters_nothing_twice_and_a_wrong_form_nothing_at_all() {
    let world = World::on(World::CALM).await;
    let request = entering(profile());
    let first = call!(world, &operator(), create_carrier, request.clone()).unwrap();
    let again = call!(world, &operator(), create_carrier, request).unwrap();
    assert_eq!(first, again);
    for (change, expected) in [
        (
            Profile {
                name: "\0".to_owned(),
                ..profile()
            },
            "TEXT_INVALID",
        ),
        (
            Profile {
                kind: 0,
                ..profile()
            },
            "CODE_UNKNOWN",
        ),
        (
            Profile {
                opened_on: "2021".to_owned(),
                ..profile()
            },
            "DATE_INVALID",
        ),
        (
            Profile {
                area_c: 0,
                ..profile()
            },
            "CARRIER_INVALID",
        ),
        (
            Profile {
                division: "440305".to_owned(),
                ..profile()
            },
            "NOT_IN_JIANGMEN",
        ),
    ] {
        let refused = call!(world, &operator(), create_carrier, entering(change)).unwrap_err();
        assert_eq!(reason(&refused), expected);
        assert_eq!(refused.code(), Code::InvalidArgument, "{expected}");
    }
}

#[tokio::test]
async fn strangers_see_no_carrier_and_other_offices_take_no_step() {
    let world = World::on(World::CALM).await;
    let carrier = applied(&world, Grade::County).await;
    for stranger in [other_operator(), other_county_stb(), expert("a")] {
        let request = GetCarrierRequest {
            name: carrier.name.clone(),
        };
        let hidden = call!(world, &stranger, get_carrier, request).unwrap_err();
        assert_eq!(hidden.code(), Code::NotFound);
    }
    // But everybody may know that it takes start-ups in.
    let open = ListOpenCarriersRequest {
        division: "440703".to_owned(),
        ..Default::default()
    };
    let open = call!(world, &applicant(), list_open_carriers, open).unwrap();
    assert_eq!(open.carriers.len(), 1);
    assert_eq!(open.carriers[0].carrier, carrier.name);
    assert_eq!(open.carriers[0].kind(), Kind::Incubator);
    let elsewhere = checked(&world, &carrier, other_county_stb())
        .await
        .unwrap_err();
    assert_eq!(elsewhere.code(), Code::NotFound);
    let stale = CheckCarrierRequest {
        name: carrier.name.clone(),
        etag: "v1".to_owned(),
        request_id: id(),
        note: "已核".to_owned(),
    };
    let stale = call!(world, &county_stb(), check_carrier, stale).unwrap_err();
    assert_eq!(reason(&stale), "STALE_ETAG");
    let listed = ListCarriersRequest {
        filter: "state=\"APPLIED\" AND kind=\"INCUBATOR\" AND remote=false".to_owned(),
        ..Default::default()
    };
    let own = call!(world, &operator(), list_carriers, listed.clone()).unwrap();
    assert_eq!(own.carriers.len(), 1);
    let foreign = call!(world, &other_operator(), list_carriers, listed).unwrap();
    assert!(foreign.carriers.is_empty());
}

#[tokio::test]
async fn the_measures_follow_the_day_of_the_application() {
    let world = World::on(World::CALM).await;
    let carrier = entered(&world).await;
    let early = applied_with(&world, &carrier, (Grade::Standard, figures())).await;
    assert_eq!(reason(&early.unwrap_err()), "GRADE_NOT_GIVEN_NOW");
    let short = Figures {
        graduates: 19,
        ..figures()
    };
    let national = applied_with(&world, &carrier, (Grade::National, short)).await;
    let national = national.unwrap();
    let application = national.application.clone().unwrap();
    assert_eq!(application.regime(), Regime::N2018);
    assert_eq!(application.finding.unwrap().fails, ["GRADUATES"]);
    let unmet = checked(&world, &national, city_stb()).await.unwrap_err();
    assert_eq!(reason(&unmet), "CONDITIONS_UNMET");
    let back = step!(
        world,
        operator(),
        national,
        withdraw_carrier,
        WithdrawCarrierRequest {}
    );
    let back = back.unwrap();
    assert_eq!(back.state(), State::Withdrawn);
    world.advance_to("2025-06-01");
    let again = applied_with(&world, &back, (Grade::Standard, figures())).await;
    let application = again.unwrap().application.unwrap();
    assert_eq!(application.regime(), Regime::M2025);
    assert!(application.finding.unwrap().met);
}

#[tokio::test]
async fn an_accredited_carrier_becomes_a_base_and_changes_its_grade() {
    let world = World::on(World::CALM).await;
    let carrier = accredited(&world).await;
    let carrier = read(&world, &carrier.name).await;
    let carrier = step!(
        world,
        operator(),
        carrier,
        apply_for_base_status,
        ApplyForBaseStatusRequest {
            statement: "服务港澳青年创业".to_owned(),
        }
    )
    .unwrap();
    let carrier = step!(
        world,
        city_stb(),
        carrier,
        decide_base_status,
        DecideBaseStatusRequest {
            granted: true,
            reason: "符合条件".to_owned(),
        }
    )
    .unwrap();
    let base = carrier.base.clone().unwrap();
    assert_eq!(base.status(), carrier::BaseStatus::BaseGranted);
    world.advance_to("2025-07-01");
    let carrier = step!(
        world,
        city_stb(),
        carrier,
        change_carrier_grade,
        ChangeCarrierGradeRequest {
            grade: Grade::Standard.into(),
            figures: Some(figures()),
            document: "工信厅科函〔2025〕349号".to_owned(),
            reason: "部级认定".to_owned(),
        }
    )
    .unwrap();
    let since: Vec<(&str, &str)> = carrier
        .statuses
        .iter()
        .map(|status| (status.since.as_str(), status.until.as_str()))
        .collect();
    assert_eq!(since, [("2025-03-11", "2025-06-30"), ("2025-07-01", "")]);
    let revoked = step!(
        world,
        city_stb(),
        carrier,
        revoke_carrier,
        RevokeCarrierRequest {
            reason: "提供虚假材料".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(revoked.state(), State::Revoked);
    assert_eq!(
        revoked.revocation.unwrap().ground(),
        revocation::Ground::Fraud
    );
    assert_eq!(revoked.statuses[1].until, "2025-07-01");
}

#[tokio::test]
async fn the_enterprise_that_leads_a_carrier_reads_it() {
    let world = World::on(World::CALM).await;
    let carrier = entered(&world).await;
    let get = GetCarrierRequest {
        name: carrier.name.clone(),
    };
    let hidden = call!(world, &applicant(), get_carrier, get.clone()).unwrap_err();
    assert_eq!(hidden.code(), Code::NotFound);
    let led = Profile {
        leader: "enterprise-1".to_owned(),
        leader_chain: "LASER".to_owned(),
        ..profile()
    };
    let update = UpdateCarrierRequest {
        name: carrier.name.clone(),
        etag: carrier.etag.clone(),
        request_id: id(),
        profile: Some(led),
    };
    call!(world, &operator(), update_carrier, update).unwrap();
    let seen = call!(world, &applicant(), get_carrier, get).unwrap();
    assert_eq!(seen.profile.unwrap().leader_chain, "LASER");
    assert_eq!(
        world.events_of(&carrier.name).await,
        ["CarrierCreated", "CarrierUpdated"]
    );
}
