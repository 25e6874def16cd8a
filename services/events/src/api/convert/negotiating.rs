//! What is asked of negotiations, and what several of them come to.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use kezhuan_protocol::events::v1;
use kezhuan_protocol::events::v1::negotiation as parts;
use kezhuan_rpc::Collection;
use uuid::Uuid;

use super::{code, day};
use crate::api::names::{ACHIEVEMENTS, EVENTS, NEEDS, PROJECTS};
use crate::domain::negotiation::{IntentTerms, NewNegotiation, Origin, Party, Progress, Report};
use crate::error::Error;
use crate::store::event_results::{OfOne, Results, Scope};

/// What is proposed, under the human number that it was given.
pub fn read_new(
    input: &v1::ProposeNegotiationRequest,
    number: String,
) -> Result<NewNegotiation, Error> {
    Ok(NewNegotiation {
        id: Uuid::now_v7(),
        number,
        provider: read_party("provider", input.provider.as_ref())?,
        seeker: read_party("seeker", input.seeker.as_ref())?,
        topic: input.topic.clone(),
        origin: read_origin(input)?,
    })
}

/// What of the event it goes back to.
pub fn read_origin(input: &v1::ProposeNegotiationRequest) -> Result<Origin, Error> {
    Ok(Origin {
        need: read_if_given("need", &input.need, NEEDS)?,
        achievement: read_if_given("achievement", &input.achievement, ACHIEVEMENTS)?,
        project: read_if_given("project", &input.project, PROJECTS)?,
    })
}

fn read_if_given(
    path: &'static str,
    name: &str,
    collection: Collection,
) -> Result<Option<Uuid>, Error> {
    match name {
        "" => Ok(None),
        name => Ok(Some(collection.parse_field(path, name)?)),
    }
}

fn read_party(path: &str, given: Option<&parts::Party>) -> Result<Party, Error> {
    let given = given.ok_or_else(|| {
        Error::field(path, "FIELD_MISSING", "请填写单位", "name the organisation")
    })?;
    Ok(Party {
        organisation: given.organisation.trim().to_owned(),
        display_name: given.display_name.trim().to_owned(),
        credit_code: given.credit_code.clone(),
    })
}

/// The terms of an intent.
pub fn read_intent(input: v1::ProposeIntentRequest) -> Result<IntentTerms, Error> {
    Ok(IntentTerms {
        signed_on: day::read("signed_on", &input.signed_on)?,
        subject: input.subject,
        amount: Fen(input.amount_fen),
    })
}

/// What is reported.
pub fn read_report(input: v1::ReportFollowUpRequest) -> Result<Report, Error> {
    let name = parts::Progress::as_str_name;
    Ok(Report {
        months: input.months,
        progress: code::of_enum("progress", input.progress, name, Progress::parse)?,
        note: input.note,
    })
}

/// Which events results are asked of.
pub fn read_scope(input: &v1::GetEventResultsRequest) -> Result<Scope, Error> {
    let (ends_from, ends_to) = read_ends(&input.ends_from, &input.ends_to)?;
    Ok(Scope {
        event: read_if_given("event", &input.event, EVENTS)?,
        tenant: Some(input.tenant.clone()).filter(|tenant| !tenant.is_empty()),
        ends_from,
        ends_to,
    })
}

/// The same of results event by event.
pub fn read_scope_of_each(input: &v1::ListEventResultsRequest) -> Result<Scope, Error> {
    let (ends_from, ends_to) = read_ends(&input.ends_from, &input.ends_to)?;
    Ok(Scope {
        event: None,
        tenant: Some(input.tenant.clone()).filter(|tenant| !tenant.is_empty()),
        ends_from,
        ends_to,
    })
}

/// Between which days events end.
fn read_ends(from: &str, to: &str) -> Result<(Option<NaiveDate>, Option<NaiveDate>), Error> {
    let from = day::read_if_given("ends_from", from)?;
    let to = day::read_if_given("ends_to", to)?;
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Err(Error::field(
            "ends_to",
            "PERIOD_INVALID",
            "不能早于 ends_from",
            "can't be earlier than `ends_from`",
        ));
    }
    Ok((from, to))
}

/// What came of one event.
pub fn results_of_one(found: &OfOne) -> v1::EventResults {
    let scope = Scope {
        event: Some(found.place.event_id),
        ..Scope::default()
    };
    results(&found.results, &scope)
}

/// What came of them.
pub fn results(found: &Results, scope: &Scope) -> v1::EventResults {
    v1::EventResults {
        event: scope.event.map(|id| EVENTS.name(id)).unwrap_or_default(),
        events: found.events,
        attendees: found.attendees,
        person_times: found.person_times,
        projects: found.projects,
        projects_selected: found.projects_selected,
        projects_presented: found.projects_presented,
        negotiations: found.negotiations,
        intents: found.intents,
        intent_amount_fen: found.intent_fen,
        contracts_linked: found.contracts_linked,
        contracts_counted: found.contracts_counted,
        counted_total_amount_fen: found.counted_total_fen,
        counted_technical_amount_fen: found.counted_technical_fen,
    }
}
