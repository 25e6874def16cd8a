//! Columns with a fixed list of answers: the code kept, and the words people write for it.
//! The lists are the contracts service's own.
use std::sync::OnceLock;

use kezhuan_contracts::domain::code_list::{Code, CodeList};
use kezhuan_contracts::domain::form_codes;
use kezhuan_law::Localized;

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
    pub fn choices(self) -> &'static [Code] {
        static LISTS: OnceLock<Vec<CodeList>> = OnceLock::new();
        let lists = LISTS.get_or_init(form_codes::lists);
        lists
            .iter()
            .find(|list| list.field == self.field())
            .map_or(&[], |list| &list.codes)
    }

    /// The code of an answer given as code, Chinese or English words, or code and words together.
    pub fn code_of(self, text: &str) -> Option<&'static str> {
        let first = text.split_whitespace().next().unwrap_or_default();
        let official = self.choices().iter().find(|choice| {
            choice.name.zh == text
                || choice.code.eq_ignore_ascii_case(first)
                || choice.name.en.eq_ignore_ascii_case(text)
                || choice.code.replace('_', " ").eq_ignore_ascii_case(text)
        });
        official.map(|choice| choice.code).or_else(|| {
            ALSO.iter()
                .find(|(list, word, _)| *list == self && *word == text)
                .map(|(_, _, code)| *code)
        })
    }

    /// What may be written, for a person who wrote something else.
    pub fn offer(self) -> Localized {
        let zh: Vec<&str> = self
            .choices()
            .iter()
            .map(|choice| &*choice.name.zh)
            .collect();
        let en: Vec<&str> = self.choices().iter().map(|choice| choice.code).collect();
        Localized::new(
            format!("请填写下列之一：{}", zh.join("、")),
            format!("write one of: {}", en.join(", ")),
        )
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
            assert_eq!(list.code_of(text), code, "{text:?}");
        }
    }

    #[test]
    fn every_list_is_one_of_the_service_s_and_every_other_word_means_a_code_of_it() {
        use List::*;
        for list in [
            Kind,
            PaymentMode,
            PartyType,
            IntellectualProperty,
            LicenceMode,
            TechnicalField,
            SocioEconomicTarget,
            PlanSource,
            Material,
        ] {
            assert!(!list.choices().is_empty(), "{list:?}");
        }
        for (list, word, code) in ALSO {
            assert!(
                list.choices().iter().any(|choice| choice.code == *code),
                "{word}"
            );
        }
    }
}
