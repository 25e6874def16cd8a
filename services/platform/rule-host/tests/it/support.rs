//! One host for the whole run, and the packages as they are checked in.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use kezhuan_rule_host::{Host, HostConfig, Package};

kezhuan_rule_host::hook! {
    pub mod tc_incentive = "tc.incentive@1" {
        wit: "../../../plugins/wit/tc-incentive/1.0.0.wit",
        world: "tc-incentive",
        instances: TcIncentivePre,
        rule: kezhuan_tc_incentive_rule,
    }
}
kezhuan_rule_host::hook! {
    pub mod tc_split = "tc.split@1" {
        wit: "../../../plugins/wit/tc-split/1.0.0.wit",
        world: "tc-split",
        instances: TcSplitPre,
        rule: kezhuan_tc_split_rule,
    }
}
kezhuan_rule_host::hook! {
    pub mod tc_sla = "tc.sla@1" {
        wit: "../../../plugins/wit/tc-sla/1.0.0.wit",
        world: "tc-sla",
        instances: TcSlaPre,
        rule: kezhuan_tc_sla_rule,
    }
}
kezhuan_rule_host::hook! {
    pub mod tc_college_check = "tc.college.check@1" {
        wit: "../../../plugins/wit/tc-college-check/1.0.0.wit",
        world: "tc-college-check",
        instances: TcCollegeCheckPre,
        rule: kezhuan_tc_college_check_rule,
    }
}
kezhuan_rule_host::hook! {
    pub mod tc_claim_materials = "tc.claim.materials@1" {
        wit: "../../../plugins/wit/tc-claim-materials/1.0.0.wit",
        world: "tc-claim-materials",
        instances: TcClaimMaterialsPre,
        rule: kezhuan_tc_claim_materials_rule,
    }
}
kezhuan_rule_host::hook! {
    pub mod ip_eligibility = "ip.eligibility@1" {
        wit: "../../../plugins/wit/ip-eligibility/1.0.0.wit",
        world: "ip-eligibility",
        instances: IpEligibilityPre,
        rule: kezhuan_ip_eligibility_rule,
    }
}
kezhuan_rule_host::hook! {
    pub mod ip_ltv = "ip.ltv@1" {
        wit: "../../../plugins/wit/ip-ltv/1.0.0.wit",
        world: "ip-ltv",
        instances: IpLtvPre,
        rule: kezhuan_ip_ltv_rule,
    }
}
kezhuan_rule_host::hook! {
    pub mod ip_stage = "ip.stage@1" {
        wit: "../../../plugins/wit/ip-stage/1.0.0.wit",
        world: "ip-stage",
        instances: IpStagePre,
        rule: kezhuan_ip_stage_rule,
    }
}
kezhuan_rule_host::hook! {
    pub mod ip_subsidy = "ip.subsidy@1" {
        wit: "../../../plugins/wit/ip-subsidy/1.0.0.wit",
        world: "ip-subsidy",
        instances: IpSubsidyPre,
        rule: kezhuan_ip_subsidy_rule,
    }
}
kezhuan_rule_host::hook! {
    pub mod ip_risk_share = "ip.risk_share@1" {
        wit: "../../../plugins/wit/ip-risk-share/1.0.0.wit",
        world: "ip-risk-share",
        instances: IpRiskSharePre,
        rule: kezhuan_ip_risk_share_rule,
    }
}
kezhuan_rule_host::hook! {
    pub mod ip_claim_check = "ip.claim.check@1" {
        wit: "../../../plugins/wit/ip-claim-check/1.0.0.wit",
        world: "ip-claim-check",
        instances: IpClaimCheckPre,
        rule: kezhuan_ip_claim_check_rule,
    }
}
kezhuan_rule_host::hook! {
    pub mod agr_accredit = "agr.accredit@1" {
        wit: "../../../plugins/wit/agr-accredit/1.0.0.wit",
        world: "agr-accredit",
        instances: AgrAccreditPre,
        rule: kezhuan_agr_accredit_rule,
    }
}
kezhuan_rule_host::hook! {
    pub mod agr_assess = "agr.assess@1" {
        wit: "../../../plugins/wit/agr-assess/1.0.0.wit",
        world: "agr-assess",
        instances: AgrAssessPre,
        rule: kezhuan_agr_assess_rule,
    }
}
kezhuan_rule_host::hook! {
    pub mod agr_subsidy = "agr.subsidy@1" {
        wit: "../../../plugins/wit/agr-subsidy/1.0.0.wit",
        world: "agr-subsidy",
        instances: AgrSubsidyPre,
        rule: kezhuan_agr_subsidy_rule,
    }
}
kezhuan_rule_host::hook! {
    pub mod agr_trial_accept = "agr.trial.accept@1" {
        wit: "../../../plugins/wit/agr-trial-accept/1.0.0.wit",
        world: "agr-trial-accept",
        instances: AgrTrialAcceptPre,
        rule: kezhuan_agr_trial_accept_rule,
    }
}
kezhuan_rule_host::hook! {
    pub mod evt_award_score = "evt.award.score@1" {
        wit: "../../../plugins/wit/evt-award-score/1.0.0.wit",
        world: "evt-award-score",
        instances: EvtAwardScorePre,
        rule: kezhuan_evt_award_score_rule,
    }
}
kezhuan_rule_host::hook! {
    pub mod evt_coi = "evt.coi@1" {
        wit: "../../../plugins/wit/evt-coi/1.0.0.wit",
        world: "evt-coi",
        instances: EvtCoiPre,
        rule: kezhuan_evt_coi_rule,
    }
}
kezhuan_rule_host::hook! {
    pub mod evt_match = "evt.match@1" {
        wit: "../../../plugins/wit/evt-match/1.0.0.wit",
        world: "evt-match",
        instances: EvtMatchPre,
        rule: kezhuan_evt_match_rule,
    }
}
kezhuan_rule_host::hook! {
    pub mod evt_prize = "evt.prize@1" {
        wit: "../../../plugins/wit/evt-prize/1.0.0.wit",
        world: "evt-prize",
        instances: EvtPrizePre,
        rule: kezhuan_evt_prize_rule,
    }
}
kezhuan_rule_host::hook! {
    pub mod evt_registration = "evt.registration@1" {
        wit: "../../../plugins/wit/evt-registration/1.0.0.wit",
        world: "evt-registration",
        instances: EvtRegistrationPre,
        rule: kezhuan_evt_registration_rule,
    }
}
kezhuan_rule_host::hook! {
    pub mod inc_accredit = "inc.accredit@1" {
        wit: "../../../plugins/wit/inc-accredit/1.0.0.wit",
        world: "inc-accredit",
        instances: IncAccreditPre,
        rule: kezhuan_inc_accredit_rule,
    }
}
kezhuan_rule_host::hook! {
    pub mod inc_admission = "inc.admission@1" {
        wit: "../../../plugins/wit/inc-admission/1.0.0.wit",
        world: "inc-admission",
        instances: IncAdmissionPre,
        rule: kezhuan_inc_admission_rule,
    }
}
kezhuan_rule_host::hook! {
    pub mod inc_assess = "inc.assess@1" {
        wit: "../../../plugins/wit/inc-assess/1.0.0.wit",
        world: "inc-assess",
        instances: IncAssessPre,
        rule: kezhuan_inc_assess_rule,
    }
}
kezhuan_rule_host::hook! {
    pub mod inc_rent = "inc.rent@1" {
        wit: "../../../plugins/wit/inc-rent/1.0.0.wit",
        world: "inc-rent",
        instances: IncRentPre,
        rule: kezhuan_inc_rent_rule,
    }
}
kezhuan_rule_host::hook! {
    pub mod inc_reward = "inc.reward@1" {
        wit: "../../../plugins/wit/inc-reward/1.0.0.wit",
        world: "inc-reward",
        instances: IncRewardPre,
        rule: kezhuan_inc_reward_rule,
    }
}

pub static CACHE: LazyLock<PathBuf> = LazyLock::new(|| {
    // In the build's own folder, so that it is as disposable as the build.
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rule-cache");
    std::fs::create_dir_all(&cache).unwrap();
    cache
});

pub static HOST: LazyLock<Host> = LazyLock::new(|| Host::start(&config()).unwrap());

pub fn config() -> HostConfig {
    let compiler = PathBuf::from(env!("CARGO_BIN_EXE_kezhuan-rule-compiler"));
    HostConfig {
        cache: CACHE.clone(),
        compiler: Some(compiler),
        ..HostConfig::default()
    }
}

pub fn file(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../plugins/packages");
    root.join(name).join(format!("{name}.wasm"))
}

pub fn package(name: &str) -> Arc<Package> {
    HOST.load(&std::fs::read(file(name)).unwrap()).unwrap()
}

/// Every package of plugins/packages: whoever adds a folder there has its worked cases run.
pub static PACKAGES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../plugins/packages");
    let folders = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap());
    let mut names: Vec<String> = folders
        .filter(|entry| entry.path().join("Cargo.toml").is_file())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    for name in &names {
        assert!(
            file(name).is_file(),
            "{name} is not built: run plugins/build.sh"
        );
    }
    names
});
