//! From the rule's answer to an approved, published or refused grant.
use super::*;

#[test]
fn only_the_service_records_what_a_rule_answered() {
    for command in [compute(500), send_to_manual()] {
        let reason = refused(&filed(), "2026-03-04", &officer(), command);
        assert_eq!(reason, "NOT_BY_A_PERSON");
    }
    let computed = done(&filed(), "2026-03-04", &service(), compute(500));
    assert_eq!(computed.entry, Some(Entry::Reserve(Fen(500))));
    let none = done(&filed(), "2026-03-04", &service(), compute(0));
    assert_eq!((none.entry, none.claim.amount), (None, None));
}

#[test]
fn what_a_person_computes_stays_within_law_and_budget_like_a_rule_s() {
    let found = done(&manual(), "2026-03-05", &officer(), by_hand(600));
    assert_eq!(found.event, Event::Computed { by_hand: true });
    assert_eq!(found.entry, Some(Entry::Reserve(Fen(600))));
    let none = done(&manual(), "2026-03-05", &officer(), by_hand(0));
    assert_eq!((none.entry, none.claim.amount), (None, None));
    for (total, reason) in [
        (-1, "NEGATIVE_AMOUNT"),
        (601, "BUDGET_EXHAUSTED"),
        (901, "OVER_WHAT_IS_DUE"),
    ] {
        assert_eq!(
            refused(&manual(), "2026-03-05", &officer(), by_hand(total)),
            reason
        );
    }
    let silent = Command::ComputeByHand {
        total: Fen(1),
        payee: None,
        reason: text(" "),
    };
    assert_eq!(
        refused(&manual(), "2026-03-05", &officer(), silent),
        "REASON_MISSING"
    );
}

#[test]
fn a_person_of_the_authority_or_a_new_rule_has_it_asked_again() {
    for actor in [officer(), service()] {
        let asked = done(&manual(), "2026-03-05", &actor, Command::AskAgain);
        assert_eq!(asked.claim.state, State::Filed);
        assert_eq!((asked.claim.failure, asked.claim.decision), (None, None));
    }
    let reason = refused(&manual(), "2026-03-05", &claimant(), Command::AskAgain);
    assert_eq!(reason, "ROLE_MISSING");
}

#[test]
fn nobody_decides_outside_their_office_or_on_their_own_case() {
    let of = |organisation: &str, tenant: &str, subject: &str, role| {
        Actor::person(subject, organisation, tenant, [role])
    };
    for (actor, reason) in [
        (
            of("office", "440703", "wu", Role::CountyStb),
            "NOT_THE_DECIDING_TENANT",
        ),
        (
            of("house", COUNTY, "wu", Role::CountyStb),
            "OWN_ORGANISATION",
        ),
        (
            of("acme", COUNTY, "wu", Role::CountyStb),
            "OWN_ORGANISATION",
        ),
        (of("office", COUNTY, "ann", Role::CountyStb), "SAME_PERSON"),
        (of("office", COUNTY, "wu", Role::CityStb), "ROLE_MISSING"),
        (service(), "ROLE_MISSING"),
    ] {
        assert_eq!(
            refused(&computed(), "2026-03-05", &actor, approve()),
            reason
        );
        let reason_2 = refused(&computed(), "2026-03-05", &actor, refuse("NO", "no"));
        assert_eq!(reason_2, reason);
    }
    // The city decides on its own.
    let mut of_city = computed();
    of_city.tenant = text("440700");
    let city = of("stb", "440700", "li", Role::CityStb);
    assert!(on(&of_city, "2026-03-05", &city, approve()).is_ok());
}

