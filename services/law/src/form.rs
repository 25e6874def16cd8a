//! What a form says, looked at field by field: everything that is wrong is told at once, each by its path.
use chrono::NaiveDate;

use crate::refused::{FieldViolation, Refused};

/// Longest number or name of a document.
pub const NUMBER_MAX: usize = 60;
/// Longest name of a thing or a body.
pub const NAME_MAX: usize = 100;
/// Longest remark.
pub const NOTE_MAX: usize = 2_000;

/// What was found wrong so far.
#[derive(Debug, Default)]
pub struct Form(Vec<FieldViolation>);

impl Form {
    /// Adds what is wrong with one field.
    pub fn wrong(&mut self, violation: FieldViolation) {
        self.0.push(violation);
    }

    /// A field that has to be filled in, with so many characters at most.
    pub fn needed(&mut self, path: impl Into<String>, text: &str, length_max: usize) {
        let path = path.into();
        if text.trim().is_empty() {
            let (zh, en) = ("请填写", "has to be filled in");
            self.wrong(FieldViolation::new(path, "FIELD_MISSING", zh, en));
        } else {
            self.short(path, text, length_max);
        }
    }

    /// A field that has so many characters at most, all of which are seen.
    pub fn short(&mut self, path: impl Into<String>, text: &str, length_max: usize) {
        let path = path.into();
        if text.chars().any(is_unseen) {
            let (zh, en) = (
                "含有控制字符或改变文字方向的字符，请删除",
                "holds characters that control or turn round the text: take them out",
            );
            self.wrong(FieldViolation::new(path.clone(), "TEXT_INVALID", zh, en));
        }
        self.0.extend(too_long(path, text, length_max));
    }

    /// A day on which something has happened.
    pub fn happened(&mut self, path: impl Into<String>, day: NaiveDate, today: NaiveDate) {
        if day > today {
            let (zh, en) = ("不能晚于今天", "can't be later than today");
            self.wrong(FieldViolation::new(path, "DATE_IN_FUTURE", zh, en));
        }
    }

    /// A day that can't come before another.
    pub fn not_before(&mut self, path: impl Into<String>, day: NaiveDate, earliest: NaiveDate) {
        if day < earliest {
            self.wrong(FieldViolation::new(
                path,
                "DATE_TOO_EARLY",
                format!("不能早于 {earliest}"),
                format!("can't be earlier than {earliest}"),
            ));
        }
    }

    /// A figure between two others.
    pub fn between(&mut self, path: impl Into<String>, figure: i64, (least, most): (i64, i64)) {
        if figure < least || figure > most {
            self.wrong(FieldViolation::new(
                path,
                "NUMBER_OUT_OF_RANGE",
                format!("应在 {least} 至 {most} 之间"),
                format!("lies between {least} and {most}"),
            ));
        }
    }

    /// Refuses the form where anything is wrong with it.
    pub fn check(self) -> Result<(), Refused> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(Refused::new(
            "FORM_INVALID",
            "填报内容有误，请按各字段提示更正",
            "the form has errors: correct each field as its message says",
        )
        .with_fields(self.0))
    }
}

/// Whether a character shows nothing itself, but changes what is shown around it. A NUL is the database's to refuse, in every text.
fn is_unseen(character: char) -> bool {
    match character {
        '\0' | '\t' | '\n' | '\r' => false,
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        other => other.is_control(),
    }
}

/// What is wrong with a text of more than so many characters.
pub fn too_long(path: impl Into<String>, text: &str, length_max: usize) -> Option<FieldViolation> {
    (text.chars().count() > length_max).then(|| {
        FieldViolation::new(
            path,
            "FIELD_TOO_LONG",
            format!("最多 {length_max} 个字符"),
            format!("has at most {length_max} characters"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_shows_what_it_says() {
        for (text, is_taken) in [
            ("成果\u{202e}对接会", false),
            ("成果\u{2066}对接会", false),
            ("成果\u{1b}[2J", false),
            ("第一行\r\n\t第二行", true),
            ("成果对接会", true),
        ] {
            let mut form = Form::default();
            form.needed("title", text, NAME_MAX);
            assert_eq!(form.check().is_ok(), is_taken, "{text:?}");
        }
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let today = NaiveDate::from_ymd_opt(2025, 6, 1).unwrap();
        let tomorrow = today.succ_opt().unwrap();
        let mut form = Form::default();
        form.needed("title", " \t", 5);
        form.needed("breeder", "六个字符以上", 5);
        form.short("note", "five!", 5);
        form.happened("sown_on", tomorrow, today);
        form.happened("planned_on", today, today);
        form.not_before("harvested_on", today, tomorrow);
        form.between("plots[0].area_c", 0, (1, 9));
        form.between("plots[1].area_c", 9, (1, 9));
        let refused = form.check().unwrap_err();
        let found: Vec<_> = refused
            .fields
            .iter()
            .map(|field| (field.field.as_str(), field.reason))
            .collect();
        assert_eq!(
            found,
            [
                ("title", "FIELD_MISSING"),
                ("breeder", "FIELD_TOO_LONG"),
                ("sown_on", "DATE_IN_FUTURE"),
                ("harvested_on", "DATE_TOO_EARLY"),
                ("plots[0].area_c", "NUMBER_OUT_OF_RANGE"),
            ]
        );
        assert_eq!(Form::default().check(), Ok(()));
    }
}
