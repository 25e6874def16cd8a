//! What whoever handed a project in is told of it.
use std::collections::BTreeMap;

use anyhow::Context;
use kezhuan_notifications::Notice;
use kezhuan_protocol::events::v1;
use prost::Message;

use super::UNMOVED;

/// What its organisation hears of an event of a project.
pub(super) fn of(event_name: &str, payload: &[u8]) -> anyhow::Result<Option<Notice>> {
    let (kind, moved, more) = match event_name {
        "ProjectReturned" => {
            let event = v1::ProjectReturned::decode(payload)?;
            let until = match event.until.as_str() {
                "" => "—".to_owned(),
                until => until.to_owned(),
            };
            let more = vec![("reason", event.reason), ("until", until)];
            ("PROJECT_RETURNED", event.moved, more)
        }
        "ProjectRefused" => {
            let event = v1::ProjectRefused::decode(payload)?;
            ("PROJECT_REFUSED", event.moved, vec![("code", event.code)])
        }
        "ProjectSelected" => {
            let event = v1::ProjectSelected::decode(payload)?;
            ("PROJECT_SELECTED", event.moved, Vec::new())
        }
        "ProjectDeclined" => {
            let event = v1::ProjectDeclined::decode(payload)?;
            ("PROJECT_DECLINED", event.moved, Vec::new())
        }
        "ProjectScheduled" => {
            let event = v1::ProjectScheduled::decode(payload)?;
            let more = place(&event.slot.unwrap_or_default());
            ("PROJECT_SCHEDULED", event.moved, more)
        }
        "ProjectWithdrawn" => {
            let event = v1::ProjectWithdrawn::decode(payload)?;
            if !event.by_event {
                // By their own hand.
                return Ok(None);
            }
            ("PROJECT_EVENT_CANCELLED", event.moved, Vec::new())
        }
        _ => return Ok(None),
    };
    let moved = moved.context(UNMOVED)?;
    let own = [
        ("title", moved.title),
        ("number", moved.number),
        ("event", moved.event_title),
    ];
    let facts = own.into_iter().chain(more);
    let facts: BTreeMap<String, String> =
        facts.map(|(name, fact)| (name.to_owned(), fact)).collect();
    Ok(Some(Notice {
        kind,
        // It may be returned or moved in the agenda more than once.
        occasion: moved.version.to_string(),
        case: moved.project,
        organisation: moved.organisation,
        person: String::new(),
        facts,
    }))
}

fn place(slot: &v1::AgendaSlot) -> Vec<(&'static str, String)> {
    let (hour, minute) = (slot.starts_at / 60, slot.starts_at % 60);
    vec![
        ("stage", slot.stage.clone()),
        ("day", slot.day.clone()),
        ("time", format!("{hour:02}:{minute:02}")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notices::KINDS;

    #[test]
    fn its_organisation_hears_what_to_do_and_until_when() {
        let moved = || {
            Some(v1::ProjectMoved {
                project: "projects/1".to_owned(),
                organisation: "acme".to_owned(),
                title: "智能照明".to_owned(),
                event_title: "Roadshow".to_owned(),
                version: 2,
                ..v1::ProjectMoved::default()
            })
        };
        let returned = v1::ProjectReturned {
            moved: moved(),
            reason: "team".to_owned(),
            until: "2025-05-18".to_owned(),
        };
        let scheduled = v1::ProjectScheduled {
            moved: moved(),
            slot: Some(v1::AgendaSlot {
                stage: "Main".to_owned(),
                day: "2025-05-19".to_owned(),
                starts_at: 545,
                ends_at: 560,
            }),
        };
        for (name, payload, expected) in [
            ("ProjectReturned", returned.encode_to_vec(), "2025-05-18"),
            (
                "ProjectScheduled",
                scheduled.encode_to_vec(),
                "2025-05-19 at 09:05",
            ),
        ] {
            let told = of(name, &payload).unwrap().unwrap();
            assert_eq!(told.organisation, "acme");
            let kind = KINDS.iter().find(|kind| kind.code == told.kind).unwrap();
            let body = kezhuan_notifications::filled(kind.body.en, &told.facts);
            assert!(body.contains(expected), "{body}");
            assert!(body.contains("Roadshow"), "{body}");
        }
        let own = v1::ProjectWithdrawn {
            moved: moved(),
            by_event: false,
        };
        let own = of("ProjectWithdrawn", &own.encode_to_vec());
        assert_eq!(own.unwrap(), None);
    }
}
