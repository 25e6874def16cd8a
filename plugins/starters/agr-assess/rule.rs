//! `agr.assess`: four scores of 100, weighed; the weights add up to 100.

use kezhuan_sdk::agr_assess::{Explanation, Facts, Grade, Guest, Outcome};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        let weighed = [
            (facts.transformation, "transformation_weight"),
            (facts.demonstration, "demonstration_weight"),
            (facts.extension, "extension_weight"),
            (facts.management, "management_weight"),
        ];
        let weighed = weighed.map(|(points, weight)| i64::from(points) * header.number(weight));
        let score = weighed.into_iter().sum::<i64>().min(10_000);
        let grade = match score {
            score if score >= header.number("excellent_c") => Grade::Excellent,
            score if score >= header.number("qualified_c") => Grade::Qualified,
            score if score >= header.number("rectify_c") => Grade::Rectify,
            _ => Grade::Fail,
        };
        Outcome {
            ok: true,
            reasons: vec![],
            explain: vec![Explanation::of("SCORE", &[score])],
            score_c: u16::try_from(score).expect("a score within its bounds"),
            grade,
        }
    }
}

kezhuan_sdk::package!(agr_assess: Rule);
