//! Consents, facts and the card they make, as the interface tells them.
use kezhuan_protocol::financing::v1;

use super::{code, day, instant};
use crate::api::names::{APPLICATIONS, CONSENTS};
use crate::domain::data_card::{Consent, ConsentKind, DataCard, Field, FieldKind, ShownField};
use crate::error::Error;

/// One consent.
pub fn consent(consent: &Consent) -> v1::Consent {
    let kind = v1::consent::Kind::from_str_name(consent.kind.as_str());
    v1::Consent {
        name: CONSENTS.name(consent.id),
        enterprise: consent.enterprise.clone(),
        bank: consent.bank.clone(),
        application: APPLICATIONS.name(consent.application),
        kind: kind.unwrap_or_default().into(),
        given_on: consent.given_on.to_string(),
        until: consent.until.to_string(),
        withdrawn_on: day::told(consent.withdrawn_on),
    }
}

/// One fact of an enterprise.
pub fn fact(enterprise: &str, field: &Field) -> v1::Fact {
    v1::Fact {
        enterprise: enterprise.to_owned(),
        kind: fact_kind(field.kind).into(),
        source: field.source.name.clone(),
        reference: field.source.reference.clone(),
        version: field.version,
        tell_time: Some(instant(field.told_at)),
        value: field.value.clone(),
    }
}

/// What a bank is shown.
pub fn card(card: &DataCard) -> v1::DataCard {
    v1::DataCard {
        enterprise: card.enterprise.clone(),
        application: APPLICATIONS.name(card.application),
        fields: card.fields.iter().map(shown).collect(),
    }
}

fn shown(field: &ShownField) -> v1::data_card::Field {
    v1::data_card::Field {
        kind: fact_kind(field.kind).into(),
        source: field.source.name.clone(),
        reference: field.source.reference.clone(),
        tell_time: Some(instant(field.told_at)),
        value: field.value.clone(),
        consent: CONSENTS.name(field.consent),
    }
}

fn fact_kind(kind: FieldKind) -> v1::fact::Kind {
    v1::fact::Kind::from_str_name(kind.as_str()).unwrap_or_default()
}

/// The kind of fact that the field `path` names.
pub fn field_kind(path: &str, kind: i32) -> Result<FieldKind, Error> {
    code::of_enum(path, kind, v1::fact::Kind::as_str_name, FieldKind::parse)
}

/// The kinds of facts that are asked for, each once, in the order they were named.
pub fn field_kinds(kinds: &[i32]) -> Result<Vec<FieldKind>, Error> {
    let mut asked = Vec::new();
    for kind in kinds {
        let kind = field_kind("kinds", *kind)?;
        if !asked.contains(&kind) {
            asked.push(kind);
        }
    }
    match asked.is_empty() {
        true => Err(kinds_missing()),
        false => Ok(asked),
    }
}

/// What is consented to.
pub fn consent_kind(kind: i32) -> Result<ConsentKind, Error> {
    code::of_enum(
        "kind",
        kind,
        v1::consent::Kind::as_str_name,
        ConsentKind::parse,
    )
}

fn kinds_missing() -> Error {
    Error::field(
        "kinds",
        "KINDS_MISSING",
        "请说明需要哪些类别的数据",
        "say which kinds of data are asked for",
    )
}

#[cfg(test)]
mod tests {
    use kezhuan_protocol::FILE_DESCRIPTOR_SET;
    use prost::Message as _;
    use prost_reflect::{DescriptorPool, DynamicMessage, SerializeOptions};
    use uuid::Uuid;

    use super::*;
    use crate::domain::actor::{Actor, Role};
    use crate::domain::data_card::{Known, Request, Source};

    fn known(kind: FieldKind, (source, reference): (&str, &str), value: &str) -> Field {
        Field {
            kind,
            source: Source {
                name: source.to_owned(),
                reference: reference.to_owned(),
            },
            version: 1,
            told_at: "2025-03-03T01:02:03Z".parse().unwrap(),
            value: value.to_owned(),
        }
    }

    fn given(id: u128, kind: ConsentKind) -> Consent {
        Consent {
            id: Uuid::from_u128(id),
            enterprise: "enterprise-1".to_owned(),
            bank: "bank-1".to_owned(),
            application: Uuid::from_u128(2),
            kind,
            given_on: "2025-03-03".parse().unwrap(),
            until: "2025-03-10".parse().unwrap(),
            withdrawn_on: None,
        }
    }

    #[test]
    fn a_data_card_is_the_golden_one() {
        let kinds = [FieldKind::Revenue, FieldKind::LegalRepresentative];
        let mut facts = Known::default();
        facts.learn(known(kinds[0], ("enterprise-1", "2024"), "8000"));
        let person = ("amr-440700", "91440703MA4UTEST1X");
        facts.learn(known(kinds[1], person, "欧阳明"));
        let consents = [
            given(3, ConsentKind::SendToBank),
            given(4, ConsentKind::Finances),
        ];
        let request = Request {
            enterprise: "enterprise-1",
            bank: "bank-1",
            application: Uuid::from_u128(2),
            today: "2025-03-03".parse().unwrap(),
        };
        let banker = Actor::person("he", "bank-1", "", [Role::Bank]);
        let shown = facts.card(&kinds, &consents, &request, &banker).unwrap();

        let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
        let shape = pool.get_message_by_name("kezhuan.financing.v1.DataCard");
        let bytes = card(&shown).encode_to_vec();
        let told = DynamicMessage::decode(shape.unwrap(), bytes.as_slice()).unwrap();
        let options = SerializeOptions::new().use_proto_field_name(true);
        let told = told.serialize_with_options(serde_json::value::Serializer, &options);
        let golden = include_str!("../../../tests/golden/data-card.json");
        let golden: serde_json::Value = serde_json::from_str(golden).unwrap();
        assert_eq!(told.unwrap(), golden);
    }
}
