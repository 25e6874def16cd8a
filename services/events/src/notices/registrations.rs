//! What is told of a registration to who comes, and of an event to who runs it.
use anyhow::Context;
use kezhuan_notifications::Notice;
use kezhuan_protocol::events::v1;
use prost::Message;

use super::{UNMOVED, facts};

/// What somebody hears of an event of their registration, or an organiser of theirs.
pub(super) fn of(event_name: &str, payload: &[u8]) -> anyhow::Result<Option<Notice>> {
    Ok(match event_name {
        "RegistrationConfirmed" => {
            let event = v1::RegistrationConfirmed::decode(payload)?;
            Some(registration("REGISTRATION_CONFIRMED", event.moved, &[])?)
        }
        "RegistrationWaitlisted" => {
            let event = v1::RegistrationWaitlisted::decode(payload)?;
            Some(registration("REGISTRATION_WAITLISTED", event.moved, &[])?)
        }
        "RegistrationPromoted" => {
            let event = v1::RegistrationPromoted::decode(payload)?;
            Some(registration("REGISTRATION_PROMOTED", event.moved, &[])?)
        }
        "RegistrationRefused" => {
            let event = v1::RegistrationRefused::decode(payload)?;
            let reasons = match event.reason_text.is_empty() {
                true => event.reasons.join(", "),
                false => event.reason_text,
            };
            let reasons = [("reasons", reasons)];
            Some(registration("REGISTRATION_REFUSED", event.moved, &reasons)?)
        }
        "RegistrationCancelled" => {
            let event = v1::RegistrationCancelled::decode(payload)?;
            cancelled(event)?
        }
        "EventCancelled" => lapsed(v1::EventCancelled::decode(payload)?)?,
        _ => None,
    })
}

fn registration(
    kind: &'static str,
    moved: Option<v1::RegistrationMoved>,
    more: &[(&str, String)],
) -> anyhow::Result<Notice> {
    let moved = moved.context(UNMOVED)?;
    let mut facts = facts([
        ("place", moved.place.to_string()),
        ("event", moved.event_title),
        ("day", moved.event_starts_on),
        ("venue", moved.venue),
    ]);
    facts.extend(
        more.iter()
            .map(|(name, fact)| ((*name).to_owned(), fact.clone())),
    );
    Ok(Notice {
        kind,
        occasion: String::new(),
        case: moved.registration,
        organisation: moved.organisation,
        person: moved.person,
        facts,
    })
}

/// Nobody of what was done by their own hand.
fn cancelled(event: v1::RegistrationCancelled) -> anyhow::Result<Option<Notice>> {
    use v1::registration_cancelled::Reason;
    Ok(match event.reason() {
        Reason::EventCancelled => {
            let reason = [("reason", event.reason_text)];
            Some(registration("EVENT_CANCELLED", event.moved, &reason)?)
        }
        Reason::EventOver => Some(registration("NO_PLACE_BECAME_FREE", event.moved, &[])?),
        Reason::ByPerson | Reason::Unspecified => None,
    })
}

/// Who runs an event is told that it was cancelled where no person did it.
fn lapsed(event: v1::EventCancelled) -> anyhow::Result<Option<Notice>> {
    if !event.is_lapsed {
        return Ok(None);
    }
    let moved = event.moved.context(UNMOVED)?;
    Ok(Some(Notice {
        kind: "EVENT_LAPSED",
        occasion: String::new(),
        case: moved.event,
        organisation: moved.organiser,
        person: String::new(),
        facts: facts([
            ("number", moved.number),
            ("event", moved.title),
            ("day", moved.starts_on),
        ]),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notices::{self, KINDS};

    fn cancelled_for(reason: v1::registration_cancelled::Reason) -> Vec<Notice> {
        let event = v1::RegistrationCancelled {
            moved: Some(v1::RegistrationMoved {
                registration: "registrations/1".to_owned(),
                organisation: "acme".to_owned(),
                person: "li".to_owned(),
                place: 7,
                event_title: "成果对接会".to_owned(),
                event_starts_on: "2025-03-20".to_owned(),
                venue: "科技馆".to_owned(),
                ..v1::RegistrationMoved::default()
            }),
            reason: reason.into(),
            reason_text: "台风".to_owned(),
        };
        notices::of("RegistrationCancelled", &event.encode_to_vec(), "").unwrap()
    }

    #[test]
    fn who_waited_in_vain_is_not_told_that_the_event_was_cancelled() {
        use v1::registration_cancelled::Reason;
        assert_eq!(cancelled_for(Reason::ByPerson), []);
        for (reason, expected, said) in [
            (Reason::EventOver, "NO_PLACE_BECAME_FREE", "报名序号 7"),
            (Reason::EventCancelled, "EVENT_CANCELLED", "取消原因：台风"),
        ] {
            let told = cancelled_for(reason).remove(0);
            assert_eq!(told.kind, expected);
            let kind = KINDS.iter().find(|kind| kind.code == told.kind).unwrap();
            let body = kezhuan_notifications::filled(kind.body.zh, &told.facts);
            assert!(body.contains(said), "{body}");
            assert!(body.contains("成果对接会") && body.contains("2025-03-20"));
        }
    }

    #[test]
    fn an_organiser_is_told_of_what_the_clock_cancelled_and_of_nothing_else() {
        let cancelled = |is_lapsed| v1::EventCancelled {
            moved: Some(v1::EventMoved {
                event: "events/1".to_owned(),
                organiser: "chamber".to_owned(),
                ..v1::EventMoved::default()
            }),
            reason: String::new(),
            is_lapsed,
        };
        let told = |is_lapsed| {
            let event = cancelled(is_lapsed).encode_to_vec();
            notices::of("EventCancelled", &event, "").unwrap()
        };
        assert_eq!(told(false), []);
        let told = told(true).remove(0);
        let whom = (told.organisation.as_str(), told.kind);
        assert_eq!(whom, ("chamber", "EVENT_LAPSED"));
    }

    #[test]
    fn who_was_refused_by_hand_reads_what_the_person_said() {
        let refused = |reason_text: &str| v1::RegistrationRefused {
            moved: Some(v1::RegistrationMoved {
                organisation: "acme".to_owned(),
                ..v1::RegistrationMoved::default()
            }),
            reasons: vec!["BY_HAND".to_owned()],
            reason_text: reason_text.to_owned(),
        };
        for (said, expected) in [("不属于邀请范围", "不属于邀请范围"), ("", "BY_HAND")]
        {
            let event = refused(said).encode_to_vec();
            let told = notices::of("RegistrationRefused", &event, "")
                .unwrap()
                .remove(0);
            assert_eq!(told.facts["reasons"], expected);
        }
    }
}
