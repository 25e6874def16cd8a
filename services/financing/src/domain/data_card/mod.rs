//! Data card (数据卡): what is known of an enterprise, each field with its source, its time and the consent under which
//! a bank may see it. Facts may arrive twice, late and in any order.
mod consent;
mod contract;
mod field;
mod telling;
mod tenancy;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use consent::{Consent, ConsentKind, Request};
pub use contract::{ContractState, RegisteredContract};
pub use field::{Field, FieldKind, Source};
pub use telling::{REFERENCE_BYTES_MAX, VALUE_BYTES_MAX};
pub use tenancy::Tenancy;

use super::actor::{Actor, Role};
use super::duty;
use super::refused::Refused;

/// What is known of one enterprise: of each fact the newest telling.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    facts: BTreeMap<(FieldKind, Source), Field>,
}

/// What a bank is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataCard {
    pub enterprise: String,
    pub application: Uuid,
    pub fields: Vec<ShownField>,
}

/// One field of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownField {
    pub kind: FieldKind,
    pub source: Source,
    pub told_at: DateTime<Utc>,
    pub value: String,
    pub consent: Uuid,
}

impl Known {
    /// Takes a fact in, unless a newer telling of it is known. Whether anything changed.
    pub fn learn(&mut self, field: Field) -> bool {
        let place = (field.kind, field.source.clone());
        let newer = |known: &Field| {
            // One version told in two ways is settled by the content, so that the order of arrival never matters.
            (field.version, field.told_at, &field.value)
                > (known.version, known.told_at, &known.value)
        };
        if self.facts.get(&place).is_some_and(|known| !newer(known)) {
            return false;
        }
        self.facts.insert(place, field);
        true
    }

    /// Every fact, in order.
    pub fn facts(&self) -> impl Iterator<Item = &Field> {
        self.facts.values()
    }

    /// The fields of these kinds as a bank may see them; refused when a consent any of them needs is not in force.
    pub fn card(
        &self,
        kinds: &[FieldKind],
        consents: &[Consent],
        request: &Request<'_>,
        actor: &Actor,
    ) -> Result<DataCard, Refused> {
        duty::of_organisation(actor, Role::Bank, request.bank)?;
        consent::in_force(consents, ConsentKind::SendToBank, request)?;
        let mut fields = Vec::new();
        for kind in kinds {
            let consent = consent::in_force(consents, kind.consent(), request)?;
            let of_kind = self.facts().filter(|field| field.kind == *kind);
            fields.extend(of_kind.map(|field| ShownField {
                kind: field.kind,
                source: field.source.clone(),
                told_at: field.told_at,
                value: field.shown(),
                consent: consent.id,
            }));
        }
        Ok(DataCard {
            enterprise: request.enterprise.to_owned(),
            application: request.application,
            fields,
        })
    }
}

#[cfg(test)]
mod tests;
