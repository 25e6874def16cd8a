//! What a carrier is accredited as: given, changed, taken away.
use super::command::{Circumstances, Event};
use super::criteria::{self, Subject};
use super::decide::Outcome;
use super::finding::Finding;
use super::regime::regime_of;
use super::{
    Carrier, Figures, Grade, Regime, Revocation, RevocationGround, Status, application, office,
};
use crate::domain::duty;
use crate::domain::notice;
use crate::domain::refused::Refused;

pub(super) fn accredit(carrier: &mut Carrier, document: String, at: &Circumstances<'_>) -> Outcome {
    office::official(carrier, at)?;
    duty::another_person(at.actor, carrier.checked_by.as_deref())?;
    notice::conclude(carrier.notice.as_mut(), &carrier.objections, at.today)?;
    let applied = carrier
        .application
        .as_ref()
        .map(|applied| (applied.grade, applied.regime));
    let Some((grade, regime)) = applied else {
        return Err(Refused::new(
            "APPLICATION_MISSING",
            "该载体没有认定申请",
            "there is no application of this carrier",
        ));
    };
    hold_documented(grade, &document)?;
    carrier.statuses.push(Status {
        grade,
        regime,
        since: at.today,
        until: None,
        document: document.clone(),
        attachment: String::new(),
        decided_by: at.actor.subject.clone(),
    });
    carrier.revocation = None;
    Ok(Event::CarrierAccredited {
        on: at.today,
        document,
    })
}

/// Grades of province and ministry are theirs to give: their decision is named.
fn hold_documented(grade: Grade, document: &str) -> Result<(), Refused> {
    if grade.is_local() || !document.trim().is_empty() {
        return Ok(());
    }
    Err(Refused::new(
        "DOCUMENT_MISSING",
        "省级以上级别须填写认定文件文号",
        "a grade of province or ministry names the decision that gives it",
    ))
}

/// Another grade from today on, by the measures that apply today.
pub(super) fn change_grade(
    carrier: &mut Carrier,
    grade: Grade,
    figures: &Figures,
    (document, reason): (String, String),
    at: &Circumstances<'_>,
) -> Outcome {
    office::of_city(carrier, at)?;
    duty::reasoned("reason", &reason)?;
    hold_documented(grade, &document)?;
    figures.check()?;
    let regime = regime_of(carrier.profile.kind, grade, at.today, at.terms)?;
    let before = carrier.grade().filter(|held| *held != grade);
    let Some(before) = before else {
        return Err(Refused::new(
            "GRADE_HELD",
            "载体已是该级别",
            "the carrier has that grade already",
        ));
    };
    // Who can't hold the higher grade any more keeps the lower one for a reason that a person gives.
    if grade > before {
        hold_met(carrier, (grade, regime), figures, at)?;
    }
    end_current(carrier, at, at.today.pred_opt());
    carrier.statuses.push(Status {
        grade,
        regime,
        since: at.today,
        until: None,
        document: document.clone(),
        attachment: String::new(),
        decided_by: at.actor.subject.clone(),
    });
    Ok(Event::CarrierGradeChanged {
        before,
        on: at.today,
        document,
    })
}

/// Holds that the figures meet a grade's own conditions.
fn hold_met(
    carrier: &Carrier,
    (grade, regime): (Grade, Regime),
    figures: &Figures,
    at: &Circumstances<'_>,
) -> Result<(), Refused> {
    let of = Subject {
        profile: &carrier.profile,
        figures,
        day: at.today,
    };
    let is_excellent = grade == Grade::Excellent;
    let found = Finding::of_host(&criteria::fails(regime, is_excellent, of, at.terms));
    match found.met {
        true => Ok(()),
        false => Err(application::unmet(&found.fails)),
    }
}

pub(super) fn revoke(carrier: &mut Carrier, reason: String, at: &Circumstances<'_>) -> Outcome {
    office::official(carrier, at)?;
    duty::reasoned("reason", &reason)?;
    if carrier.current().is_none() {
        // In manual handling about an application.
        return Err(Refused::new(
            "CARRIER_NOT_ACCREDITED",
            "该载体未获认定，没有可取消的资格",
            "the carrier was not accredited: there is no status to take away",
        ));
    }
    carrier.manual = None;
    Ok(take_away(carrier, RevocationGround::Fraud, reason, at))
}

/// Ends the current status today.
pub(super) fn take_away(
    carrier: &mut Carrier,
    ground: RevocationGround,
    reason: String,
    at: &Circumstances<'_>,
) -> Event {
    end_current(carrier, at, Some(at.today));
    carrier.rectification = None;
    // An accredited carrier has it beside its grade, and no other has.
    carrier.base = None;
    carrier.revocation = Some(Revocation {
        ground,
        reason,
        revoked_on: at.today,
    });
    Event::CarrierRevoked {
        ground,
        on: at.today,
    }
}

/// The last day of the current status; one that began after it never was.
fn end_current(carrier: &mut Carrier, at: &Circumstances<'_>, last_day: Option<chrono::NaiveDate>) {
    let last_day = last_day.unwrap_or(at.today);
    let current = carrier
        .statuses
        .last_mut()
        .filter(|status| status.until.is_none());
    if let Some(status) = current {
        status.until = Some(last_day);
    }
    carrier
        .statuses
        .retain(|status| status.until.is_none_or(|until| status.since <= until));
}
