//! What people bring forward against a notice, who answers them, and what a notice that is over allows.
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Outcome, PublicNotice};
use crate::actor::Actor;
use crate::refused::Refused;

/// What someone brought forward against a published decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// Subject of the person who objects.
    pub objector: String,
    /// Whom they act for; empty where that was not kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub organisation: String,
    pub text: String,
    pub filed_on: NaiveDate,
    /// `None` while it is open.
    pub resolution: Option<Resolution>,
}

/// What became of an objection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    pub upheld: bool,
    pub reason: String,
    pub resolved_by: String,
    pub resolved_on: NaiveDate,
}

/// Why a step of a notice is refused. A case that has its own word for one of these says it in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// An objection is made by a person.
    ByService,
    /// Neither an objection nor an answer to one goes without a reason.
    TextMissing,
    /// Its last day, which has passed.
    Over(NaiveDate),
    /// Nobody answers their own objection.
    OwnObjection,
    /// What follows a notice waits for its end, and for the answer to every objection.
    NotOver,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Refused {
        match refusal {
            Refusal::ByService => Refused::new(
                "OBJECTION_BY_SERVICE",
                "异议须由自然人提出",
                "an objection is made by a person",
            ),
            Refusal::TextMissing => {
                Refused::new("REASON_MISSING", "请填写理由", "a reason has to be given")
            }
            Refusal::Over(last_day) => Refused::new(
                "NOTICE_OVER",
                format!("公示已于 {last_day} 结束"),
                format!("the notice ended on {last_day}"),
            ),
            Refusal::OwnObjection => Refused::new(
                "SAME_PERSON",
                "该步骤须由另一人办理",
                "this step takes another person than the one before it",
            ),
            Refusal::NotOver => Refused::new(
                "NOTICE_NOT_OVER",
                "公示期未满或有异议未处理，请待公示结束且异议处理完毕后再办理",
                "the notice still stands or an objection is open: go on when it is over and every objection is answered",
            ),
        }
    }
}

/// A person objects while the notice stands; from then on it is disputed.
pub fn object<Role: Ord>(
    notice: Option<&mut PublicNotice>,
    objections: &mut Vec<Objection>,
    text: String,
    actor: &Actor<Role>,
    today: NaiveDate,
) -> Result<(), Refusal> {
    if actor.is_service {
        return Err(Refusal::ByService);
    }
    given(&text)?;
    if let Some(notice) = notice {
        if notice.is_over(today) {
            return Err(Refusal::Over(notice.last_day));
        }
        notice.outcome = Some(Outcome::Disputed);
    }
    objections.push(Objection {
        objector: actor.subject.clone(),
        organisation: actor.organisation.clone(),
        text,
        filed_on: today,
        resolution: None,
    });
    Ok(())
}

/// Answers every open objection. Who may is the case's to say, except that nobody answers their own.
pub fn resolve<Role: Ord>(
    objections: &mut [Objection],
    upheld: bool,
    reason: String,
    actor: &Actor<Role>,
    today: NaiveDate,
) -> Result<(), Refusal> {
    given(&reason)?;
    let mut open = objections.iter().filter(|one| one.resolution.is_none());
    if open.any(|one| one.objector == actor.subject) {
        return Err(Refusal::OwnObjection);
    }
    for objection in objections {
        if objection.resolution.is_none() {
            objection.resolution = Some(Resolution {
                upheld,
                reason: reason.clone(),
                resolved_by: actor.subject.clone(),
                resolved_on: today,
            });
        }
    }
    Ok(())
}

/// Holds that the notice is over and no objection waits, and keeps that none of them stood.
pub fn conclude(
    notice: Option<&mut PublicNotice>,
    objections: &[Objection],
    today: NaiveDate,
) -> Result<(), Refusal> {
    let over = notice.filter(|notice| notice.is_over(today));
    match (over, open_objection(objections)) {
        (Some(notice), None) => {
            notice.outcome = Some(Outcome::Undisputed);
            Ok(())
        }
        (Some(_) | None, Some(_)) | (None, None) => Err(Refusal::NotOver),
    }
}

/// The objection that waits for an answer.
pub fn open_objection(objections: &[Objection]) -> Option<&Objection> {
    objections.iter().find(|one| one.resolution.is_none())
}

