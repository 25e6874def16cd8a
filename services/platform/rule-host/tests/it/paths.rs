//! The two ways to ask a hook, on every worked case of every package.

use kezhuan_rule_host::{Hook, Question, Shown, Stored, canonical, verify};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::support::{
    HOST, PACKAGES, agr_accredit, agr_assess, agr_subsidy, agr_trial_accept, evt_award_score,
    evt_coi, evt_match, evt_prize, evt_registration, inc_accredit, inc_admission, inc_assess,
    inc_rent, inc_reward, ip_claim_check, ip_eligibility, ip_ltv, ip_risk_share, ip_stage,
    ip_subsidy, package, tc_claim_materials, tc_college_check, tc_incentive, tc_sla, tc_split,
};

#[test]
fn every_worked_case_of_every_package_passes() {
    for name in PACKAGES.iter() {
        let results = HOST.run_cases(&package(name));
        assert!(!results.is_empty());
        for case in results {
            assert!(
                case.passed,
                "{name} {}: expected {}, got {}",
                case.id, case.expected, case.got
            );
            assert!(
                case.fuel_bp < 10,
                "{name} {} takes {} fuel",
                case.id,
                case.fuel_used
            );
        }
    }
}

/// Asks the same question by both paths and compares everything a decision stores.
fn both_paths<H: Hook<Facts: DeserializeOwned>>(
    rule: &kezhuan_rule_host::Rule,
    question: Question,
) -> Vec<u8> {
    let generic = HOST.ask_json_blocking(Some(rule), question.clone());
    let typed = Question {
        // With the header as the generic path wrote it; `headers_agree` holds the two together.
        facts: |_: H::Header| canonical::read::<H::Facts>(&generic.input).unwrap(),
        tenant: question.tenant,
        hook: question.hook,
        division: question.division,
        legal_date: question.legal_date,
        as_of: question.as_of,
        budget_left_fen: question.budget_left_fen,
    };
    let typed = HOST.ask_blocking::<H>(Some(rule), typed);
    assert_eq!(typed.decision, generic);
    let outcome = typed.outcome.expect("an answer");
    let answer = generic.answer().unwrap();
    assert_eq!(canonical::of(&outcome).unwrap(), answer.canonical);
    answer.canonical.clone()
}

#[test]
fn headers_agree() {
    let package = package("pengjiang");
    let rule = kezhuan_rule_host::Rule::new(package.clone(), package.settings_schema().defaults());
    let question = Question {
        tenant: "440703".to_owned(),
        hook: "tc.split@1".parse().unwrap(),
        division: "440703".to_owned(),
        legal_date: "2025-03-31".parse().unwrap(),
        as_of: "2025-04-01".parse().unwrap(),
        budget_left_fen: Some(7),
        facts: |header| tc_split::Facts {
            header,
            amount_fen: 9,
            division: "440703".to_owned(),
        },
    };
    let typed = HOST.ask_blocking::<tc_split::Ask>(Some(&rule), question.clone());
    let facts = serde_json::json!({ "amount_fen": 9, "division": "440703" });
    let Question {
        tenant,
        hook,
        division,
        legal_date,
        as_of,
        budget_left_fen,
        ..
    } = question;
    let question = Question {
        tenant,
        hook,
        division,
        legal_date,
        as_of,
        budget_left_fen,
        facts,
    };
    assert_eq!(
        typed.decision,
        HOST.ask_json_blocking(Some(&rule), question)
    );
    assert_eq!(typed.outcome.map(|outcome| outcome.city_fen), Some(2));
}

/// Packages whose bytes tests/golden keeps: enough for every hook.
const KEPT: [&str; 12] = [
    "jianghai-incubation",
    "jiangmen",
    "jiangmen-agriculture",
    "jiangmen-events",
    "jiangmen-incubation",
    "kaiping",
    "pengjiang",
    "pengjiang-events",
    "taishan",
    "wuyi-bank",
    "wuyi-university",
    "xinhui",
];

