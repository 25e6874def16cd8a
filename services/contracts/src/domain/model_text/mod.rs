//! Model texts (合同示范文本): the clauses a contract of one kind should have, with the article behind each.
//!
//! A proposal to parties who draft; what they sign is theirs, and what an office recognises is judged by the form.
mod clauses;

use kezhuan_law::Localized;

use super::form::Form;
use super::kind::{Family, Kind};

/// Where the parties write something themselves.
const BLANK: &str = "________";

/// What every model text says about itself.
pub const REMARK: Localized = Localized::fixed(
    "本文本依《民法典》合同编第二十章拟制,供当事人参考,不是主管部门发布的示范文本;横线处由当事人填写。",
    "Drawn up after chapter 20 of the Civil Code's contract book, as a help to the parties; not a text issued by an \
     authority. The parties fill in the blanks.",
);

/// One clause of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    pub heading: Localized,
    pub text: String,
    /// Law and article, empty where it is practice alone.
    pub law: &'static str,
}

/// A clause as the list has it.
struct Clause {
    of: Of,
    heading: Localized,
    law: &'static str,
    text: &'static str,
}

/// Which contracts a clause is for.
enum Of {
    Every,
    Families(&'static [Family]),
    Kinds(&'static [Kind]),
}

impl Of {
    fn includes(&self, kind: Kind) -> bool {
        match self {
            Of::Every => true,
            Of::Families(families) => families.contains(&kind.family()),
            Of::Kinds(kinds) => kinds.contains(&kind),
        }
    }
}

/// The title of a contract of `kind`.
pub fn title(kind: Kind) -> Localized {
    let name = kind.name();
    Localized {
        zh: format!("{}合同", name.zh).into(),
        en: format!("Contract: {}", name.en).into(),
    }
}

/// The clauses for a contract of `kind`, with what the form already says.
pub fn paragraphs(kind: Kind, form: &Form) -> Vec<Paragraph> {
    let known = known(kind, form);
    clauses::CLAUSES
        .iter()
        .filter(|clause| clause.of.includes(kind))
        .map(|clause| Paragraph {
            heading: clause.heading.clone(),
            text: filled(clause.text, &known),
            law: clause.law,
        })
        .collect()
}

/// What stands for each mark in the clauses.
fn known(kind: Kind, form: &Form) -> [(&'static str, String); 8] {
    let or_blank = |text: &str| match text.trim() {
        "" => BLANK.to_owned(),
        text => text.to_owned(),
    };
    let day = |entered: Option<chrono::NaiveDate>| {
        entered.map_or(BLANK.to_owned(), |day| {
            day.format("%Y年%m月%d日").to_string()
        })
    };
    let price = match form.total_amount.get() {
        0 => BLANK.to_owned(),
        _ => form.total_amount.to_string(),
    };
    let mode = form.payment_mode.get().map(|mode| mode.name().zh);
    [
        ("{项目}", or_blank(&form.project_name)),
        ("{卖方}", or_blank(&form.seller.display_name)),
        ("{买方}", or_blank(&form.buyer.display_name)),
        ("{卖方身份}", kind.seller_role().zh.into_owned()),
        ("{起}", day(form.term_start.get())),
        ("{止}", day(form.term_end.get())),
        ("{价款}", price),
        (
            "{付款}",
            mode.map_or(BLANK.to_owned(), |mode| mode.into_owned()),
        ),
    ]
}

fn filled(text: &str, known: &[(&'static str, String)]) -> String {
    known.iter().fold(text.to_owned(), |text, (mark, said)| {
        text.replace(mark, said)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::testing;

    /// What art. 845 says a technology contract usually has.
    #[test]
    fn every_kind_has_what_the_code_lists_and_no_mark_is_left() {
        for kind in Kind::ALL {
            let text = paragraphs(*kind, &testing::form());
            let headings: Vec<&str> = text
                .iter()
                .map(|clause| clause.heading.zh.as_ref())
                .collect();
            for heading in [
                "项目名称",
                "履行的计划、地点和方式",
                "价款及其构成",
                "保密",
                "验收标准和方法",
                "名词和术语",
                "登记",
            ] {
                assert!(headings.contains(&heading), "{}: {heading}", kind.as_str());
            }
            for about in ["标的", "成果", "违约"] {
                let found = headings.iter().filter(|heading| heading.contains(about));
                assert_eq!(found.count(), 1, "{}: {about}", kind.as_str());
            }
            for clause in text {
                assert!(!clause.text.contains(['{', '}']), "{}", clause.text);
                assert!(clause.text.ends_with('。'), "{}", clause.text);
            }
        }
    }

    #[test]
    fn what_the_form_says_is_filled_in_and_the_rest_is_left_blank() {
        let written = |form: &Form| {
            let text = paragraphs(Kind::CommissionedDevelopment, form);
            text.iter()
                .map(|clause| clause.text.clone())
                .collect::<Vec<_>>()
                .join("\n")
        };
        let form = testing::form();
        let filled = written(&form);
        assert!(filled.contains(&form.project_name));
        assert!(filled.contains(&form.seller.display_name));
        assert!(filled.contains(&form.total_amount.to_string()));
        let empty = written(&Form::default());
        assert!(empty.contains("项目名称:________"));
        assert!(empty.contains("研究开发人"));
    }

    #[test]
    fn a_licence_keeps_to_the_patent_s_term_and_a_transfer_does_not_speak_of_it() {
        let laws = |kind| {
            paragraphs(kind, &Form::default())
                .iter()
                .map(|clause| clause.law)
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert!(laws(Kind::PatentLicence).contains("第865条"));
        assert!(!laws(Kind::SecretLicence).contains("第865条"));
        assert!(!laws(Kind::PatentTransfer).contains("第865条"));
        assert!(laws(Kind::CommissionedDevelopment).contains("第859条"));
        assert!(laws(Kind::CooperativeDevelopment).contains("第860条"));
    }
}
