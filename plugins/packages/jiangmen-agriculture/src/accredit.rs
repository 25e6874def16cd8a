//! `agr.accredit`: land or facilities, a partner, achievements, people, and what the experts thought where they scored.

use kezhuan_sdk::agr_accredit::{Facts, Guest, Outcome};

pub struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let reasons = fails(&facts);
        Outcome {
            ok: reasons.is_empty(),
            reasons,
            explain: vec![],
        }
    }
}

fn fails(facts: &Facts) -> Vec<String> {
    let (header, base) = (&facts.header, &facts.base);
    let below = |count: u32, least: &str| i64::from(count) < header.number(least);
    let is_small = base.land_c < header.number("land_min_c")
        && base.facility_area_c < header.number("facility_min_c");
    let mean = facts.mean_score_c.map(i64::from);
    let is_weak = mean.is_some_and(|mean| mean < header.number("score_min_c"));
    [
        ("LEGAL_PERSON", !base.is_legal_person),
        ("LAND", is_small),
        (
            "LAND_RIGHT",
            below(base.land_right_months, "land_right_months_min"),
        ),
        ("PARTNERS", below(base.partners, "partners_min")),
        ("ACHIEVEMENTS", below(base.achievements, "achievements_min")),
        ("STAFF", below(base.technical_staff, "technical_staff_min")),
        ("SCORE", is_weak),
    ]
    .into_iter()
    .filter(|(_, fails)| *fails)
    .map(|(code, _)| code.into())
    .collect()
}
