//! What a carrier holds for its tenants: events and trainings.
use chrono::NaiveDate;
use kezhuan_law::code_list::code_list;
use kezhuan_law::refused::Refused;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Form, Host};
use crate::domain::actor::Actor;

code_list! {
    /// What was held.
    ActivityKind {
        Event = "EVENT", "创新创业活动", "event";
        Training = "TRAINING", "创业培训", "training";
    }
}

/// One event or training.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    pub id: Uuid,
    pub carrier: Uuid,
    pub operator: String,
    pub kind: ActivityKind,
    pub title: String,
    pub held_on: NaiveDate,
    /// Persons who came.
    pub attendance: u32,
    pub version: i64,
    pub recorded_by: String,
}

/// What the edge gives a new activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewActivity {
    pub id: Uuid,
    pub kind: ActivityKind,
    pub title: String,
    pub held_on: NaiveDate,
    pub attendance: u32,
}

impl Activity {
    /// Records what the actor's carrier held.
    pub fn record(
        new: NewActivity,
        host: Host,
        actor: &Actor,
        today: NaiveDate,
    ) -> Result<Activity, Refused> {
        host.by_operator(actor)?;
        let mut form = Form::default();
        form.text("activity.title", &new.title);
        form.past("activity.held_on", new.held_on, today);
        form.done()?;
        Ok(Activity {
            id: new.id,
            carrier: host.carrier,
            operator: host.operator,
            kind: new.kind,
            title: new.title,
            held_on: new.held_on,
            attendance: new.attendance,
            version: 1,
            recorded_by: actor.subject.clone(),
        })
    }
}
