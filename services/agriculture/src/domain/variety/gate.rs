//! What the Seed Law asks before a variety is tried, extended or sold: the cards `agr.variety` and `agr.approval`.
use crate::domain::code_list::code_list;
use crate::domain::crop::Crop;

/// An approval for the whole country.
pub const NATIONAL: &str = "CN";
/// Guangdong.
pub const HERE: &str = "440000";
/// Cycles of regional trials, at least.
const REGIONAL_CYCLES: u32 = 2;
/// Cycles of production trials, at least.
const PRODUCTION_CYCLES: u32 = 1;

code_list! {
    /// What somebody wants to do with a variety.
    Action {
        Trial = "TRIAL", "试验", "trial";
        Extend = "EXTEND", "推广", "extension";
        Sell = "SELL", "销售", "sale";
    }
}

code_list! {
    /// Why an action is allowed, or not.
    Code {
        Ok = "OK", "允许", "allowed";
        TrialOk = "TRIAL_OK", "审定前允许试验", "trials are allowed before approval";
        GmCert = "GM_CERT", "转基因品种无生物安全证书", "transgenic material without a biosafety certificate";
        NotApproved = "NOT_APPROVED", "主要农作物品种未经审定", "a major crop's variety without approval";
        NotRegistered = "NOT_REGISTERED", "非主要农作物品种未登记", "a listed crop's variety without registration";
    }
}

code_list! {
    /// What approval still needs.
    Missing {
        Regional = "REGIONAL_LT_2", "区域试验不足两个周期", "fewer than two cycles of regional trials";
        Production = "PRODUCTION_LT_1", "未完成生产试验", "no cycle of production trials";
        Dus = "DUS", "未完成特异性、一致性和稳定性测试", "no test of distinctness, uniformity and stability";
    }
}

/// What is known of a variety.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts<'a> {
    pub crop: &'a Crop,
    /// Regions with an approval in force, and those an introduction was filed in.
    pub approved_regions: &'a [&'a str],
    pub registered: bool,
    /// On the list of non-major crops that need registration.
    pub listed_non_major: bool,
    pub genetically_modified: bool,
    pub has_biosafety_certificate: bool,
}

/// Whether an action is lawful.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    pub allow: bool,
    pub code: Code,
}

/// Answers for Guangdong, as the card does.
pub fn gate(facts: &Facts<'_>, action: Action) -> Answer {
    gate_in(facts, action, HERE)
}

/// Answers for a province.
pub fn gate_in(facts: &Facts<'_>, action: Action, province: &str) -> Answer {
    let code = code(facts, action, province);
    Answer {
        allow: match code {
            Code::Ok | Code::TrialOk => true,
            Code::GmCert | Code::NotApproved | Code::NotRegistered => false,
        },
        code,
    }
}

fn code(facts: &Facts<'_>, action: Action, province: &str) -> Code {
    if facts.genetically_modified && !facts.has_biosafety_certificate {
        return Code::GmCert;
    }
    match action {
        Action::Trial => Code::TrialOk,
        Action::Extend | Action::Sell => {
            let mut regions = facts.approved_regions.iter();
            let approved = regions.any(|region| [NATIONAL, province].contains(region));
            if facts.crop.is_major() && !approved {
                Code::NotApproved
            } else if !facts.crop.is_major() && facts.listed_non_major && !facts.registered {
                Code::NotRegistered
            } else {
                Code::Ok
            }
        }
    }
}

/// What a variety still lacks before it can be approved; nothing when it is ready.
pub fn missing(regional_cycles: u32, production_cycles: u32, dus: bool) -> Vec<Missing> {
    let lacks = [
        (regional_cycles < REGIONAL_CYCLES, Missing::Regional),
        (production_cycles < PRODUCTION_CYCLES, Missing::Production),
        (!dus, Missing::Dus),
    ];
    let lacks = lacks.into_iter().filter(|(lacks, _)| *lacks);
    lacks.map(|(_, what)| what).collect()
}

/// The province of a division or province code; none of `CN` or what is no code.
pub fn province_of(region: &str) -> Option<String> {
    let digits = region.len() == 6 && region.bytes().all(|digit| digit.is_ascii_digit());
    let province = region.get(..2).filter(|_| digits)?;
    Some(format!("{province}0000"))
}

/// Whether an approval can be given for it: the country, or a province.
pub fn is_region(region: &str) -> bool {
    region == NATIONAL || province_of(region).is_some_and(|province| province == region)
}
