//! What an author of a rule package in Rust needs: one module per hook with its facts, its
//! outcome and the trait to implement, an allocator that makes a call cheap, and `package!`.
//!
//! ```ignore
//! use kezhuan_sdk::tc_split::{Facts, Guest, Outcome};
//!
//! struct Rule;
//!
//! impl Guest for Rule {
//!     fn decide(facts: Facts) -> Outcome {
//!         let city_fen = kezhuan_sdk::bp(facts.amount_fen, facts.header.number("city_bp"));
//!         let county_fen = facts.amount_fen - city_fen;
//!         Outcome { ok: true, reasons: vec![], explain: vec![], city_fen, county_fen }
//!     }
//! }
//!
//! kezhuan_sdk::package!(tc_split: Rule);
//! ```

mod arena;
mod hooks;
mod money;

pub use hooks::{agr_accredit, agr_assess, agr_subsidy, agr_trial_accept};
pub use hooks::{evt_award_score, evt_coi, evt_match, evt_prize, evt_registration};
pub use hooks::{inc_accredit, inc_admission, inc_assess, inc_rent, inc_reward};
pub use hooks::{ip_claim_check, ip_eligibility, ip_ltv, ip_risk_share, ip_stage, ip_subsidy};
pub use hooks::{tc_claim_materials, tc_college_check, tc_incentive, tc_sla, tc_split};
pub use money::{bp, kind_group};

/// Exports the hooks a package answers, each with the type that implements its `Guest`.
#[macro_export]
macro_rules! package {
    ($($hook:ident : $rule:ty),+ $(,)?) => {
        $( const _: () = {
            type Answering = $rule;
            $crate::$hook::export!(Answering with_types_in $crate::$hook::bindings);
        }; )+
    };
}
