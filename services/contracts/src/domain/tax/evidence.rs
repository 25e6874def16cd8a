//! What a taxpayer shows the tax authority for a contract (留存备查资料): which of it is in the file, and what is missing.
use kezhuan_law::Localized;

use super::basis;
use crate::domain::code_list::code_list;
use crate::domain::kind::{Family, Kind};
use crate::domain::materials::Material;

code_list! {
    /// A tax that a technology contract may bring relief from, or that it owes.
    Tax {
        ValueAdded = "VALUE_ADDED", "增值税", "value added tax";
        CorporateIncome = "CORPORATE_INCOME", "企业所得税", "corporate income tax";
        PersonalIncome = "PERSONAL_INCOME", "个人所得税", "individual income tax";
        StampDuty = "STAMP_DUTY", "印花税", "stamp duty";
    }
}

/// One thing to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub what: Localized,
    pub held: Held,
}

/// Where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// On record here, under these names.
    OnRecord(Vec<String>),
    /// Would be on record here, and isn't.
    Missing,
    /// In the taxpayer's own books, which no office keeps.
    WithTaxpayer,
}

/// What is on record about a contract.
#[derive(Debug, Clone, Default)]
pub struct OnRecord {
    /// Number of the certificate in force.
    pub certificate: Option<String>,
    /// Documents by material, each with its name.
    pub documents: Vec<(Material, String)>,
    /// Names of the verified receipts of technical income.
    pub incomes: Vec<String>,
}

impl OnRecord {
    fn document(&self, material: Material) -> Piece {
        let of_it = self.documents.iter().filter(|(of, _)| *of == material);
        named(
            material.name(),
            of_it.map(|(_, name)| name.clone()).collect(),
        )
    }

    fn certificate(&self) -> Piece {
        named(
            Localized::fixed("技术合同登记证明", "certificate of registration"),
            self.certificate.iter().cloned().collect(),
        )
    }

    fn incomes(&self) -> Piece {
        named(
            Localized::fixed("技术性收入核定", "verified technical income"),
            self.incomes.clone(),
        )
    }
}

fn named(what: Localized, names: Vec<String>) -> Piece {
    Piece {
        what,
        held: match names.is_empty() {
            true => Held::Missing,
            false => Held::OnRecord(names),
        },
    }
}

fn own(zh: &'static str, en: &'static str) -> Piece {
    Piece {
        what: Localized::fixed(zh, en),
        held: Held::WithTaxpayer,
    }
}

/// The pieces for `tax` on a contract of `kind`, in the order the regulation names them.
pub fn pieces(tax: Tax, kind: Kind, on_record: &OnRecord) -> Vec<Piece> {
    let text = on_record.document(Material::ContractText);
    match tax {
        Tax::ValueAdded => vec![
            text,
            on_record.certificate(),
            on_record.incomes(),
            own(
                "与技术价款在同一张发票上开具的咨询、服务费发票",
                "invoice that has the related consulting or service on it",
            ),
        ],
        Tax::CorporateIncome => {
            let right = matches!(kind.family(), Family::Transfer | Family::Licence)
                .then(|| on_record.document(Material::IntellectualPropertyProof));
            let books = [
                own(
                    "技术转让所得归集、分摊、计算的资料",
                    "how the transfer income is collected, allocated and computed",
                ),
                own("实际缴纳相关税费的证明", "proof of the taxes paid on it"),
            ];
            [text, on_record.certificate()]
                .into_iter()
                .chain(right)
                .chain([on_record.incomes()])
                .chain(books)
                .collect()
        }
        Tax::PersonalIncome => vec![
            on_record.certificate(),
            on_record.incomes(),
            own(
                "职务科技成果转化现金奖励公示材料和公示结果",
                "the public notice of the reward and its outcome",
            ),
            own(
                "奖励人员名单、金额和发放记录",
                "who was rewarded, with how much, and when it was paid",
            ),
        ],
        Tax::StampDuty => vec![text],
    }
}

/// The regulation that asks for them.
pub const fn legal_basis(tax: Tax) -> &'static [basis::LegalBasis] {
    match tax {
        Tax::ValueAdded => basis::VALUE_ADDED,
        Tax::CorporateIncome => basis::CORPORATE_INCOME,
        Tax::PersonalIncome => basis::PERSONAL_INCOME,
        Tax::StampDuty => basis::STAMP_DUTY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held<'a>(pieces: &'a [Piece], zh: &str) -> Option<&'a Held> {
        let mut found = pieces.iter().filter(|piece| piece.what.zh == zh);
        found.next().map(|piece| &piece.held)
    }

    #[test]
    fn a_piece_is_on_record_missing_or_the_taxpayer_s_own() {
        let on_record = OnRecord {
            certificate: Some("4407032025000001".to_owned()),
            documents: vec![
                (
                    Material::ContractText,
                    "contracts/1/attachments/1".to_owned(),
                ),
                (
                    Material::ContractText,
                    "contracts/1/attachments/2".to_owned(),
                ),
            ],
            incomes: Vec::new(),
        };
        let found = pieces(Tax::ValueAdded, Kind::CommissionedDevelopment, &on_record);
        assert_eq!(
            held(&found, "合同原件或有效电子签名合同"),
            Some(&Held::OnRecord(vec![
                "contracts/1/attachments/1".to_owned(),
                "contracts/1/attachments/2".to_owned()
            ]))
        );
        assert_eq!(held(&found, "技术性收入核定"), Some(&Held::Missing));
        assert!(found.iter().any(|piece| piece.held == Held::WithTaxpayer));
        let none = pieces(
            Tax::StampDuty,
            Kind::CommissionedDevelopment,
            &OnRecord::default(),
        );
        assert_eq!(none.len(), 1);
        assert_eq!(none[0].held, Held::Missing);
    }

    #[test]
    fn the_right_is_proved_where_one_is_transferred_or_licensed() {
        let asked = |kind| {
            let found = pieces(Tax::CorporateIncome, kind, &OnRecord::default());
            held(&found, "知识产权证书或登记簿副本").is_some()
        };
        assert!(asked(Kind::PatentTransfer) && asked(Kind::SoftwareLicence));
        assert!(!asked(Kind::CommissionedDevelopment));
    }
}