#[test]
fn both_paths_store_the_same_bytes() {
    let mut golden = String::new();
    for name in PACKAGES.iter() {
        let package = package(name);
        for case in package.cases() {
            let (rule, question) = (case.rule(&package), case.question(&package));
            let both = match case.hook.name() {
                "tc.incentive" => both_paths::<tc_incentive::Ask>,
                "tc.split" => both_paths::<tc_split::Ask>,
                "tc.sla" => both_paths::<tc_sla::Ask>,
                "tc.college.check" => both_paths::<tc_college_check::Ask>,
                "tc.claim.materials" => both_paths::<tc_claim_materials::Ask>,
                "ip.eligibility" => both_paths::<ip_eligibility::Ask>,
                "ip.ltv" => both_paths::<ip_ltv::Ask>,
                "ip.stage" => both_paths::<ip_stage::Ask>,
                "ip.subsidy" => both_paths::<ip_subsidy::Ask>,
                "ip.risk_share" => both_paths::<ip_risk_share::Ask>,
                "ip.claim.check" => both_paths::<ip_claim_check::Ask>,
                "agr.accredit" => both_paths::<agr_accredit::Ask>,
                "agr.assess" => both_paths::<agr_assess::Ask>,
                "agr.subsidy" => both_paths::<agr_subsidy::Ask>,
                "agr.trial.accept" => both_paths::<agr_trial_accept::Ask>,
                "evt.award.score" => both_paths::<evt_award_score::Ask>,
                "evt.coi" => both_paths::<evt_coi::Ask>,
                "evt.match" => both_paths::<evt_match::Ask>,
                "evt.prize" => both_paths::<evt_prize::Ask>,
                "evt.registration" => both_paths::<evt_registration::Ask>,
                "inc.accredit" => both_paths::<inc_accredit::Ask>,
                "inc.admission" => both_paths::<inc_admission::Ask>,
                "inc.assess" => both_paths::<inc_assess::Ask>,
                "inc.rent" => both_paths::<inc_rent::Ask>,
                "inc.reward" => both_paths::<inc_reward::Ask>,
                other => panic!("no typed bindings for {other}"),
            };
            let input = HOST.ask_json_blocking(Some(&rule), question.clone()).input;
            let outcome = both(&rule, question);
            if !KEPT.contains(&name.as_str()) {
                continue;
            }
            golden += &format!("{} {}\n", case.id, String::from_utf8(input).unwrap());
            golden += &format!("{} {}\n", case.id, String::from_utf8(outcome).unwrap());
        }
    }
    // Canonical bytes are for ever: a difference here breaks every stored digest.
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/canonical.txt");
    if std::env::var_os("KEZHUAN_WRITE_GOLDEN").is_some() {
        std::fs::write(path, &golden).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap();
    for (now, kept) in golden.lines().zip(kept.lines()) {
        assert_eq!(now, kept);
    }
    assert_eq!(golden.lines().count(), kept.lines().count());
}

#[test]
fn a_decision_can_be_shown_again_and_a_forged_one_cannot() {
    let package = package("pengjiang");
    for case in package.cases() {
        let decision = HOST.ask_json_blocking(Some(&case.rule(&package)), case.question(&package));
        let result = decision.result_bytes();
        let stored = decision.stored(&result).unwrap();
        let shown = verify(&HOST, &stored, &package);
        assert_eq!(shown, Ok(Shown::Identical), "{}", case.id);

        let forged = result
            .iter()
            .map(|byte| if *byte == b'1' { b'2' } else { *byte });
        let forged: Vec<u8> = forged.chain(*b" ").collect();
        verify(&HOST, &decision.stored(&forged).unwrap(), &package).unwrap_err();
    }
    let other = crate::support::package("xinhui");
    let case = &package.cases()[0];
    let decision = HOST.ask_json_blocking(Some(&case.rule(&package)), case.question(&package));
    let result = decision.result_bytes();
    verify(&HOST, &decision.stored(&result).unwrap(), &other).unwrap_err();
}

#[test]
fn an_engine_that_counts_fuel_otherwise_still_shows_a_decision_again() {
    let package = package("pengjiang");
    let case = &package.cases()[0];
    let decision = HOST.ask_json_blocking(Some(&case.rule(&package)), case.question(&package));
    let (result, now) = (decision.result_bytes(), decision.fuel_used);
    let counted = Stored {
        fuel_used: now + 1,
        ..decision.stored(&result).unwrap()
    };
    let stored = counted.fuel_used;
    assert_eq!(
        verify(&HOST, &counted, &package),
        Ok(Shown::OtherFuel { stored, now })
    );
}

#[test]
fn a_decision_by_settings_of_its_own_can_be_shown_again() {
    let package = package("pengjiang");
    let schema = package.settings_schema();
    // Twice each figure that caps something: answers between the two are lawful only by these settings.
    let mut settings = schema.defaults();
    for (name, entry) in schema.iter().filter(|(_, entry)| entry.caps.is_some()) {
        let kezhuan_rule_host::Setting::Number(cap) = entry.default else {
            panic!("{name} caps a figure and is a text");
        };
        settings.set(name, kezhuan_rule_host::Setting::Number(cap * 2));
    }
    let capped = |case: &&kezhuan_rule_host::WorkedCase| {
        case.hook.name() == "tc.incentive" && case.outcome["cap_hit"] == Value::Bool(true)
    };
    let case = package.cases().iter().find(capped).unwrap();
    let rule = kezhuan_rule_host::Rule::new(package.clone(), settings);
    let decision = HOST.ask_json_blocking(Some(&rule), case.question(&package));
    let amount = |value: &Value| value["amount_fen"].as_i64();
    assert!(amount(&decision.answer().unwrap().value) > amount(&case.outcome));
    let result = decision.result_bytes();
    verify(&HOST, &decision.stored(&result).unwrap(), &package).unwrap();
}

#[test]
fn boundary_questions_get_lawful_answers() {
    let mut asked = 0;
    for name in PACKAGES.iter() {
        let trial = HOST.ask_at_bounds(&package(name));
        assert_eq!((trial.failure, trial.cut_short), (None, false), "{name}");
        asked += trial.asked;
    }
    assert!(asked > 100, "{asked}");
}

#[test]
fn between_the_bounds_only_what_is_wrong_has_no_lawful_answer() {
    for name in PACKAGES.iter() {
        let trial = HOST.ask_variations(&package(name));
        assert!(trial.asked > 0, "{name}");
        assert_eq!((trial.first, trial.cut_short), (None, false), "{name}");
    }
    // Its mistakes touch no bound: only the figures of its own cases and settings lead to them.
    let hasty = HOST.load(include_bytes!(
        "../../../../../plugins/fixtures/hasty/hasty.wasm"
    ));
    let trial = HOST.ask_variations(&hasty.unwrap());
    assert!(trial.unanswered > 0, "{trial:?}");
    let first = trial.first.unwrap();
    assert!(first.changed.contains(" = "), "{first:?}");
}

#[test]
fn figures_are_tried_on_the_worked_cases_of_their_hook_and_at_their_bounds() {
    for name in PACKAGES.iter() {
        let package = package(name);
        let own = package.settings_schema().defaults();
        for answer in package.answers() {
            let trial = HOST.ask_under(&package, (&answer.hook, &own));
            assert_eq!((trial.failure, trial.cut_short), (None, false), "{name}");
        }
    }
    // Its promise looks at no limit of ten days or more.
    let hasty = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../plugins/fixtures/hasty/hasty.wasm"
    );
    let package = HOST.load(&std::fs::read(hasty).unwrap()).unwrap();
    let hook = |name: &str| -> kezhuan_rule_host::HookId { name.parse().unwrap() };
    let (sla, incentive) = (hook("tc.sla@1"), hook("tc.incentive@1"));
    let mut settings = package.settings_schema().defaults();
    assert_eq!(HOST.ask_under(&package, (&sla, &settings)).failure, None);
    // Within the schema, and beyond a worked case's limit of 22 days alone.
    settings.set(
        "promise_working_days",
        kezhuan_rule_host::Setting::Number(25),
    );
    let failure = HOST.ask_under(&package, (&sla, &settings)).failure.unwrap();
    assert_eq!(
        (failure.case.as_str(), failure.changed.as_str()),
        ("HY-03", "")
    );
    let bound = "working_days: 25 is above limit_working_days, 22";
    assert!(failure.why.contains(bound), "{}", failure.why);
    // Another hook isn't told the figure.
    assert_eq!(
        HOST.ask_under(&package, (&incentive, &settings)).failure,
        None
    );
}

