//! What is submitted to an event to be matched: a need (需求), or an achievement (成果), of the organisation that submits it.
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actor::Actor;
use super::capacity;
use super::chart::follow;
use super::code_list::code_list;
use super::form::{Form, NAME_MAX, NOTE_MAX};
use super::matching::tokens;
use super::of_event::OfEvent;
use super::refused::{FieldViolation, Refused};

/// Most keywords that are named.
const KEYWORDS_MAX: usize = 20;
/// The highest technology readiness level.
const LEVEL_MAX: i64 = 9;
/// Most that a budget or a price says: what a rule is told, a trillion yuan.
const AMOUNT_FEN_MAX: i64 = 100_000_000_000_000;

/// What `is_code` asks for, in Chinese and English.
pub const CODE_SHAPE: (&str, &str) = (
    "代码用大写字母、数字和下划线，最多 60 个字符",
    "is a code in upper case letters, digits and underscores, 60 at most",
);

code_list! {
    /// Which of the two.
    Kind {
        Need = "NEED", "需求", "need";
        Achievement = "ACHIEVEMENT", "成果", "achievement";
    }
}

code_list! {
    /// Where it stands.
    State {
        Submitted = "SUBMITTED", "已提交", "submitted";
        Withdrawn = "WITHDRAWN", "已撤回", "withdrawn";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        Withdraw = "WITHDRAW", "撤回", "be withdrawn";
    }
}

/// What its organisation writes down.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SubmissionForm {
    pub organisation_name: String,
    /// Six digits, where it comes from; `None` where that is not said.
    pub division: Option<String>,
    pub title: String,
    pub summary: String,
    /// Code of the one of the city's key chains it belongs to.
    pub chain: Option<String>,
    /// Code of the cluster of chains.
    pub cluster: Option<String>,
    pub keywords: Vec<String>,
    /// Technology readiness level: of a need the one from which on something is of use, 0 is any; of an achievement its own, 0 is
    /// not said.
    pub level: i64,
    /// Of a need its budget, of an achievement its price.
    pub amount_fen: Option<i64>,
}

/// One need or achievement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    pub id: Uuid,
    pub kind: Kind,
    pub number: String,
    pub event: Uuid,
    pub organisation: String,
    /// A college or an institute submits it.
    pub is_college: bool,
    pub form: SubmissionForm,
    /// What its text is found by, sorted, each once: as the dictionary of the day of its submission cut it.
    pub words: Vec<String>,
    pub state: State,
    pub submitted_by: String,
    pub submitted_on: NaiveDate,
    pub version: i64,
}

/// What the edge gives beside the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSubmission {
    pub id: Uuid,
    pub kind: Kind,
    pub number: String,
    /// The caller's tenant is a college.
    pub is_college: bool,
    pub form: SubmissionForm,
    /// Most words kept of it.
    pub words_max: usize,
}

/// The state `step` moves it to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    let ways: &[(Step, State)] = match state {
        State::Submitted => &[(Step::Withdraw, State::Withdrawn)],
        State::Withdrawn => &[],
    };
    follow(state, step, ways)
}

/// Submits to an event that takes submissions today, for the actor's own organisation.
pub fn submit(
    new: NewSubmission,
    event: &OfEvent,
    actor: &Actor,
    today: NaiveDate,
) -> Result<Submission, Refused> {
    capacity::owner(actor, &actor.organisation)?;
    event.prepares()?;
    if event.submissions_until.is_none_or(|last| last < today) {
        return Err(Refused::new(
            "SUBMISSIONS_NOT_TAKEN",
            "本活动当前不接收需求和成果",
            "the event takes no needs or achievements, or takes none any more",
        ));
    }
    check(&new.form, new.kind)?;
    let form = new.form;
    let texts = [form.title.as_str(), form.summary.as_str()];
    let words = tokens::words(&form.keywords, &texts, new.words_max);
    Ok(Submission {
        id: new.id,
        kind: new.kind,
        number: new.number,
        event: event.id,
        organisation: actor.organisation.clone(),
        is_college: new.is_college,
        words,
        form,
        state: State::Submitted,
        submitted_by: actor.subject.clone(),
        submitted_on: today,
        version: 1,
    })
}

impl Submission {
    /// Its organisation takes it back: no later matching has it.
    pub fn withdraw(&self, actor: &Actor) -> Result<Submission, Refused> {
        let state = next(self.state, Step::Withdraw)?;
        capacity::owner(actor, &self.organisation)?;
        Ok(Submission {
            state,
            version: self.version + 1,
            ..self.clone()
        })
    }
}

/// Holds that everything it needs is said, field by field.
fn check(given: &SubmissionForm, kind: Kind) -> Result<(), Refused> {
    let mut form = Form::default();
    form.needed("form.organisation_name", &given.organisation_name, NAME_MAX);
    form.needed("form.title", &given.title, NAME_MAX);
    form.needed("form.summary", &given.summary, NOTE_MAX);
    for (path, code) in [
        ("form.chain", &given.chain),
        ("form.cluster", &given.cluster),
    ] {
        if code.as_deref().is_some_and(|code| !is_code(code)) {
            let (zh, en) = CODE_SHAPE;
            form.wrong(FieldViolation::new(path, "CODE_INVALID", zh, en));
        }
    }
    if given.keywords.len() > KEYWORDS_MAX {
        let (zh, en) = ("关键词最多 20 个", "has at most 20 keywords");
        form.wrong(FieldViolation::new("form.keywords", "TOO_MANY", zh, en));
    }
    for (place, keyword) in given.keywords.iter().enumerate() {
        form.needed(format!("form.keywords[{place}]"), keyword, NAME_MAX);
    }
    let (level, amount) = match kind {
        Kind::Need => ("form.min_level", "form.budget_fen"),
        Kind::Achievement => ("form.level", "form.price_fen"),
    };
    form.between(level, given.level, (0, LEVEL_MAX));
    let amount_fen = given.amount_fen.unwrap_or_default();
    form.between(amount, amount_fen, (0, AMOUNT_FEN_MAX));
    form.check()
}

/// Whether a text has the shape of a code, such as that of a chain.
pub fn is_code(text: &str) -> bool {
    let is_of_code = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    (1..=60).contains(&text.len()) && text.bytes().all(is_of_code)
}

#[cfg(test)]
mod tests;
