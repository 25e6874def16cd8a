use super::*;
use crate::domain::certificate::certificate;
use crate::domain::recognition::Ground;

fn deregister() -> Command {
    Command::Deregister {
        ground: EndGround::Rescinded,
        note: note(),
    }
}

fn annul() -> Command {
    Command::Annul { note: note() }
}

#[test]
fn the_applicant_or_the_office_ends_a_registration() {
    let registered = Desk::registered(form()).on("2026-05-06");
    let elsewhere = Actor::person("tan", "office-440781", "440781", [Role::Registrar]);
    assert_eq!(
        registered.reason(&elsewhere, deregister()),
        "NOT_THE_DECIDING_TENANT"
    );
    let buyer = Actor::person("bob", "buyer", "", [Role::Applicant]);
    assert_eq!(registered.reason(&buyer, deregister()), "NOT_THE_APPLICANT");
    for actor in [applicant(), registrar(), second()] {
        let ended = registered.clone().take(&actor, deregister());
        assert_eq!(ended.contract.ended_on, Some(date("2026-05-06")));
        let Event::ContractDeregistered { version, ground } = ended.event() else {
            panic!("{:?}", ended.event())
        };
        // What a closed year needs for its correction.
        assert_eq!(
            (version.registered_on, *ground),
            (date("2025-03-03"), EndGround::Rescinded)
        );
        assert_eq!(
            (version.total, version.seller_division.as_str()),
            (Fen::from_yuan(100_000), OFFICE)
        );
        assert!(!ended.contract.claim_facts().unwrap().in_force);
        assert_eq!(
            certificate(&ended.contract).unwrap_err().reason,
            "CERTIFICATE_REVOKED"
        );
    }
}

#[test]
fn only_the_city_annuls_and_it_says_why() {
    let city = Actor::person("chen", "bureau-city", "440700", [Role::CityStb]);
    let registered = Desk::registered(form());
    assert_eq!(registered.reason(&second(), annul()), "ROLE_MISSING");
    assert_eq!(
        registered.reason(
            &city,
            Command::Annul {
                note: String::new()
            }
        ),
        "REASON_MISSING"
    );
    let county = Actor::person("chen", "bureau-county", OFFICE, [Role::CityStb]);
    assert_eq!(
        registered.reason(&county, annul()),
        "NOT_THE_DECIDING_TENANT"
    );
    let own = Actor::person("chen", "seller", "440700", [Role::CityStb]);
    assert_eq!(registered.reason(&own, annul()), "OWN_ORGANISATION");
    for desk in [registered, Desk::amending(form())] {
        let annulled = desk.take(&city, annul());
        assert_eq!(
            (annulled.contract.state, &annulled.contract.amendment),
            (State::Annulled, &None)
        );
        assert_eq!(annulled.contract.refusal.as_ref().unwrap().code, "FRAUD");
        assert!(matches!(annulled.event(), Event::ContractAnnulled { .. }));
    }
}

#[test]
fn a_changed_refusal_is_reopened_for_a_new_pair_with_a_new_clock() {
    let rejected = Desk::reviewed(form())
        .take(
            &second(),
            Command::Reject {
                ground: Ground::NoInnovation,
                note: note(),
            },
        )
        .on("2025-04-10");
    let appealed = rejected.contract.appealed();
    assert_eq!(
        (appealed.decided_on, appealed.reviewers),
        (date("2025-03-03"), vec!["rui".to_owned(), "wen".to_owned()])
    );
    let reopen = || Command::Reopen { reason: note() };
    for original in [registrar(), second()] {
        assert_eq!(rejected.reason(&original, reopen()), "SAME_REVIEWER");
    }
    let reopened = rejected.take(&clerk("new", Role::Registrar), reopen());
    assert_eq!(reopened.contract.state, State::Accepted);
    let accepted = reopened.contract.acceptance.as_ref().unwrap();
    assert_eq!(
        (accepted.accepted_on, accepted.due_on),
        (date("2025-03-03"), date("2025-05-12"))
    );
    assert_eq!(reopened.reason(&registrar(), classify()), "SAME_REVIEWER");
    // Not even in the other reviewer's chair.
    let wen = clerk("wen", Role::Registrar);
    assert_eq!(reopened.reason(&wen, classify()), "SAME_REVIEWER");
    let again = reopened.take(&clerk("new", Role::Registrar), classify());
    assert_eq!(again.reason(&second(), register()), "SAME_REVIEWER");
    let registered = again.take(&clerk("other", Role::Registrar2), register());
    assert_eq!(registered.contract.state, State::Registered);
}

#[test]
fn a_contract_that_was_not_accepted_starts_its_clock_when_reopened() {
    let refused = Desk::submitted(form())
        .take(
            &registrar(),
            Command::Refuse {
                ground: NotAcceptedGround::Oral,
                note: note(),
            },
        )
        .on("2026-02-10")
        .take(
            &clerk("new", Role::Registrar2),
            Command::Reopen { reason: note() },
        );
    let accepted = refused.contract.acceptance.as_ref().unwrap();
    assert_eq!(
        (accepted.regime.as_str(), accepted.due_on),
        ("R2026", date("2026-03-09"))
    );
    assert_eq!(
        refused.contract.excluded_reviewers,
        ["rui".to_owned()].into()
    );
}

#[test]
fn who_decided_before_an_appeal_s_change_does_not_examine_the_next() {
    let reject = || Command::Reject {
        ground: Ground::NoInnovation,
        note: note(),
    };
    let again = Desk::reviewed(form())
        .take(&second(), reject())
        .take(
            &clerk("new", Role::Registrar),
            Command::Reopen { reason: note() },
        )
        .take(&clerk("new", Role::Registrar), classify())
        .take(&clerk("other", Role::Registrar2), reject());
    let reviewers = again.contract.appealed().reviewers;
    for name in ["new", "other", "rui", "wen"] {
        assert!(
            reviewers.contains(&name.to_owned()),
            "{name} of {reviewers:?}"
        );
    }
}
