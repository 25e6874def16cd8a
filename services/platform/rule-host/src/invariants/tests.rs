//! What bounds say, by examples of the hooks' own.

use super::*;
use serde_json::json;

fn of(hook: &str) -> &'static Invariants {
    Invariants::of(&hook.parse().unwrap()).unwrap()
}

#[test]
fn every_known_hook_has_invariants_that_parse() {
    for hook in hooks() {
        let parsed: Invariants = toml::from_str(hook.invariants).unwrap();
        assert_eq!(parsed.hook.to_string(), hook.id);
        let package = format!("package kezhuan:{}@", parsed.hook.wit_name());
        for version in hook.versions {
            let named = format!("{package}{};", version.number);
            assert!(version.wit.contains(&named), "{named}");
        }
    }
}

#[test]
fn invariants_that_cannot_be_read_are_no_reason_to_do_without() {
    let good = hooks()[0];
    for invariants in [
        "hook = 'tc.incentive@1'\nmaximum = 1",
        hooks()[1].invariants,
    ] {
        assert!(parse(&[good, HookDefinition { invariants, ..good }]).is_err());
    }
}

#[test]
fn an_agreed_price_is_published_fifteen_days() {
    let facts = |pricing| json!({ "contract": { "pricing": pricing } });
    let check = |pricing, days| {
        of("tc.college.check@1").check_outcome(&facts(pricing), &json!({ "notice_days": days }))
    };
    assert!(check("AGREEMENT", 15).is_ok());
    let breach = check("AGREEMENT", 14).unwrap_err();
    assert!(breach.to_string().contains("国发〔2016〕16号"), "{breach}");
    assert!(check("AUCTION", 0).is_ok());
}

#[test]
fn shares_must_add_up_and_benefits_stay_below_j_and_budget() {
    let split = |city, county| {
        let outcome = json!({ "city_fen": city, "county_fen": county });
        of("tc.split@1").check_outcome(&json!({ "amount_fen": 10 }), &outcome)
    };
    assert!(split(3, 7).is_ok());
    assert!(split(3, 8).is_err());
    assert!(split(-1, 11).is_err());

    let facts = json!({ "contract": { "j_fen": 100 }, "header": { "budget_left_fen": 50 } });
    let incentive = |ok: bool, amount: i64| {
        let outcome = json!({ "ok": ok, "amount_fen": amount, "counted_fen": 100 });
        of("tc.incentive@1").check_outcome(&facts, &outcome)
    };
    assert!(incentive(true, 50).is_ok());
    assert!(incentive(true, 51).is_err());
    assert!(incentive(true, 101).is_err());
    assert!(incentive(true, -1).is_err());
    assert!(incentive(false, 1).is_err());
}

#[test]
fn a_loss_is_borne_whole_unless_the_answer_is_no() {
    let shares = |ok: bool, pool: i64, bank: i64| {
        let outcome = json!({ "ok": ok, "pool_bp": pool, "bank_bp": bank,
            "insurer_bp": 0, "guarantor_bp": 0, "valuer_bp": 0 });
        of("ip.risk_share@1").check_outcome(&json!({}), &outcome)
    };
    assert!(shares(true, 4_000, 6_000).is_ok());
    let breach = shares(true, 4_000, 5_999).unwrap_err();
    assert!(breach.to_string().contains("9999 is not 10000"), "{breach}");
    assert!(shares(false, 0, 0).is_ok());
    assert!(shares(false, -1, 0).is_err());
}

#[test]
fn each_right_has_one_share_and_none_carries_more_than_its_value() {
    let facts = json!({ "assets": [{}, {}] });
    let ltv = |shares: &[i64]| {
        let outcome = json!({ "shares_bp": shares, "cap_fen": 0 });
        of("ip.ltv@1").check_outcome(&facts, &outcome)
    };
    assert!(ltv(&[0, 10_000]).is_ok());
    for (shares, why) in [
        (&[1][..], "1 items are not those of assets, 2"),
        (&[1, 2, 3], "3 items are not those of assets, 2"),
        (&[10_001, 2], "10001 is above 10000"),
    ] {
        let breach = ltv(shares).unwrap_err();
        assert!(breach.to_string().contains(why), "{breach}");
    }
    let rights = vec![json!({}); 51];
    let many = json!({ "assets": rights });
    assert!(of("ip.ltv@1").check_facts(&many).is_err());
}