#[test]
fn it_is_approved_with_commitments_by_another_than_who_computed() {
    let approved = done(&computed(), "2026-03-05", &officer(), approve());
    assert_eq!(approved.entry, Some(Entry::Commit(Fen(500))));
    let by_wu = done(&manual(), "2026-03-05", &officer(), by_hand(500)).claim;
    assert_eq!(
        refused(&by_wu, "2026-03-05", &officer(), approve()),
        "SAME_PERSON"
    );
    let commitments = |until: &str, conditions: &[&str]| Command::Approve {
        commitments: vec![Commitment {
            until: date(until),
            conditions: conditions.iter().map(|one| text(one)).collect(),
        }],
    };
    for command in [
        Command::Approve {
            commitments: Vec::new(),
        },
        commitments("2026-03-04", &["STAYS"]),
        commitments("2026-03-05", &[]),
    ] {
        assert_eq!(
            refused(&computed(), "2026-03-05", &officer(), command),
            "COMMITMENT_INVALID"
        );
    }
    let none = done(&filed(), "2026-03-04", &service(), compute(0)).claim;
    assert_eq!(
        refused(&none, "2026-03-05", &officer(), approve()),
        "AMOUNT_NONE"
    );
}

#[test]
fn what_the_subject_no_longer_carries_is_not_approved() {
    for (limits, reason) in [
        (
            Limits {
                most: Some(Fen(499)),
                ..limits()
            },
            "OVER_WHAT_IS_DUE",
        ),
        (
            Limits {
                barred: true,
                ..limits()
            },
            "BARRED_BY_OTHER_PROGRAMME",
        ),
    ] {
        let outcome = within(&computed(), "2026-03-05", (&officer(), approve()), limits);
        assert_eq!(outcome.unwrap_err().reason, reason);
    }
    // What is set aside for it is no longer available, and still its own.
    let spent = Limits {
        available: Some(Fen::ZERO),
        ..limits()
    };
    assert!(within(&computed(), "2026-03-05", (&officer(), approve()), spent).is_ok());
}

#[test]
fn a_refusal_has_a_code_and_words_where_the_rule_found_a_benefit() {
    let no = done(&computed(), "2026-03-05", &officer(), refuse("NO", "no"));
    assert_eq!(no.entry, Some(Entry::Release(Fen(500))));
    assert!(!no.claim.is_live());
    for (code, note, reason) in [
        ("no", "no", "REFUSAL_CODE_INVALID"),
        ("NO", "", "REASON_MISSING"),
    ] {
        let command = refuse(code, note);
        assert_eq!(
            refused(&computed(), "2026-03-05", &officer(), command),
            reason
        );
    }
    let none = done(&filed(), "2026-03-04", &service(), compute(0)).claim;
    let no = done(&none, "2026-03-05", &officer(), refuse("BELOW_50MU", ""));
    assert_eq!(no.entry, None);
}

#[test]
fn the_notice_stands_five_working_days_at_the_least() {
    assert_eq!(
        published().notice.map(|notice| notice.last_day),
        Some(date("2026-03-13"))
    );
    let short = Terms {
        notice_working_days: 1,
        notice_count_first_day: false,
    };
    assert_eq!(short.notice_working_days(), 5);
    let late = Actor::person("bob", "other", "", []);
    assert_eq!(
        refused(&published(), "2026-03-14", &late, object()),
        "NOTICE_OVER"
    );
    assert_eq!(
        refused(&published(), "2026-03-13", &service(), object()),
        "OBJECTION_BY_SERVICE"
    );
}

#[test]
fn an_objection_is_answered_by_another_and_ends_the_grant_or_has_it_published_anew() {
    let again = done(&suspended(), "2026-03-11", &officer(), dismiss());
    assert_eq!((again.claim.state, again.entry), (State::Approved, None));
    let anew = done(&again.claim, "2026-03-12", &officer(), Command::Publish).claim;
    assert_eq!(
        anew.notice.map(|notice| notice.last_day),
        Some(date("2026-03-19"))
    );
    let ended = done(&suspended(), "2026-03-11", &officer(), uphold());
    assert_eq!(ended.claim.state, State::Refused);
    assert_eq!(ended.entry, Some(Entry::ReleaseCommitted(Fen(500))));
    let own = done(&published(), "2026-03-10", &officer(), object()).claim;
    for command in [dismiss(), uphold()] {
        assert_eq!(
            refused(&own, "2026-03-11", &officer(), command),
            "SAME_PERSON"
        );
    }
}
