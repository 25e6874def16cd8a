//! Why the domain says no: a stable reason for machines, a text for people, fields where a form is wrong.
use std::borrow::Cow;
use std::fmt;

use crate::money::AmountOverflow;
use crate::{CalendarMissing, Localized};

/// A typed refusal; nothing changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// UPPER_SNAKE, never reworded once published.
    pub reason: &'static str,
    pub text: Localized,
    /// What is wrong field by field; empty unless a form or a list is at fault.
    pub fields: Vec<FieldViolation>,
    /// Values a machine may want beside the reason, such as the state that forbids.
    pub metadata: Vec<(&'static str, String)>,
}

/// One field of a form that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldViolation {
    /// Path from the form's root, such as `seller.credit_code`.
    pub field: String,
    pub reason: &'static str,
    pub text: Localized,
}

impl Refused {
    /// A refusal without fields.
    pub fn new(
        reason: &'static str,
        zh: impl Into<Cow<'static, str>>,
        en: impl Into<Cow<'static, str>>,
    ) -> Refused {
        Refused {
            reason,
            text: Localized::new(zh, en),
            fields: Vec::new(),
            metadata: Vec::new(),
        }
    }

    /// The same refusal with one value for machines.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Refused {
        self.metadata.push((name, value.into()));
        self
    }

    /// The same refusal of one field, which says of it what the refusal says.
    pub fn at(mut self, field: impl Into<String>) -> Refused {
        self.fields.push(FieldViolation {
            field: field.into(),
            reason: self.reason,
            text: self.text.clone(),
        });
        self
    }

    /// The same refusal with the fields that caused it.
    pub fn with_fields(mut self, fields: Vec<FieldViolation>) -> Refused {
        self.fields = fields;
        self
    }
}

impl FieldViolation {
    /// One wrong field.
    pub fn new(
        field: impl Into<String>,
        reason: &'static str,
        zh: impl Into<Cow<'static, str>>,
        en: impl Into<Cow<'static, str>>,
    ) -> FieldViolation {
        FieldViolation {
            field: field.into(),
            reason,
            text: Localized::new(zh, en),
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.reason, self.text.en)
    }
}

impl std::error::Error for Refused {}

impl From<CalendarMissing> for Refused {
    fn from(missing: CalendarMissing) -> Refused {
        Refused::new(
            "CALENDAR_MISSING",
            format!("缺少 {} 所在年度的工作日历,无法计算期限", missing.date),
            format!("no working-day table is loaded for {}", missing.date),
        )
    }
}

impl From<AmountOverflow> for Refused {
    fn from(_: AmountOverflow) -> Refused {
        Refused::new(
            "AMOUNT_OVERFLOW",
            "金额合计超出可处理范围",
            "the sum of the amounts is too large",
        )
    }
}
