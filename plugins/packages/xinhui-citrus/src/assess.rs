//! `agr.assess`: four scores of 100, weighed; where the growth of the products' value was reported, it stands in for the
//! demonstration's points. One floor at the end.

use kezhuan_sdk::agr_assess::{Explanation, Facts, Grade, Guest, Header, Outcome};

pub struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        let weights = WEIGHTS.map(|name| header.number(name));
        let whole: i64 = weights.iter().sum();
        if whole == 0 {
            return outcome(Some("NO_WEIGHTS"), vec![], (0, Grade::Fail));
        }
        let mut explain = vec![Explanation::of("WEIGHTS", &weights)];
        let demonstration = match facts.value_growth_bp.map(i64::from) {
            None => i64::from(facts.demonstration),
            Some(grown_bp) => {
                let points = value_points(grown_bp, header.number("value_full_bp"));
                explain.push(Explanation::of("VALUE_POINTS", &[grown_bp, points]));
                points
            }
        };
        let points = [
            facts.transformation.into(),
            demonstration,
            facts.extension.into(),
            facts.management.into(),
        ];
        let weighed: i64 = points
            .into_iter()
            .zip(weights)
            .map(|(points, weight)| points * weight)
            .sum();
        let score = weighed * 100 / whole;
        outcome(None, explain, (score, grade(header, score)))
    }
}

const WEIGHTS: [&str; 4] = [
    "transformation_weight",
    "demonstration_weight",
    "extension_weight",
    "management_weight",
];

/// Points of a hundred, rounded down; none where the value fell.
fn value_points(grown_bp: i64, full_bp: i64) -> i64 {
    grown_bp.clamp(0, full_bp) * 100 / full_bp
}

fn grade(header: &Header, score: i64) -> Grade {
    match score {
        score if score >= header.number("excellent_c") => Grade::Excellent,
        score if score >= header.number("qualified_c") => Grade::Qualified,
        score if score >= header.number("rectify_c") => Grade::Rectify,
        _ => Grade::Fail,
    }
}

fn outcome(
    refusal: Option<&str>,
    explain: Vec<Explanation>,
    (score, grade): (i64, Grade),
) -> Outcome {
    Outcome {
        ok: refusal.is_none(),
        reasons: refusal.map(Into::into).into_iter().collect(),
        explain,
        score_c: u16::try_from(score).expect("points of a hundred"),
        grade,
    }
}
