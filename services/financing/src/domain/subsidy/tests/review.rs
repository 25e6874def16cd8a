//! From the draft to the notice.
use super::*;

#[test]
fn only_interest_on_an_ip_pledge_is_subsidised_and_once() {
    type Change = fn(&mut NewClaim);
    let cases: [(Change, &str); 3] = [
        (|new| new.on_ip_pledge = false, "NOT_ON_IP_PLEDGE"),
        (|new| new.already_claimed = true, "ALREADY_CLAIMED"),
        (|new| new.enterprise = text("other"), "NOT_YOUR_STEP"),
    ];
    for (change, reason) in cases {
        let mut new = new_claim();
        change(&mut new);
        assert_eq!(draft(new, &enterprise()).unwrap_err().reason, reason);
    }
    let nothing = Command::File { materials: vec![] };
    let refused = on(&drafted(), "2026-03-04", &enterprise(), nothing).unwrap_err();
    assert_eq!(
        (refused.reason, refused.fields.len()),
        ("MATERIALS_MISSING", 1)
    );
}

#[test]
fn money_is_set_aside_with_the_amount_and_free_again_without() {
    let amount = Fen(500);
    let decided = done(&filed(), "2026-03-04", &service(), compute(500));
    assert_eq!(decided.posting, Some(Posting::Reserve { amount }));
    let ended = [
        (enterprise(), Command::Withdraw, State::Withdrawn),
        (amr(), refuse("NOT_PAID", "no receipt"), State::Refused),
    ];
    for (actor, command, state) in ended {
        let ended = done(&computed(), "2026-03-05", &actor, command);
        assert_eq!(ended.posting, Some(Posting::Release { amount }));
        assert_eq!((ended.claim.state, ended.claim.amount), (state, None));
    }
    let none = done(&filed(), "2026-03-04", &service(), compute(0));
    assert_eq!(none.posting, None);
    assert_eq!(
        refused(&none.claim, "2026-03-05", &amr(), approve()),
        "AMOUNT_NONE"
    );
    assert_eq!(
        refused(&computed(), "2026-03-05", &amr(), refuse("NOT_PAID", "")),
        "REASON_MISSING"
    );
}

#[test]
fn a_person_computes_where_the_rule_failed_and_another_checks() {
    let manual = manual();
    assert_eq!(manual.failure.as_deref(), Some("TRAP"));
    assert_eq!(
        refused(&manual, "2026-03-05", &enterprise(), by_hand(5)),
        "ROLE_MISSING"
    );
    assert_eq!(
        refused(&manual, "2026-03-05", &amr(), by_hand(1_002)),
        "OVER_INTEREST_PAID"
    );
    let computed = done(&manual, "2026-03-05", &amr(), by_hand(300)).claim;
    assert_eq!(
        refused(&computed, "2026-03-05", &amr(), approve()),
        "SAME_PERSON"
    );
    let other = person("zhao", Role::CityAmr);
    assert_eq!(
        done(&computed, "2026-03-05", &other, approve()).claim.state,
        State::Approved
    );
    let again = done(&manual, "2026-03-05", &service(), Command::AskAgain).claim;
    assert_eq!((again.state, again.failure), (State::Filed, None));
    let mut elsewhere = manual;
    elsewhere.division = text("440700");
    assert_eq!(
        refused(&elsewhere, "2026-03-05", &amr(), by_hand(5)),
        "SPLIT_MISSING"
    );
}

#[test]
fn a_grant_is_tied_to_a_commitment() {
    let without = Command::Approve {
        commitments: vec![],
    };
    assert_eq!(
        refused(&computed(), "2026-03-05", &amr(), without),
        "COMMITMENT_INVALID"
    );
    let tied = |until: &str, conditions: &[&str]| Command::Approve {
        commitments: vec![Commitment {
            until: date(until),
            conditions: conditions.iter().map(|code| text(code)).collect(),
        }],
    };
    for hollow in [tied("2026-03-04", &["STAYS"]), tied("2031-03-03", &[])] {
        assert_eq!(
            refused(&computed(), "2026-03-05", &amr(), hollow),
            "COMMITMENT_INVALID"
        );
    }
    let until_today = tied("2026-03-05", &["STAYS"]);
    done(&computed(), "2026-03-05", &amr(), until_today);
    let own = Actor::person("x", "acme", "440700", [Role::CityAmr]);
    assert_eq!(
        refused(&computed(), "2026-03-05", &own, approve()),
        "OWN_ORGANISATION"
    );
}

#[test]
fn an_objection_suspends_until_another_person_answers_it() {
    let citizen = Actor::person("citizen", "", "", []);
    let object = || Command::Object { text: text("no") };
    assert_eq!(
        refused(&published(), "2026-03-14", &citizen, object()),
        "NOTICE_OVER"
    );
    assert_eq!(
        refused(&published(), "2026-03-09", &service(), object()),
        "OBJECTION_BY_SERVICE"
    );
    let suspended = done(&published(), "2026-03-13", &citizen, object()).claim;
    assert_eq!(
        refused(&suspended, "2026-03-14", &payer(), Command::Pay),
        "STATE_FORBIDS"
    );
    let dismiss = Command::DismissObjection { reason: text("no") };
    let dismissed = done(&suspended, "2026-03-16", &amr(), dismiss.clone()).claim;
    assert_eq!(dismissed.state, State::Approved);
    assert!(dismissed.objections[0].resolution.is_some());
    let own = done(&published(), "2026-03-13", &amr(), object()).claim;
    assert_eq!(refused(&own, "2026-03-16", &amr(), dismiss), "SAME_PERSON");
    let upheld = done(&suspended, "2026-03-16", &amr(), uphold());
    assert_eq!(upheld.posting, Some(Posting::Release { amount: Fen(500) }));
}

#[test]
fn whoever_filed_a_claim_neither_grants_nor_pays_it() {
    let filer = |role| person("ann", role);
    assert_eq!(
        refused(&computed(), "2026-03-05", &filer(Role::CityAmr), approve()),
        "SAME_PERSON"
    );
    assert_eq!(
        refused(
            &published(),
            "2026-03-14",
            &filer(Role::FinancePayer),
            Command::Pay
        ),
        "SAME_PERSON"
    );
}
