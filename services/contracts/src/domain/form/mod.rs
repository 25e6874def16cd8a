//! The application form (登记表) with the fields of the national return, as the applicant filled it in.
pub mod codes;
pub mod currency;
mod findings;
mod party;
mod price;
#[cfg(test)]
pub(crate) mod testing;
mod validate;

pub use super::amount::PriceItem;
pub use findings::Findings;
pub use party::FormParty;
pub use price::Price;
pub use validate::validate;

use chrono::NaiveDate;
use kezhuan_law::Fen;
use serde::{Deserialize, Serialize};

use super::entered::Entered;
use super::kind::Kind;
use super::materials::Material;
use codes::{
    IntellectualPropertyType, LicenceMode, PaymentMode, PlanSource, SocioEconomicTarget,
    TechnicalField,
};

/// One form. A draft may hold anything; `validate` says what is wrong with it, all at once.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Form {
    pub project_name: String,
    pub kind: Entered<Kind>,
    pub sign_date: Entered<NaiveDate>,
    pub term_start: Entered<NaiveDate>,
    pub term_end: Entered<NaiveDate>,
    /// T in CNY; left zero, or equal to the converted amount, when the price is in foreign currency.
    pub total_amount: Fen,
    /// The parties don't know the amount yet: T is what is fixed so far, and no J is certified.
    pub amount_unknown: bool,
    /// ISO 4217; empty means CNY.
    pub currency: String,
    pub currency_amount_minor: i64,
    /// CNY per unit of the currency × 10,000 (central parity).
    pub exchange_rate_e4: i64,
    pub exchange_rate_date: Entered<NaiveDate>,
    pub payment_mode: Entered<PaymentMode>,
    pub seller: FormParty,
    pub buyer: FormParty,
    pub broker: Option<FormParty>,
    pub intellectual_property_type: Entered<IntellectualPropertyType>,
    pub patent_number: String,
    pub patent_expiry: Entered<NaiveDate>,
    pub licence_mode: Entered<LicenceMode>,
    pub licence_end: Entered<NaiveDate>,
    pub technical_field: Entered<TechnicalField>,
    pub socio_economic_target: Entered<SocioEconomicTarget>,
    pub plan_source: Entered<PlanSource>,
    pub related_parties: bool,
    pub expected_investment: Fen,
    pub expected_output: Fen,
    pub price_items: Vec<PriceItem>,
    pub findings: Findings,
    /// 涉密: not handled on-line; only `offline_reference` is kept.
    pub confidential: bool,
    pub offline_reference: String,
    /// The achievement behind a college's contract.
    pub achievement_reference: String,
    pub price_by_agreement: bool,
    /// An internal department or research group signed for the seller.
    pub signed_by_department: bool,
    pub regulated_product: bool,
    /// The text is not in Chinese, so a translation is due.
    pub foreign_language: bool,
    /// Materials handed in on paper at the counter; the registrar who accepts has seen them.
    pub paper_materials: Vec<Entered<Material>>,
}

impl Form {
    /// What the contract is known by on paper; `None` while a part of that is missing.
    pub fn fingerprint(&self) -> Option<String> {
        let signed_on = self.sign_date.get()?.to_string();
        let price = match self.is_in_foreign_currency() {
            true => format!("{} {}", self.currency, self.currency_amount_minor),
            false => format!("{} {}", currency::CNY, self.total_amount.get()),
        };
        let subject = party::squeezed(&self.project_name);
        let parts = [
            self.seller.identity()?,
            self.buyer.identity()?,
            subject,
            signed_on,
            price,
        ];
        Some(parts.join("\n"))
    }

    /// Whether technology comes from abroad; the domestic buyer applies then.
    pub fn is_import(&self) -> bool {
        self.seller.is_abroad() && !self.buyer.is_abroad()
    }

    /// The party that applies: the seller, or the buyer of an import.
    pub fn applying_party(&self) -> &FormParty {
        if self.is_import() {
            &self.buyer
        } else {
            &self.seller
        }
    }

    /// Whether a confidential contract's content stands in the form, where it must not be.
    pub fn exposes_confidential_content(&self) -> bool {
        let only_reference = Form {
            confidential: true,
            offline_reference: self.offline_reference.clone(),
            seller: self.seller.without_content(),
            ..Form::default()
        };
        self.confidential && *self != only_reference
    }

    /// The parties with the field each stands in.
    pub(crate) fn parties(&self) -> impl Iterator<Item = (&'static str, &FormParty)> {
        [("seller", &self.seller), ("buyer", &self.buyer)]
            .into_iter()
            .chain(self.broker.as_ref().map(|broker| ("broker", broker)))
    }
}

#[cfg(test)]
mod tests;
