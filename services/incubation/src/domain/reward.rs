//! What a county may reward (hook `inc.reward`): that a tenant graduated, that it became a high-tech enterprise, that a carrier
//! was accredited. Each is a fact that is paid for once; how soon, and how much, is the county's rule to say.
use chrono::NaiveDate;
use uuid::Uuid;

use super::carrier::{Carrier, Grade, Status};
use super::code_list::code_list;
use super::refused::Refused;
use super::tenancy::{self, Tenancy};

code_list! {
    /// What is rewarded.
    Occasion {
        Graduated = "GRADUATED", "企业毕业", "a tenant graduated";
        HighTech = "HIGH_TECH", "在孵或毕业企业成为高新技术企业", "a tenant or graduate became a high-tech enterprise";
        Accredited = "ACCREDITED", "载体获得认定", "a carrier was accredited";
    }
}

/// The day of the event that a tenancy's record shows.
pub fn happened_to_tenant(tenancy: &Tenancy, occasion: Occasion) -> Result<NaiveDate, Refused> {
    let happened = match occasion {
        Occasion::Graduated => graduated_on(tenancy),
        Occasion::HighTech => high_tech_on(tenancy),
        Occasion::Accredited => None,
    };
    happened.ok_or_else(not_on_record)
}

/// The accreditation of a carrier to its present grade.
pub fn accreditation(carrier: &Carrier, occasion: Occasion) -> Result<&Status, Refused> {
    let current = match occasion {
        Occasion::Accredited => carrier.current(),
        Occasion::Graduated | Occasion::HighTech => None,
    };
    current.ok_or_else(not_on_record)
}

/// What the carrier was before its present grade.
pub fn grade_before(carrier: &Carrier) -> Option<Grade> {
    let since = carrier.current()?.since;
    let mut earlier = carrier.statuses.iter().rev();
    let before = earlier.find(|status| status.since < since);
    before.map(|status| status.grade)
}

/// The day on which an enterprise graduated, and still counts as a graduate.
pub fn graduated_on(tenancy: &Tenancy) -> Option<NaiveDate> {
    let graduation = tenancy.graduation.as_ref()?;
    (tenancy.state == tenancy::State::Graduated).then_some(graduation.graduated_on)
}

/// The day of its first certificate after it moved in.
pub fn high_tech_on(tenancy: &Tenancy) -> Option<NaiveDate> {
    let days = tenancy.years.iter().filter_map(|year| year.high_tech_on);
    // An enterprise that was one before it came is not the carrier's work.
    let first = days.min()?;
    (tenancy.was_admitted() && first >= tenancy.entry_on).then_some(first)
}

/// The fact of an enterprise's event, paid for once: an enterprise graduates, and becomes a high-tech one, once.
pub fn fact_of_tenant(tenancy: &Tenancy, occasion: Occasion) -> String {
    match &tenancy.uscc {
        Some(uscc) => format!("enterprises/{}/{}", uscc.as_str(), occasion.as_str()),
        None => format!("tenancies/{}/{}", tenancy.id, occasion.as_str()),
    }
}

/// The fact of an accreditation, paid for once a grade.
pub fn fact_of_carrier(carrier: Uuid, grade: Grade) -> String {
    format!("carriers/{carrier}/{}", grade.as_str())
}

fn not_on_record() -> Refused {
    Refused::new(
        "EVENT_NOT_ON_RECORD",
        "系统中没有该事项的记录，不能申请奖励",
        "no record shows that this happened: nothing is rewarded",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::tenancy::tests::{
        admit, applied, date, done, figures, graduate, incubating, operator,
    };
    use crate::domain::tenancy::{Command, Year};

    fn high_tech_since(day: &str) -> Tenancy {
        let year = Year {
            high_tech_on: Some(date(day)),
            ..figures(2025)
        };
        let recorded = Command::RecordYear(Box::new(year));
        done(&incubating(), "2026-01-05", &operator(), recorded)
    }

    #[test]
    fn an_event_is_on_record_or_nothing_is_rewarded() {
        let none = |tenancy: &Tenancy, occasion| {
            let refused = happened_to_tenant(tenancy, occasion).unwrap_err();
            assert_eq!(refused.reason, "EVENT_NOT_ON_RECORD", "{occasion:?}");
        };
        for occasion in Occasion::ALL {
            none(&incubating(), *occasion);
        }
        let high_tech = high_tech_since("2025-11-20");
        assert_eq!(
            happened_to_tenant(&high_tech, Occasion::HighTech),
            Ok(date("2025-11-20"))
        );
        // It was one before it moved in on 2025-03-03.
        none(&high_tech_since("2025-03-02"), Occasion::HighTech);
        none(&high_tech, Occasion::Graduated);
        let graduated = done(&high_tech, "2026-01-06", &operator(), graduate());
        assert_eq!(
            happened_to_tenant(&graduated, Occasion::Graduated),
            Ok(date("2026-01-06"))
        );
        none(&graduated, Occasion::Accredited);
    }

    #[test]
    fn a_fact_is_the_enterprise_s_whichever_carrier_it_sits_in() {
        let mut elsewhere = done(&applied(), "2025-03-03", &operator(), admit());
        elsewhere.id = Uuid::from_u128(99);
        let fact = fact_of_tenant(&elsewhere, Occasion::Graduated);
        assert_eq!(fact, fact_of_tenant(&incubating(), Occasion::Graduated));
        assert_eq!(fact, "enterprises/91440703MA50000A8K/GRADUATED");
        let carrier = fact_of_carrier(Uuid::nil(), Grade::City);
        assert_eq!(carrier, format!("carriers/{}/CITY", Uuid::nil()));
    }
}
