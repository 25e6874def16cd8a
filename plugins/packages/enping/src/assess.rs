//! `agr.assess`: four scores of 100, weighed; one floor at the end. A weak part keeps a year from being excellent.

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
        let points = [
            facts.transformation,
            facts.demonstration,
            facts.extension,
            facts.management,
        ];
        let points = points.map(i64::from);
        let weighed: i64 = points
            .into_iter()
            .zip(weights)
            .map(|(points, weight)| points * weight)
            .sum();
        let score = weighed * 100 / whole;
        let mut explain = vec![Explanation::of("WEIGHTS", &weights)];
        let mut grade = grade(header, score);
        let (least, wanted) = (
            points.into_iter().fold(100, i64::min),
            header.number("excellent_part_min"),
        );
        if grade == Grade::Excellent && least < wanted {
            grade = Grade::Qualified;
            explain.push(Explanation::of("WEAK_PART", &[least, wanted]));
        }
        outcome(None, explain, (score, grade))
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
