//! How a measured trial ends.
use super::*;

fn asked(accept: bool) -> Command {
    let reasons = match accept {
        true => Vec::new(),
        false => vec!["TOO_FEW_REPLICATIONS".to_owned()],
    };
    Command::Verify {
        asked: Some(RuleOutcome::Answered {
            answer: Answer { accept, reasons },
            decision: Uuid::from_u128(70),
        }),
    }
}

fn failed() -> Command {
    Command::Verify {
        asked: Some(RuleOutcome::Failed {
            failure: "OUT_OF_FUEL".to_owned(),
            decision: None,
        }),
    }
}

fn host(trial: &Trial, actor: &Actor) -> Result<Host, Refused> {
    let terms = Terms::default();
    let at = Circumstances {
        actor,
        today: date("2025-07-20"),
        terms: &terms,
    };
    verifiable(trial, &at)
}

#[test]
fn the_rule_accepts_or_voids_and_without_one_the_host_s_limits_hold() {
    let trial = confirmed();
    assert_eq!(host(&trial, &county()), Ok(Host::Ask));
    let verified = step(&trial, &county(), asked(true));
    assert!(verified.is_verified());
    assert_eq!(
        verified.verdict.unwrap().decision,
        Some(Uuid::from_u128(70))
    );
    let void = step(&trial, &county(), asked(false));
    assert_eq!(void.state, State::Void);
    assert_eq!(void.verdict.unwrap().reasons, ["TOO_FEW_REPLICATIONS"]);
    let no_rule = Command::Verify {
        asked: Some(RuleOutcome::NoRule {
            decision: Uuid::from_u128(71),
        }),
    };
    let verified = step(&trial, &county(), no_rule);
    assert_eq!(verified.state, State::Verified);
    assert_eq!(verified.verdict.unwrap().reasons, ["NO_RULE_IN_FORCE"]);
    let nothing = Command::Verify { asked: None };
    assert_eq!(
        reason(take(&trial, &county(), nothing)),
        "RECORD_INCONSISTENT"
    );
}

#[test]
fn uneven_replications_and_disasters_are_void_whatever_a_rule_says() {
    let uneven = step(
        &sown(),
        &operator(),
        harvest(plots(&[50_000, 59_000, 70_000])),
    );
    let uneven = looked_at(&uneven, &[Finding::Confirmed; 3]);
    assert_eq!(host(&uneven, &county()), Ok(Host::Void("CV_OVER_LIMIT")));
    let void = step(&uneven, &county(), asked(true));
    assert_eq!(void.verdict.unwrap().reasons, ["CV_OVER_LIMIT"]);
    use Finding::{Confirmed, Disaster};
    let hit = looked_at(&measured(), &[Confirmed, Confirmed, Disaster, Disaster]);
    let void = step(&hit, &county(), Command::Verify { asked: None });
    assert_eq!(
        (void.state, void.verdict.unwrap().reasons),
        (State::Void, vec!["DISASTER".to_owned()])
    );
}

#[test]
fn a_single_replication_is_left_to_the_rule() {
    let single = step(&sown(), &operator(), harvest(plots(&[59_000])));
    let single = looked_at(&single, &[Finding::Confirmed; 3]);
    assert_eq!(host(&single, &county()), Ok(Host::Ask));
}

#[test]
fn three_experts_confirm_what_is_verified() {
    assert_eq!(
        reason(take(&measured(), &county(), asked(true))),
        "TOO_FEW_EXPERTS"
    );
    use Finding::{Confirmed, Disputed};
    let disputed = looked_at(&measured(), &[Confirmed, Confirmed, Disputed]);
    assert_eq!(
        reason(take(&disputed, &county(), asked(true))),
        "NOT_CONFIRMED"
    );
    let void = Command::Void {
        code: "DISPUTED".to_owned(),
        note: "专家对测产有异议".to_owned(),
    };
    assert_eq!(step(&disputed, &county(), void).state, State::Void);
    let outvoted = looked_at(&measured(), &[Confirmed, Confirmed, Disputed, Confirmed]);
    assert_eq!(
        step(&outvoted, &county(), asked(true)).state,
        State::Verified
    );
}

#[test]
fn nobody_verifies_their_own_trial_or_opinion() {
    let own = Actor::person("zhao", "jaas", "440783", [Role::CountyStb]);
    assert_eq!(
        reason(take(&confirmed(), &own, asked(true))),
        "OWN_ORGANISATION"
    );
    let both = Actor::person("expert-1", "C783", "440783", [Role::CountyStb]);
    assert_eq!(
        reason(take(&confirmed(), &both, asked(true))),
        "SAME_PERSON"
    );
    for actor in [operator(), expert(1), service()] {
        assert_eq!(
            reason(take(&confirmed(), &actor, asked(true))),
            "ROLE_MISSING"
        );
    }
}

#[test]
fn a_failed_rule_sends_it_to_a_person_or_is_asked_again() {
    let manual = step(&confirmed(), &county(), failed());
    assert_eq!(manual.state, State::Manual);
    assert_eq!(manual.asked_on(), Some(date("2025-07-20")));
    assert_eq!(
        manual
            .waiting
            .as_ref()
            .map(|waiting| waiting.failure.as_str()),
        Some("OUT_OF_FUEL")
    );
    for (accept, expected) in [(true, State::Verified), (false, State::Void)] {
        let reason_given = Command::Resolve {
            accept,
            reason: "规则故障，人工核验".to_owned(),
        };
        let after = step(&manual, &county(), reason_given);
        assert_eq!(after.state, expected);
        assert_eq!(after.waiting, None);
        let silent = Command::Resolve {
            accept,
            reason: " ".to_owned(),
        };
        assert_eq!(reason(take(&manual, &county(), silent)), "REASON_MISSING");
    }
    for actor in [county(), service()] {
        let back = step(&manual, &actor, Command::AskAgain);
        assert_eq!(back.state, State::Measured);
        let verified = step(&back, &actor, asked(true));
        assert_eq!(verified.state, State::Verified);
        assert_eq!(verified.verdict.unwrap().by, "wu");
        assert_eq!(step(&back, &actor, failed()).state, State::Manual);
    }
    assert_eq!(
        reason(take(&manual, &operator(), Command::AskAgain)),
        "ROLE_MISSING"
    );
}

#[test]
fn a_lost_crop_is_void_before_its_harvest() {
    let void = |code: &str, note: &str| Command::Void {
        code: code.to_owned(),
        note: note.to_owned(),
    };
    let after = step(&sown(), &county(), void("DISASTER", "台风"));
    assert_eq!(after.state, State::Void);
    assert_eq!(
        reason(take(&sown(), &county(), void("disaster", "台风"))),
        "REFUSAL_CODE_INVALID"
    );
    assert_eq!(
        reason(take(&sown(), &county(), void("DISASTER", ""))),
        "REASON_MISSING"
    );
    assert_eq!(
        reason(take(&sown(), &operator(), void("DISASTER", "x"))),
        "ROLE_MISSING"
    );
    assert_eq!(
        reason(take(&planned(), &county(), void("DISASTER", "x"))),
        "STATE_FORBIDS"
    );
}
