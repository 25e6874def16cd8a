//! `ip.stage`: how a loan is supported by the stage of its technology.

use kezhuan_sdk::ip_stage::{Explanation, Facts, Guest, Outcome, Stage};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        let is_concept = facts.stage == Stage::Concept;
        let subsidy = header.number(if is_concept { "concept_subsidy_bp" } else { "later_subsidy_bp" });
        let guarantee = if is_concept { header.number("concept_guarantee_bp") } else { 0 };
        Outcome {
            ok: true,
            reasons: vec![],
            explain: vec![Explanation::of("STAGE_SUBSIDY", &[subsidy])],
            subsidy_bp: u16::try_from(subsidy).expect("a share within the settings' bounds"),
            guarantee_bp: u16::try_from(guarantee).expect("a share within the settings' bounds"),
            notes: if is_concept { vec!["GRANT_FIRST".into()] } else { vec![] },
        }
    }
}

kezhuan_sdk::package!(ip_stage: Rule);
