//! Columns with a fixed list of answers. The lists are the contracts service's own.
use std::sync::OnceLock;

use kezhuan_contracts::domain::form_codes;

use crate::sheet_import::choices::Choices;

/// Which list a column chooses from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    Kind,
    PaymentMode,
    PartyType,
    IntellectualProperty,
    LicenceMode,
    TechnicalField,
    SocioEconomicTarget,
    PlanSource,
    Material,
}

/// Words offices use beside the official ones.
const ALSO: &[(List, &str, &str)] = &[
    (List::Kind, "技术服务", "FW-YB"),
    (List::Kind, "委托开发合同", "KF-WT"),
    (List::Kind, "合作开发合同", "KF-HZ"),
    (List::PaymentMode, "一次性支付", "LUMP"),
    (List::PaymentMode, "分期付款", "INSTALMENT"),
    (List::PaymentMode, "提成", "ROYALTY"),
    (List::PartyType, "企业", "ENTERPRISE_DOMESTIC"),
    (List::PartyType, "个人", "PERSON"),
    (List::PartyType, "高校", "COLLEGE"),
    (List::IntellectualProperty, "无", "NONE"),
    (List::LicenceMode, "独占", "EXCLUSIVE"),
    (List::LicenceMode, "排他", "SOLE"),
    (List::LicenceMode, "普通", "ORDINARY"),
    (List::PlanSource, "无", "NONE"),
    (List::Material, "合同", "CONTRACT_TEXT"),
    (List::Material, "合同文本", "CONTRACT_TEXT"),
    (List::Material, "合同原件", "CONTRACT_TEXT"),
    (List::Material, "价款明细", "PRICE_BREAKDOWN"),
    (List::Material, "专利证书", "IP_PROOF"),
    (List::Material, "授权书", "AUTHORISATION"),
];

impl List {
    const ALL: [List; 9] = [
        List::Kind,
        List::PaymentMode,
        List::PartyType,
        List::IntellectualProperty,
        List::LicenceMode,
        List::TechnicalField,
        List::SocioEconomicTarget,
        List::PlanSource,
        List::Material,
    ];

    fn field(self) -> &'static str {
        match self {
            List::Kind => "kind",
            List::PaymentMode => "payment_mode",
            List::PartyType => "party_type",
            List::IntellectualProperty => "intellectual_property_type",
            List::LicenceMode => "licence_mode",
            List::TechnicalField => "technical_field",
            List::SocioEconomicTarget => "socio_economic_target",
            List::PlanSource => "plan_source",
            List::Material => "material",
        }
    }

    /// Its answers, in the order of the printed form.
    pub fn answers(self) -> &'static Choices {
        static LISTS: OnceLock<Vec<Choices>> = OnceLock::new();
        static NONE: Choices = Choices {
            codes: Vec::new(),
            also: Vec::new(),
        };
        let lists = LISTS.get_or_init(|| List::ALL.iter().map(|list| list.choices()).collect());
        let at = List::ALL.iter().position(|list| *list == self);
        at.and_then(|at| lists.get(at)).unwrap_or(&NONE)
    }

    fn choices(self) -> Choices {
        let mut lists = form_codes::lists().into_iter();
        let list = lists.find(|list| list.field == self.field());
        let also = ALSO.iter().filter(|(list, _, _)| *list == self);
        Choices {
            codes: list.map(|list| list.codes).unwrap_or_default(),
            also: also.map(|(_, word, code)| (*word, *code)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_known_by_code_and_by_words() {
        for (list, text, code) in [
            (List::Kind, "委托开发", Some("KF-WT")),
            (List::Kind, "kf-wt", Some("KF-WT")),
            (List::Kind, "KF-WT 委托开发", Some("KF-WT")),
            (List::Kind, "技术服务", Some("FW-YB")),
            (List::Kind, "开发", None),
            (List::PaymentMode, "lump sum", Some("LUMP")),
            (
                List::PartyType,
                "enterprise domestic",
                Some("ENTERPRISE_DOMESTIC"),
            ),
            (List::LicenceMode, "", None),
        ] {
            assert_eq!(list.answers().code_of(text), code, "{text:?}");
        }
    }

    #[test]
    fn every_list_is_one_of_the_service_s_and_every_other_word_means_a_code_of_it() {
        for list in List::ALL {
            assert!(!list.answers().codes.is_empty(), "{list:?}");
        }
        for (list, word, code) in ALSO {
            let codes = &list.answers().codes;
            assert!(codes.iter().any(|choice| choice.code == *code), "{word}");
        }
    }
}
