//! The bindings of every hook, and what all of them share: settings by name, explanations.

macro_rules! hook {
    ($module:ident, $world:literal, $path:literal) => {
        /// Facts, outcome and the trait to implement for this hook.
        pub mod $module {
            // Written by the generator, not by hand.
            #[allow(missing_docs, clippy::all, unused)]
            #[doc(hidden)]
            pub mod bindings {
                wit_bindgen::generate!({
                    path: $path,
                    world: $world,
                    pub_export_macro: true,
                    default_bindings_module: "kezhuan_sdk",
                    runtime_path: "wit_bindgen::rt",
                    additional_derives: [PartialEq],
                });
            }
            pub use bindings::exports::kezhuan::$module::rule::*;
            pub use bindings::export;

            impl Header {
                /// The figure of that name; the host has checked the settings against the
                /// package's schema, so a missing one is a defect and traps.
                pub fn number(&self, name: &str) -> i64 {
                    match self.params.iter().find(|param| param.name == name).map(|param| &param.value) {
                        Some(Setting::Number(number)) => *number,
                        _ => panic!("setting {name} is no number"),
                    }
                }

                /// The word of that name.
                pub fn text(&self, name: &str) -> &str {
                    match self.params.iter().find(|param| param.name == name).map(|param| &param.value) {
                        Some(Setting::Text(text)) => text,
                        _ => panic!("setting {name} is no text"),
                    }
                }
            }

            impl Explanation {
                /// A step of the reasoning with its figures.
                pub fn of(code: &str, figures: &[i64]) -> Explanation {
                    let args = figures.iter().map(ToString::to_string).collect();
                    Explanation { code: code.into(), args }
                }
            }
        }
    };
}

hook!(
    tc_incentive,
    "tc-incentive",
    "../wit/tc-incentive/1.0.0.wit"
);
hook!(tc_split, "tc-split", "../wit/tc-split/1.0.0.wit");
hook!(tc_sla, "tc-sla", "../wit/tc-sla/1.0.0.wit");
hook!(
    tc_college_check,
    "tc-college-check",
    "../wit/tc-college-check/1.0.0.wit"
);
hook!(
    tc_claim_materials,
    "tc-claim-materials",
    "../wit/tc-claim-materials/1.0.0.wit"
);
hook!(
    ip_eligibility,
    "ip-eligibility",
    "../wit/ip-eligibility/1.0.0.wit"
);
hook!(ip_ltv, "ip-ltv", "../wit/ip-ltv/1.0.0.wit");
hook!(ip_stage, "ip-stage", "../wit/ip-stage/1.0.0.wit");
hook!(ip_subsidy, "ip-subsidy", "../wit/ip-subsidy/1.0.0.wit");
hook!(
    ip_risk_share,
    "ip-risk-share",
    "../wit/ip-risk-share/1.0.0.wit"
);
hook!(
    ip_claim_check,
    "ip-claim-check",
    "../wit/ip-claim-check/1.0.0.wit"
);
hook!(
    agr_accredit,
    "agr-accredit",
    "../wit/agr-accredit/1.0.0.wit"
);
hook!(agr_assess, "agr-assess", "../wit/agr-assess/1.0.0.wit");
hook!(agr_subsidy, "agr-subsidy", "../wit/agr-subsidy/1.0.0.wit");
hook!(
    agr_trial_accept,
    "agr-trial-accept",
    "../wit/agr-trial-accept/1.0.0.wit"
);
hook!(
    evt_award_score,
    "evt-award-score",
    "../wit/evt-award-score/1.0.0.wit"
);
hook!(evt_coi, "evt-coi", "../wit/evt-coi/1.0.0.wit");
hook!(evt_match, "evt-match", "../wit/evt-match/1.0.0.wit");
hook!(evt_prize, "evt-prize", "../wit/evt-prize/1.0.0.wit");
hook!(
    evt_registration,
    "evt-registration",
    "../wit/evt-registration/1.0.0.wit"
);
hook!(
    inc_accredit,
    "inc-accredit",
    "../wit/inc-accredit/1.0.0.wit"
);
hook!(
    inc_admission,
    "inc-admission",
    "../wit/inc-admission/1.0.0.wit"
);
hook!(inc_assess, "inc-assess", "../wit/inc-assess/1.0.0.wit");
hook!(inc_rent, "inc-rent", "../wit/inc-rent/1.0.0.wit");
hook!(inc_reward, "inc-reward", "../wit/inc-reward/1.0.0.wit");
