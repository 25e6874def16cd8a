//! The application, and whether the tenant comes in.
use super::*;

fn wrong(change: impl FnOnce(&mut NewTenancy)) -> Vec<(String, &'static str)> {
    let mut new = new_tenancy();
    change(&mut new);
    let refused = apply(new, &operator(), date("2025-03-03"), &Terms::default()).unwrap_err();
    assert_eq!(refused.reason, "TENANCY_INVALID");
    let fields = refused.fields.into_iter();
    fields.map(|wrong| (wrong.field, wrong.reason)).collect()
}

fn one(field: &str, reason: &'static str) -> Vec<(String, &'static str)> {
    vec![(format!("tenancy.{field}"), reason)]
}

#[test]
fn an_application_is_held_to_its_form_field_by_field() {
    assert_eq!(
        wrong(|new| new.name = " ".to_owned()),
        one("name", "NAME_MISSING")
    );
    assert_eq!(
        wrong(|new| new.name = "长".repeat(101)),
        one("name", "FIELD_TOO_LONG")
    );
    assert_eq!(
        wrong(|new| new.uscc = "91440703MA50000A8X".to_owned()),
        one("uscc", "USCC_INVALID")
    );
    assert_eq!(wrong(|new| new.uscc.clear()), one("uscc", "USCC_INVALID"));
    assert_eq!(
        wrong(|new| new.founded_on = None),
        one("founded_on", "FOUNDED_MISSING")
    );
    assert_eq!(
        wrong(|new| new.founded_on = Some(date("2025-03-04"))),
        one("founded_on", "FOUNDED_TOO_LATE")
    );
    assert_eq!(
        wrong(|new| new.entry_on = date("2025-06-02")),
        one("entry_on", "ENTRY_TOO_LATE")
    );
    assert_eq!(
        wrong(|new| new.is_overseas_chinese = true),
        one("source_region", "SOURCE_REGION_MISSING")
    );
    assert_eq!(
        wrong(|new| new.source_region = "Macau".to_owned()),
        one("source_region", "SOURCE_REGION_INVALID")
    );
    let team = wrong(|new| new.kind = TenantKind::Team);
    let fields: Vec<&str> = team.iter().map(|(_, reason)| *reason).collect();
    assert_eq!(fields, ["USCC_OF_TEAM", "ORGANISATION_MISSING"]);
}

#[test]
fn the_tenant_itself_applies_or_the_operator_for_it() {
    let today = date("2025-03-03");
    let terms = Terms::default();
    for actor in [start_up(), operator()] {
        let tenancy = apply(new_tenancy(), &actor, today, &terms).unwrap();
        assert_eq!(tenancy.organisation, USCC);
        assert_eq!(tenancy.applicant, actor.subject);
    }
    let other = Actor::person("bob", "other", "", [Role::Applicant, Role::CarrierOp]);
    let refused = apply(new_tenancy(), &other, today, &terms).unwrap_err();
    assert_eq!(refused.reason, "NOT_YOUR_STEP");
    let own = NewTenancy {
        organisation: "park".to_owned(),
        ..new_tenancy()
    };
    let refused = apply(own, &operator(), today, &terms).unwrap_err();
    assert_eq!(refused.reason, "TENANT_IS_OPERATOR");
}

#[test]
fn the_host_and_the_rule_both_have_to_admit() {
    let old = applied_with(|new| new.founded_on = Some(date("2023-03-02")));
    let decided = on(&old, "2025-03-03", &operator(), admit()).unwrap();
    assert_eq!(decided.tenancy.state, State::Refused);
    assert_eq!(decided.tenancy.reasons, ["AGE_GT_24M"]);
    assert_eq!(decided.tenancy.until, None);

    let says_no = Answer {
        pass: false,
        reasons: vec!["CHAIN_FULL".to_owned()],
        ..passes()
    };
    let by_rule = Command::Admit {
        until: None,
        answer: Some(says_no),
    };
    let decided = on(&applied(), "2025-03-03", &operator(), by_rule).unwrap();
    assert_eq!(decided.tenancy.state, State::Refused);
    assert_eq!(
        decided.event,
        Event::TenantRefused {
            reasons: vec!["CHAIN_FULL".to_owned()]
        }
    );

    let tenancy = incubating();
    assert_eq!(tenancy.state, State::Incubating);
    assert_eq!(tenancy.priority, 80);
    assert_eq!(tenancy.until, Some(date("2029-03-03")));
    assert_eq!(tenancy.latest_exit, tenancy.until);
    assert_eq!(tenancy.regime, Some(TenantRegime::N2018));
    let by_itself = refused(&applied(), "2025-03-03", &start_up(), admit());
    assert_eq!(by_itself, "ROLE_MISSING");
}

