//! One stay of one start-up in one carrier, from the application to its graduation, exit or the end of the longest stay.
//! Law: 科技企业孵化器管理办法 (国科发区〔2018〕300号).
mod admission;
mod admit;
mod apply;
mod decide;
mod graduation;
mod leave;
mod parts;
mod registration;
mod state;
mod stay;
mod year;

use chrono::NaiveDate;
use kezhuan_law::identifiers::UnifiedSocialCreditCode;
use kezhuan_law::rule_pins::RulePins;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use admission::{Facts, Figures, Outcome as Admission, Reason, TenantRegime};
pub use admit::{Answer, agreed, host};
pub use apply::{NewTenancy, apply};
pub use decide::{Circumstances, Command, Decided, Event, Then, decide};
pub use graduation::{Criterion, Evidence};
pub use parts::{
    Declared, Exit, Extension, Field, Founder, Graduation, Landing, Proposed, Refusal,
    Registration, TenantKind, Verification,
};
pub use state::{State, Step, next};
pub use year::Year;

use super::kpi::Stay;

/// Figures of admission and of what follows. Those of 2018 are law; the rest is the suite's own or illustrative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// Whose definition of a tenant is applied.
    pub regime: TenantRegime,
    pub n2018: Figures,
    /// As those of 2018 until somebody has read the measures of 2025.
    pub m2025: Figures,
    /// How long a team that is no enterprise may stay.
    pub team_months: u32,
    /// How far ahead of its application a tenant may plan to move in.
    pub entry_within_days: u32,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            regime: TenantRegime::N2018,
            n2018: Figures::default(),
            m2025: Figures::default(),
            team_months: 48,
            entry_within_days: 90,
        }
    }
}

impl Terms {
    /// The figures of the definition that is applied.
    pub const fn figures(&self) -> &Figures {
        match self.regime {
            TenantRegime::N2018 => &self.n2018,
            TenantRegime::M2025 => &self.m2025,
        }
    }
}

/// Carrier and tenant are warned so many days before the last one.
pub const WARNED_DAYS_BEFORE: u64 = 60;

/// One tenancy with everything decided on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenancy {
    pub id: Uuid,
    /// Human number, given by the service.
    pub number: String,
    pub carrier: Uuid,
    /// The organisation that runs the carrier.
    pub operator: String,
    /// Division the carrier stands in.
    pub division: String,
    /// The carrier stands outside the city.
    pub is_remote: bool,
    pub kind: TenantKind,
    /// Of the enterprise or the team.
    pub name: String,
    /// `None` of a team.
    pub uscc: Option<UnifiedSocialCreditCode>,
    /// As whom the tenant acts here.
    pub organisation: String,
    /// `None` of a team.
    pub founded_on: Option<NaiveDate>,
    pub field: Field,
    pub founder: Founder,
    pub staff: u32,
    pub is_overseas_chinese: bool,
    /// Where an overseas Chinese founder, or a firm that moved here, comes from: a division or a country's code.
    pub source_region: Option<String>,
    pub declared: Declared,
    /// Code of the one of the city's key chains it belongs to.
    pub chain: Option<String>,
    pub state: State,
    pub version: i64,
    /// The person who applied.
    pub applicant: String,
    pub applied_on: NaiveDate,
    /// The day it moves in, or moved in.
    pub entry_on: NaiveDate,
    /// Under which definition it was admitted or refused.
    pub regime: Option<TenantRegime>,
    /// Why it was refused, or what the rule said.
    pub reasons: Vec<String>,
    /// How much its authority wants it here, 0 to 100.
    pub priority: u8,
    /// The stored rule decision behind it.
    pub decision: Option<Uuid>,
    /// Why it waits for a person.
    pub failure: Option<String>,
    /// What the operator wanted when the rule failed.
    pub proposed: Option<Proposed>,
    pub decided_by: Option<String>,
    pub refusal: Option<Refusal>,
    /// The last day of the agreed stay.
    pub until: Option<NaiveDate>,
    /// The last day of the longest stay.
    pub latest_exit: Option<NaiveDate>,
    pub extensions: Vec<Extension>,
    /// The day it was warned that its stay ends; cleared when it is extended.
    pub warned_on: Option<NaiveDate>,
    /// The first day on which it is no tenant any more.
    pub left_on: Option<NaiveDate>,
    pub exit: Option<Exit>,
    pub graduation: Option<Graduation>,
    pub landing: Option<Landing>,
    /// Of a team that became an enterprise.
    #[serde(default)]
    pub registration: Option<Registration>,
    /// By calendar year, oldest first.
    pub years: Vec<Year>,
    pub pins: RulePins,
}

impl Tenancy {
    /// Who has a part in the case, and so decides nothing on it for an authority.
    pub fn parties(&self) -> [&str; 2] {
        [&self.organisation, &self.operator]
    }

    /// Whether it was ever admitted.
    pub const fn was_admitted(&self) -> bool {
        match self.state {
            State::Incubating | State::Graduated | State::Exited | State::Expired => true,
            State::Applied | State::Manual | State::Refused | State::Withdrawn => false,
        }
    }

    /// Whether it is a tenant on `day`: from its entry to the day before it left.
    pub fn incubates_on(&self, day: NaiveDate) -> bool {
        self.was_admitted() && self.entry_on <= day && self.left_on.is_none_or(|left| left > day)
    }

    /// As the plan's figure counts it on a day; a tenancy that was never admitted is no stay.
    pub fn stay(&self, day: NaiveDate) -> Option<Stay<'_>> {
        let landing = self.landing.as_ref();
        self.was_admitted().then(|| Stay {
            uscc: self.uscc.as_ref().map_or("", |uscc| uscc.as_str()),
            entry: self.enterprise_since(),
            exit: self.left_on,
            remote: self.is_remote,
            landing: landing.is_some_and(|landing| landing.landed_on <= day),
        })
    }

    /// The figures of a year.
    pub fn year(&self, year: i32) -> Option<&Year> {
        self.years.iter().find(|known| known.year == year)
    }

    /// Whether the tenant is a high-tech enterprise: by the newest figures up to a year, before the first by its own word.
    pub fn is_high_tech_by(&self, year: i32) -> bool {
        let known = self.years.iter().rfind(|known| known.year <= year);
        known.map_or(self.declared.high_tech, |known| {
            known.high_tech_on.is_some()
        })
    }

    /// The same of a technology SME.
    pub fn is_tech_sme_by(&self, year: i32) -> bool {
        let known = self.years.iter().rfind(|known| known.year <= year);
        known.map_or(self.declared.tech_sme, |known| known.tech_sme_on.is_some())
    }
}

#[cfg(test)]
pub(crate) mod tests;
