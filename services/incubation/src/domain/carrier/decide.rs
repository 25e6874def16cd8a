//! The one way a carrier moves: the chart allows the step, the step's own guards hold, and one event says what happened.
use super::command::{Circumstances, Command, Decided, Event};
use super::state::{Step, next};
use super::{
    Carrier, application, assess, manual, overseas_base, recorded, review, standing, update,
};
use crate::domain::refused::Refused;

/// What a step comes to.
pub(super) type Outcome = Result<Event, Refused>;

/// The carrier after `command`, or why not.
pub fn decide(
    before: &Carrier,
    command: Command,
    at: &Circumstances<'_>,
) -> Result<Decided, Refused> {
    let state = next(before.state, step(before, &command, at))?;
    let mut carrier = before.clone();
    let event = act(&mut carrier, command, at)?;
    carrier.state = state;
    carrier.version += 1;
    Ok(Decided {
        carrier,
        from: before.state,
        event,
    })
}

fn step(carrier: &Carrier, command: &Command, at: &Circumstances<'_>) -> Step {
    let in_a_row = at.terms.revoke_after_d;
    match command {
        Command::Update { .. } => Step::Update,
        Command::Apply { .. } => Step::Apply,
        Command::Find { .. } => Step::Find,
        Command::SendToManual { .. } => Step::SendToManual,
        Command::AskAgain => manual::asking_step(carrier),
        Command::Resolve { .. } => Step::Resolve,
        Command::Check { .. } => Step::Check,
        Command::Refuse { .. } => Step::Refuse,
        Command::Assign { .. } => Step::Assign,
        Command::Recuse { .. } => Step::Recuse,
        Command::Score { .. } => Step::Score,
        Command::Propose { .. } => Step::Propose,
        Command::Object { .. } => Step::Object,
        Command::Dismiss { .. } => Step::Dismiss,
        Command::Uphold { .. } => Step::Uphold,
        Command::Accredit { .. } => Step::Accredit,
        Command::Record(_) => Step::Record,
        // In manual handling a person grades: `Keep` leads nowhere from there.
        Command::Assess { .. } if carrier.manual.is_some() => Step::Keep,
        Command::Assess { year, graded, .. } => {
            assess::step(carrier, *year, graded.grade, in_a_row)
        }
        Command::Grade { grade, .. } => match manual::year(carrier) {
            Some(year) => assess::step(carrier, year, *grade, in_a_row),
            None => Step::KeepByHand,
        },
        Command::Recheck { passed: true, .. } => Step::PassRecheck,
        Command::Recheck { passed: false, .. } => Step::FailRecheck,
        Command::EndRectification => Step::EndRectification,
        Command::Revoke { .. } => Step::Revoke,
        Command::ChangeGrade { .. } => Step::ChangeGrade,
        Command::Withdraw => Step::Withdraw,
        Command::ApplyForBase { .. } => Step::ApplyForBase,
        Command::DecideBase { .. } => Step::DecideBase,
    }
}

fn act(carrier: &mut Carrier, command: Command, at: &Circumstances<'_>) -> Outcome {
    match command {
        Command::Update { profile } => update(carrier, profile, at),
        Command::Apply {
            grade,
            figures,
            counted,
        } => application::apply(carrier, grade, (figures, counted), at),
        Command::Find { finding } => application::find(carrier, finding, at),
        Command::SendToManual {
            failure,
            decision,
            question,
        } => manual::send(carrier, (failure, decision), question, at),
        Command::AskAgain => manual::ask_again(carrier, at),
        Command::Resolve { met, reason } => manual::resolve(carrier, met, reason, at),
        Command::Check { note } => application::check(carrier, note, at),
        Command::Refuse { code, note } => application::refuse(carrier, code, note, at),
        Command::Assign { experts } => review::assign(carrier, experts, at),
        Command::Recuse {
            expert,
            reasons,
            note,
        } => review::recuse(carrier, &expert, (reasons, note), at),
        Command::Score { scores, reason } => review::score(carrier, &scores, &reason, at),
        Command::Propose { desk_review } => review::propose(carrier, desk_review, at),
        Command::Object { text } => review::object(carrier, text, at),
        Command::Dismiss { reason } => review::dismiss(carrier, reason, at),
        Command::Uphold { code, reason } => review::uphold(carrier, code, reason, at),
        Command::Accredit { document } => standing::accredit(carrier, document, at),
        Command::Record(recorded) => recorded::record(carrier, recorded, at),
        Command::Assess {
            year,
            indicators,
            graded,
        } => {
            assess::may_assess(carrier, year, at)?;
            assess::keep(carrier, year, (indicators, graded), at)
        }
        Command::Grade {
            grade,
            score_c,
            reason,
        } => manual::grade(carrier, (grade, score_c), reason, at),
        Command::Recheck { passed, reason } => assess::recheck(carrier, passed, reason, at),
        Command::EndRectification => assess::end_rectification(carrier, at),
        Command::Revoke { reason } => standing::revoke(carrier, reason, at),
        Command::ChangeGrade {
            grade,
            figures,
            document,
            reason,
        } => standing::change_grade(carrier, grade, &figures, (document, reason), at),
        Command::Withdraw => application::withdraw(carrier, at),
        Command::ApplyForBase { statement } => overseas_base::apply(carrier, statement, at),
        Command::DecideBase { granted, reason } => {
            overseas_base::answer(carrier, granted, reason, at)
        }
    }
}
