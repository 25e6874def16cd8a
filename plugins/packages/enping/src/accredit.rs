//! `agr.accredit`: as the city asks, with less land, and with a demonstration that was accepted.

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
        (
            "DEMONSTRATION",
            below(base.demonstrations, "demonstrations_min"),
        ),
    ]
    .into_iter()
    .filter(|(_, fails)| *fails)
    .map(|(code, _)| code.into())
    .collect()
}