#[test]
fn wrong_questions_are_failures_that_name_the_place() {
    let package = package("pengjiang");
    let case = &package.cases()[0];
    let ask = |pointer: &str, value: Value| {
        let mut question = case.question(&package);
        *question.facts.pointer_mut(pointer).unwrap() = value;
        HOST.ask_json_blocking(Some(&case.rule(&package)), question)
    };
    for (pointer, value, place) in [
        ("/contract/kind", "KF-XX".into(), "contract.kind"),
        ("/contract/j_fen", (-1).into(), "contract.j_fen"),
        ("/contract/j_fen", 450_000_001.into(), "contract.j_fen"),
        ("/contract/j_fen", 1.5.into(), "contract.j_fen"),
        (
            "/contract/registered_on",
            "2025-02-30".into(),
            "contract.registered_on",
        ),
        (
            "/contract/parties/0/side",
            "SELER".into(),
            "contract.parties[0].side",
        ),
        (
            "/history",
            serde_json::json!({ "paid_year_fen": 0, "prior": 0 }),
            "history.prior",
        ),
        (
            "/history",
            serde_json::json!({ "paid_year_fen": 0 }),
            "history.prior_j_fen",
        ),
        ("/history", Value::Null, "history"),
    ] {
        let decision = ask(pointer, value);
        assert_eq!(
            decision.reasons(),
            ["RULE_FAILED_INVALID_INPUT"],
            "{pointer}"
        );
        let kezhuan_rule_host::Outcome::Failed(failure) = decision.outcome else {
            unreachable!()
        };
        assert!(
            failure.message.starts_with(place),
            "{} is not at {place}",
            failure.message
        );
    }
}
