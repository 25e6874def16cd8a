//! A round of the award (江门科学技术奖): its days, what experts score, who nominates beside the authorities, how many may win.
mod change;
mod form;

use chrono::NaiveDate;
use kezhuan_law::regions::PREFECTURE;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actor::{Actor, Role};
use super::award_mean::Band;
use super::chart::follow;
use super::code_list::code_list;
use super::form::{Form, NAME_MAX};
use super::project_call::Criterion;
use super::refused::{FieldViolation, Refused};
use super::{capacity, duty};
pub use change::RoundChange;
use form::{CODE_SHAPE, FIGURE_MAX, of_associations, of_dimensions, of_experts, of_groups};

/// Names that an award set up by social forces does not bear.
const NATIONAL_NAMES: [&str; 5] = ["国家", "全国", "中国", "中华", "National"];

code_list! {
    /// Where a round stands.
    State {
        Open = "OPEN", "提名中", "open";
        Closed = "CLOSED", "已截止", "closed";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        Update = "UPDATE", "变更", "be changed";
        ListExperts = "LIST_EXPERTS", "增列专家", "have experts listed";
        Close = "CLOSE", "截止", "be closed";
    }
}

/// An association or society that asks to nominate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Association {
    pub organisation: String,
    pub title: String,
    /// 3 is 3A.
    pub grade: i64,
}

/// Who may be asked to judge in one of the round's groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupExpert {
    pub group: String,
    /// Subject.
    pub expert: String,
}

/// How many may be proposed in each band; 0 is any number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Places {
    pub first: i64,
    pub second: i64,
    pub third: i64,
}

impl Places {
    /// Of one band.
    pub const fn of(self, band: Band) -> i64 {
        match band {
            Band::First => self.first,
            Band::Second => self.second,
            Band::Third => self.third,
            Band::None => 0,
        }
    }
}

/// One round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardRound {
    pub id: Uuid,
    /// What rules know it by.
    pub code: String,
    pub title: String,
    pub opens_on: NaiveDate,
    /// The last day on which nominations are filed.
    pub closes_on: NaiveDate,
    /// The same of the city's own units.
    pub city_closes_on: NaiveDate,
    /// What experts score, from 0 to 100 points.
    pub dimensions: Vec<Criterion>,
    pub groups: Vec<String>,
    /// Of a group that none is listed of, anybody may be asked.
    pub experts: Vec<GroupExpert>,
    pub associations: Vec<Association>,
    pub places: Places,
    pub opened_by: String,
    pub state: State,
    pub version: i64,
}

/// What is asked for, and what the edge gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRound {
    pub id: Uuid,
    pub code: String,
    pub title: String,
    pub opens_on: NaiveDate,
    pub closes_on: NaiveDate,
    pub city_closes_on: NaiveDate,
    pub dimensions: Vec<Criterion>,
    pub groups: Vec<String>,
    pub experts: Vec<GroupExpert>,
    pub associations: Vec<Association>,
    pub places: Places,
}

/// The state `step` moves a round to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    let ways: &[(Step, State)] = match state {
        State::Open => &[
            (Step::Update, State::Open),
            (Step::ListExperts, State::Open),
            (Step::Close, State::Closed),
        ],
        State::Closed => &[(Step::ListExperts, State::Closed)],
    };
    follow(state, step, ways)
}

/// Opens a round, by a person of the award office.
pub fn open(new: NewRound, actor: &Actor, today: NaiveDate) -> Result<AwardRound, Refused> {
    office(actor)?;
    let mut form = Form::default();
    if duty::stable_code("code", &new.code).is_err() {
        let (zh, en) = CODE_SHAPE;
        form.wrong(FieldViolation::new("code", "CODE_INVALID", zh, en));
    }
    form.needed("title", &new.title, NAME_MAX);
    if NATIONAL_NAMES.iter().any(|name| new.title.contains(name)) {
        let (zh, en) = (
            "社会力量设立的奖项不得冠以“国家”“全国”“中国”等字样",
            "an award set up by social forces bears no national name",
        );
        form.wrong(FieldViolation::new("title", "NAME_NOT_ALLOWED", zh, en));
    }
    of_dimensions(&mut form, &new.dimensions);
    of_groups(&mut form, &new.groups);
    of_experts(&mut form, &new.groups, &new.experts);
    of_associations(&mut form, &new.associations);
    form.between("places.first", new.places.first, (0, FIGURE_MAX));
    form.between("places.second", new.places.second, (0, FIGURE_MAX));
    form.between("places.third", new.places.third, (0, FIGURE_MAX));
    form.check()?;
    let is_city_s = (new.opens_on..=new.closes_on).contains(&new.city_closes_on);
    let opens_early = new.opens_on < today;
    if opens_early || !is_city_s {
        let refused = Refused::new(
            "WINDOW_INVALID",
            "提名起始日不得早于今日，市直单位截止日不得早于起始日，也不得晚于截止日",
            "a round opens today or later; the city's own units close on that day or later, and not after the others",
        );
        return Err(refused.at(if opens_early {
            "opens_on"
        } else {
            "city_closes_on"
        }));
    }
    Ok(AwardRound {
        id: new.id,
        code: new.code,
        title: new.title,
        opens_on: new.opens_on,
        closes_on: new.closes_on,
        city_closes_on: new.city_closes_on,
        dimensions: new.dimensions,
        groups: new.groups,
        experts: new.experts,
        associations: new.associations,
        places: new.places,
        opened_by: actor.subject.clone(),
        state: State::Open,
        version: 1,
    })
}

/// Holds that a person of the award office asks: it is the city's.
pub fn office(actor: &Actor) -> Result<(), Refused> {
    actor.require_any(&[Role::CityStb])?;
    capacity::of_place(actor, PREFECTURE)
}

impl AwardRound {
    /// Whether somebody may be asked to judge in a group: one of those the round lists of it, anybody where it lists none.
    pub fn judges_in(&self, group: &str, expert: &str) -> bool {
        let mut listed = self.experts.iter().filter(|one| one.group == group);
        match listed.next() {
            None => true,
            Some(first) => first.expert == expert || listed.any(|one| one.expert == expert),
        }
    }

    /// Closed before its last day by the award office, or by the service once that day has passed.
    pub fn close(&self, actor: &Actor, today: NaiveDate) -> Result<AwardRound, Refused> {
        let state = next(self.state, Step::Close)?;
        if !actor.is_service {
            office(actor)?;
        } else if today <= self.closes_on {
            return Err(Refused::new(
                "ROUND_NOT_OVER",
                "提名尚未截止",
                "the round's last day has not passed",
            ));
        }
        Ok(AwardRound {
            state,
            version: self.version + 1,
            ..self.clone()
        })
    }

    /// Holds that nominations are taken today.
    pub fn takes(&self, today: NaiveDate) -> Result<(), Refused> {
        if self.state == State::Open && today >= self.opens_on {
            return Ok(());
        }
        Err(Refused::new(
            "ROUND_NOT_OPEN",
            format!(
                "提名时间为 {} 至 {}，当前不受理",
                self.opens_on, self.closes_on
            ),
            format!(
                "nominations are taken from {} to {} while the round is open",
                self.opens_on, self.closes_on
            ),
        ))
    }

    /// The grade of an association that the office has listed.
    pub fn grade_of(&self, organisation: &str) -> Option<i64> {
        let mut listed = self.associations.iter();
        let found = listed.find(|one| one.organisation == organisation);
        found.map(|association| association.grade)
    }
}

#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
