//! Bodies of the city that the plan makes responsible (organisations of type bureau, no tenants).
use crate::localized::Localized;

/// One body of the city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// The short code the plan's tables use.
    pub code: &'static str,
    pub name: Localized,
    /// Other names it goes by; reorganised bodies keep their code and gain a name.
    pub aliases: &'static [&'static str],
    /// Unified social credit code, where a public page gives it.
    pub credit_code: Option<&'static str>,
    /// How many of the plan's twenty tasks it leads.
    pub tasks_led: u8,
}

impl Body {
    const fn also_called(mut self, aliases: &'static [&'static str]) -> Body {
        self.aliases = aliases;
        self
    }

    const fn with_credit_code(mut self, credit_code: &'static str) -> Body {
        self.credit_code = Some(credit_code);
        self
    }
}

/// The bodies named in the plan. County governments are divisions, not rows here.
pub const BODIES: &[Body] = &[
    lead("STB", "市科学技术局", "Science and Technology Bureau", 15),
    row("FIN", "市财政局", "Finance Bureau"),
    lead(
        "HRSS",
        "市人力资源和社会保障局",
        "Human Resources and Social Security Bureau",
        1,
    ),
    row("EDU", "市教育局", "Education Bureau"),
    row("HLTH", "市卫生健康局", "Health Bureau"),
    row(
        "IIB",
        "市工业和信息化局",
        "Industry and Information Technology Bureau",
    ),
    lead("FWO", "市金融工作局", "Finance Work Bureau", 1),
    lead("AMR", "市市场监督管理局", "Market Regulation Bureau", 1)
        .with_credit_code("11440700MB2C90725T"),
    row(
        "GSD",
        "市政务服务数据管理局",
        "Government Service Data Bureau",
    ),
    row(
        "SASAC",
        "市人民政府国有资产监督管理委员会",
        "State Assets Commission",
    )
    .also_called(&["市国资委"]),
    lead("UFW", "市委统战部", "United Front Work Department", 1),
    row("TAL", "市人才工作局", "Talent Work Bureau"),
    lead(
        "AGR",
        "市农业农村局",
        "Agriculture and Rural Affairs Bureau",
        1,
    ),
    row(
        "PLC",
        "市委政法委",
        "Political and Legal Affairs Commission",
    ),
];

const fn row(code: &'static str, zh: &'static str, en: &'static str) -> Body {
    lead(code, zh, en, 0)
}

const fn lead(code: &'static str, zh: &'static str, en: &'static str, tasks_led: u8) -> Body {
    Body {
        code,
        name: Localized::fixed(zh, en),
        aliases: &[],
        credit_code: None,
        tasks_led,
    }
}

/// The body with this code.
pub fn body(code: &str) -> Option<&'static Body> {
    BODIES.iter().find(|body| body.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifiers::UnifiedSocialCreditCode;

    #[test]
    fn the_leads_add_up_to_the_plan_s_twenty_tasks() {
        let led: u32 = BODIES.iter().map(|body| u32::from(body.tasks_led)).sum();
        assert_eq!(led, 20);
        assert_eq!(body("STB").map(|body| body.tasks_led), Some(15));
        assert_eq!(body("C703"), None);
    }

    #[test]
    fn a_given_credit_code_is_a_valid_one() {
        for code in BODIES.iter().filter_map(|body| body.credit_code) {
            assert!(UnifiedSocialCreditCode::parse(code).is_ok(), "{code}");
        }
    }
}