fn given(text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::TextMissing);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::WorkingCalendar;
    use crate::notice::{Counting, Length};

    type Someone = Actor<()>;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn citizen() -> Someone {
        Actor::person("citizen", "", "", [])
    }

    fn office() -> Someone {
        Actor::person("wu", "stb", "440703", [()])
    }

    /// Until 2025-03-10.
    fn notice() -> PublicNotice {
        PublicNotice::open(
            date("2025-03-03"),
            Length::WorkingDays(5),
            Counting::default(),
            WorkingCalendar::shipped(),
        )
        .unwrap()
    }

    fn objected() -> (PublicNotice, Vec<Objection>) {
        let (mut notice, mut objections) = (notice(), Vec::new());
        let text = "never done".to_owned();
        let on = date("2025-03-10");
        object(Some(&mut notice), &mut objections, text, &citizen(), on).unwrap();
        (notice, objections)
    }

    #[test]
    fn a_person_objects_with_a_reason_while_the_notice_stands() {
        let service: Someone = Actor::service("timer", "440703");
        for (actor, text, on, refusal) in [
            (&service, "why", "2025-03-10", Refusal::ByService),
            (&citizen(), " \n", "2025-03-10", Refusal::TextMissing),
            (
                &citizen(),
                "why",
                "2025-03-11",
                Refusal::Over(date("2025-03-10")),
            ),
        ] {
            let (mut notice, mut objections) = (notice(), Vec::new());
            let refused = object(
                Some(&mut notice),
                &mut objections,
                text.to_owned(),
                actor,
                date(on),
            );
            assert_eq!(refused, Err(refusal));
            assert_eq!((notice.outcome, objections.len()), (None, 0));
        }
        let (notice, objections) = objected();
        assert_eq!(notice.outcome, Some(Outcome::Disputed));
        assert_eq!(open_objection(&objections).unwrap().objector, "citizen");
    }

    #[test]
    fn an_objection_is_answered_by_somebody_else_and_once() {
        let (_, mut objections) = objected();
        let on = date("2025-03-12");
        let text = || "it was".to_owned();
        let own = resolve(&mut objections, false, text(), &citizen(), on);
        assert_eq!(own, Err(Refusal::OwnObjection));
        let silent = resolve(&mut objections, false, String::new(), &office(), on);
        assert_eq!(silent, Err(Refusal::TextMissing));
        resolve(&mut objections, false, text(), &office(), on).unwrap();
        assert_eq!(open_objection(&objections), None);
        let first = objections[0].resolution.clone().unwrap();
        assert_eq!((first.resolved_by.as_str(), first.upheld), ("wu", false));
        // What is answered is answered: the one who objected then may answer the next one.
        objections.push(Objection {
            objector: "other".to_owned(),
            organisation: String::new(),
            text: "again".to_owned(),
            filed_on: on,
            resolution: None,
        });
        resolve(&mut objections, true, text(), &citizen(), on).unwrap();
        assert_eq!(objections[0].resolution, Some(first));
        assert!(objections[1].resolution.as_ref().unwrap().upheld);
    }

    #[test]
    fn what_follows_waits_for_the_end_and_for_every_answer() {
        let mut standing = notice();
        for (on, concluded) in [("2025-03-10", false), ("2025-03-11", true)] {
            let ended = conclude(Some(&mut standing), &[], date(on));
            assert_eq!(ended.is_ok(), concluded, "{on}");
        }
        assert_eq!(standing.outcome, Some(Outcome::Undisputed));
        let on = date("2025-03-12");
        assert_eq!(conclude(None, &[], on), Err(Refusal::NotOver));
        let (mut disputed, mut objections) = objected();
        let waits = conclude(Some(&mut disputed), &objections, on);
        assert_eq!(
            (waits, disputed.outcome),
            (Err(Refusal::NotOver), Some(Outcome::Disputed))
        );
        resolve(&mut objections, false, "it was".to_owned(), &office(), on).unwrap();
        assert_eq!(conclude(Some(&mut disputed), &objections, on), Ok(()));
        assert_eq!(disputed.outcome, Some(Outcome::Undisputed));
    }

    #[test]
    fn a_refusal_keeps_the_reason_it_was_published_with() {
        for (refusal, reason) in [
            (Refusal::ByService, "OBJECTION_BY_SERVICE"),
            (Refusal::TextMissing, "REASON_MISSING"),
            (Refusal::Over(date("2025-03-10")), "NOTICE_OVER"),
            (Refusal::OwnObjection, "SAME_PERSON"),
            (Refusal::NotOver, "NOTICE_NOT_OVER"),
        ] {
            assert_eq!(Refused::from(refusal).reason, reason);
        }
    }

    #[test]
    fn a_stored_objection_stays_readable() {
        let stored = r#"{"objector":"c","text":"t","filed_on":"2025-03-10","resolution":{"upheld":false,"reason":"r","resolved_by":"w","resolved_on":"2025-03-12"}}"#;
        let objection: Objection = serde_json::from_str(stored).unwrap();
        assert_eq!(serde_json::to_string(&objection).unwrap(), stored);
    }
}
