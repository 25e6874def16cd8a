//! The five fields of the plan's task 10: it names four, and leaves the fifth open, which the city can name in its settings.
use serde::{Deserialize, Serialize};

use super::code_list::{Code, CodeList, code_list};
use super::refused::Refused;
use kezhuan_law::Localized;

code_list! {
    /// The four that the plan names.
    Field {
        DeepProcessing = "DEEP_PROCESSING", "农产品精深加工", "deep processing of farm products";
        NaturalMedicine = "NATURAL_MEDICINE", "天然药物提取", "natural-medicine extraction";
        FunctionalHealth = "FUNCTIONAL_HEALTH", "功能性健康产品", "functional health products";
        GreenFeed = "GREEN_FEED", "绿色饲料", "green feed";
    }
}

/// The code of the fifth field, whatever it is called.
pub const FIFTH: &str = "FIFTH";

/// What the city calls the field that the plan leaves open; nobody is in it while it has no name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    pub fifth_zh: String,
    pub fifth_en: String,
}

impl Terms {
    fn has_fifth(&self) -> bool {
        !self.fifth_zh.trim().is_empty()
    }

    /// Holds that a base may be in the field of that code.
    pub fn check(&self, code: &str) -> Result<(), Refused> {
        if Field::parse(code).is_some() || (code == FIFTH && self.has_fifth()) {
            return Ok(());
        }
        Err(Refused::new(
            "FIELD_UNKNOWN",
            "没有该领域，请使用代码表 Base.field 中的代码",
            "there is no such field: use a code of the list Base.field",
        )
        .at("field"))
    }

    /// Every field there is, for the field of that name in the interface.
    pub fn list(&self, field: &'static str) -> CodeList {
        let mut list = Field::list(field);
        if self.has_fifth() {
            let en = match self.fifth_en.trim() {
                "" => self.fifth_zh.clone(),
                en => en.to_owned(),
            };
            list.codes.push(Code {
                code: FIFTH,
                name: Localized::new(self.fifth_zh.clone(), en),
            });
        }
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fifth_field_is_there_once_the_city_names_it() {
        let unnamed = Terms::default();
        assert_eq!(unnamed.check("GREEN_FEED"), Ok(()));
        assert_eq!(unnamed.check(FIFTH).unwrap_err().reason, "FIELD_UNKNOWN");
        assert_eq!(unnamed.list("Base.field").codes.len(), 4);
        let named = Terms {
            fifth_zh: "智慧农业".to_owned(),
            fifth_en: String::new(),
        };
        assert_eq!(named.check(FIFTH), Ok(()));
        assert_eq!(named.list("Base.field").codes.len(), 5);
        assert!(named.check("SIXTH").is_err());
    }
}
