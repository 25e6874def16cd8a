//! Bases over gRPC: from the call to the plate, and what stops them.
mod assessment;
pub mod cast;
mod rule;

use kezhuan_protocol::agriculture::v1::*;
use tonic::Code;

use self::cast::*;
use crate::step;
use crate::world::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_base_goes_from_the_call_to_the_plate() {
    let world = World::on(World::CALM).await;
    let call = call_of_city(&world, base::Level::Province).await;
    let request = form(&call);
    let draft = call!(world, &operator_of_base(), create_base, request.clone()).unwrap();
    assert_eq!(draft.state(), base::State::Draft);
    let again = call!(world, &operator_of_base(), create_base, request).unwrap();
    assert_eq!(again, draft, "a repeat returns the first answer");
    let applied = apply(&world, &draft).await;
    assert_eq!(applied.applied_on, World::CALM);
    let reviewed = reviewed(&world, &recommend(&world, &applied).await, 85).await;
    assert!(reviewed.panel.iter().all(|seat| seat.complete));
    let proposed = propose(&world, &reviewed).await;
    assert_eq!(proposed.state(), base::State::Proposed);
    let review = proposed.review.clone().unwrap();
    assert_eq!((review.mean_score_c, review.experts), (8_500, 5));
    assert_eq!(proposed.notice.clone().unwrap().last_day, "2025-03-10");
    // Everybody reads the notice.
    let everywhere = ListNoticesRequest::default();
    let notices = call!(world, &stranger(), list_notices, everywhere).unwrap();
    let shown: Vec<&str> = notices
        .notices
        .iter()
        .map(|one| one.case.as_str())
        .collect();
    assert_eq!(shown, [proposed.name.as_str()]);

    let early = step!(
        world,
        second_city(),
        proposed,
        accredit_base,
        AccreditBaseRequest {}
    );
    assert_eq!(reason(&early.unwrap_err()), "NOTICE_NOT_OVER");
    let plated = accredit(&world, &proposed).await;
    assert_eq!(plated.state(), base::State::Accredited);
    let term = plated.accreditation.clone().unwrap();
    assert_eq!(
        (term.accredited_on.as_str(), term.valid_until.as_str()),
        ("2025-03-11", "2028-03-11")
    );
    assert!(term.plate_number.starts_with("KZ-AGP-2025-440783-"));
    assert_eq!(plated.assess_due_on, "2026-03-11");
    let mut expected = vec!["BaseApplied", "BaseRecommended", "BaseExpertsAssigned"];
    expected.extend(["BaseScored"; 10]);
    expected.extend(["BaseProposed", "BaseAccredited"]);
    // Who is faster, the timer or the office, is told that the notice is over or is not.
    let mut events = world.events_of(&plated.name).await;
    events.retain(|event| event != "BaseReminded");
    assert_eq!(events, expected);
    let entries = ListAuditEntriesRequest {
        case: plated.name.clone(),
        ..ListAuditEntriesRequest::default()
    };
    let entries = call!(world, &county(), list_audit_entries, entries).unwrap();
    // The draft too, which publishes nothing.
    assert_eq!(entries.audit_entries.len(), expected.len() + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_of_its_readers_sees_what_is_theirs() {
    let world = World::on(World::CALM).await;
    let recommended = recommend(&world, &applied(&world).await).await;
    let assigned = step!(
        world,
        city(),
        recommended,
        assign_experts,
        AssignExpertsRequest {
            experts: seats(1..=5)
        }
    )
    .unwrap();
    let scored = step!(
        world,
        expert(1),
        assigned,
        score_base,
        ScoreBaseRequest {
            round: score_base_request::Round::Desk.into(),
            points: 90
        }
    )
    .unwrap();
    let own = scored.panel.iter().filter(|seat| !seat.scores.is_empty());
    assert_eq!(own.count(), 1, "to the expert");
    let get = || GetBaseRequest {
        name: scored.name.clone(),
    };
    for (reader, experts_named) in [(city(), 5), (expert(2), 1), (operator_of_base(), 0)] {
        let seen = call!(world, &reader, get_base, get()).unwrap();
        assert!(
            seen.panel.iter().all(|seat| seat.scores.is_empty()),
            "hidden until all are in"
        );
        let named = seen.panel.iter().filter(|seat| !seat.expert.is_empty());
        assert_eq!(named.count(), experts_named);
    }
    for (reader, named) in [(city(), true), (operator_of_base(), false)] {
        let of_case = ListAuditEntriesRequest {
            case: scored.name.clone(),
            ..ListAuditEntriesRequest::default()
        };
        let record = call!(world, &reader, list_audit_entries, of_case).unwrap();
        let by = |organisation: &str| {
            let mut entries = record.audit_entries.iter();
            let entry = entries.find(|entry| entry.organisation == organisation);
            entry.map(|entry| entry.actor.clone())
        };
        assert_eq!(by("jaas").as_deref(), Some("li"));
        // Where it is not said who acted, nor is for whom.
        assert_eq!(by("academy-1").as_deref(), named.then_some("expert-1"));
        assert_eq!(by("stb-440783").as_deref(), named.then_some("wu"));
    }
    // An expert who is not assigned is none of the authority's people, whatever their token says.
    let of_tenant = |tenant| person("expert-9", "academy-9", tenant, &["expert"]);
    let (of_county, of_city) = (of_tenant("440783"), of_tenant("440700"));
    for outsider in [stranger(), other_county(), expert(9), of_county, of_city] {
        let hidden = call!(world, &outsider, get_base, get()).unwrap_err();
        assert_eq!(hidden.code(), Code::NotFound);
        let none = call!(world, &outsider, list_bases, ListBasesRequest::default()).unwrap();
        assert_eq!(none.bases, []);
    }
    let foreign = step!(
        world,
        other_county(),
        scored,
        refuse_base,
        RefuseBaseRequest {
            code: "LAND_USE".to_owned(),
            note: "否".to_owned(),
        }
    );
    assert_eq!(foreign.unwrap_err().code(), Code::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_hold_is_refused_and_changes_nothing() {
    let world = World::on(World::CALM).await;
    let call = call_of_city(&world, base::Level::City).await;
    for (request, reason_expected) in [
        (
            CreateBaseRequest {
                division: "4407".to_owned(),
                ..form(&call)
            },
            "DIVISION_INVALID",
        ),
        (
            CreateBaseRequest {
                field: "FIFTH".to_owned(),
                ..form(&call)
            },
            "FIELD_UNKNOWN",
        ),
        (
            CreateBaseRequest {
                carrier: 0,
                ..form(&call)
            },
            "CODE_UNKNOWN",
        ),
        (
            CreateBaseRequest {
                figures: None,
                ..form(&call)
            },
            "FIGURES_MISSING",
        ),
    ] {
        let refused = call!(world, &operator_of_base(), create_base, request).unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::InvalidArgument, reason_expected)
        );
    }
    let nul = CreateBaseRequest {
        title: "基\0地".to_owned(),
        ..form(&call)
    };
    let nul = call!(world, &operator_of_base(), create_base, nul).unwrap_err();
    assert_eq!(nul.code(), Code::InvalidArgument);
    let of_another = CreateBaseRequest {
        organisation: "enterprise-2".to_owned(),
        ..form(&call)
    };
    let of_another = call!(world, &operator_of_base(), create_base, of_another).unwrap_err();
    assert_eq!(of_another.code(), Code::PermissionDenied);

    let applied = applied(&world).await;
    let stale = Base {
        etag: "v1".to_owned(),
        ..applied.clone()
    };
    let stale = step!(
        world,
        county(),
        stale,
        recommend_base,
        RecommendBaseRequest {
            note: "好".to_owned()
        }
    );
    assert_eq!(stale.unwrap_err().code(), Code::Aborted);
    let recommended = recommend(&world, &applied).await;
    let conflicted = AssignedExpert {
        organisation: "jaas".to_owned(),
        ..seats(1..=1).remove(0)
    };
    let conflict = step!(
        world,
        city(),
        recommended,
        assign_experts,
        AssignExpertsRequest {
            experts: vec![conflicted],
        }
    );
    let conflict = conflict.unwrap_err();
    assert_eq!(
        (conflict.code(), reason(&conflict).as_str()),
        (Code::PermissionDenied, "EXPERT_CONFLICT")
    );
    let unscored = step!(
        world,
        city(),
        recommended,
        propose_base,
        ProposeBaseRequest {}
    );
    assert_eq!(reason(&unscored.unwrap_err()), "NO_EXPERTS");
    assert_eq!(
        world.events_of(&recommended.name).await,
        ["BaseApplied", "BaseRecommended"]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_weak_base_is_found_unfit_and_an_objection_that_is_upheld_ends_it() {
    let world = World::on(World::CALM).await;
    let recommended = recommend(&world, &applied(&world).await).await;
    let weak = reviewed(&world, &recommended, 60).await;
    let unfit = propose(&world, &weak).await;
    assert_eq!(
        (unfit.state(), unfit.reasons.clone()),
        (base::State::Refused, vec!["SCORE".to_owned()])
    );

    let proposed = proposed(&world).await;
    let object = ObjectToBaseRequest {
        name: proposed.name.clone(),
        request_id: id(),
        text: "用地有争议".to_owned(),
    };
    let suspended = call!(world, &stranger(), object_to_base, object).unwrap();
    assert_eq!(suspended.state(), base::State::Suspended);
    let objected = &suspended.objections[0];
    assert_eq!(
        (objected.objector.as_str(), objected.outcome()),
        ("", objection::Outcome::Unspecified)
    );
    let seen = call!(
        world,
        &city(),
        get_base,
        GetBaseRequest {
            name: proposed.name.clone()
        }
    )
    .unwrap();
    assert_eq!(seen.objections[0].objector, "guo");
    let ended = step!(
        world,
        city(),
        seen,
        resolve_base_objection,
        ResolveBaseObjectionRequest {
            upheld: true,
            reason: "属实".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(ended.state(), base::State::Refused);
    let gone = ObjectToBaseRequest {
        name: proposed.name.clone(),
        request_id: id(),
        text: "再次".to_owned(),
    };
    // Whoever objected reads it still, and it is past objections.
    let late = call!(world, &stranger(), object_to_base, gone).unwrap_err();
    assert_eq!(reason(&late), "STATE_FORBIDS");
    let unknown = ObjectToBaseRequest {
        name: unfit.name,
        request_id: id(),
        text: "异议".to_owned(),
    };
    let unknown = call!(world, &stranger(), object_to_base, unknown).unwrap_err();
    assert_eq!(unknown.code(), Code::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_is_changed_and_a_case_taken_back() {
    let world = World::on(World::CALM).await;
    let draft = drafted(&world, base::Level::City).await;
    let edited = step!(
        world,
        operator_of_base(),
        draft,
        update_base,
        UpdateBaseRequest {
            title: "陈皮基地".to_owned(),
            carrier: base::Carrier::Cooperative.into(),
            field: "NATURAL_MEDICINE".to_owned(),
            figures: Some(figures()),
        }
    )
    .unwrap();
    assert_eq!(
        (edited.title.as_str(), edited.carrier()),
        ("陈皮基地", base::Carrier::Cooperative)
    );
    let applied = apply(&world, &edited).await;
    let gone = step!(
        world,
        operator_of_base(),
        applied,
        withdraw_base,
        WithdrawBaseRequest {}
    )
    .unwrap();
    assert_eq!(gone.state(), base::State::Withdrawn);
    assert_eq!(
        world.events_of(&gone.name).await,
        ["BaseApplied", "BaseWithdrawn"]
    );
    let filter = ListBasesRequest {
        filter: "state=\"WITHDRAWN\" AND carrier=\"COOPERATIVE\"".to_owned(),
        ..ListBasesRequest::default()
    };
    let found = call!(world, &county(), list_bases, filter).unwrap().bases;
    assert_eq!(found.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plate_has_one_base() {
    let world = World::on(World::CALM).await;
    let (first, second) = (proposed(&world).await, proposed(&world).await);
    world.advance_to("2025-03-11");
    let plate = |base: Base| {
        let world = &world;
        async move {
            step!(
                world,
                second_city(),
                base,
                accredit_base,
                AccreditBaseRequest {
                    plate_number: "JM-01".to_owned(),
                }
            )
        }
    };
    assert!(plate(first).await.is_ok());
    let taken = plate(second).await.unwrap_err();
    assert_eq!(
        (taken.code(), reason(&taken).as_str()),
        (Code::AlreadyExists, "PLATE_NUMBER_TAKEN")
    );
}
