//! The city's key industrial chains (重点产业链). Which there are is the city's to say: none is known here.
use kezhuan_law::duty;
use kezhuan_law::refused::{FieldViolation, Refused};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actor::{Actor, Role};

/// One chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    pub id: Uuid,
    pub code: String,
    pub title_zh: String,
    pub title_en: String,
    /// The document that names it.
    pub source: String,
    /// Tenants may be mapped to it.
    pub active: bool,
    pub version: i64,
    pub set_by: String,
}

/// What is said of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub code: String,
    pub title_zh: String,
    pub title_en: String,
    pub source: String,
    pub active: bool,
}

/// The chain as the city says it is; `id` where there is none of that code `before`.
pub fn set(before: Option<&Chain>, said: Said, id: Uuid, actor: &Actor) -> Result<Chain, Refused> {
    duty::official(actor, Role::CityStb, &[])?;
    duty::stable_code("chain.code", &said.code)?;
    let missing = |field: &&(&'static str, &String)| field.1.trim().is_empty();
    let texts = [
        ("chain.title_zh", &said.title_zh),
        ("chain.title_en", &said.title_en),
        ("chain.source", &said.source),
    ];
    let wrong: Vec<FieldViolation> = texts
        .iter()
        .filter(missing)
        .map(|(field, _)| FieldViolation::new(*field, "CHAIN_INVALID", "不能为空", "not empty"))
        .collect();
    if !wrong.is_empty() {
        return Err(Refused::new(
            "CHAIN_INVALID",
            "产业链信息不完整，请填写名称和依据文件",
            "a chain has its names and the document that names it",
        )
        .with_fields(wrong));
    }
    Ok(Chain {
        id: before.map_or(id, |known| known.id),
        version: before.map_or(1, |known| known.version + 1),
        code: said.code,
        title_zh: said.title_zh,
        title_en: said.title_en,
        source: said.source,
        active: said.active,
        set_by: actor.subject.clone(),
    })
}

/// Nobody is mapped to a chain that the city does not name.
pub fn unknown(field: &str) -> Refused {
    Refused::new(
        "CHAIN_UNKNOWN",
        "该产业链不在市重点产业链清单中",
        "the city names no such chain: see ListChains",
    )
    .with_fields(vec![FieldViolation::new(
        field,
        "CHAIN_UNKNOWN",
        "不在清单中",
        "not on the list",
    )])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said() -> Said {
        Said {
            code: "FOOD".to_owned(),
            title_zh: "食品".to_owned(),
            title_en: "food".to_owned(),
            source: "江门市科技创新行动方案".to_owned(),
            active: true,
        }
    }

    #[test]
    fn the_city_names_a_chain_and_its_source() {
        let city = Actor::person("zhao", "stb-440700", "440700", [Role::CityStb]);
        let first = set(None, said(), Uuid::from_u128(1), &city).unwrap();
        let ended = Said {
            active: false,
            ..said()
        };
        let second = set(Some(&first), ended, Uuid::from_u128(2), &city).unwrap();
        assert_eq!(
            (second.id, second.version, second.active),
            (first.id, 2, false)
        );
        let nameless = Said {
            source: " ".to_owned(),
            ..said()
        };
        let refused = set(None, nameless, Uuid::nil(), &city).unwrap_err();
        assert_eq!(refused.fields[0].field, "chain.source");
        let county = Actor::person("stb", "stb", "440703", [Role::CountyStb]);
        assert_eq!(
            set(None, said(), Uuid::nil(), &county).unwrap_err().reason,
            "ROLE_MISSING"
        );
    }
}
