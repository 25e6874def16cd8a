//! The papers of a package: manifest, settings and one worked case, or whatever stands in their place.

use serde_json::{Value, json};
use wasm_encoder::{ComponentSection, CustomSection, Encode};

/// The tenant these packages say they are of.
pub const OWNER: &str = "440799";

/// What a package says it is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Native,
    Scripted,
}

/// A manifest of these hooks.
pub fn manifest(class: Class, hooks: &[&str]) -> Value {
    let hooks = hooks
        .iter()
        .map(|hook| json!({ "hook": hook, "regulation": "-", "article": "-" }));
    json!({
        "name": "specimen", "version": "1", "owner": OWNER, "title_zh": "-", "title_en": "-",
        "class": match class { Class::Native => "native", Class::Scripted => "scripted" },
        "hooks": hooks.collect::<Vec<_>>(),
        "sunset": "2030-12-31",
    })
}

/// The case of `tc.split@1` that an honest package answers.
pub fn case() -> Value {
    json!({
        "id": "1", "hook": "tc.split@1", "on": "2025-03-31",
        "facts": { "amount_fen": 10, "division": OWNER },
        "outcome": { "ok": true, "reasons": [], "explain": [], "city_fen": 0, "county_fen": 10 },
    })
}

/// `component` with papers as a package carries them.
pub fn with_papers(component: &[u8], manifest: &Value) -> Vec<u8> {
    let papers = [
        ("kezhuan:manifest", manifest.to_string()),
        ("kezhuan:settings", "{}".to_owned()),
        ("kezhuan:cases", case().to_string()),
    ];
    let papers: Vec<(&str, &[u8])> = papers
        .iter()
        .map(|(name, content)| (*name, content.as_bytes()))
        .collect();
    with_sections(component, &papers)
}

/// `component` with these custom sections behind it.
pub fn with_sections(component: &[u8], sections: &[(&str, &[u8])]) -> Vec<u8> {
    let mut whole = component.to_vec();
    for (name, content) in sections {
        let section = CustomSection {
            name: (*name).into(),
            data: (*content).into(),
        };
        whole.push(ComponentSection::id(&section));
        section.encode(&mut whole);
    }
    whole
}
