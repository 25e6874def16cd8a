//! What a carrier does for its tenants: mentors and their hours, services, investments, activities. Each is a record of
//! something that has happened.
mod activity;
mod investment;
mod mentor;
mod mentoring;
mod service;

use chrono::NaiveDate;
use kezhuan_law::refused::{FieldViolation, Refused};
use uuid::Uuid;

pub use activity::{Activity, ActivityKind, NewActivity};
pub use investment::{Investment, NewInvestment};
pub use mentor::{Mentor, NewMentor};
pub use mentoring::{Mentoring, MentoringSide, NewMentoring, Signed, State, Step, next};
pub use service::{NewService, ServiceKind, ServiceRecord};

use super::actor::Actor;
use super::form::{NOTE_MAX, too_long};
use super::operator;
use super::tenancy::Tenancy;

/// Whose carrier it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    pub carrier: Uuid,
    /// The organisation that runs it.
    pub operator: String,
}

impl Host {
    /// Holds that the operator's people record.
    fn by_operator(&self, actor: &Actor) -> Result<(), Refused> {
        operator::acts(actor, &self.operator)
    }
}

/// Holds that the tenant was inside on the day.
fn inside(tenancy: &Tenancy, day: NaiveDate) -> Result<(), Refused> {
    match tenancy.incubates_on(day) {
        true => Ok(()),
        false => Err(Refused::new(
            "TENANT_NOT_INSIDE",
            "该日期企业不在孵",
            "it was no tenant of the carrier on that day",
        )),
    }
}

/// The faults of a form, refused together.
#[derive(Default)]
struct Form(Vec<FieldViolation>);

impl Form {
    fn text(&mut self, field: &str, text: &str) {
        if text.trim().is_empty() {
            self.0.push(FieldViolation::new(
                field,
                "FIELD_MISSING",
                "不能为空",
                "not empty",
            ));
        }
        self.0.extend(too_long(field, text, NOTE_MAX));
    }

    /// Nothing is recorded before it happened.
    fn past(&mut self, field: &str, day: NaiveDate, today: NaiveDate) {
        if day > today {
            self.0.push(FieldViolation::new(
                field,
                "DATE_IN_FUTURE",
                "日期不能晚于今天",
                "not after today",
            ));
        }
    }

    fn holds(&mut self, field: &str, is_right: bool, (zh, en): (&'static str, &'static str)) {
        if !is_right {
            self.0
                .push(FieldViolation::new(field, "FIELD_INVALID", zh, en));
        }
    }

    fn done(self) -> Result<(), Refused> {
        match self.0.is_empty() {
            true => Ok(()),
            false => Err(Refused::new(
                "RECORD_INVALID",
                "登记内容有误，请按字段提示改正",
                "the record does not hold: mend the fields that are named",
            )
            .with_fields(self.0)),
        }
    }
}

#[cfg(test)]
mod tests;
