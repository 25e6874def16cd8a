//! Recognition (认定): whether a contract is a technology contract. First ground hit wins, in the order of the rules.
use chrono::NaiveDate;
use kezhuan_law::Fen;

use super::code_list::code_list;

code_list! {
    /// What the rules come to.
    Decision {
        Recognised = "RECOGNISED", "予以认定", "recognised";
        Returned = "RETURNED", "退回补正", "returned for correction";
        Rejected = "REJECTED", "不予登记", "not registered";
        NotAccepted = "NOT_ACCEPTED", "不予受理", "not accepted";
    }
}

code_list! {
    /// The lawful grounds against a registration, in the order in which they are tested.
    Ground {
        Oral = "ORAL", "口头合同不予受理", "an oral contract is not accepted";
        PartiesUnclear = "PARTIES_UNCLEAR", "合同主体不明确", "the parties are not identified";
        SubjectUnclear = "SUBJECT_UNCLEAR", "合同标的不明确,看不出技术内容", "the subject does not show the technology";
        PriceUnclear = "PRICE_UNCLEAR", "合同价款及计算方法不明确", "neither the price nor its calculation is clear";
        AuthorisationMissing = "AUTHORISATION_MISSING", "内设机构或课题组订立合同缺少法定代表人书面授权", "a department or research group signed without written authorisation";
        ApprovalMissing = "APPROVAL_MISSING", "缺少主管部门批准或特殊产品许可", "a consent of the project authority or a permit is missing";
        NotInForce = "NOT_IN_FORCE", "合同未生效或已过有效期", "the contract is not in force or its term has ended";
        OwnershipDispute = "OWNERSHIP_DISPUTE", "技术权属有争议", "the ownership of the technology is disputed";
        MonopolyClause = "MONOPOLY_CLAUSE", "含有非法垄断技术、妨碍技术进步的条款", "clauses monopolise technology or hinder progress";
        NoInnovation = "KF_NO_INNOVATION", "技术开发不具有创新性", "the development has no innovation";
        TechnologyNotExisting = "TECH_NOT_EXISTING", "转让或许可的技术尚未形成", "the technology does not exist yet";
        RightsUnclear = "RIGHTS_UNCLEAR", "转让或许可的权利不清晰", "the rights transferred or licensed are not clear";
        LicenceBeyondTerm = "LICENCE_BEYOND_TERM", "许可期限超出专利权有效期", "the licence outlives the patent";
        NonTechnicalTopic = "ZX_NON_TECH", "咨询课题不属于技术问题", "the consulting topic is not technical";
        RoutineService = "FW_ROUTINE", "常规手段的加工承揽或工程服务", "routine processing, contracting or works";
        GeneralEducation = "PX_GENERAL", "一般教育或通用技能培训", "general education or skills";
        InformationOnly = "ZJ_INFO_ONLY", "仅提供信息,未促成技术合同", "information only, no contract came of it";
        NoTechnicalAmount = "NO_TECH_AMOUNT", "无技术交易额", "no technical amount is left";
    }
}

/// What the rules ask of a contract. Each flag is true when the contract is in order, unless named as a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts<'a> {
    /// Recognition code of the kind.
    pub kind: &'a str,
    pub written: bool,
    pub parties_clear: bool,
    pub subject_clear: bool,
    pub price_clear: bool,
    pub authorised: bool,
    pub approvals: bool,
    pub in_force: bool,
    /// A fault.
    pub dispute: bool,
    /// A fault.
    pub monopoly: bool,
    pub innovative: bool,
    pub existing_technology: bool,
    pub rights_clear: bool,
    pub licence_end: Option<NaiveDate>,
    pub patent_expiry: Option<NaiveDate>,
    pub technical_topic: bool,
    /// A fault.
    pub routine: bool,
    /// A fault.
    pub general_education: bool,
    pub led_to_contract: bool,
    /// `None` while the amount is unknown, which blocks nothing.
    pub technical: Option<Fen>,
}

/// A patent licence can't be judged without the day it ends and the day its patent expires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the end of the licence or the expiry of the patent is missing")]
pub struct LicenceDatesMissing;

impl Ground {
    /// What follows from the ground.
    pub const fn decision(self) -> Decision {
        use Ground::*;
        match self {
            Oral => Decision::NotAccepted,
            PartiesUnclear | SubjectUnclear | PriceUnclear | AuthorisationMissing
            | ApprovalMissing => Decision::Returned,
            NotInForce
            | OwnershipDispute
            | MonopolyClause
            | NoInnovation
            | TechnologyNotExisting
            | RightsUnclear
            | LicenceBeyondTerm
            | NonTechnicalTopic
            | RoutineService
            | GeneralEducation
            | InformationOnly
            | NoTechnicalAmount => Decision::Rejected,
        }
    }

    /// Whether the applicant can put it right by a supplement.
    pub const fn is_curable(self) -> bool {
        matches!(self.decision(), Decision::Returned)
    }

    /// Whether the ground is a fact of the file, there for everybody to see; the others are a reviewer's findings.
    pub const fn is_fact(self) -> bool {
        matches!(self, Ground::LicenceBeyondTerm | Ground::NoTechnicalAmount)
    }

    /// Whether the ground is one for contracts of this recognition code.
    pub fn concerns(self, kind: &str) -> bool {
        use Ground::*;
        let development = kind.starts_with("KF");
        let existing = kind.starts_with("ZR") || kind.starts_with("XK");
        match self {
            NoInnovation => development,
            TechnologyNotExisting | RightsUnclear => existing,
            LicenceBeyondTerm => kind == "XK-ZL",
            NonTechnicalTopic => kind == "ZX",
            RoutineService => kind == "FW-YB",
            GeneralEducation => kind == "FW-PX",
            InformationOnly => kind == "FW-ZJ",
            Oral | PartiesUnclear | SubjectUnclear | PriceUnclear | AuthorisationMissing
            | ApprovalMissing | NotInForce | OwnershipDispute | MonopolyClause
            | NoTechnicalAmount => true,
        }
    }
}

