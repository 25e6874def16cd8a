//! Who decides on a variety, and on what.
use super::*;

#[test]
fn rice_is_approved_after_every_trial() {
    let variety = approved("440000");
    assert_eq!(variety.state, State::Approved);
    assert_eq!(variety.version, 6);
    assert!(variety.missing_for_approval().is_empty());
    let code = "NOT_UNIFORM".to_owned();
    let note = String::new();
    let refused = step(&tried(), Command::Refuse { code, note }).unwrap();
    assert_eq!(refused.state, State::Refused);
    assert_eq!(refused.refusal.unwrap().refused_on, today());
}

#[test]
fn a_cycle_counts_once_and_production_follows_two() {
    let report = |season| super::report(season);
    let dus = step(&bred("rice"), Command::RecordDus { report: report("") }).unwrap();
    let first = Command::RecordRegional {
        report: report("2024-L"),
    };
    let one = step(&dus, first.clone()).unwrap();
    assert_eq!(reason(step(&one, first)), "CYCLE_REPORTED");
    let early = Command::RecordProduction {
        report: report("2025-E"),
    };
    assert_eq!(reason(step(&one, early)), "REGIONAL_LT_2");
    let no_season = Command::RecordRegional { report: report("") };
    let refused = step(&one, no_season).unwrap_err();
    assert_eq!(refused.fields[0].field, "report.season");
}

#[test]
fn an_approval_of_elsewhere_is_recorded_and_has_its_own_region_once() {
    let record = |variety: &Variety, region| {
        let approval = approval(region);
        step(variety, Command::RecordApproval { approval })
    };
    let once = record(&bred("rice"), "450000").unwrap();
    assert_eq!(once.state, State::Approved);
    assert_eq!(record(&once, "CN").unwrap().approvals.len(), 2);
    assert_eq!(reason(record(&once, "450000")), "REGION_APPROVED");
    let refused = record(&once, "440700").unwrap_err();
    assert_eq!(refused.fields[0].reason, "REGION_INVALID");
    assert_eq!(reason(record(&bred("tangerine"), "CN")), "NOT_A_MAJOR_CROP");
}

#[test]
fn an_introduction_stands_on_another_province_s_approval() {
    let file = |variety: &Variety, region, approved_in| {
        let introduction = introduction(region, approved_in);
        step(variety, Command::Introduce { introduction })
    };
    let variety = approved("450000");
    for (region, approved_in, expected) in [
        ("440000", "460000", "INTRODUCTION_WITHOUT_APPROVAL"),
        ("450000", "450000", "INTRODUCTION_WITHOUT_APPROVAL"),
        ("CN", "450000", "FORM_INVALID"),
    ] {
        assert_eq!(reason(file(&variety, region, approved_in)), expected);
    }
    let filed = file(&variety, "440000", "450000").unwrap();
    assert_eq!(reason(file(&filed, "440000", "450000")), "REGION_APPROVED");
}

#[test]
fn registration_is_for_crops_without_approval() {
    let registration = registration();
    let registered = step(
        &bred("tangerine"),
        Command::Register {
            registration: registration.clone(),
        },
    );
    assert_eq!(registered.unwrap().state, State::Registered);
    let rice = step(&bred("rice"), Command::Register { registration });
    assert_eq!(reason(rice), "MAJOR_CROP");
    let report = report("");
    let dus = step(&bred("tangerine"), Command::RecordDus { report });
    assert_eq!(reason(dus), "NOT_A_MAJOR_CROP");
}

#[test]
fn nobody_decides_on_their_own_variety() {
    let approve = || Command::Approve {
        approval: approval("440000"),
    };
    let by = |actor: &Actor, command| reason(decide(&tried(), command, &at(actor)));
    let own = Actor::person("li", "breeders", "440785", [Role::CountyStb]);
    assert_eq!(by(&own, approve()), "OWN_ORGANISATION");
    assert_eq!(by(&breeder(), approve()), "ROLE_MISSING");
    assert_eq!(
        by(&Actor::service("agriculture", "440785"), approve()),
        "ROLE_MISSING"
    );
    let other = Actor::person("li", "others", "", [Role::Applicant]);
    let report = report("2025-E");
    assert_eq!(
        by(&other, Command::RecordProduction { report }),
        "NOT_YOUR_STEP"
    );
}

#[test]
fn what_an_office_entered_an_office_decides_on() {
    let variety = enter(new_variety("rice"), &at(&office())).unwrap();
    assert_eq!(variety.owner, "");
    let approval = approval("440000");
    assert!(step(&variety, Command::RecordApproval { approval }).is_ok());
    let reason_given = || Command::Withdraw {
        reason: "录入有误".to_owned(),
    };
    assert!(decide(&variety, reason_given(), &at(&office())).is_ok());
    let refused = decide(&variety, reason_given(), &at(&breeder()));
    assert_eq!(reason(refused), "ROLE_MISSING");
}

#[test]
fn it_is_taken_back_before_the_decision_and_revoked_after_it() {
    let command = || Command::Withdraw {
        reason: "另行处理".to_owned(),
    };
    for variety in [bred("rice"), tried(), approved("440000")] {
        assert_eq!(step(&variety, command()).unwrap().state, State::Withdrawn);
    }
    assert_eq!(
        reason(decide(&bred("rice"), command(), &at(&office()))),
        "ROLE_MISSING"
    );
    assert_eq!(
        reason(decide(&approved("CN"), command(), &at(&breeder()))),
        "ROLE_MISSING"
    );
    let empty = Command::Withdraw {
        reason: " ".to_owned(),
    };
    assert_eq!(reason(step(&bred("rice"), empty)), "REASON_MISSING");
}

#[test]
fn a_form_tells_every_wrong_field() {
    let new = NewVariety {
        title: String::new(),
        breeder: "x".repeat(101),
        ..new_variety("rice")
    };
    let refused = enter(new, &at(&breeder())).unwrap_err();
    assert_eq!(refused.reason, "FORM_INVALID");
    assert_eq!(refused.fields.len(), 2);
    let report = Report {
        number: String::new(),
        reported_on: date("2025-06-11"),
        ..report("")
    };
    let refused = step(&bred("rice"), Command::RecordDus { report }).unwrap_err();
    let reasons: Vec<_> = refused.fields.iter().map(|field| field.reason).collect();
    assert_eq!(reasons, ["FIELD_MISSING", "DATE_IN_FUTURE"]);
}
