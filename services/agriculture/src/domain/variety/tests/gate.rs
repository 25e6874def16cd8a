//! The gates of the Seed Law.
use super::*;

fn answer(crop: &str, action: Action, told: impl FnOnce(&mut Facts<'_>)) -> (bool, Code) {
    let crop = Crop::parse(crop).unwrap();
    let mut facts = Facts {
        crop: &crop,
        approved_regions: &[],
        registered: false,
        listed_non_major: false,
        genetically_modified: false,
        has_biosafety_certificate: false,
    };
    told(&mut facts);
    let answer = super::gate(&facts, action);
    (answer.allow, answer.code)
}

#[test]
fn the_gate_answers_as_the_card_says() {
    use Action::*;
    let plain = |_: &mut Facts<'_>| {};
    assert_eq!(answer("rice", Trial, plain), (true, Code::TrialOk));
    assert_eq!(answer("rice", Extend, plain), (false, Code::NotApproved));
    assert_eq!(answer("xinhui_herb", Extend, plain), (true, Code::Ok));
    for (region, expected) in [
        ("440000", (true, Code::Ok)),
        ("CN", (true, Code::Ok)),
        ("450000", (false, Code::NotApproved)),
    ] {
        let regions = [region];
        let crop = Crop::parse("rice").unwrap();
        let facts = Facts {
            crop: &crop,
            approved_regions: &regions,
            registered: false,
            listed_non_major: false,
            genetically_modified: false,
            has_biosafety_certificate: false,
        };
        let answer = super::gate(&facts, Sell);
        assert_eq!((answer.allow, answer.code), expected, "{region}");
    }
    let listed = |facts: &mut Facts<'_>| facts.listed_non_major = true;
    assert_eq!(
        answer("tangerine", Extend, listed),
        (false, Code::NotRegistered)
    );
    assert_eq!(answer("tangerine", Trial, listed), (true, Code::TrialOk));
    let registered = |facts: &mut Facts<'_>| {
        facts.listed_non_major = true;
        facts.registered = true;
    };
    assert_eq!(answer("tangerine", Sell, registered), (true, Code::Ok));
}

#[test]
fn transgenic_material_needs_its_certificate_even_for_a_trial() {
    let without = |facts: &mut Facts<'_>| facts.genetically_modified = true;
    for action in Action::ALL {
        assert_eq!(answer("soybean", *action, without), (false, Code::GmCert));
    }
    let with = |facts: &mut Facts<'_>| {
        facts.genetically_modified = true;
        facts.has_biosafety_certificate = true;
    };
    assert_eq!(
        answer("soybean", Action::Trial, with),
        (true, Code::TrialOk)
    );
    assert_eq!(
        answer("soybean", Action::Sell, with),
        (false, Code::NotApproved)
    );
}

#[test]
fn approval_asks_for_what_the_card_says() {
    assert!(missing(2, 1, true).is_empty());
    assert_eq!(missing(1, 1, false), [Missing::Regional, Missing::Dus]);
    assert_eq!(
        missing(0, 0, true),
        [Missing::Regional, Missing::Production]
    );
}

#[test]
fn only_what_is_in_force_opens_the_gate() {
    let terms = Terms::default();
    let may = |variety: &Variety| variety.may(Action::Extend, HERE, &terms).code;
    assert_eq!(may(&tried()), Code::NotApproved);
    assert_eq!(may(&approved("440000")), Code::Ok);
    assert_eq!(may(&approved("CN")), Code::Ok);
    let elsewhere = approved("450000");
    assert_eq!(may(&elsewhere), Code::NotApproved);
    assert_eq!(elsewhere.may(Action::Sell, "450000", &terms).code, Code::Ok);
    let introduction = introduction("440000", "450000");
    let introduced = step(&elsewhere, Command::Introduce { introduction }).unwrap();
    assert_eq!(may(&introduced), Code::Ok);
    let reason = "退出".to_owned();
    let withdrawn = step(&introduced, Command::Withdraw { reason }).unwrap();
    assert_eq!(may(&withdrawn), Code::NotApproved);
    // Not even a trial, nor what needed no paper before.
    let reason = "品种退化".to_owned();
    let unlisted = step(&bred("tangerine"), Command::Withdraw { reason }).unwrap();
    for (variety, action, code) in [
        (&withdrawn, Action::Trial, Code::NotApproved),
        (&unlisted, Action::Sell, Code::NotRegistered),
    ] {
        let answer = variety.may(action, HERE, &terms);
        assert_eq!((answer.allow, answer.code), (false, code));
    }
}

#[test]
fn listed_crops_are_the_list_s() {
    let crop = Crop::parse("tangerine").unwrap();
    let terms = Terms {
        listed_non_major: vec![crop],
        listed_source: "test".to_owned(),
    };
    let tangerine = bred("tangerine");
    assert_eq!(
        tangerine.may(Action::Extend, HERE, &Terms::default()).code,
        Code::Ok
    );
    assert_eq!(
        tangerine.may(Action::Extend, HERE, &terms).code,
        Code::NotRegistered
    );
    let registration = registration();
    let registered = step(&tangerine, Command::Register { registration }).unwrap();
    assert_eq!(registered.may(Action::Extend, HERE, &terms).code, Code::Ok);
}

#[test]
fn regions_are_the_country_or_a_province() {
    for region in ["CN", "440000", "450000"] {
        assert!(is_region(region), "{region}");
    }
    for region in ["", "cn", "440700", "44", "粤", "粤粤", "44000a"] {
        assert!(!is_region(region), "{region}");
    }
    assert_eq!(province_of("440785").as_deref(), Some("440000"));
    assert_eq!(province_of("CN"), None);
}
