//! An accreditation that stands already: given by another authority, or before the carrier was entered here. It is recorded as
//! it was given, and nothing is decided anew.
use chrono::NaiveDate;

use super::command::{Circumstances, Event};
use super::decide::Outcome;
use super::regime::regime_of;
use super::{Carrier, Grade, Status, office};
use crate::domain::refused::Refused;

/// Hex digits of a SHA-256.
const DIGEST_LENGTH: usize = 64;

/// What the decision says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub grade: Grade,
    /// The day of the accreditation; it chooses the measures.
    pub since: NaiveDate,
    /// The decision's number.
    pub document: String,
    /// SHA-256 of the attachment that holds the decision.
    pub attachment: String,
}

pub(super) fn record(carrier: &mut Carrier, recorded: Recorded, at: &Circumstances<'_>) -> Outcome {
    office::recorder(carrier, recorded.grade, at)?;
    hold_day(carrier, recorded.since, at.today)?;
    hold_proof(&recorded)?;
    let Recorded {
        grade,
        since,
        document,
        attachment,
    } = recorded;
    let regime = regime_of(carrier.profile.kind, grade, since, at.terms)?;
    carrier.statuses.push(Status {
        grade,
        regime,
        since,
        until: None,
        document: document.clone(),
        attachment,
        decided_by: at.actor.subject.clone(),
    });
    carrier.revocation = None;
    Ok(Event::CarrierAccredited {
        on: since,
        document,
    })
}

/// Holds that it was accredited while it ran, and held no other status then.
fn hold_day(carrier: &Carrier, since: NaiveDate, today: NaiveDate) -> Result<(), Refused> {
    if since > today {
        return Err(Refused::new(
            "DATE_IN_FUTURE",
            "认定日期不能晚于今天",
            "an accreditation is recorded once it was given",
        )
        .at("since"));
    }
    if since < carrier.profile.opened_on {
        return Err(Refused::new(
            "DATE_OUT_OF_RANGE",
            format!("认定日期不能早于载体开业日期 {}", carrier.profile.opened_on),
            format!(
                "no carrier is accredited before it opened, on {}",
                carrier.profile.opened_on
            ),
        ));
    }
    let held_until = carrier.statuses.iter().filter_map(|held| held.until).max();
    match held_until.filter(|until| since <= *until) {
        None => Ok(()),
        Some(until) => Err(Refused::new(
            "STATUS_HELD_THEN",
            format!("载体至 {until} 仍持有原级别，认定日期应晚于该日"),
            format!("the carrier held another status until {until}: name a later day"),
        )),
    }
}

fn hold_proof(recorded: &Recorded) -> Result<(), Refused> {
    if recorded.document.trim().is_empty() {
        return Err(Refused::new(
            "DOCUMENT_MISSING",
            "请填写认定文件文号",
            "name the decision that gives the grade",
        )
        .at("document"));
    }
    let is_hex = |digit: u8| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit);
    let attachment = &recorded.attachment;
    if attachment.len() == DIGEST_LENGTH && attachment.bytes().all(is_hex) {
        return Ok(());
    }
    let (zh, en) = (
        "应为认定文件附件的 SHA-256 摘要（64位小写十六进制）",
        "is the SHA-256 of the attached decision: 64 hex digits in lower case",
    );
    Err(Refused::new("DIGEST_INVALID", zh, en).at("sha256"))
}
