//! Which kinds of records there are, and what parties they have beside the carrier's.
use chrono::NaiveDate;
use kezhuan_database::Write;
use kezhuan_law::refused::Refused;
use uuid::Uuid;

use super::records::{Record, insert};
use super::stored::Stored;
use super::{parties, tenancies};
use crate::domain::support::{Activity, Investment, Mentor, Mentoring, ServiceRecord};
use crate::domain::unit::{self, Unit};
use crate::error::Error;

/// Who advises.
const MENTOR: &str = "MENTOR";

/// One kind: `record!(Type, table, aggregate, event, its tenancy, its day)`, and what it has beside.
macro_rules! record {
    ($kind:ident, $table:literal, $aggregate:literal, $created:literal, $tenancy:expr, $day:expr $(, state: $state:expr)? $(, once: $name:literal, $taken:expr)?) => {
        impl Record for $kind {
            const TABLE: &'static str = $table;
            const AGGREGATE: &'static str = $aggregate;
            const CREATED: &'static str = $created;

            fn id(&self) -> Uuid {
                self.id
            }
            fn version(&self) -> i64 {
                self.version
            }
            fn carrier(&self) -> Uuid {
                self.carrier
            }
            fn tenancy(&self) -> Option<Uuid> {
                let of: fn(&$kind) -> Option<Uuid> = $tenancy;
                of(self)
            }
            fn happened_on(&self) -> NaiveDate {
                let of: fn(&$kind) -> NaiveDate = $day;
                of(self)
            }
            $(fn state(&self) -> &'static str {
                let of: fn(&$kind) -> &'static str = $state;
                of(self)
            })?
            $(fn taken() -> Option<(&'static str, Refused)> {
                Some(($name, $taken))
            })?
        }
    };
}

record!(
    Unit, "unit", "unit", "UnitAdded", |_| None, |unit| unit.added_on, once: "unit_code_key", unit::code_taken()
);
record!(
    Mentor,
    "mentor",
    "mentor",
    "MentorRegistered",
    |_| None,
    |mentor| mentor.from
);
record!(
    Mentoring, "mentoring", "mentoring", "MentoringLogged",
    |log| Some(log.tenancy), |log| log.held_on, state: |log| log.state.as_str()
);
record!(
    ServiceRecord,
    "service_record",
    "service_record",
    "ServiceRecorded",
    |got| Some(got.tenancy),
    |got| got.provided_on
);
record!(
    Investment,
    "investment",
    "investment",
    "InvestmentRecorded",
    |paid| Some(paid.tenancy),
    |paid| paid.paid_up_on
);
record!(
    Activity,
    "activity",
    "activity",
    "ActivityRecorded",
    |_| None,
    |held| held.held_on
);

/// Appoints a mentor, whose organisation reads the appointment.
pub async fn add_mentor(
    write: &mut Write,
    tenant: &str,
    mentor: Mentor,
) -> Result<Stored<Mentor>, Error> {
    let others = [(mentor.organisation.as_str(), MENTOR)];
    parties::open(write, mentor.id, tenant, &mentor.operator, &others).await?;
    insert(write, tenant, mentor).await
}

/// Adds a log, which `by` entered; operator, tenant and mentor read it, and the latter two sign.
pub async fn add_mentoring(
    write: &mut Write,
    tenant: &str,
    log: Mentoring,
    by: &str,
) -> Result<Stored<Mentoring>, Error> {
    let others = [
        (log.operator.as_str(), tenancies::OPERATOR),
        (log.tenant.as_str(), tenancies::TENANT),
        (log.mentor_organisation.as_str(), MENTOR),
    ];
    parties::open(write, log.id, tenant, by, &others).await?;
    insert(write, tenant, log).await
}