impl Default for Facts<'_> {
    fn default() -> Self {
        Facts {
            kind: "",
            written: true,
            parties_clear: true,
            subject_clear: true,
            price_clear: true,
            authorised: true,
            approvals: true,
            in_force: true,
            dispute: false,
            monopoly: false,
            innovative: true,
            existing_technology: true,
            rights_clear: true,
            licence_end: None,
            patent_expiry: None,
            technical_topic: true,
            routine: false,
            general_education: false,
            led_to_contract: true,
            technical: None,
        }
    }
}

/// The first ground against the contract; `None` recognises it.
pub fn recognise(facts: &Facts<'_>) -> Result<Option<Ground>, LicenceDatesMissing> {
    for ground in Ground::ALL {
        if ground.concerns(facts.kind) && speaks_against(*ground, facts)? {
            return Ok(Some(*ground));
        }
    }
    Ok(None)
}

/// Whether these facts meet the ground.
pub fn speaks_against(ground: Ground, facts: &Facts<'_>) -> Result<bool, LicenceDatesMissing> {
    use Ground::*;
    Ok(match ground {
        Oral => !facts.written,
        PartiesUnclear => !facts.parties_clear,
        SubjectUnclear => !facts.subject_clear,
        PriceUnclear => !facts.price_clear,
        AuthorisationMissing => !facts.authorised,
        ApprovalMissing => !facts.approvals,
        NotInForce => !facts.in_force,
        OwnershipDispute => facts.dispute,
        MonopolyClause => facts.monopoly,
        NoInnovation => !facts.innovative,
        TechnologyNotExisting => !facts.existing_technology,
        RightsUnclear => !facts.rights_clear,
        LicenceBeyondTerm => match (facts.licence_end, facts.patent_expiry) {
            (Some(licence_end), Some(patent_expiry)) => licence_end > patent_expiry,
            (None, Some(_)) | (Some(_), None) | (None, None) => return Err(LicenceDatesMissing),
        },
        NonTechnicalTopic => !facts.technical_topic,
        RoutineService => facts.routine,
        GeneralEducation => facts.general_education,
        InformationOnly => !facts.led_to_contract,
        NoTechnicalAmount => facts.technical.is_some_and(|amount| amount <= Fen::ZERO),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grounds_are_tested_in_the_order_of_the_rules() {
        let worst = |kind| Facts {
            kind,
            written: false,
            parties_clear: false,
            subject_clear: false,
            price_clear: false,
            authorised: false,
            approvals: false,
            in_force: false,
            dispute: true,
            monopoly: true,
            innovative: false,
            existing_technology: false,
            rights_clear: false,
            licence_end: "2031-06-01".parse().ok(),
            patent_expiry: "2031-05-31".parse().ok(),
            technical_topic: false,
            routine: true,
            general_education: true,
            led_to_contract: false,
            technical: Some(Fen::ZERO),
        };
        for (kind, last) in [
            ("KF-HZ", &["KF_NO_INNOVATION"][..]),
            (
                "XK-ZL",
                &["TECH_NOT_EXISTING", "RIGHTS_UNCLEAR", "LICENCE_BEYOND_TERM"],
            ),
            ("ZR-RJ", &["TECH_NOT_EXISTING", "RIGHTS_UNCLEAR"]),
            ("ZX", &["ZX_NON_TECH"]),
            ("FW-YB", &["FW_ROUTINE"]),
            ("FW-PX", &["PX_GENERAL"]),
            ("FW-ZJ", &["ZJ_INFO_ONLY"]),
            ("ZZ", &[]),
        ] {
            let mut facts = worst(kind);
            let mut hits = Vec::new();
            while let Some(ground) = recognise(&facts).unwrap() {
                hits.push(ground.as_str());
                cure(&mut facts, ground);
            }
            let mut expected = vec![
                "ORAL",
                "PARTIES_UNCLEAR",
                "SUBJECT_UNCLEAR",
                "PRICE_UNCLEAR",
                "AUTHORISATION_MISSING",
                "APPROVAL_MISSING",
                "NOT_IN_FORCE",
                "OWNERSHIP_DISPUTE",
                "MONOPOLY_CLAUSE",
            ];
            expected.extend(last);
            expected.push("NO_TECH_AMOUNT");
            assert_eq!(hits, expected, "{kind}");
        }
    }

    fn cure(facts: &mut Facts<'_>, ground: Ground) {
        use Ground::*;
        match ground {
            Oral => facts.written = true,
            PartiesUnclear => facts.parties_clear = true,
            SubjectUnclear => facts.subject_clear = true,
            PriceUnclear => facts.price_clear = true,
            AuthorisationMissing => facts.authorised = true,
            ApprovalMissing => facts.approvals = true,
            NotInForce => facts.in_force = true,
            OwnershipDispute => facts.dispute = false,
            MonopolyClause => facts.monopoly = false,
            NoInnovation => facts.innovative = true,
            TechnologyNotExisting => facts.existing_technology = true,
            RightsUnclear => facts.rights_clear = true,
            LicenceBeyondTerm => facts.licence_end = facts.patent_expiry,
            NonTechnicalTopic => facts.technical_topic = true,
            RoutineService => facts.routine = false,
            GeneralEducation => facts.general_education = false,
            InformationOnly => facts.led_to_contract = true,
            NoTechnicalAmount => facts.technical = Some(Fen(1)),
        }
    }
}
