//! What kinds of messages a service has, in two languages. `{name}` in a text stands for a fact of the message.
use std::collections::BTreeMap;

use crate::channel::Language;

/// A text in two languages.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    pub zh: &'static str,
    pub en: &'static str,
}

/// One kind of message.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Stable, such as `EVENT_CANCELLED`.
    pub code: &'static str,
    pub title: Text,
    /// Short enough for a text message.
    pub body: Text,
}

impl Text {
    /// In one of them.
    pub const fn of(self, language: Language) -> &'static str {
        match language {
            Language::Zh => self.zh,
            Language::En => self.en,
        }
    }
}

/// The text with its facts in place; a place without a fact stays empty.
pub fn filled(text: &str, facts: &BTreeMap<String, String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        filled.push_str(facts.get(name).map(String::as_str).unwrap_or_default());
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_take_their_places_and_are_read_no_further() {
        let facts = BTreeMap::from([
            ("event".to_owned(), "路演 {place}".to_owned()),
            ("place".to_owned(), "7".to_owned()),
        ]);
        assert_eq!(
            filled("《{event}》第 {place} 位", &facts),
            "《路演 {place}》第 7 位"
        );
        assert_eq!(filled("{unknown}, {open", &facts), ", {open");
        assert_eq!(filled("plain", &facts), "plain");
    }
}
