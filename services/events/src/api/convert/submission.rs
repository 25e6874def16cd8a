//! Needs and achievements as their readers see them, and what is said of them.
use kezhuan_auth::Caller;
use kezhuan_cases::reader::{is_of_authority, shown};
use kezhuan_law::identifiers::UnifiedSocialCreditCode;
use kezhuan_law::regions;
use kezhuan_protocol::events::v1;
use kezhuan_rpc::etag;

use super::instant;
use crate::api::names::{ACHIEVEMENTS, EVENTS, NEEDS};
use crate::domain::submission::{Submission, SubmissionForm};
use crate::error::Error;
use crate::store::stored::Stored;

/// A need, to `reader`.
pub fn need(stored: &Stored<Submission>, reader: &Caller) -> v1::Need {
    let need = &stored.body;
    let form = need.form.clone();
    let state = v1::need::State::from_str_name(need.state.as_str());
    v1::Need {
        name: NEEDS.name(need.id),
        number: need.number.clone(),
        tenant: stored.tenant.clone(),
        etag: etag::of(need.version),
        state: state.unwrap_or_default().into(),
        event: EVENTS.name(need.event),
        organisation: need.organisation.clone(),
        form: Some(v1::need::Form {
            organisation_name: form.organisation_name,
            division: form.division.unwrap_or_default(),
            title: form.title,
            summary: form.summary,
            chain: form.chain.unwrap_or_default(),
            cluster: form.cluster.unwrap_or_default(),
            keywords: form.keywords,
            min_level: level(form.level),
            budget_fen: form.amount_fen,
        }),
        words: need.words.clone(),
        submitted_by: submitter(stored, reader),
        submitted_on: need.submitted_on.to_string(),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

/// An achievement, to `reader`.
pub fn achievement(stored: &Stored<Submission>, reader: &Caller) -> v1::Achievement {
    let achievement = &stored.body;
    let form = achievement.form.clone();
    let state = v1::achievement::State::from_str_name(achievement.state.as_str());
    v1::Achievement {
        name: ACHIEVEMENTS.name(achievement.id),
        number: achievement.number.clone(),
        tenant: stored.tenant.clone(),
        etag: etag::of(achievement.version),
        state: state.unwrap_or_default().into(),
        event: EVENTS.name(achievement.event),
        organisation: achievement.organisation.clone(),
        is_college: achievement.is_college,
        form: Some(v1::achievement::Form {
            organisation_name: form.organisation_name,
            division: form.division.unwrap_or_default(),
            title: form.title,
            summary: form.summary,
            chain: form.chain.unwrap_or_default(),
            cluster: form.cluster.unwrap_or_default(),
            keywords: form.keywords,
            level: level(form.level),
            price_fen: form.amount_fen,
        }),
        words: achievement.words.clone(),
        submitted_by: submitter(stored, reader),
        submitted_on: achievement.submitted_on.to_string(),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

fn submitter(stored: &Stored<Submission>, reader: &Caller) -> String {
    let submission = &stored.body;
    let is_own = reader.organisation == submission.organisation;
    shown(
        Some(&submission.submitted_by),
        is_own || is_of_authority(reader, &stored.tenant),
    )
}

/// The domain keeps it within one digit.
fn level(level: i64) -> i32 {
    i32::try_from(level).unwrap_or_default()
}

/// What is needed, by whoever asks.
pub fn read_need(form: Option<v1::need::Form>, caller: &Caller) -> Result<SubmissionForm, Error> {
    let form = form.unwrap_or_default();
    Ok(SubmissionForm {
        organisation_name: form.organisation_name,
        division: division(&form.division, caller)?,
        title: form.title,
        summary: form.summary,
        chain: given(form.chain),
        cluster: given(form.cluster),
        keywords: form.keywords,
        level: form.min_level.into(),
        amount_fen: form.budget_fen,
    })
}

/// What somebody has, who asks.
pub fn read_achievement(
    form: Option<v1::achievement::Form>,
    caller: &Caller,
) -> Result<SubmissionForm, Error> {
    let form = form.unwrap_or_default();
    Ok(SubmissionForm {
        organisation_name: form.organisation_name,
        division: division(&form.division, caller)?,
        title: form.title,
        summary: form.summary,
        chain: given(form.chain),
        cluster: given(form.cluster),
        keywords: form.keywords,
        level: form.level.into(),
        amount_fen: form.price_fen,
    })
}

fn given(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// Of an enterprise that signs in by its unified social credit code what stands in it, of others what they say.
fn division(said: &str, caller: &Caller) -> Result<Option<String>, Error> {
    if let Ok(code) = UnifiedSocialCreditCode::parse(&caller.organisation) {
        return Ok(Some(code.division().to_owned()));
    }
    if said.is_empty() || regions::is_division_code(said) {
        return Ok(given(said.to_owned()));
    }
    Err(Error::field(
        "form.division",
        "DIVISION_INVALID",
        "请填写六位行政区划代码",
        "write the six digits of the division",
    ))
}
