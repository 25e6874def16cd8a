//! `ip.stage`: the earlier the technology, the more of the interest is borne for it.

use kezhuan_sdk::ip_stage::{Explanation, Facts, Guest, Outcome, Stage};

pub struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        let (subsidy, guarantee, note) = match facts.stage {
            Stage::Concept => (
                "concept_subsidy_bp",
                header.number("concept_guarantee_bp"),
                "GRANT_FIRST",
            ),
            Stage::Pilot => ("pilot_subsidy_bp", 0, "EQUIPMENT"),
            Stage::Industrial => ("industrial_subsidy_bp", 0, "SCALE_UP"),
        };
        let subsidy = header.number(subsidy);
        let mut explain = vec![Explanation::of("STAGE_SUBSIDY", &[subsidy])];
        if guarantee > 0 {
            explain.push(Explanation::of("STAGE_GUARANTEE", &[guarantee]));
        }
        Outcome {
            ok: true,
            reasons: vec![],
            explain,
            subsidy_bp: u16::try_from(subsidy).expect("a share within its bounds"),
            guarantee_bp: u16::try_from(guarantee).expect("a share within its bounds"),
            notes: vec![note.into()],
        }
    }
}
