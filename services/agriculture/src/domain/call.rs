//! A call (申报通知): an authority takes applications of one level and programme in a window of days.
use chrono::NaiveDate;
use kezhuan_law::regions;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actor::{Actor, Role};
use super::chart::follow;
use super::code_list::code_list;
use super::refused::Refused;

code_list! {
    /// Where a call stands.
    State {
        Open = "OPEN", "开放申报", "open";
        Closed = "CLOSED", "已截止", "closed";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        Close = "CLOSE", "截止", "be closed";
    }
}

code_list! {
    /// Whose programme it is, and so who decides on its bases.
    Level {
        County = "COUNTY", "县级", "a county's";
        City = "CITY", "市级", "the city's";
        Province = "PROVINCE", "省级", "the province's";
    }
}

impl Level {
    /// The role of who decides: the city handles the province's programmes.
    pub const fn authority(self) -> Role {
        match self {
            Level::County => Role::CountyStb,
            Level::City | Level::Province => Role::CityStb,
        }
    }
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    pub id: Uuid,
    /// Division of the authority.
    pub tenant: String,
    pub level: Level,
    pub programme_name: String,
    pub opens_on: NaiveDate,
    /// The last day.
    pub closes_on: NaiveDate,
    pub opened_by: String,
    pub state: State,
    pub version: i64,
}

/// What is asked for, and what the edge gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCall {
    pub id: Uuid,
    pub level: Level,
    pub programme_name: String,
    pub opens_on: NaiveDate,
    pub closes_on: NaiveDate,
}

/// The state `step` moves a call to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    let ways: &[(Step, State)] = match state {
        State::Open => &[(Step::Close, State::Closed)],
        State::Closed => &[],
    };
    follow(state, step, ways)
}

/// Opens a call of the actor's own authority.
pub fn open(new: NewCall, actor: &Actor, today: NaiveDate) -> Result<Call, Refused> {
    actor.require_any(&[new.level.authority()])?;
    let is_city = actor.tenant == regions::PREFECTURE;
    if is_city == (new.level == Level::County) {
        return Err(Refused::new(
            "LEVEL_NOT_YOURS",
            "县级申报由县（市、区）发布，市级和省级申报由市发布",
            "a county calls for county bases, the city for the city's and the province's",
        ));
    }
    if new.programme_name.trim().is_empty() {
        return Err(Refused::new(
            "PROGRAMME_MISSING",
            "请填写计划（项目）名称",
            "a call names its programme",
        ));
    }
    if new.opens_on < today || new.closes_on < new.opens_on {
        return Err(Refused::new(
            "WINDOW_INVALID",
            "申报起始日不得早于今日，截止日不得早于起始日",
            "a call opens today or later, and closes on that day or later",
        ));
    }
    Ok(Call {
        id: new.id,
        tenant: actor.tenant.clone(),
        level: new.level,
        programme_name: new.programme_name,
        opens_on: new.opens_on,
        closes_on: new.closes_on,
        opened_by: actor.subject.clone(),
        state: State::Open,
        version: 1,
    })
}

impl Call {
    /// Closed before its last day by the authority, or by the service once that day has passed.
    pub fn close(&self, actor: &Actor, today: NaiveDate) -> Result<Call, Refused> {
        let state = next(self.state, Step::Close)?;
        if !actor.is_service {
            self.is_of(actor)?;
        } else if today <= self.closes_on {
            return Err(Refused::new(
                "CALL_NOT_OVER",
                "申报尚未截止",
                "the call's last day has not passed",
            ));
        }
        Ok(Call {
            state,
            version: self.version + 1,
            ..self.clone()
        })
    }

    /// Holds that a person of the authority that opened it asks.
    fn is_of(&self, actor: &Actor) -> Result<(), Refused> {
        actor.require_any(&[self.level.authority()])?;
        if actor.tenant == self.tenant {
            return Ok(());
        }
        Err(Refused::new(
            "NOT_YOUR_STEP",
            "该步骤由其他单位办理",
            "another authority opened this call",
        ))
    }

