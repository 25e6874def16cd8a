//! What an authority's rule says of somebody who wants to come, asked before any row is held: the college's whose event it is, the
//! county's where it takes place, the city's: the first that has one in force.
use std::sync::Arc;

use chrono::{Months, NaiveDate};
use kezhuan_auth::Caller;
use kezhuan_cases::Heard;
use kezhuan_law::rule_pins::RulePins;
use kezhuan_law::{Tenant, regions};
use uuid::Uuid;

use super::names::EVENTS;
use super::registration_step::{Plan, take};
use super::{EventsApi, acting, registering};
use crate::domain::actor::Actor;
use crate::domain::event::{Event, PersonRole};
use crate::domain::registration::{Admission, Answer, Command, Registration};
use crate::error::Error;
use crate::rules::evt_registration::{Applying, answer};
use crate::rules::{Asked, Asking, Verdict};
use crate::store::registering::{Known, Wish};
use crate::store::stored::Stored;

/// How long a place that somebody did not come to is remembered.
const REMEMBERED: Months = Months::new(12);

/// Who wants to come, as far as a rule is told.
#[derive(Debug, Clone, Copy)]
pub struct Applicant<'a> {
    pub organisation: &'a str,
    /// Six digits; `None` where nobody knows.
    pub division: Option<&'a str>,
    /// Of an office's people; empty of others.
    pub tenant: &'a str,
    pub role: PersonRole,
    /// The legal date: the day on which they registered.
    pub on: NaiveDate,
    /// What earlier questions were answered by.
    pub pins: &'a RulePins,
}

/// Who is asked first, and who in turn where the one before has no rule in force: the college whose event it is, the county where
/// it takes place, the city.
fn authorities(event: &Stored<Event>) -> (&str, Vec<&str>) {
    let county = event.tenant.as_str();
    let city = Some(regions::PREFECTURE).filter(|city| *city != county);
    match &event.body.form.college {
        Some(college) => (
            college,
            [Some(county), city].into_iter().flatten().collect(),
        ),
        None => (county, city.into_iter().collect()),
    }
}

/// Whether somebody is at home where the authority is: in its division, of the city anywhere in it; at a college its own people.
pub fn is_local(authority: &str, organiser: &str, of: &Applicant<'_>) -> bool {
    if Tenant::parse(authority).is_ok_and(Tenant::is_college) {
        return of.organisation == organiser;
    }
    let is_of_city = authority == regions::PREFECTURE;
    let is_there = of
        .division
        .is_some_and(|code| code == authority || (is_of_city && regions::is_jiangmen(code)));
    is_there || of.tenant == authority
}

/// What is known of somebody and the event; everybody who asks at the same time shares the statement.
pub async fn known(
    api: &EventsApi,
    event: Uuid,
    (organisation, person): (&str, &str),
) -> Result<Known, Error> {
    let today = api.clock.today();
    let wish = Wish {
        event,
        organisation: organisation.to_owned(),
        person: person.to_owned(),
        since: today.checked_sub_months(REMEMBERED).unwrap_or(today),
    };
    let reader = Caller::service(crate::NAME, "");
    let found = api.database.look_up::<Wish>(&reader, wish).await?;
    Ok(found.ok_or_else(|| EVENTS.not_found(event))?)
}

/// Asks one authority after another, until one has a rule. `case` is the registration the answer is about.
pub async fn ask(
    api: &EventsApi,
    known: &Known,
    of: Applicant<'_>,
    case: Uuid,
) -> Result<(Answer, Heard), Error> {
    let mut heard = Heard::default();
    let (mut authority, others) = authorities(&known.event);
    let mut asked = ask_one(api, known, of, authority).await?;
    for next in others {
        if !matches!(asked.verdict, Verdict::NoRule) {
            break;
        }
        let another = ask_one(api, known, of, next).await?;
        heard.keep(std::mem::replace(&mut asked, another), case);
        authority = next;
    }
    let is_local = is_local(authority, &known.event.body.organiser, &of);
    let answer = answer(&asked, is_local);
    heard.keep(asked, case);
    Ok((answer, heard))
}

async fn ask_one(
    api: &EventsApi,
    known: &Known,
    of: Applicant<'_>,
    authority: &str,
) -> Result<Asked<Admission>, Error> {
    let event = &known.event.body;
    let asking = Asking {
        tenant: authority.to_owned(),
        legal_date: of.on,
        as_of: api.clock.today(),
        pins: of.pins.clone(),
    };
    let applying = Applying {
        role: of.role,
        organisation: of.organisation.to_owned(),
        division: of.division.map(str::to_owned),
        is_local: is_local(authority, &event.organiser, &of),
        no_shows: known.no_shows,
        colleagues: known.colleagues,
    };
    api.rules.registration(event, applying, asking).await
}

/// What follows for a registration whose rule failed, and is asked again.
pub async fn plan_to_ask_again(
    api: &EventsApi,
    before: Stored<Registration>,
    actor: Actor,
) -> Result<Plan, Error> {
    let registration = &before.body;
    let whose = (
        registration.organisation.as_str(),
        registration.person.as_str(),
    );
    let known = known(api, registration.event, whose).await?;
    // An office's people are at home where the registration says so.
    let at_home = match registration.is_local {
        true => known.event.tenant.clone(),
        false => String::new(),
    };
    let of = Applicant {
        organisation: whose.0,
        division: registration.division.as_deref(),
        tenant: &at_home,
        role: registration.role,
        on: registration.registered_on,
        pins: &registration.pins,
    };
    let (answer, heard) = ask(api, &known, of, registration.id).await?;
    Ok(Plan {
        before,
        actor,
        command: Command::AskAgain,
        answer: Some(answer),
        heard,
    })
}

/// The service asks for itself, once another rule may answer.
pub async fn ask_again_for_itself(
    api: &EventsApi,
    waiting: Stored<Registration>,
) -> Result<(), Error> {
    let scope = registering::scope(waiting.body.event, &waiting.tenant);
    let actor = acting::service(&waiting.tenant);
    let plan = plan_to_ask_again(api, waiting, actor).await?;
    let given = Arc::new((api.clone(), plan));
    let written = api.database.write_as(&scope, move |write| {
        let given = given.clone();
        Box::pin(async move {
            let (api, plan) = &*given;
            take(write, api, plan).await?;
            Ok::<_, Error>(())
        })
    });
    written.await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'a>(division: Option<&'a str>, tenant: &'a str, pins: &'a RulePins) -> Applicant<'a> {
        Applicant {
            organisation: "maker",
            division,
            tenant,
            role: PersonRole::Enterprise,
            on: NaiveDate::MIN,
            pins,
        }
    }

    #[test]
    fn who_is_at_home_depends_on_who_is_asked() {
        let pins = RulePins::default();
        for (authority, division, tenant, expected) in [
            ("440783", Some("440783"), "", true),
            ("440783", Some("440785"), "", false),
            ("440700", Some("440785"), "", true),
            ("440700", Some("440106"), "", false),
            ("440783", None, "", false),
            ("440783", None, "440783", true),
            ("WYU", Some("440703"), "440703", false),
        ] {
            let found = is_local(authority, "hall", &of(division, tenant, &pins));
            assert_eq!(found, expected, "{authority} {division:?} {tenant}");
        }
        assert!(is_local("WYU", "maker", &of(None, "", &pins)));
    }
}
