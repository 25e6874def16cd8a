//! `agr.accredit`: whether an agricultural base meets the conditions.

use kezhuan_sdk::agr_accredit::{Facts, Guest, Outcome};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let (header, base) = (&facts.header, &facts.base);
        let partners = i64::from(base.partners);
        let tested = [
            ("LAND", base.land_c < header.number("land_min_c")),
            ("PARTNERS", partners < header.number("partners_min")),
        ];
        let against = tested.iter().filter(|(_, applies)| *applies);
        let reasons: Vec<String> = against.map(|(code, _)| (*code).into()).collect();
        Outcome {
            ok: reasons.is_empty(),
            reasons,
            explain: vec![],
        }
    }
}

kezhuan_sdk::package!(agr_accredit: Rule);
