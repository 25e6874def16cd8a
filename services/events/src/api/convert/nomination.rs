//! A nomination as its readers see it, and what is said of it.
use kezhuan_auth::Caller;
use kezhuan_cases::reader::{is_of_authority, shown};
use kezhuan_law::regions::is_division_code;
use kezhuan_protocol::events::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::nomination_part as part;
use super::objection::{self, Named};
use super::{code, day, instant, public_notice, rule_pin};
use crate::api::names::{AWARD_ROUNDS, DECISIONS, NOMINATIONS};
use crate::domain::award_mean::Band;
use crate::domain::nomination::{
    Assigned, Benefit, Blocked, Candidate, Committee, Nomination, NominationForm, Prize, Review,
    Unit,
};
use crate::error::Error;
use crate::store::stored::Stored;

/// A nomination, to `reader`: people's names inside the office are its own, and who judges is told to nobody else. An authority that
/// put it forward or carried it out reads it as such.
pub fn message(stored: &Stored<Nomination>, reader: &Caller) -> v1::Nomination {
    let nomination = &stored.body;
    let is_concerned = nomination.concerns(&reader.organisation);
    let official = is_of_authority(reader, &stored.tenant) && !is_concerned;
    let is_own = official || reader.organisation == nomination.nominator;
    let shows_scores = official && nomination.scores_are_final();
    let state = v1::nomination::State::from_str_name(nomination.state.as_str());
    let panel = nomination.panel.as_ref();
    let revocation = nomination.revocation.as_ref();
    let objections = nomination.objections.iter();
    let named = Named {
        objector: official,
        resolver: official,
    };
    v1::Nomination {
        name: NOMINATIONS.name(nomination.id),
        number: nomination.number.clone(),
        tenant: stored.tenant.clone(),
        etag: etag::of(nomination.version),
        state: state.unwrap_or_default().into(),
        blocked: blocked(nomination.blocked.as_ref()).into(),
        round: AWARD_ROUNDS.name(nomination.round),
        nominator: nomination.nominator.clone(),
        form: Some(part::form(&nomination.form)),
        drafted_by: shown(Some(&nomination.drafted_by), is_own),
        local_notice: nomination.local_notice.as_ref().map(part::local_notice),
        local_objections: nomination
            .local_objections
            .iter()
            .map(part::local_objection)
            .collect(),
        filed_on: day::told(nomination.filed.as_ref().map(|filed| filed.on)),
        group: nomination.group.clone(),
        refusal: nomination.refusal.as_ref().map(part::refusal),
        seats: panel.map_or_else(Vec::new, |panel| {
            part::seats(panel, reader, (official, shows_scores))
        }),
        score_changes: panel
            .map_or_else(Vec::new, |panel| part::changes(panel, reader, shows_scores)),
        score_due_on: day::told(nomination.score_due_on),
        review: nomination
            .review
            .as_ref()
            .map(|told| review(told, official)),
        failure: nomination.failure.clone().unwrap_or_default(),
        decision: decision(nomination.decision.filter(|_| official)),
        committee: nomination
            .committee
            .as_ref()
            .map(|told| committee(told, official)),
        notice: nomination.notice.as_ref().map(public_notice::message),
        objections: objections
            .map(|told| objection::message(told, named))
            .collect(),
        prize: nomination.prize.as_ref().map(|told| prize(told, official)),
        benefit: nomination.benefit.as_ref().map(benefit),
        revoked_on: day::told(revocation.map(|told| told.revoked_on)),
        revocation_reason: revocation
            .map(|told| told.reason.clone())
            .unwrap_or_default(),
        rule_pins: match official {
            true => rule_pin::messages(&nomination.pins),
            false => Vec::new(),
        },
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

fn blocked(told: Option<&Blocked>) -> v1::nomination::Blocked {
    let name = told.map(|told| told.block().as_str());
    name.and_then(v1::nomination::Blocked::from_str_name)
        .unwrap_or_default()
}

/// What a mean is worth, or what is awarded.
pub fn band(band: Band) -> v1::award::Band {
    v1::award::Band::from_str_name(band.as_str()).unwrap_or_default()
}

/// The same, as a request says it.
pub fn read_band(path: &str, given: i32) -> Result<Band, Error> {
    code::of_enum(path, given, v1::award::Band::as_str_name, Band::parse)
}

fn decision(id: Option<Uuid>) -> String {
    id.map(|id| DECISIONS.name(id)).unwrap_or_default()
}

fn review(told: &Review, official: bool) -> v1::nomination::Review {
    v1::nomination::Review {
        mean_c: told.mean_c,
        band: band(told.band).into(),
        experts: i32::try_from(told.experts).unwrap_or(i32::MAX),
        concluded_by: shown(Some(&told.concluded_by), official),
        concluded_on: told.concluded_on.to_string(),
        by_hand_reason: told.by_hand.clone().unwrap_or_default(),
        decision: decision(told.decision.filter(|_| official)),
    }
}

fn committee(told: &Committee, official: bool) -> v1::nomination::Committee {
    v1::nomination::Committee {
        band: band(told.band).into(),
        note: told.note.clone(),
        members: match official {
            true => told.members.clone(),
            false => Vec::new(),
        },
        recorded_by: shown(Some(&told.recorded_by), official),
        recorded_on: told.recorded_on.to_string(),
    }
}

fn prize(told: &Prize, official: bool) -> v1::nomination::Prize {
    v1::nomination::Prize {
        band: band(told.band).into(),
        certificate: told.certificate.clone(),
        awarded_by: shown(Some(&told.awarded_by), official),
        awarded_on: told.awarded_on.to_string(),
    }
}

fn benefit(told: &Benefit) -> v1::nomination::Benefit {
    v1::nomination::Benefit {
        amount_fen: told.amount.get(),
        reasons: told.reasons.clone(),
        by_hand_reason: told.by_hand.clone().unwrap_or_default(),
        assessed_on: told.assessed_on.to_string(),
        decision: decision(told.decision),
    }
}

/// What a nomination says of itself.
pub fn read_form(form: Option<v1::nomination::Form>) -> Result<NominationForm, Error> {
    let form = form.ok_or_else(|| {
        Error::field(
            "form",
            "FIELD_MISSING",
            "请填写提名内容",
            "say what is nominated",
        )
    })?;
    let units = form.units.into_iter().map(|unit| Unit {
        organisation: unit.organisation,
        title: unit.title,
        division: unit.division,
    });
    let people = form.people.into_iter().map(|person| Candidate {
        person: person.person,
        title: person.title,
    });
    Ok(NominationForm {
        title: form.title,
        summary: form.summary,
        keywords: form.keywords,
        chain: form.chain,
        maturity: form.maturity.into(),
        sought: read_band("form.sought", form.sought)?,
        units: units.collect(),
        people: people.collect(),
    })
}

/// Subjects or names, as they are compared.
fn trimmed(people: &[String]) -> Vec<String> {
    people.iter().map(|one| one.trim().to_owned()).collect()
}

/// Experts as they are assigned.
pub fn read_experts(
    given: &[v1::assign_award_experts_request::Expert],
) -> Result<Vec<Assigned>, Error> {
    let read = given.iter().enumerate().map(|(place, one)| {
        if one.expert.trim().is_empty() || one.organisation.trim().is_empty() {
            return Err(Error::field(
                &format!("experts[{place}]"),
                "EXPERT_INCOMPLETE",
                "请填写专家及其单位",
                "name the expert and their organisation",
            ));
        }
        if !one.division.is_empty() && !is_division_code(&one.division) {
            return Err(Error::field(
                &format!("experts[{place}].division"),
                "DIVISION_INVALID",
                "请填写六位行政区划代码",
                "write the six digits of the division",
            ));
        }
        Ok(Assigned {
            expert: kezhuan_law::panel::Expert {
                id: one.expert.clone(),
                organisation: one.organisation.clone(),
            },
            division: Some(one.division.clone()).filter(|code| !code.is_empty()),
            declaration: kezhuan_law::panel::Declaration {
                coauthors_3y: trimmed(&one.coauthors_3y),
                relatives: trimmed(&one.relatives),
            },
        })
    });
    read.collect()
}