#[test]
fn a_shorter_stay_may_be_agreed_and_no_longer_one() {
    let until = |day: &str| Command::Admit {
        until: Some(date(day)),
        answer: Some(passes()),
    };
    let short = done(&applied(), "2025-03-03", &operator(), until("2026-03-03"));
    assert_eq!(short.until, Some(date("2026-03-03")));
    for day in ["2025-03-03", "2029-03-04"] {
        let reason = refused(&applied(), "2025-03-03", &operator(), until(day));
        assert_eq!(reason, "UNTIL_INVALID", "{day}");
    }
}

#[test]
fn a_team_only_has_to_work_inside() {
    let team = |new: &mut NewTenancy| {
        new.kind = TenantKind::Team;
        new.uscc.clear();
        new.organisation = "team-1".to_owned();
        new.founded_on = None;
        new.declared = Declared {
            office_here: true,
            ..Declared::default()
        };
    };
    let tenancy = done(&applied_with(team), "2025-03-03", &operator(), admit());
    assert_eq!(tenancy.state, State::Incubating);
    assert_eq!(tenancy.stay(date("2025-03-03")).unwrap().uscc, "");
    let outside = applied_with(|new| {
        team(new);
        new.declared.office_here = false;
    });
    let tenancy = done(&outside, "2025-03-03", &operator(), admit());
    assert_eq!(tenancy.reasons, ["OFFICE_ELSEWHERE"]);
}

#[test]
fn the_switch_chooses_the_definition() {
    let mut terms = Terms {
        regime: TenantRegime::M2025,
        ..Terms::default()
    };
    terms.m2025.age_months_max = 60;
    let old = applied_with(|new| new.founded_on = Some(date("2023-03-02")));
    assert!(host(&old, &terms).unwrap().admits());
    assert!(!host(&old, &Terms::default()).unwrap().admits());
}

#[test]
fn a_failed_rule_leaves_it_to_a_person_or_is_asked_again() {
    let waiting = manual();
    assert_eq!(waiting.failure.as_deref(), Some("TRAP"));
    let resolve = |admit| Command::Resolve {
        admit,
        priority: 10,
        code: "NO_ROOM".to_owned(),
        reason: "looked at by hand".to_owned(),
    };
    let by_hand = done(&waiting, "2025-03-04", &county(), resolve(true));
    assert_eq!(by_hand.state, State::Incubating);
    assert_eq!(by_hand.until, Some(date("2027-03-03")));
    assert_eq!(by_hand.failure, None);
    let no = done(&waiting, "2025-03-04", &county(), resolve(false));
    assert_eq!(
        (no.state, no.reasons),
        (State::Refused, vec!["NO_ROOM".to_owned()])
    );
    assert_eq!(
        refused(&waiting, "2025-03-04", &operator(), resolve(true)),
        "ROLE_MISSING"
    );
    let own = Actor::person("x", USCC, "440703", [Role::CountyStb]);
    assert_eq!(
        refused(&waiting, "2025-03-04", &own, resolve(true)),
        "OWN_ORGANISATION"
    );

    let again = done(&waiting, "2025-03-04", &county(), Command::AskAgain);
    assert_eq!(again.state, State::Applied);
    // The service goes on with what the operator wanted.
    let until = again.proposed.clone().and_then(|wanted| wanted.until);
    let admit = Command::Admit {
        until,
        answer: Some(passes()),
    };
    let admitted = done(&again, "2025-03-04", &service(), admit.clone());
    assert_eq!(admitted.decided_by.as_deref(), Some("op"));
    assert_eq!(admitted.until, Some(date("2027-03-03")));
    // Without the operator's word it admits nobody.
    assert_eq!(
        refused(&applied(), "2025-03-04", &service(), admit),
        "ROLE_MISSING"
    );
}

#[test]
fn nobody_admits_by_hand_whom_the_nation_refuses() {
    let old = applied_with(|new| new.declared.tech_sme = false);
    let waiting = done(&old, "2025-03-03", &operator(), failed());
    let by_hand = Command::Resolve {
        admit: true,
        priority: 0,
        code: String::new(),
        reason: "a friend".to_owned(),
    };
    let reason = refused(&waiting, "2025-03-04", &county(), by_hand);
    assert_eq!(reason, "HOST_RULE_REFUSES");
}

#[test]
fn the_operator_refuses_and_both_may_withdraw() {
    let full = Command::Refuse {
        code: "NO_ROOM".to_owned(),
        note: "full".to_owned(),
    };
    let tenancy = done(&applied(), "2025-03-04", &operator(), full.clone());
    assert_eq!(tenancy.refusal.unwrap().code, "NO_ROOM");
    assert_eq!(
        refused(&applied(), "2025-03-04", &county(), full),
        "ROLE_MISSING"
    );
    for (tenancy, actor) in [(applied(), start_up()), (manual(), operator())] {
        let gone = done(&tenancy, "2025-03-04", &actor, Command::Withdraw);
        assert_eq!((gone.state, gone.failure), (State::Withdrawn, None));
    }
    let stranger = Actor::person("bob", "other", "", [Role::Applicant]);
    let reason = refused(&applied(), "2025-03-04", &stranger, Command::Withdraw);
    assert_eq!(reason, "NOT_YOUR_STEP");
}
