//! Mentors (创业导师): who advises the tenants of a carrier, and from when until when.
use chrono::NaiveDate;
use kezhuan_law::refused::Refused;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Form, Host};
use crate::domain::actor::Actor;
use crate::domain::operator;
use crate::domain::tenancy::Field;

/// One appointment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mentor {
    pub id: Uuid,
    pub carrier: Uuid,
    pub operator: String,
    pub person: String,
    /// Where the person works.
    pub organisation: String,
    /// As whom the person signs here.
    pub subject: String,
    /// What the person advises on.
    pub fields: Vec<Field>,
    pub from: NaiveDate,
    /// The last day; `None` of an appointment without end.
    pub until: Option<NaiveDate>,
    pub version: i64,
    pub registered_by: String,
}

/// What the edge gives a new appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMentor {
    pub id: Uuid,
    pub person: String,
    pub organisation: String,
    pub subject: String,
    pub fields: Vec<Field>,
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
}

impl Mentor {
    /// Appoints somebody to the actor's carrier.
    pub fn register(
        new: NewMentor,
        host: Host,
        actor: &Actor,
        today: NaiveDate,
    ) -> Result<Mentor, Refused> {
        host.by_operator(actor)?;
        let mut form = Form::default();
        form.text("mentor.person", &new.person);
        form.text("mentor.organisation", &new.organisation);
        form.text("mentor.subject", &new.subject);
        form.past("mentor.from", new.from, today);
        let said = ("不能早于聘任日期", "not before the appointment");
        form.holds(
            "mentor.until",
            new.until.is_none_or(|until| until >= new.from),
            said,
        );
        form.done()?;
        Ok(Mentor {
            id: new.id,
            carrier: host.carrier,
            operator: host.operator,
            person: new.person,
            organisation: new.organisation,
            subject: new.subject,
            fields: new.fields,
            from: new.from,
            until: new.until,
            version: 1,
            registered_by: actor.subject.clone(),
        })
    }

    /// Ends the appointment with a last day, which may lie ahead; one that ends already ends earlier.
    pub fn end(&self, until: NaiveDate, actor: &Actor) -> Result<Mentor, Refused> {
        operator::acts(actor, &self.operator)?;
        let mut form = Form::default();
        let said = ("不能早于聘任日期", "not before the appointment");
        form.holds("until", until >= self.from, said);
        form.done()?;
        if let Some(agreed) = self.until.filter(|agreed| until >= *agreed) {
            return Err(Refused::new(
                "APPOINTMENT_ENDS_EARLIER",
                format!("聘任至 {agreed} 为止，只能提前结束"),
                format!("the appointment ends on {agreed} already: only an earlier day ends it"),
            ));
        }
        Ok(Mentor {
            until: Some(until),
            version: self.version + 1,
            ..self.clone()
        })
    }

    /// Whether the person is a mentor of the carrier on a day.
    pub fn is_appointed_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| until >= day)
    }
}