    /// Holds that an application for a base of that division is taken today.
    pub fn takes(&self, division: &str, today: NaiveDate) -> Result<(), Refused> {
        if self.level == Level::County && self.tenant != division {
            return Err(Refused::new(
                "CALL_OF_ANOTHER_COUNTY",
                "该申报通知由其他县（市、区）发布",
                "another county's call takes bases of that county",
            ));
        }
        let in_window = (self.opens_on..=self.closes_on).contains(&today);
        if self.state == State::Open && in_window {
            return Ok(());
        }
        Err(Refused::new(
            "CALL_NOT_OPEN",
            format!(
                "申报时间为 {} 至 {}，当前不受理",
                self.opens_on, self.closes_on
            ),
            format!(
                "applications are taken from {} to {} while the call is open",
                self.opens_on, self.closes_on
            ),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn new(level: Level) -> NewCall {
        NewCall {
            id: Uuid::from_u128(1),
            level,
            programme_name: "农业科技成果转化基地".to_owned(),
            opens_on: day("2025-03-03"),
            closes_on: day("2025-03-31"),
        }
    }

    fn county() -> Actor {
        Actor::person("wu", "stb-440783", "440783", [Role::CountyStb])
    }

    fn city() -> Actor {
        Actor::person("zhao", "stb-440700", "440700", [Role::CityStb])
    }

    #[test]
    fn each_authority_calls_for_its_own_level() {
        let today = day("2025-03-01");
        for (level, actor, reason) in [
            (Level::County, county(), None),
            (Level::City, city(), None),
            (Level::Province, city(), None),
            (Level::City, county(), Some("ROLE_MISSING")),
            (Level::County, city(), Some("ROLE_MISSING")),
        ] {
            let opened = open(new(level), &actor, today);
            assert_eq!(opened.err().map(|refused| refused.reason), reason);
        }
        let elsewhere = Actor::person("wu", "stb-440783", "440783", [Role::CityStb]);
        let refused = open(new(Level::City), &elsewhere, today).unwrap_err();
        assert_eq!(refused.reason, "LEVEL_NOT_YOURS");
    }

    #[test]
    fn a_call_names_its_programme_and_has_a_window() {
        let late = open(new(Level::County), &county(), day("2025-03-04")).unwrap_err();
        assert_eq!(late.reason, "WINDOW_INVALID");
        let backwards = NewCall {
            closes_on: day("2025-03-02"),
            ..new(Level::County)
        };
        let refused = open(backwards, &county(), day("2025-03-01")).unwrap_err();
        assert_eq!(refused.reason, "WINDOW_INVALID");
        let nameless = NewCall {
            programme_name: " ".to_owned(),
            ..new(Level::County)
        };
        let refused = open(nameless, &county(), day("2025-03-01")).unwrap_err();
        assert_eq!(refused.reason, "PROGRAMME_MISSING");
    }

    #[test]
    fn applications_are_taken_on_the_days_of_the_window() {
        let call = open(new(Level::County), &county(), day("2025-03-01")).unwrap();
        for (today, taken) in [
            ("2025-03-02", false),
            ("2025-03-03", true),
            ("2025-03-31", true),
            ("2025-04-01", false),
        ] {
            assert_eq!(call.takes("440783", day(today)).is_ok(), taken, "{today}");
        }
        let elsewhere = call.takes("440785", day("2025-03-03")).unwrap_err();
        assert_eq!(elsewhere.reason, "CALL_OF_ANOTHER_COUNTY");
        let other = Actor::person("zhu", "stb-440785", "440785", [Role::CountyStb]);
        let foreign = call.close(&other, day("2025-03-05")).unwrap_err();
        assert_eq!(foreign.reason, "NOT_YOUR_STEP");
        let closed = call.close(&county(), day("2025-03-05")).unwrap();
        assert_eq!(closed.version, 2);
        assert!(closed.takes("440783", day("2025-03-05")).is_err());
        let again = closed.close(&county(), day("2025-03-05")).unwrap_err();
        assert_eq!(again.reason, "STATE_FORBIDS");
    }

    #[test]
    fn the_service_closes_a_call_after_its_last_day() {
        let call = open(new(Level::County), &county(), day("2025-03-01")).unwrap();
        let service = Actor::service("agriculture", "440783");
        let early = call.close(&service, day("2025-03-31")).unwrap_err();
        assert_eq!(early.reason, "CALL_NOT_OVER");
        let closed = call.close(&service, day("2025-04-01")).unwrap();
        assert_eq!(closed.state, State::Closed);
    }
}
