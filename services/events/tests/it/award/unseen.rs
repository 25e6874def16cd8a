//! Who judges, and how, is the office's to see, and nobody's who has a part in the case.
use kezhuan_protocol::events::v1::*;
use tonic::Code;

use super::cast::*;
use crate::step;
use crate::world::*;

/// Hooks of the decisions on a nomination that somebody reads.
async fn asked(world: &World, by: &Person, nomination: &Nomination) -> Vec<String> {
    let request = ListDecisionsRequest {
        case: nomination.name.clone(),
        ..ListDecisionsRequest::default()
    };
    let found = call!(world, by, list_decisions, request).unwrap();
    let hooks = found.decisions.into_iter().map(|decision| decision.hook);
    hooks.collect()
}

/// Organisations and people that somebody reads in the record of a nomination.
async fn acted(world: &World, by: &Person, nomination: &Nomination) -> Vec<(String, String)> {
    let request = ListAuditEntriesRequest {
        case: nomination.name.clone(),
        ..ListAuditEntriesRequest::default()
    };
    let found = call!(world, by, list_audit_entries, request).unwrap();
    let entries = found.audit_entries.into_iter();
    let entries = entries.map(|entry| (entry.organisation, entry.actor));
    entries.collect()
}

fn names(entries: &[(String, String)], organisation: &str) -> bool {
    entries.iter().any(|(named, _)| named == organisation)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_party_learns_who_judged_and_how_also_where_it_is_the_bureau() {
    let world = World::on(World::CALM).await;
    let round = opened(&world, 0).await;
    let valid = valid_by(&world, &round, &city(), "高镍正极材料").await;
    let scored = conclude(&world, &all_in(&world, &valid, 85).await)
        .await
        .unwrap();
    let office_reads = acted(&world, &office(), &scored).await;
    assert!(names(&office_reads, "academy-1"));
    let of_office = asked(&world, &office(), &scored).await;
    assert!(of_office.contains(&"evt.coi@1".to_owned()), "{of_office:?}");
    assert!(of_office.contains(&"evt.award.score@1".to_owned()));
    // Its own people it knows; colleagues of who judges learn nothing.
    for party in [city(), second_city(), nominee(), expert(2)] {
        let read = now(&world, &party, &scored).await.unwrap();
        let others = read.seats.iter().filter(|seat| seat.expert != "expert-2");
        assert!(others.clone().all(|seat| seat.expert.is_empty()));
        assert!(others.clone().all(|seat| seat.organisation.is_empty()));
        assert!(others.clone().all(|seat| seat.scores.is_empty()));
        assert!(read.rule_pins.is_empty() && read.decision.is_empty());
        assert!(read.review.unwrap().decision.is_empty());
        assert_eq!(asked(&world, &party, &scored).await, Vec::<String>::new());
        let entries = acted(&world, &party, &scored).await;
        assert!(!names(&entries, "academy-1"), "{entries:?}");
        assert!(!names(&entries, "award-office"), "{entries:?}");
        let mut masked = entries.iter().filter(|(named, _)| named.is_empty());
        assert!(masked.all(|(_, actor)| actor.is_empty()));
    }
    assert!(names(&acted(&world, &city(), &scored).await, "stb-440700"));
    let own = acted(&world, &expert(2), &scored).await;
    assert!(names(&own, "academy-2"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_objected_is_named_in_no_record_that_a_party_reads() {
    let world = World::on(World::CALM).await;
    let round = opened(&world, 0).await;
    let judged = all_in(&world, &valid(&world, &round, "高镍正极材料").await, 95).await;
    let scored = conclude(&world, &judged).await.unwrap();
    let proposed = propose(&world, &scored, award::Band::First).await.unwrap();
    let published = publish(&world, &proposed).await;
    let objecting = ObjectToNominationRequest {
        name: published.name.clone(),
        request_id: id(),
        text: "成果归属有争议".to_owned(),
    };
    call!(world, &enterprise(3), object_to_nomination, objecting).unwrap();
    for (reader, expected) in [
        (office(), true),
        (enterprise(3), true),
        (county(), false),
        (nominee(), false),
    ] {
        let entries = acted(&world, &reader, &published).await;
        assert_eq!(names(&entries, "enterprise-3"), expected);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expert_reads_what_they_judge_and_nobody_beside_them_does() {
    let world = World::on(World::CALM).await;
    let round = opened(&world, 0).await;
    let valid = valid(&world, &round, "高镍正极材料").await;
    let assigned = assign(&world, &valid, judges(1..=5)).await.unwrap();
    let listed = async |by: &Person| {
        let request = ListNominationsRequest::default();
        let found = call!(world, by, list_nominations, request).unwrap();
        found.nominations.len()
    };
    let colleague = person("expert-9", "academy-1", "", &["expert"]);
    let hidden = now(&world, &colleague, &assigned).await.unwrap_err();
    assert_eq!(hidden.code(), Code::NotFound);
    assert_eq!(listed(&colleague).await, 0);
    assert!(now(&world, &expert(1), &assigned).await.is_ok());
    assert_eq!(listed(&expert(1)).await, 1);
    let declared = step!(
        world,
        expert(1),
        assigned,
        declare_award_conflict,
        DeclareAwardConflictRequest {
            expert: "expert-1".to_owned(),
            reasons: vec!["RELATIVE".to_owned()],
            note: "候选人亲属".to_owned(),
        }
    );
    assert!(declared.is_ok());
    let hidden = now(&world, &expert(1), &assigned).await.unwrap_err();
    assert_eq!(hidden.code(), Code::NotFound);
    assert_eq!(listed(&expert(1)).await, 0);
    // Nor the record of it.
    for outsider in [colleague, expert(1)] {
        let request = ListAuditEntriesRequest {
            case: assigned.name.clone(),
            ..ListAuditEntriesRequest::default()
        };
        let hidden = call!(world, &outsider, list_audit_entries, request);
        assert_eq!(hidden.unwrap_err().code(), Code::NotFound);
    }
    for reader in [office(), county(), nominee(), expert(2)] {
        assert_eq!(listed(&reader).await, 1);
    }
}
