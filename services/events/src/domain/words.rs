//! The words that people give with a step.
use super::duty;
use super::form::{Form, NOTE_MAX};
use super::refused::Refused;

/// Holds that a text that people must give was given in `field`, and is no longer than any remark.
pub fn reasoned(field: &'static str, text: &str) -> Result<(), Refused> {
    duty::reasoned(field, text)?;
    remark(field, text)
}

/// Holds that a text that people may give in `field` is no longer than any remark.
pub fn remark(field: &'static str, text: &str) -> Result<(), Refused> {
    let mut form = Form::default();
    form.short(field, text, NOTE_MAX);
    form.check()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_say_has_a_length() {
        let longest = "字".repeat(NOTE_MAX);
        assert_eq!(reasoned("reason", &longest), Ok(()));
        assert_eq!(remark("reason", ""), Ok(()));
        assert_eq!(
            reasoned("reason", " ").unwrap_err().reason,
            "REASON_MISSING"
        );
        let refused = reasoned("reason", &(longest + "多")).unwrap_err();
        let field = &refused.fields[0];
        assert_eq!(
            (field.field.as_str(), field.reason),
            ("reason", "FIELD_TOO_LONG")
        );
    }
}
