//! `evt.match`: the baseline's parts under other weights, each rounded down once; more for the district's own
//! achievements and those of colleges, as far as a hundred points go.

use kezhuan_sdk::evt_match::{
    Baseline, Candidate, Explanation, Facts, Guest, Header, Outcome, Points,
};

pub struct Rule;

/// What the host's card gives at most: chain, keywords, readiness, budget.
const BASELINE: [i64; 4] = [40, 30, 20, 10];

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        let weights = WEIGHTS.map(|name| header.number(name));
        if weights.iter().sum::<i64>() > 100 {
            return Outcome {
                ok: false,
                reasons: vec!["WEIGHTS_ABOVE_100".into()],
                explain: vec![],
                points: vec![],
            };
        }
        let division = facts.need.division.as_deref();
        let is_local = |candidate: &&Candidate| {
            division.is_some() && candidate.division.as_deref() == division
        };
        let is_college = |candidate: &&Candidate| candidate.is_college;
        let bonus = Bonus::of(header);
        let weighed = facts.candidates.iter().map(|candidate| {
            let parts = weighed(&candidate.baseline, weights);
            let wanted = bonus.of_candidate(is_local(&candidate), is_college(&candidate));
            points(parts, wanted)
        });
        let points = weighed.collect();
        let mut explain = vec![Explanation::of("WEIGHTS", &weights)];
        let candidates = facts.candidates.iter();
        for (code, many, more) in [
            (
                "LOCAL",
                candidates.clone().filter(is_local).count(),
                bonus.local,
            ),
            (
                "COLLEGE",
                candidates.filter(is_college).count(),
                bonus.college,
            ),
        ] {
            let many = i64::try_from(many).expect("as many as candidates");
            if many > 0 && more > 0 {
                explain.push(Explanation::of(code, &[many, more]));
            }
        }
        Outcome {
            ok: true,
            reasons: vec![],
            explain,
            points,
        }
    }
}

const WEIGHTS: [&str; 4] = [
    "chain_points",
    "keywords_points",
    "stage_points",
    "budget_points",
];

/// More points for what the baseline does not look at.
struct Bonus {
    local: i64,
    college: i64,
}

impl Bonus {
    fn of(header: &Header) -> Bonus {
        Bonus {
            local: header.number("local_points"),
            college: header.number("college_points"),
        }
    }

    fn of_candidate(&self, is_local: bool, is_college: bool) -> i64 {
        let local = if is_local { self.local } else { 0 };
        let college = if is_college { self.college } else { 0 };
        local + college
    }
}

fn weighed(baseline: &Baseline, weights: [i64; 4]) -> [i64; 4] {
    let parts = [
        baseline.chain,
        baseline.keywords,
        baseline.stage,
        baseline.budget,
    ];
    std::array::from_fn(|part| i64::from(parts[part]) * weights[part] / BASELINE[part])
}

/// With as much more as leaves a hundred points at most.
fn points(parts: [i64; 4], wanted: i64) -> Points {
    let left = 100 - parts.iter().sum::<i64>();
    let few = |points: i64| u16::try_from(points).expect("a hundred points at most");
    let [chain, keywords, stage, budget] = parts.map(few);
    Points {
        chain,
        keywords,
        stage,
        budget,
        extra: few(wanted.min(left)),
    }
}
