//! `agr.assess`: four scores of 100, weighed; one floor at the end.

use kezhuan_sdk::agr_assess::{Explanation, Facts, Grade, Guest, Header, Outcome};

pub struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        let weights = WEIGHTS.map(|name| header.number(name));
        let whole: i64 = weights.iter().sum();
        if whole == 0 {
            return Outcome {
                ok: false,
                reasons: vec!["NO_WEIGHTS".into()],
                explain: vec![],
                score_c: 0,
                grade: Grade::Fail,
            };
        }
        let points = [
            facts.transformation,
            facts.demonstration,
            facts.extension,
            facts.management,
        ];
        let weighed = points.map(i64::from).into_iter().zip(weights);
        let weighed: i64 = weighed.map(|(points, weight)| points * weight).sum();
        let score = weighed * 100 / whole;
        Outcome {
            ok: true,
            reasons: vec![],
            explain: vec![Explanation::of("WEIGHTS", &weights)],
            score_c: u16::try_from(score).expect("points of a hundred"),
            grade: grade(header, score),
        }
    }
}

const WEIGHTS: [&str; 4] = [
    "transformation_weight",
    "demonstration_weight",
    "extension_weight",
    "management_weight",
];

fn grade(header: &Header, score: i64) -> Grade {
    match score {
        score if score >= header.number("excellent_c") => Grade::Excellent,
        score if score >= header.number("qualified_c") => Grade::Qualified,
        score if score >= header.number("rectify_c") => Grade::Rectify,
        _ => Grade::Fail,
    }
}
