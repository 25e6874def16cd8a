//! `tc.claim.materials`: what is asked for beside the claim form.

use kezhuan_sdk::tc_claim_materials::{Facts, Guest, Outcome};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let mut materials = vec!["BANK_SLIP".into()];
        if facts.j_fen >= facts.header.number("invoice_from_j_fen") {
            materials.push("INVOICE".into());
        }
        Outcome { ok: true, reasons: vec![], explain: vec![], materials }
    }
}

kezhuan_sdk::package!(tc_claim_materials: Rule);
