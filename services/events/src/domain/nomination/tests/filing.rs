use super::*;
use crate::domain::award_round::Association;

#[test]
fn a_county_files_after_its_own_notice() {
    let posted = posted(&drafted_by(&county()), &county());
    let filed = take(&posted, Command::File, (&county(), "2026-09-09")).unwrap();
    assert_eq!((filed.state, filed.version), (State::Filed, 3));
    let unposted = drafted_by(&county());
    let missing = take(&unposted, Command::File, (&county(), "2026-09-09"));
    assert_eq!(missing.unwrap_err(), "LOCAL_NOTICE_MISSING");
}

/// Announced, and then another's: nobody but who may nominate comes so far.
fn as_if_by(actor: &Actor) -> Nomination {
    Nomination {
        nominator: actor.organisation.clone(),
        drafted_by: actor.subject.clone(),
        ..posted(&drafted_by(&county()), &county())
    }
}

/// What the card has against it, in its order.
fn against(nomination: &Nomination, at: (&Actor, &str), round: &AwardRound) -> String {
    let refused = at_round(nomination, Command::File, at, (round, 0)).unwrap_err();
    assert_eq!(refused.reason, "NOMINATION_NOT_TAKEN");
    let reasons = refused.metadata.iter().find(|(name, _)| *name == "reasons");
    reasons.unwrap().1.clone()
}

#[test]
fn the_card_tells_everything_that_is_against_it_in_order() {
    let own = Actor::person("li-2", "acme", "", [Role::Applicant]);
    let another = Actor::person("he", "shop", "", [Role::Applicant]);
    let city = Actor::person("zhao", "stb-440700", "440700", [Role::CityStb]);
    for (actor, on, expected) in [
        (&own, "2026-09-09", "SELF_NOMINATION"),
        (&another, "2026-09-09", "NOMINATOR_TYPE"),
        (&another, "2026-10-16", "NOMINATOR_TYPE,LATE"),
        (&county(), "2026-09-08", "NOTICE_NOT_OVER"),
        (&county(), "2026-10-16", "LATE"),
        (&city, "2026-10-01", "LATE"),
    ] {
        let posted = as_if_by(actor);
        assert_eq!(against(&posted, (actor, on), &round()), expected, "{on}");
    }
    let mut short = posted(&drafted_by(&county()), &county());
    short.local_notice.as_mut().unwrap().last_day = day("2026-09-07");
    let found = against(&short, (&county(), "2026-09-07"), &round());
    assert_eq!(found, "NOTICE_LT_7,NOTICE_NOT_OVER");
}

#[test]
fn who_may_not_nominate_learns_it_with_the_draft() {
    let own = Actor::person("zhou", "acme", "", [Role::Applicant]);
    let another = Actor::person("he", "shop", "", [Role::Applicant]);
    // Stands for it, and works for the county.
    let candidate = Actor::person("li", "stb-440703", "440703", [Role::CountyStb]);
    for (actor, expected) in [
        (&own, "SELF_NOMINATION"),
        (&candidate, "SELF_NOMINATION"),
        (&another, "NOMINATOR_TYPE"),
    ] {
        let new = NewNomination {
            id: Uuid::from_u128(7),
            number: String::new(),
            form: form(),
        };
        let refused = draft(new, &round(), (actor, day("2026-09-01"))).unwrap_err();
        assert_eq!(refused.reason, "NOMINATION_NOT_TAKEN");
        assert_eq!(refused.metadata, [("reasons", expected.to_owned())]);
    }
    // Nor does a colleague file what somebody drafted for themselves.
    let mut drafted = posted(&drafted_by(&county()), &county());
    drafted.drafted_by = "li".to_owned();
    let found = against(&drafted, (&county(), "2026-09-09"), &round());
    assert_eq!(found, "SELF_NOMINATION");
}

#[test]
fn a_notice_that_is_too_short_or_too_late_for_the_card_is_not_announced() {
    let drafted = drafted_by(&county());
    for (starts_on, last_day, expected) in [
        ("2026-09-01", "2026-09-07", "NOTICE_LT_7"),
        ("2026-10-08", "2026-10-15", "LATE"),
        ("2026-10-10", "2026-10-16", "NOTICE_LT_7,LATE"),
    ] {
        let command = Command::PostNotice {
            place: "官网".to_owned(),
            starts_on: day(starts_on),
            last_day: day(last_day),
        };
        let at = (&county(), "2026-09-01");
        let refused = at_round(&drafted, command, at, (&round(), 0)).unwrap_err();
        assert_eq!(refused.reason, "NOMINATION_NOT_TAKEN");
        assert_eq!(refused.metadata, [("reasons", expected.to_owned())]);
    }
    let command = Command::PostNotice {
        place: "官网".to_owned(),
        starts_on: day("2026-10-07"),
        last_day: day("2026-10-14"),
    };
    assert!(take(&drafted, command, (&county(), "2026-09-01")).is_ok());
}

#[test]
fn an_achievement_passes_once_in_a_round() {
    let command = Command::Pass {
        group: "MATERIALS".to_owned(),
    };
    let counted = Counted {
        same: 1,
        ..Counted::default()
    };
    let at = (&office("ou"), "2026-09-10");
    let refused = beside(&filed(), command, at, (&round(), counted)).unwrap_err();
    assert_eq!(refused.reason, "ALREADY_NOMINATED");
}

