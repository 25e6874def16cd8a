//! What a data card may tell of an enterprise, field by field.
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::ConsentKind;
use crate::domain::code_list::code_list;

code_list! {
    /// One kind of fact.
    FieldKind {
        Identity = "IDENTITY", "统一社会信用代码", "credit code";
        LegalRepresentative = "LEGAL_REPRESENTATIVE", "法定代表人", "legal representative";
        Qualification = "QUALIFICATION", "企业资质", "qualification";
        Revenue = "REVENUE", "营业收入", "revenue";
        Tax = "TAX", "纳税额", "tax";
        Research = "RESEARCH", "研发投入", "research and development";
        Asset = "ASSET", "知识产权及状态", "IP right with its status";
        Valuation = "VALUATION", "知识产权评估", "valuation";
        Contract = "CONTRACT", "技术合同", "registered technology contract";
        Tenancy = "TENANCY", "孵化载体入驻", "incubator tenancy";
        Award = "AWARD", "获奖", "award";
        Litigation = "LITIGATION", "诉讼", "litigation";
        PublicCredit = "PUBLIC_CREDIT", "公共信用信息", "public credit";
        DeclaredLoan = "DECLARED_LOAN", "申报的存量贷款", "declared loan";
    }
}

/// Who told it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// A service of the suite, an authority, or the enterprise.
    pub name: String,
    /// The source's own id of the fact: a contract, a tenancy, a year.
    pub reference: String,
}

/// One fact as it was told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Field {
    pub kind: FieldKind,
    pub source: Source,
    /// The source's count of its own versions: a higher one is the newer.
    pub version: i64,
    pub told_at: DateTime<Utc>,
    pub value: String,
}

impl FieldKind {
    /// The consent without which a bank does not get it, beside the one to be sent anything at all.
    pub const fn consent(self) -> ConsentKind {
        match self {
            FieldKind::PublicCredit | FieldKind::Litigation | FieldKind::DeclaredLoan => {
                ConsentKind::CreditEnquiry
            }
            FieldKind::Revenue | FieldKind::Tax | FieldKind::Research => ConsentKind::Finances,
            FieldKind::Identity
            | FieldKind::LegalRepresentative
            | FieldKind::Qualification
            | FieldKind::Asset
            | FieldKind::Valuation
            | FieldKind::Contract
            | FieldKind::Tenancy
            | FieldKind::Award => ConsentKind::SendToBank,
        }
    }
}

impl Field {
    /// The value as a bank sees it: of a person's name, the first character.
    pub(super) fn shown(&self) -> String {
        if self.kind != FieldKind::LegalRepresentative {
            return self.value.clone();
        }
        let mut letters = self.value.chars();
        let first: String = letters.next().into_iter().collect();
        let rest = letters.map(|_| '*');
        first.chars().chain(rest).collect()
    }
}
