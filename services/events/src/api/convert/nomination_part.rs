//! Parts of a nomination, and what the list of excellent achievements says of it.
use kezhuan_auth::Caller;
use kezhuan_cases::reader::shown;
use kezhuan_law::panel::{Change, Panel};
use kezhuan_protocol::events::v1;

use super::day;
use super::nomination::band;
use crate::api::names::{AWARD_ROUNDS, NOMINATIONS};
use crate::domain::nomination::{
    ExcellentAchievement, LocalNotice, LocalObjection, NominationForm, Refusal, Unit,
};

/// What is nominated.
pub fn form(form: &NominationForm) -> v1::nomination::Form {
    let people = form.people.iter();
    let people = people.map(|person| v1::nomination::Candidate {
        person: person.person.clone(),
        title: person.title.clone(),
    });
    v1::nomination::Form {
        title: form.title.clone(),
        summary: form.summary.clone(),
        keywords: form.keywords.clone(),
        chain: form.chain.clone(),
        maturity: level(form.maturity),
        sought: band(form.sought).into(),
        units: form.units.iter().map(unit).collect(),
        people: people.collect(),
    }
}

/// Who carried it out.
pub fn unit(unit: &Unit) -> v1::nomination::Unit {
    v1::nomination::Unit {
        organisation: unit.organisation.clone(),
        title: unit.title.clone(),
        division: unit.division.clone(),
    }
}

/// The domain keeps it between 0 and 9.
fn level(maturity: i64) -> i32 {
    i32::try_from(maturity).unwrap_or_default()
}

/// The nominator's own notice.
pub fn local_notice(notice: &LocalNotice) -> v1::nomination::LocalNotice {
    v1::nomination::LocalNotice {
        place: notice.place.clone(),
        starts_on: notice.starts_on.to_string(),
        last_day: notice.last_day.to_string(),
    }
}

/// What the nominator heard against it.
pub fn local_objection(objection: &LocalObjection) -> v1::nomination::LocalObjection {
    let answer = objection.answer.as_ref();
    v1::nomination::LocalObjection {
        text: objection.text.clone(),
        filed_on: objection.filed_on.to_string(),
        outcome_reason: answer
            .map(|answer| answer.reason.clone())
            .unwrap_or_default(),
        upheld: answer.is_some_and(|answer| answer.upheld),
        resolved_on: day::told(answer.map(|answer| answer.on)),
    }
}

/// Why the office said no.
pub fn refusal(refusal: &Refusal) -> v1::Refusal {
    v1::Refusal {
        code: refusal.code.clone(),
        note: refusal.note.clone(),
        refused_on: refusal.refused_on.to_string(),
    }
}

/// Every seat, also of who was recused. One's own scores always; others' only to whom they are shown.
pub fn seats(
    panel: &Panel,
    reader: &Caller,
    (official, shows_scores): (bool, bool),
) -> Vec<v1::nomination::Seat> {
    let sheets = panel.sheets(&reader.subject);
    let seats = panel.seats.iter().map(|seat| {
        let id = seat.expert.id.as_str();
        let is_own = id == reader.subject;
        let may_see = official || is_own;
        let sheet = sheets.iter().find(|sheet| sheet.expert == id);
        let scores = sheet.and_then(|sheet| sheet.scores);
        let scores = scores.filter(|_| shows_scores || is_own);
        let recusal = seat.recusal.as_ref().filter(|_| may_see);
        v1::nomination::Seat {
            expert: shown(Some(id), may_see),
            organisation: shown(Some(&seat.expert.organisation), may_see),
            recused: seat.recusal.is_some(),
            recusal_reasons: recusal
                .map(|recusal| recusal.reasons.clone())
                .unwrap_or_default(),
            complete: sheet.is_some_and(|sheet| sheet.is_complete),
            scores: scores
                .into_iter()
                .flatten()
                .map(|(dimension, points)| (dimension.clone(), *points))
                .collect(),
        }
    });
    seats.collect()
}

/// Every change of a score: to an expert their own, to the office all of them with the scores, which they would tell before.
pub fn changes(
    panel: &Panel,
    reader: &Caller,
    shows_scores: bool,
) -> Vec<v1::nomination::ScoreChange> {
    let seen = |change: &&Change| shows_scores || change.expert == reader.subject;
    let seen = panel.changes.iter().filter(seen);
    seen.map(|change| v1::nomination::ScoreChange {
        expert: change.expert.clone(),
        dimension: change.criterion.clone(),
        before: change.before,
        after: change.after,
        reason: change.reason.clone(),
        changed_on: change.on.to_string(),
    })
    .collect()
}

/// An entry of the list.
pub fn achievement(entry: &ExcellentAchievement) -> v1::ExcellentAchievement {
    v1::ExcellentAchievement {
        nomination: NOMINATIONS.name(entry.id),
        number: entry.number.clone(),
        round: AWARD_ROUNDS.name(entry.round),
        title: entry.title.clone(),
        summary: entry.summary.clone(),
        keywords: entry.keywords.clone(),
        chain: entry.chain.clone(),
        maturity: level(entry.maturity),
        units: entry.units.iter().map(unit).collect(),
        band: band(entry.band).into(),
        certificate: entry.certificate.clone(),
        awarded_on: entry.awarded_on.to_string(),
        revoked_on: day::told(entry.revoked_on),
    }
}