#[test]
fn an_association_nominates_by_the_grade_that_the_office_listed() {
    let association = Actor::person("mo", "batteries", "", [Role::Applicant]);
    let posted = posted(&drafted_by(&association), &association);
    let at = (&association, "2026-09-09");
    assert_eq!(
        take(&posted, Command::File, at).unwrap().state,
        State::Filed
    );
    let mut lower = round();
    lower.associations = vec![Association {
        grade: 2,
        ..lower.associations[0].clone()
    }];
    assert_eq!(against(&posted, at, &lower), "ASSOC_BELOW_3A");
    lower.associations.clear();
    assert_eq!(against(&posted, at, &lower), "NOMINATOR_TYPE");
}

#[test]
fn an_objection_to_the_own_notice_is_answered_first() {
    let posted = posted(&drafted_by(&county()), &county());
    let command = Command::RecordObjection {
        text: "署名有争议".to_owned(),
    };
    let objected = take(&posted, command, (&county(), "2026-09-05")).unwrap();
    let found = against(&objected, (&county(), "2026-10-16"), &round());
    assert_eq!(found, "OBJECTION_OPEN,LATE");
    let answer = |upheld| Command::ResolveLocally {
        upheld,
        reason: "已核实".to_owned(),
    };
    let none = take(&posted, answer(false), (&county(), "2026-09-05"));
    assert_eq!(none.unwrap_err(), "NO_OBJECTION_OPEN");
    let dismissed = take(&objected, answer(false), (&county(), "2026-09-06")).unwrap();
    let filed = take(&dismissed, Command::File, (&county(), "2026-09-09"));
    assert_eq!(filed.unwrap().state, State::Filed);
    let upheld = take(&objected, answer(true), (&county(), "2026-09-06"));
    assert_eq!(upheld.unwrap().state, State::Withdrawn);
    let unposted = drafted_by(&county());
    let command = Command::RecordObjection {
        text: "署名有争议".to_owned(),
    };
    let early = take(&unposted, command, (&county(), "2026-09-05"));
    assert_eq!(early.unwrap_err(), "LOCAL_NOTICE_MISSING");
}

#[test]
fn nobody_claims_a_notice_afterwards_or_acts_for_another_nominator() {
    let drafted = drafted_by(&county());
    let command = Command::PostNotice {
        place: "官网".to_owned(),
        starts_on: day("2026-09-01"),
        last_day: day("2026-09-08"),
    };
    let late = take(&drafted, command.clone(), (&county(), "2026-09-02"));
    assert_eq!(late.unwrap_err(), "FORM_INVALID");
    let other = Actor::person("zhu", "stb-440785", "440785", [Role::CountyStb]);
    for command in [command, Command::File, Command::Withdraw] {
        let refused = take(&drafted, command, (&other, "2026-09-01"));
        assert_eq!(refused.unwrap_err(), "NOT_YOUR_STEP");
    }
}

#[test]
fn what_is_wrong_with_a_nomination_is_told_field_by_field() {
    let mut wrong = form();
    wrong.sought = Band::None;
    wrong.people.clear();
    wrong.units[0].division = "4407".to_owned();
    let new = NewNomination {
        id: Uuid::from_u128(7),
        number: String::new(),
        form: wrong,
    };
    let refused = draft(new, &round(), (&county(), day("2026-09-01"))).unwrap_err();
    let fields: Vec<&str> = refused
        .fields
        .iter()
        .map(|one| one.field.as_str())
        .collect();
    assert_eq!(
        fields,
        ["form.sought", "form.units[0].division", "form.people"]
    );
}

#[test]
fn the_office_checks_and_nobody_who_has_a_part() {
    let passed = |group: &str| Command::Pass {
        group: group.to_owned(),
    };
    let refusing = || Command::Refuse {
        code: "MATERIALS_MISSING".to_owned(),
        note: "缺少应用证明".to_owned(),
    };
    let filed = filed();
    let unknown = take(&filed, passed("FOOD"), (&office("ou"), "2026-09-10"));
    assert_eq!(unknown.unwrap_err(), "GROUP_UNKNOWN");
    let refused = take(&filed, refusing(), (&office("ou"), "2026-09-10")).unwrap();
    assert_eq!(refused.state, State::Invalid);
    let nominator = Actor::person("wu-2", "stb-440703", "440700", [Role::CityStb]);
    let nominee = Actor::person("li-2", "acme", "440700", [Role::CityStb]);
    let elsewhere = Actor::person("x", "office-2", "440800", [Role::CityStb]);
    for (actor, reason) in [
        (&county(), "ROLE_MISSING"),
        (&nominator, "OWN_ORGANISATION"),
        (&nominee, "OWN_ORGANISATION"),
        (&elsewhere, "NOT_YOUR_STEP"),
        (&office("wu"), "SAME_PERSON"),
        (&office("li"), "OWN_CASE"),
        (&service(), "ROLE_MISSING"),
    ] {
        let found = take(&filed, passed("MATERIALS"), (actor, "2026-09-10"));
        assert_eq!(found.unwrap_err(), reason);
    }
}
