//! `evt.registration@1`: whether somebody may come to an event, beside the host's own quotas.
use chrono::{Datelike, NaiveDate};
use kezhuan_rulebook::Shelf;

use super::bindings::evt_registration::{self as hook, Ask, Facts};
use super::{Asked, Asking, Rules, Verdict, count, small_count};
use crate::domain::event::{Event, Kind, PersonRole};
use crate::domain::registration::{Admission, Answer};

/// What is told of who wants to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applying {
    pub role: PersonRole,
    /// The host's id of their organisation.
    pub organisation: String,
    /// Six digits; `None` where nobody knows.
    pub division: Option<String>,
    /// Seen from the authority that is asked.
    pub is_local: bool,
    /// Places they had in the last twelve months, neither came to nor gave back.
    pub no_shows: i64,
    /// Others of their organisation who hold a place or wait.
    pub colleagues: i64,
}

impl<S: Shelf> Rules<S> {
    /// Asks an authority. Legal date: the registration.
    pub async fn registration(
        &self,
        event: &Event,
        applying: Applying,
        asking: Asking,
    ) -> Result<Asked<Admission>, S::Error> {
        let places = |role: Option<PersonRole>| {
            let quotas = event.form.quotas.iter();
            let of_role = quotas.filter(|quota| role.is_none_or(|role| quota.role == role));
            let all = of_role.fold(0_i64, |all, quota| all.saturating_add(quota.places));
            count(all)
        };
        let (of_role, of_event) = (places(Some(applying.role)), places(None));
        let (kind, starts_on) = (kind(event.form.kind), date(event.form.starts_on));
        let division = event.division.clone();
        let facts = move |header| Facts {
            header,
            kind,
            starts_on,
            places: of_role,
            event_places: of_event,
            person: hook::Person {
                role: role(applying.role),
                organisation: Some(applying.organisation).filter(|id| !id.is_empty()),
                division: applying.division,
                is_local: applying.is_local,
                no_shows: small_count(applying.no_shows),
                colleagues: small_count(applying.colleagues),
            },
        };
        let of = (division.as_str(), None);
        let asked = self.ask::<Ask>(asking, of, facts).await?;
        Ok(asked.held_to(|outcome| {
            use hook::Admission::{Accept, Refuse, Wait};
            let outside_max = outcome.outside_max.map(i64::from);
            match outcome.admission {
                // An answer that refuses says why, or it is none.
                Refuse if outcome.reasons.is_empty() => Err("REASONS_MISSING"),
                Refuse => Ok(Admission::Refuse(outcome.reasons)),
                Wait => Ok(Admission::Wait { outside_max }),
                Accept => Ok(Admission::Accept { outside_max }),
            }
        }))
    }
}

/// What the registration is told, by an authority where they are at home or not; without a rule the host's quotas are all.
pub fn answer(asked: &Asked<Admission>, is_local: bool) -> Answer {
    let admission = match &asked.verdict {
        Verdict::Answered(admission) => admission.clone(),
        Verdict::NoRule => Admission::Accept { outside_max: None },
        Verdict::Failed(failure) => return Answer::Failed(failure.clone()),
    };
    Answer::Admitted {
        admission,
        is_local,
    }
}

fn date(day: NaiveDate) -> hook::Date {
    // Legal days have years of four digits; another one is no question.
    hook::Date {
        year: u16::try_from(day.year()).unwrap_or_default(),
        month: u8::try_from(day.month()).unwrap_or_default(),
        day: u8::try_from(day.day()).unwrap_or_default(),
    }
}

fn kind(kind: Kind) -> hook::EventKind {
    match kind {
        Kind::Matchmaking => hook::EventKind::Matchmaking,
        Kind::Roadshow => hook::EventKind::Roadshow,
        Kind::Contest => hook::EventKind::Contest,
        Kind::Training => hook::EventKind::Training,
        Kind::CollegeSmallMatch => hook::EventKind::SmallMatch,
        Kind::AwardCeremony => hook::EventKind::AwardCeremony,
    }
}

fn role(role: PersonRole) -> hook::PersonRole {
    match role {
        PersonRole::Enterprise => hook::PersonRole::Enterprise,
        PersonRole::Researcher => hook::PersonRole::Researcher,
        PersonRole::Investor => hook::PersonRole::Investor,
        PersonRole::Service => hook::PersonRole::Service,
        PersonRole::Official => hook::PersonRole::Official,
        PersonRole::Expert => hook::PersonRole::Expert,
        PersonRole::Student => hook::PersonRole::Student,
        PersonRole::Media => hook::PersonRole::Media,
        PersonRole::Visitor => hook::PersonRole::Visitor,
    }
}
