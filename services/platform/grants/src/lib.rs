//! Local benefits that an authority's rule pays: one kind of case for every service that grants, from the claim to the payment and
//! what comes back. The service brings what it grants for ([`Benefits`]) and copies `sql/grants.sql` as a migration of its own.
mod api;
mod appropriation;
mod benefits;
pub mod domain;
mod error;
pub mod store;
mod waiting;

pub use api::{Grants, PERMISSIONS, SERVICE, service};
pub use appropriation::appropriated;
pub use benefits::{Benefits, Question, Standing, Wanted};
pub use domain::{
    Amount, Answer, Claim, Earlier, Party, Period, Programme, State, Subject, Terms, paid_in,
};
pub use error::Error;
pub use store::claims::is_seen;

use kezhuan_database::restored::Guarded;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "grant";
/// How the names of claims begin.
pub const PREFIX: &str = "grantClaims";
/// What stands under numbers of the rules service, which tells every appropriation after a start.
pub const GUARDED: &[Guarded] = &[Guarded::Compared {
    source: kezhuan_adoption::RULES_SERVICE,
    open: "UPDATE grant_programme SET announced_version = 0",
}];
