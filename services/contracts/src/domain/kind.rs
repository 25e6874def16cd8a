//! Kinds and sub-kinds of technology contracts (技术合同类别), who sells, and what the law asks of their form.
use kezhuan_law::Localized;

use super::code_list::code_list;

code_list! {
    /// A sub-kind of the national list.
    Kind {
        CommissionedDevelopment = "KF-WT", "委托开发", "commissioned development";
        CooperativeDevelopment = "KF-HZ", "合作开发", "cooperative development";
        PatentTransfer = "ZR-ZL", "专利权转让", "transfer of a patent right";
        PatentApplicationTransfer = "ZR-SQ", "专利申请权转让", "transfer of a right to apply for a patent";
        SecretTransfer = "ZR-MM", "技术秘密转让", "transfer of a technical secret";
        SoftwareTransfer = "ZR-RJ", "软件著作权转让", "transfer of software copyright";
        LayoutTransfer = "ZR-IC", "集成电路布图设计专有权转让", "transfer of a circuit layout right";
        PlantVarietyTransfer = "ZR-PZ", "植物新品种权转让", "transfer of a plant variety right";
        BioMedicalVarietyTransfer = "ZR-YY", "生物医药新品种权转让", "transfer of a bio-medical variety right";
        PatentLicence = "XK-ZL", "专利实施许可", "patent licence";
        SecretLicence = "XK-MM", "技术秘密使用许可", "licence of a technical secret";
        SoftwareLicence = "XK-RJ", "软件著作权许可", "software licence";
        LayoutLicence = "XK-IC", "集成电路布图设计专有权许可", "licence of a circuit layout";
        PlantVarietyLicence = "XK-PZ", "植物新品种权许可", "licence of a plant variety";
        Consulting = "ZX", "技术咨询", "consulting";
        FeasibilityStudy = "ZX-KX", "可行性论证", "consulting: feasibility study";
        Forecast = "ZX-YC", "技术预测", "consulting: technical forecast";
        SpecialSurvey = "ZX-DC", "专题技术调查", "consulting: special survey";
        EvaluationReport = "ZX-PG", "分析评价报告", "consulting: evaluation report";
        GeneralService = "FW-YB", "一般技术服务", "general technical service";
        Training = "FW-PX", "技术培训", "technical training";
        Intermediary = "FW-ZJ", "技术中介", "technical intermediary service";
    }
}

code_list! {
    /// The five kinds of the Civil Code.
    Family {
        Development = "KF", "技术开发", "development";
        Transfer = "ZR", "技术转让", "transfer";
        Licence = "XK", "技术许可", "licence";
        Consulting = "ZX", "技术咨询", "consulting";
        Service = "FW", "技术服务", "service";
    }
}

impl Kind {
    /// The kind a sub-kind belongs to.
    pub const fn family(self) -> Family {
        use Kind::*;
        match self {
            CommissionedDevelopment | CooperativeDevelopment => Family::Development,
            PatentTransfer
            | PatentApplicationTransfer
            | SecretTransfer
            | SoftwareTransfer
            | LayoutTransfer
            | PlantVarietyTransfer
            | BioMedicalVarietyTransfer => Family::Transfer,
            PatentLicence | SecretLicence | SoftwareLicence | LayoutLicence
            | PlantVarietyLicence => Family::Licence,
            Consulting | FeasibilityStudy | Forecast | SpecialSurvey | EvaluationReport => {
                Family::Consulting
            }
            GeneralService | Training | Intermediary => Family::Service,
        }
    }

    /// The code the recognition rules know it by: consulting is judged alike whatever it delivers.
    pub const fn recognition_code(self) -> &'static str {
        match self.family() {
            Family::Consulting => Family::Consulting.as_str(),
            Family::Development | Family::Transfer | Family::Licence | Family::Service => {
                self.as_str()
            }
        }
    }

    /// Whether the contract is about a patent that exists and has a number.
    pub const fn needs_patent(self) -> bool {
        matches!(self, Kind::PatentTransfer | Kind::PatentLicence)
    }

    /// Whether what is transferred or licensed is a technical secret (技术秘密).
    pub const fn is_of_a_secret(self) -> bool {
        matches!(self, Kind::SecretTransfer | Kind::SecretLicence)
    }

    /// Who the seller is, and so who applies.
    pub const fn seller_role(self) -> Localized {
        match self {
            Kind::Training => Localized::fixed("培训方", "trainer"),
            Kind::Intermediary => Localized::fixed("中介方", "intermediary"),
            _ => self.family().seller_role(),
        }
    }
}

impl Family {
    /// Whether the Civil Code asks for written form (art. 851, 863). An office accepts no oral contract of any kind.
    pub const fn written_form_required(self) -> bool {
        match self {
            Family::Development | Family::Transfer | Family::Licence => true,
            Family::Consulting | Family::Service => false,
        }
    }

    /// Who sells in a contract of this kind.
    pub const fn seller_role(self) -> Localized {
        match self {
            Family::Development => Localized::fixed("研究开发人", "research and development party"),
            Family::Transfer => Localized::fixed("让与人", "transferor"),
            Family::Licence => Localized::fixed("许可人", "licensor"),
            Family::Consulting => Localized::fixed("受托人", "consultant"),
            Family::Service => Localized::fixed("受托人", "service provider"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_begins_with_its_family_and_reads_back() {
        for kind in Kind::ALL {
            assert!(kind.as_str().starts_with(kind.family().as_str()));
            assert_eq!(Kind::parse(kind.as_str()), Some(*kind));
        }
        assert_eq!(Kind::parse("KF"), None);
        assert_eq!(Kind::parse("kf-wt"), None);
    }

    #[test]
    fn consulting_is_recognised_as_one_kind() {
        assert_eq!(Kind::Forecast.recognition_code(), "ZX");
        assert_eq!(Kind::Training.recognition_code(), "FW-PX");
        assert_eq!(Kind::PatentLicence.recognition_code(), "XK-ZL");
    }

    #[test]
    fn written_form_is_the_law_for_development_transfer_and_licence() {
        let written: Vec<&str> = Family::ALL
            .iter()
            .filter(|family| family.written_form_required())
            .map(|family| family.as_str())
            .collect();
        assert_eq!(written, ["KF", "ZR", "XK"]);
    }
}