#[test]
fn nobody_is_admitted_whom_the_host_refuses() {
    let admitted = |host: bool, ok: bool, priority: i64| {
        let outcome = json!({ "ok": ok, "priority": priority });
        of("inc.admission@1").check_outcome(&json!({ "host_admits": host }), &outcome)
    };
    assert!(admitted(true, true, 100).is_ok());
    assert!(admitted(true, false, 0).is_ok());
    assert!(admitted(false, false, 0).is_ok());
    let breach = admitted(false, true, 0).unwrap_err();
    assert!(breach.to_string().contains("it is not false"), "{breach}");
    assert!(admitted(true, true, 101).is_err());
    assert!(admitted(true, false, 1).is_err());
}

#[test]
fn a_carrier_is_given_a_grade_only_with_a_yes_and_none_above_what_it_applied_for() {
    let graded = |applied: &str, ok: bool, grade: &str| {
        let outcome = json!({ "ok": ok, "grade": grade, "reasons": [] });
        of("inc.accredit@1").check_outcome(&json!({ "applied": applied }), &outcome)
    };
    for (applied, ok, grade) in [
        ("CITY", true, "CITY"),
        ("CITY", true, "COUNTY"),
        ("COUNTY", true, "COUNTY"),
        ("COUNTY", false, "NONE"),
    ] {
        assert!(graded(applied, ok, grade).is_ok(), "{applied} {ok} {grade}");
    }
    for (applied, ok, grade) in [
        ("COUNTY", true, "CITY"),
        ("CITY", true, "NONE"),
        ("CITY", false, "CITY"),
        ("CITY", true, "NATIONAL"),
    ] {
        assert!(
            graded(applied, ok, grade).is_err(),
            "{applied} {ok} {grade}"
        );
    }
}

#[test]
fn a_trial_that_a_disaster_hit_is_void() {
    let accepted = |disaster: bool, ok: bool| {
        let outcome = json!({ "ok": ok, "reasons": [] });
        of("agr.trial.accept@1").check_outcome(&json!({ "is_disaster": disaster }), &outcome)
    };
    assert!(accepted(false, true).is_ok());
    assert!(accepted(true, false).is_ok());
    assert!(accepted(true, true).is_err());
    let facts = |replications: i64| json!({ "replications": replications });
    assert!(of("agr.trial.accept@1").check_facts(&facts(1)).is_ok());
    assert!(of("agr.trial.accept@1").check_facts(&facts(0)).is_err());
}

#[test]
fn who_is_refused_has_no_place_and_a_share_of_places_is_none_beyond_them() {
    let admitted = |ok: bool, admission: &str, outside_max: i64| {
        let outcome = json!({ "ok": ok, "admission": admission, "outside_max": outside_max });
        of("evt.registration@1").check_outcome(&json!({ "places": 100 }), &outcome)
    };
    assert!(admitted(true, "ACCEPT", 100).is_ok());
    assert!(admitted(true, "WAIT", 0).is_ok());
    assert!(admitted(false, "REFUSE", 0).is_ok());
    assert!(admitted(true, "REFUSE", 0).is_err());
    assert!(admitted(false, "WAIT", 0).is_err());
    assert!(admitted(true, "ACCEPT", -1).is_err());
    let breach = admitted(true, "ACCEPT", 101).unwrap_err();
    assert!(
        breach.to_string().contains("101 is above places, 100"),
        "{breach}"
    );
}

#[test]
fn each_candidate_has_its_points_and_a_score_of_a_hundred_at_most() {
    let facts = json!({ "candidates": [{}, {}] });
    let points = |extra: i64| json!({ "chain": 40, "keywords": 30, "stage": 20, "budget": 10, "extra": extra });
    let weighed = |ok: bool, points: Vec<Value>| {
        let outcome = json!({ "ok": ok, "points": points });
        of("evt.match@1").check_outcome(&facts, &outcome)
    };
    assert!(weighed(true, vec![points(0), points(-100)]).is_ok());
    assert!(weighed(false, vec![]).is_ok());
    assert!(weighed(false, vec![points(0), points(0)]).is_err());
    for (given, why) in [
        (
            vec![points(0)],
            "points: 1 items are not those of candidates, 2",
        ),
        (vec![points(0), points(1)], "101 is above 100"),
        (vec![points(-101), points(0)], "-1 is below 0"),
    ] {
        let breach = weighed(true, given).unwrap_err();
        assert!(breach.to_string().contains(why), "{breach}");
    }
    let breach = weighed(true, vec![points(0), points(1)]).unwrap_err();
    assert!(breach.place.starts_with("points[1]."), "{breach}");
}

