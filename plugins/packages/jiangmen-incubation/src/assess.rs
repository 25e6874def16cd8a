//! `inc.assess`: six indicators, each as far as its target was reached, weighed; one floor at the end.

use kezhuan_sdk::inc_assess::{
    AssessmentGrade, Explanation, Facts, Guest, Header, Indicators, Outcome,
};

pub struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        let parts = parts(&facts.indicators, header);
        let weights: i64 = parts.iter().map(|part| part.weight).sum();
        let refusal = [
            ("NO_TENANTS", facts.indicators.tenants == 0),
            ("NO_WEIGHTS", weights == 0),
        ];
        let refusal = refusal.into_iter().find(|(_, applies)| *applies);
        if let Some((code, _)) = refusal {
            return Outcome {
                ok: false,
                reasons: vec![code.into()],
                explain: vec![],
                score_c: 0,
                grade: AssessmentGrade::D,
            };
        }
        let weighed: i64 = parts.iter().map(|part| part.reached_bp * part.weight).sum();
        let score = weighed / weights;
        let explain = parts.iter().map(Part::explained).collect();
        Outcome {
            ok: true,
            reasons: vec![],
            explain,
            score_c: u16::try_from(score).expect("parts of a whole"),
            grade: grade(header, score),
        }
    }
}

struct Part {
    code: &'static str,
    /// How far the target was reached.
    reached_bp: i64,
    weight: i64,
}

impl Part {
    fn explained(&self) -> Explanation {
        Explanation::of(self.code, &[self.reached_bp, self.weight])
    }
}

fn parts(year: &Indicators, header: &Header) -> [Part; 6] {
    let tenants = i64::from(year.tenants);
    // Parts of the tenants are compared as products.
    let of_tenants = |count: u32, target_bp: &str| {
        reached(
            i64::from(count) * 10_000,
            header.number(target_bp) * tenants,
        )
    };
    let part = |code, reached_bp, weight: &str| Part {
        code,
        reached_bp,
        weight: header.number(weight),
    };
    let space = reached(
        i64::from(year.space_use_bp),
        header.number("space_use_target_bp"),
    );
    let invested = reached(year.investment_fen, header.number("investment_target_fen"));
    let served = reached(
        i64::from(year.services),
        header.number("services_per_tenant") * tenants,
    );
    let data = reached(
        i64::from(year.data_quality_bp),
        header.number("data_target_bp"),
    );
    let graduates = of_tenants(year.graduates, "graduates_target_bp");
    let high_tech = of_tenants(year.high_tech_tenants, "high_tech_target_bp");
    [
        part("SPACE_USE", space, "space_use_weight"),
        part("GRADUATES", graduates, "graduates_weight"),
        part("HIGH_TECH", high_tech, "high_tech_weight"),
        part("INVESTMENT", invested, "investment_weight"),
        part("SERVED", served, "services_weight"),
        part("DATA", data, "data_weight"),
    ]
}

/// How much of the target was reached, at most all of it; nothing of a target that is none.
fn reached(figure: i64, target: i64) -> i64 {
    match target {
        ..=0 => 0,
        _ => figure.min(target) * 10_000 / target,
    }
}

fn grade(header: &Header, score: i64) -> AssessmentGrade {
    match score {
        score if score >= header.number("grade_a_c") => AssessmentGrade::A,
        score if score >= header.number("grade_b_c") => AssessmentGrade::B,
        score if score >= header.number("grade_c_c") => AssessmentGrade::C,
        _ => AssessmentGrade::D,
    }
}
