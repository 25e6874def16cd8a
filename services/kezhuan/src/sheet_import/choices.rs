//! Columns with a fixed list of answers: the code kept, and the words people write for it.
use kezhuan_law::Localized;
use kezhuan_law::code_list::{Code, CodeList};

/// A list of answers, in the order of the printed form.
#[derive(Debug)]
pub struct Choices {
    pub codes: Vec<Code>,
    /// Words people use beside the official ones, each with its code.
    pub also: Vec<(&'static str, &'static str)>,
}

impl From<CodeList> for Choices {
    fn from(list: CodeList) -> Choices {
        Choices {
            codes: list.codes,
            also: Vec::new(),
        }
    }
}

impl Choices {
    /// The code of an answer given as code, Chinese or English words, or code and words together.
    pub fn code_of(&self, text: &str) -> Option<&'static str> {
        let first = text.split_whitespace().next().unwrap_or_default();
        let official = self.codes.iter().find(|choice| {
            choice.name.zh == text
                || choice.code.eq_ignore_ascii_case(first)
                || choice.name.en.eq_ignore_ascii_case(text)
                || choice.code.replace('_', " ").eq_ignore_ascii_case(text)
        });
        official.map(|choice| choice.code).or_else(|| {
            let mut also = self.also.iter();
            also.find(|(word, _)| *word == text).map(|(_, code)| *code)
        })
    }

    /// The Chinese word for a code; the code itself where the list does not have it.
    pub fn word_of(&self, code: &str) -> String {
        let choice = self.codes.iter().find(|choice| choice.code == code);
        choice.map_or_else(|| code.to_owned(), |choice| choice.name.zh.to_string())
    }

    /// What may be written, for a person who wrote something else.
    pub fn offer(&self) -> Localized {
        let zh: Vec<&str> = self.codes.iter().map(|choice| &*choice.name.zh).collect();
        let en: Vec<&str> = self.codes.iter().map(|choice| choice.code).collect();
        Localized::new(
            format!("请填写下列之一：{}", zh.join("、")),
            format!("write one of: {}", en.join(", ")),
        )
    }
}