#[test]
fn a_bound_of_each_record_is_one_of_its_figures() {
    let rules = of("evt.match@1");
    let question = |levels: &[i64]| {
        let candidate = |level: &i64| json!({ "trl": level, "baseline": { "chain": 40 } });
        let candidates: Vec<Value> = levels.iter().map(candidate).collect();
        json!({ "candidates": candidates })
    };
    assert!(rules.check_facts(&question(&[0, 9])).is_ok());
    let breach = rules.check_facts(&question(&[0, 10])).unwrap_err();
    assert_eq!(breach.place, "candidates[1].trl");
    assert!(rules.check_facts(&question(&[0; 200])).is_ok());
    assert!(rules.check_facts(&question(&[0; 201])).is_err());
    assert_eq!(rules.figures_at("candidates[1].trl"), [0, 9]);
    assert_eq!(rules.figures_at("candidates[1].baseline.chain"), [0, 40]);
    assert!(rules.figures_at("trl").is_empty() && rules.figures_at("candidates[1]").is_empty());
    let tried = rules.boundary_facts(&question(&[5, 6]));
    let levels = tried
        .iter()
        .filter_map(|(changed, _)| changed.strip_prefix("candidates.0.trl = "));
    assert_eq!(levels.collect::<Vec<_>>(), ["0", "1", "8", "9"]);
}

#[test]
fn a_rule_adds_conflicts_of_interest_and_takes_none_away() {
    let judged = |host_recuses: bool, ok: bool, reasons: &[&str]| {
        let outcome = json!({ "ok": ok, "reasons": reasons });
        of("evt.coi@1").check_outcome(&json!({ "host_recuses": host_recuses }), &outcome)
    };
    assert!(judged(false, true, &[]).is_ok());
    assert!(judged(false, false, &["SAME_COUNTY"]).is_ok());
    assert!(judged(true, false, &["HOST_RECUSES"]).is_ok());
    assert!(judged(true, true, &[]).is_err());
    assert!(judged(false, true, &["SAME_COUNTY"]).is_err());
}

#[test]
fn fewer_than_five_experts_are_no_question_and_no_result_is_no_band() {
    let facts = |experts: i64, total_c: i64| json!({ "experts": experts, "sheets": [{ "total_c": total_c, "scores_c": [10_000] }] });
    let rules = of("evt.award.score@1");
    assert!(rules.check_facts(&facts(5, 10_000)).is_ok());
    assert!(rules.check_facts(&facts(4, 10_000)).is_err());
    assert!(rules.check_facts(&facts(5, 10_001)).is_err());
    let beyond = json!({ "experts": 5, "sheets": [{ "total_c": 0, "scores_c": [0, 10_001] }] });
    let breach = rules.check_facts(&beyond).unwrap_err();
    assert_eq!(breach.place, "sheets[0].scores_c");
    let result = |ok: bool, band: &str| {
        let outcome = json!({ "ok": ok, "mean_c": 9_000, "band": band });
        rules.check_outcome(&facts(5, 0), &outcome)
    };
    assert!(result(true, "FIRST").is_ok());
    assert!(result(true, "NONE").is_ok());
    assert!(result(false, "NONE").is_ok());
    assert!(result(false, "FIRST").is_err());
}

#[test]
fn boundary_questions_stay_askable() {
    let base = json!({ "kind": "ZX", "j_fen": 5, "disputed": false, "limit_working_days": 15 });
    let found = of("tc.sla@1").boundary_facts(&base);
    let days: Vec<_> = found
        .iter()
        .filter_map(|(_, facts)| facts["limit_working_days"].as_i64())
        .collect();
    assert!(
        days.contains(&1) && days.contains(&30) && !days.contains(&31),
        "{days:?}"
    );
}
