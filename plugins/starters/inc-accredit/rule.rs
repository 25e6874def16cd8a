//! `inc.accredit`: whether a carrier is accredited, and as what it applied for.

use kezhuan_sdk::inc_accredit::{Explanation, Facts, Grade, Guest, Level, Outcome};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let (header, carrier) = (&facts.header, &facts.carrier);
        let (area_c, tenants) = (carrier.area_c, i64::from(carrier.tenants));
        let tested = [
            ("AREA", area_c < header.number("area_min_c")),
            ("TENANTS", tenants < header.number("tenants_min")),
        ];
        let against = tested.iter().filter(|(_, applies)| *applies);
        let reasons: Vec<String> = against.map(|(code, _)| (*code).into()).collect();
        let ok = reasons.is_empty();
        Outcome {
            ok,
            reasons,
            explain: vec![Explanation::of("SIZE", &[area_c, tenants])],
            grade: match (ok, facts.applied) {
                (false, _) => Grade::None,
                (true, Level::County) => Grade::County,
                (true, Level::City) => Grade::City,
            },
        }
    }
}

kezhuan_sdk::package!(inc_accredit: Rule);
