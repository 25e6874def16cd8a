//! `evt.match`: how the achievements that the host's baseline finds best for one need are weighed again.

use kezhuan_sdk::evt_match::{Explanation, Facts, Guest, Outcome, Points};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let more = facts.header.number("local_points");
        let home = facts.need.division.as_deref();
        let mut local = 0;
        let mut points = vec![];
        for candidate in &facts.candidates {
            let of = &candidate.baseline;
            let parts = [of.chain, of.keywords, of.stage, of.budget].map(i64::from);
            let left = 100 - parts.iter().sum::<i64>();
            let is_local = home.is_some() && candidate.division.as_deref() == home;
            local += i64::from(is_local);
            let extra = if is_local { more.min(left) } else { 0 };
            points.push(Points {
                chain: of.chain,
                keywords: of.keywords,
                stage: of.stage,
                budget: of.budget,
                extra: u16::try_from(extra).expect("a hundred points at most"),
            });
        }
        Outcome {
            ok: true,
            reasons: vec![],
            explain: vec![Explanation::of("LOCAL", &[local, more])],
            points,
        }
    }
}

kezhuan_sdk::package!(evt_match: Rule);
