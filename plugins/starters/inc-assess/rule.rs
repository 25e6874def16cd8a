//! `inc.assess`: how a carrier did in a year.

use kezhuan_sdk::inc_assess::{AssessmentGrade, Explanation, Facts, Guest, Outcome};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let (header, year) = (&facts.header, &facts.indicators);
        let graduates = i64::from(year.graduates) * header.number("graduate_points_c");
        let high_tech = i64::from(year.high_tech_tenants) * header.number("high_tech_points_c");
        let score = (graduates + high_tech).min(10_000);
        let grade = match score {
            score if score >= header.number("grade_a_c") => AssessmentGrade::A,
            score if score >= header.number("grade_b_c") => AssessmentGrade::B,
            score if score >= header.number("grade_c_c") => AssessmentGrade::C,
            _ => AssessmentGrade::D,
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

kezhuan_sdk::package!(inc_assess: Rule);
