//! A call for projects (项目征集): who runs an event takes projects for it in a window of days.
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actor::Actor;
use super::chart::follow;
use super::code_list::code_list;
use super::duty;
use super::form::{Form, NAME_MAX};
use super::of_event::OfEvent;
use super::refused::{FieldViolation, Refused};

/// Most criteria of one call.
const CRITERIA_MAX: usize = 20;
/// Most experts a call may ask for, and most a criterion weighs.
const FIGURE_MAX: i64 = 1_000;

code_list! {
    /// Where a call stands.
    State {
        Open = "OPEN", "征集中", "open";
        Closed = "CLOSED", "已截止", "closed";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        Close = "CLOSE", "截止", "be closed";
    }
}

/// What experts score, from 0 to 100 points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// Stable, such as `TECHNOLOGY`.
    pub name: String,
    pub weight: i64,
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectCall {
    pub id: Uuid,
    pub event: Uuid,
    pub organiser: String,
    pub title: String,
    pub opens_on: NaiveDate,
    /// The last day.
    pub closes_on: NaiveDate,
    pub criteria: Vec<Criterion>,
    /// Experts who must have scored a project before it is selected; none asks for no review.
    pub experts_min: i64,
    /// Projects that may be selected; 0 is any number.
    pub places: i64,
    pub opened_by: String,
    pub state: State,
    pub version: i64,
}

/// What is asked for, and what the edge gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCall {
    pub id: Uuid,
    pub title: String,
    pub opens_on: NaiveDate,
    pub closes_on: NaiveDate,
    pub criteria: Vec<Criterion>,
    pub experts_min: i64,
    pub places: i64,
}

/// The state `step` moves a call to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    let ways: &[(Step, State)] = match state {
        State::Open => &[(Step::Close, State::Closed)],
        State::Closed => &[],
    };
    follow(state, step, ways)
}

/// Opens a call for an event.
pub fn open(
    new: NewCall,
    event: &OfEvent,
    actor: &Actor,
    today: NaiveDate,
) -> Result<ProjectCall, Refused> {
    event.run_by(actor)?;
    event.prepares()?;
    let mut form = Form::default();
    form.needed("title", &new.title, NAME_MAX);
    form.between("experts_min", new.experts_min, (0, FIGURE_MAX));
    form.between("places", new.places, (0, i64::from(i32::MAX)));
    of_criteria(&mut form, &new);
    form.check()?;
    let last = event.submissions_until.ok_or_else(takes_none)?;
    let opens_early = new.opens_on < today;
    if opens_early || !(new.opens_on..=last).contains(&new.closes_on) {
        let refused = Refused::new(
            "WINDOW_INVALID",
            format!(
                "征集起始日不得早于今日，截止日不得早于起始日，也不得晚于活动的提交截止日 {last}"
            ),
            format!(
                "a call opens today or later, and closes on that day or later, but not after {last}, the event's last day for submissions"
            ),
        );
        return Err(refused.at(if opens_early { "opens_on" } else { "closes_on" }));
    }
    Ok(ProjectCall {
        id: new.id,
        event: event.id,
        organiser: event.organiser.clone(),
        title: new.title,
        opens_on: new.opens_on,
        closes_on: new.closes_on,
        criteria: new.criteria,
        experts_min: new.experts_min,
        places: new.places,
        opened_by: actor.subject.clone(),
        state: State::Open,
        version: 1,
    })
}

fn takes_none() -> Refused {
    Refused::new(
        "SUBMISSIONS_NOT_TAKEN",
        "本活动不征集项目，请先在活动中填写提交截止日",
        "the event takes no submissions: give it a last day for them first",
    )
}

/// Each criterion once, with its weight; some where experts are asked.
fn of_criteria(form: &mut Form, new: &NewCall) {
    if new.experts_min > 0 && new.criteria.is_empty() {
        let (zh, en) = ("请填写评审指标", "experts need something to score");
        form.wrong(FieldViolation::new("criteria", "FIELD_MISSING", zh, en));
    }
    if new.criteria.len() > CRITERIA_MAX {
        let (zh, en) = ("评审指标最多 20 项", "has at most 20 criteria");
        form.wrong(FieldViolation::new("criteria", "TOO_MANY", zh, en));
    }
    for (place, criterion) in new.criteria.iter().enumerate() {
        let path = format!("criteria[{place}]");
        let mut earlier = new.criteria.iter().take(place);
        let is_repeated = earlier.any(|one| one.name == criterion.name);
        if is_repeated || duty::stable_code("name", &criterion.name).is_err() {
            let (zh, en) = (
                "指标代码用大写字母、数字和下划线，且不得重复",
                "is a code in upper case letters, digits and underscores, each once",
            );
            let path = format!("{path}.criterion");
            form.wrong(FieldViolation::new(path, "CRITERION_INVALID", zh, en));
        }
        form.between(format!("{path}.weight"), criterion.weight, (1, FIGURE_MAX));
    }
}

impl ProjectCall {
    /// Closed before its last day by who runs the event, or by the service once that day has passed.
    pub fn close(
        &self,
        event: &OfEvent,
        actor: &Actor,
        today: NaiveDate,
    ) -> Result<ProjectCall, Refused> {
        let state = next(self.state, Step::Close)?;
        if !actor.is_service {
            event.run_by(actor)?;
        } else if today <= self.closes_on {
            return Err(Refused::new(
                "CALL_NOT_OVER",
                "征集尚未截止",
                "the call's last day has not passed",
            ));
        }
        Ok(ProjectCall {
            state,
            version: self.version + 1,
            ..self.clone()
        })
    }

    /// Holds that a project is taken today.
    pub fn takes(&self, today: NaiveDate) -> Result<(), Refused> {
        let in_window = (self.opens_on..=self.closes_on).contains(&today);
        if self.state == State::Open && in_window {
            return Ok(());
        }
        Err(Refused::new(
            "CALL_NOT_OPEN",
            format!(
                "征集时间为 {} 至 {}，当前不受理",
                self.opens_on, self.closes_on
            ),
            format!(
                "projects are taken from {} to {} while the call is open",
                self.opens_on, self.closes_on
            ),
        ))
    }
}

#[cfg(test)]
pub mod testing {
    use super::*;

    /// A call with three criteria that asks for two experts.
    pub fn call() -> ProjectCall {
        let criterion = |name: &str, weight: i64| Criterion {
            name: name.to_owned(),
            weight,
        };
        ProjectCall {
            id: Uuid::from_u128(2),
            event: Uuid::from_u128(1),
            organiser: "fair".to_owned(),
            title: "路演项目征集".to_owned(),
            opens_on: NaiveDate::from_ymd_opt(2025, 4, 1).unwrap(),
            closes_on: NaiveDate::from_ymd_opt(2025, 4, 30).unwrap(),
            criteria: vec![
                criterion("TECHNOLOGY", 40),
                criterion("MARKET", 35),
                criterion("TEAM", 25),
            ],
            experts_min: 2,
            places: 0,
            opened_by: "an".to_owned(),
            state: State::Open,
            version: 1,
        }
    }
}

#[cfg(test)]
mod tests;
