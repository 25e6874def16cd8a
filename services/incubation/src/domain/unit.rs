//! Units of a carrier that can be let: rooms, floors, benches.
use chrono::NaiveDate;
use kezhuan_law::refused::{FieldViolation, Refused};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actor::Actor;
use super::{form, operator};

/// No unit is larger: a million square metres.
const AREA_C_MAX: i64 = 100_000_000;

/// One unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    pub id: Uuid,
    pub carrier: Uuid,
    pub operator: String,
    /// As the carrier calls it, once.
    pub code: String,
    pub floor: String,
    /// In 0.01 m².
    pub area_c: i64,
    pub version: i64,
    pub added_on: NaiveDate,
    pub added_by: String,
    /// The last day on which it can be let.
    #[serde(default)]
    pub retired_on: Option<NaiveDate>,
}

/// What the edge gives a new unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUnit {
    pub id: Uuid,
    pub carrier: Uuid,
    pub operator: String,
    pub code: String,
    pub floor: String,
    pub area_c: i64,
}

/// Adds a unit to the actor's carrier.
pub fn add(new: NewUnit, actor: &Actor, today: NaiveDate) -> Result<Unit, Refused> {
    operator::acts(actor, &new.operator)?;
    let mut wrong = Vec::new();
    if new.code.trim().is_empty() {
        wrong.push(FieldViolation::new(
            "code",
            "CODE_MISSING",
            "请填写单元编号",
            "a unit has a code",
        ));
    }
    wrong.extend(form::too_long("code", &new.code, form::NUMBER_MAX));
    if !(1..=AREA_C_MAX).contains(&new.area_c) {
        wrong.push(FieldViolation::new(
            "area_c",
            "AREA_INVALID",
            "面积应大于 0，且不超过 100 万平方米（单位 0.01 平方米）",
            "an area is more than 0 and at most 1,000,000 m², in 0.01 m²",
        ));
    }
    if !wrong.is_empty() {
        return Err(Refused::new(
            "UNIT_INVALID",
            "单元信息有误，请按字段提示改正",
            "the unit does not hold: mend the fields that are named",
        )
        .with_fields(wrong));
    }
    Ok(Unit {
        id: new.id,
        carrier: new.carrier,
        operator: new.operator,
        code: new.code.trim().to_owned(),
        floor: new.floor,
        area_c: new.area_c,
        version: 1,
        added_on: today,
        added_by: actor.subject.clone(),
        retired_on: None,
    })
}

impl Unit {
    /// Takes it out of use after a day. `is_let_beyond`: a lease or an offer of it reaches past that day.
    pub fn retire(
        &self,
        retired_on: NaiveDate,
        is_let_beyond: bool,
        actor: &Actor,
    ) -> Result<Unit, Refused> {
        operator::acts(actor, &self.operator)?;
        if let Some(known) = self.retired_on {
            return Err(retired(known));
        }
        if retired_on < self.added_on {
            let said = (
                "停用日期不能早于登记日期",
                "no unit is retired before it was added",
            );
            let wrong = FieldViolation::new("retired_on", "DAYS_INVALID", said.0, said.1);
            return Err(Refused::new("UNIT_INVALID", said.0, said.1).with_fields(vec![wrong]));
        }
        if is_let_beyond {
            return Err(Refused::new(
                "LEASE_RUNS_BEYOND",
                format!("该单元有租约或要约持续至 {retired_on} 之后，请先终止"),
                format!("a lease or an offer of the unit runs beyond {retired_on}: end it first"),
            ));
        }
        Ok(Unit {
            retired_on: Some(retired_on),
            version: self.version + 1,
            ..self.clone()
        })
    }

    /// Whether it is one of the carrier's units on a day.
    pub fn is_in_use_on(&self, day: NaiveDate) -> bool {
        self.retired_on.is_none_or(|retired_on| retired_on >= day)
    }

    /// Holds that it can be let up to a last day.
    pub fn hold_in_use_until(&self, last_day: NaiveDate) -> Result<(), Refused> {
        match self.retired_on.filter(|retired_on| *retired_on < last_day) {
            None => Ok(()),
            Some(retired_on) => Err(retired(retired_on)),
        }
    }
}

fn retired(retired_on: NaiveDate) -> Refused {
    Refused::new(
        "UNIT_RETIRED",
        format!("该单元自 {retired_on} 之后停用"),
        format!("the unit is out of use after {retired_on}"),
    )
}

/// The code is taken.
pub fn code_taken() -> Refused {
    Refused::new(
        "UNIT_CODE_TAKEN",
        "本载体已有该编号的单元",
        "the carrier has a unit of that code already",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::actor::Role;

    #[test]
    fn a_unit_has_a_code_and_an_area() {
        let operator = Actor::person("op", "park", "", [Role::CarrierOp]);
        let today = "2025-03-03".parse().unwrap();
        let new = |code: &str, area_c| NewUnit {
            id: Uuid::nil(),
            carrier: Uuid::nil(),
            operator: "park".to_owned(),
            code: code.to_owned(),
            floor: "3".to_owned(),
            area_c,
        };
        assert_eq!(add(new(" 301 ", 1), &operator, today).unwrap().code, "301");
        let refused = add(new(" ", 0), &operator, today).unwrap_err();
        let fields: Vec<&str> = refused.fields.iter().map(|wrong| wrong.reason).collect();
        assert_eq!(fields, ["CODE_MISSING", "AREA_INVALID"]);
        let stranger = Actor::person("x", "other", "", [Role::CarrierOp]);
        assert_eq!(
            add(new("1", 1), &stranger, today).unwrap_err().reason,
            "NOT_YOUR_STEP"
        );
    }

    #[test]
    fn a_unit_goes_out_of_use_once_nothing_runs_beyond() {
        let operator = Actor::person("op", "park", "", [Role::CarrierOp]);
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let new = NewUnit {
            id: Uuid::nil(),
            carrier: Uuid::nil(),
            operator: "park".to_owned(),
            code: "301".to_owned(),
            floor: String::new(),
            area_c: 1,
        };
        let unit = add(new, &operator, day("2025-03-03")).unwrap();
        let retire = |on: &str, is_let, actor: &Actor| unit.retire(day(on), is_let, actor);
        let retired = retire("2025-06-30", false, &operator).unwrap();
        assert_eq!(retired.version, 2);
        assert!(retired.is_in_use_on(day("2025-06-30")));
        assert!(!retired.is_in_use_on(day("2025-07-01")));
        assert!(retired.hold_in_use_until(day("2025-06-30")).is_ok());
        let beyond = retired.hold_in_use_until(day("2025-07-01")).unwrap_err();
        assert_eq!(beyond.reason, "UNIT_RETIRED");
        let again = retired.retire(day("2025-05-31"), false, &operator);
        assert_eq!(again.unwrap_err().reason, "UNIT_RETIRED");
        let stranger = Actor::person("x", "other", "", [Role::CarrierOp]);
        for (refused, reason) in [
            (retire("2025-06-30", true, &operator), "LEASE_RUNS_BEYOND"),
            (retire("2025-03-02", false, &operator), "UNIT_INVALID"),
            (retire("2025-06-30", false, &stranger), "NOT_YOUR_STEP"),
        ] {
            assert_eq!(refused.unwrap_err().reason, reason);
        }
    }
}
