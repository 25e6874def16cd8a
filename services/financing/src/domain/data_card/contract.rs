//! A registered technology contract, as a fact about the enterprise that sells.
use chrono::NaiveDate;
use kezhuan_law::Fen;

use super::{Field, FieldKind, Source};
use crate::domain::code_list::code_list;

code_list! {
    /// Where the contract stands.
    ContractState {
        Registered = "REGISTERED", "已登记", "registered";
        Deregistered = "DEREGISTERED", "已注销登记", "deregistered";
        Annulled = "ANNULLED", "已撤销登记", "annulled";
        SoldByAnother = "SOLD_BY_ANOTHER", "已变更卖方", "of another seller now";
    }
}

/// One version of it, as its register tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredContract {
    /// Resource name at its source.
    pub name: String,
    pub state: ContractState,
    pub number: String,
    pub kind: String,
    pub total: Fen,
    /// `None` while the amount is unknown.
    pub technical: Option<Fen>,
    pub registered_on: NaiveDate,
    pub form_version: i32,
    pub buyer_type: String,
}

impl RegisteredContract {
    /// The fact, as `source` told it for the `version`th time.
    pub fn field(
        &self,
        source: &str,
        version: i64,
        told_at: chrono::DateTime<chrono::Utc>,
    ) -> Field {
        let value = serde_json::json!({
            "state": self.state,
            "number": self.number,
            "kind": self.kind,
            "total_amount_fen": self.total,
            "technical_amount_fen": self.technical,
            "registered_on": self.registered_on,
            "form_version": self.form_version,
            "buyer_type": self.buyer_type,
        });
        Field {
            kind: FieldKind::Contract,
            source: Source {
                name: source.to_owned(),
                reference: self.name.clone(),
            },
            version,
            told_at,
            value: value.to_string(),
        }
    }
}
