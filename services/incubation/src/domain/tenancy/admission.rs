//! Who may be a tenant, and for how long: the rule card `inc.admit`, by 科技企业孵化器管理办法 (国科发区〔2018〕300号).
//! What 工信部科〔2025〕131号 says of tenants was not read: until it is, its figures are those of 2018.
use chrono::NaiveDate;
use kezhuan_law::calendar::add_months;
use kezhuan_law::code_list::code_list;
use serde::{Deserialize, Serialize};

use super::Field;

code_list! {
    /// Under which definition of a tenant an incubator admits.
    TenantRegime {
        N2018 = "N2018", "国科发区〔2018〕300号", "the ministry of science, 2018";
        M2025 = "M2025", "工信部科〔2025〕131号", "the ministry of industry, 2025";
    }
}

code_list! {
    /// Why an enterprise may not be a tenant.
    Reason {
        AgeOver = "AGE_GT_24M", "入驻时成立时间超过24个月", "founded more than 24 months before it enters";
        RegisteredElsewhere = "REGISTERED_ELSEWHERE", "未在孵化器内注册", "registered elsewhere";
        OfficeElsewhere = "OFFICE_ELSEWHERE", "主要研发、办公场所不在孵化器内", "its main research or office is elsewhere";
        NotTechSme = "NOT_TECH_SME", "不符合科技型中小企业条件", "no technology SME";
    }
}

/// What a definition fixes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Figures {
    /// Of an enterprise when it enters.
    pub age_months_max: u32,
    /// How long a tenant may stay.
    pub period_months: u32,
    /// The same of the fields below.
    pub long_period_months: u32,
    pub long_fields: Vec<Field>,
}

impl Default for Figures {
    fn default() -> Figures {
        Figures {
            age_months_max: 24,
            period_months: 48,
            long_period_months: 60,
            long_fields: vec![Field::BioMed, Field::ModernAgri, Field::Ic],
        }
    }
}

/// What an enterprise says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    pub founded: NaiveDate,
    pub entry: NaiveDate,
    pub registered_here: bool,
    pub office_here: bool,
    pub tech_sme: bool,
    pub field: Field,
}

/// What the definition says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// In the order of the rule; none admits.
    pub reasons: Vec<Reason>,
    /// The last day on which it may still be a tenant.
    pub latest_exit: NaiveDate,
}

impl Outcome {
    /// Whether it may be a tenant.
    pub fn admits(&self) -> bool {
        self.reasons.is_empty()
    }
}

impl Figures {
    /// The card `inc.admit`; `None` where a day leaves the calendar.
    pub fn admit(&self, facts: &Facts) -> Option<Outcome> {
        let too_old_after = months_after(facts.founded, self.age_months_max)?;
        let tests = [
            (facts.entry > too_old_after, Reason::AgeOver),
            (!facts.registered_here, Reason::RegisteredElsewhere),
            (!facts.office_here, Reason::OfficeElsewhere),
            (!facts.tech_sme, Reason::NotTechSme),
        ];
        let failed = tests.into_iter().filter(|(failed, _)| *failed);
        Some(Outcome {
            reasons: failed.map(|(_, reason)| reason).collect(),
            latest_exit: self.latest_exit(facts.entry, facts.field)?,
        })
    }

    /// The last day of the longest stay; `None` where it leaves the calendar.
    pub fn latest_exit(&self, entry: NaiveDate, field: Field) -> Option<NaiveDate> {
        let is_long = self.long_fields.contains(&field);
        let months = match is_long {
            true => self.long_period_months,
            false => self.period_months,
        };
        months_after(entry, months)
    }
}

fn months_after(day: NaiveDate, months: u32) -> Option<NaiveDate> {
    add_months(day, i32::try_from(months).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn facts(founded: &str, entry: &str, field: Field) -> Facts {
        Facts {
            founded: date(founded),
            entry: date(entry),
            registered_here: true,
            office_here: true,
            tech_sme: true,
            field,
        }
    }

    #[test]
    fn age_and_period_are_counted_in_months() {
        use Field::*;
        for (founded, entry, field, reasons, latest) in [
            ("2023-03-01", "2025-03-01", Software, &[][..], "2029-03-01"),
            (
                "2023-02-28",
                "2025-03-01",
                Software,
                &[Reason::AgeOver][..],
                "2029-03-01",
            ),
            ("2024-03-01", "2025-03-01", ModernAgri, &[], "2030-03-01"),
            ("2024-03-01", "2025-03-01", BioMed, &[], "2030-03-01"),
            ("2023-05-01", "2024-02-29", Ic, &[], "2029-02-28"),
        ] {
            let outcome = Figures::default().admit(&facts(founded, entry, field));
            let outcome = outcome.unwrap();
            assert_eq!(outcome.reasons, reasons, "{founded} {entry}");
            assert_eq!(outcome.latest_exit, date(latest), "{founded} {entry}");
        }
    }

    #[test]
    fn every_reason_is_told_in_the_order_of_the_rule() {
        let elsewhere = Facts {
            registered_here: false,
            office_here: false,
            tech_sme: false,
            ..facts("2020-01-01", "2025-01-01", Field::Software)
        };
        let outcome = Figures::default().admit(&elsewhere).unwrap();
        assert_eq!(outcome.reasons, Reason::ALL);
        assert!(!outcome.admits());
    }

    #[test]
    fn a_day_beyond_the_calendar_is_no_day() {
        let last = Facts {
            entry: NaiveDate::MAX,
            ..facts("2020-01-01", "2025-01-01", Field::Software)
        };
        assert_eq!(Figures::default().admit(&last), None);
    }
}
