//! What the two sides of a negotiation are told: mostly the other side, of what one of them did.
use anyhow::Context;
use kezhuan_notifications::Notice;
use kezhuan_protocol::events::v1;
use kezhuan_protocol::events::v1::negotiation::{Side, ending};
use prost::Message;

use super::{UNMOVED, facts};

/// Who hears what of an event of a negotiation.
pub(super) fn of(event_name: &str, payload: &[u8]) -> anyhow::Result<Vec<Notice>> {
    Ok(match event_name {
        "NegotiationProposed" => {
            let event = v1::NegotiationProposed::decode(payload)?;
            let all = both("NEGOTIATION_PROPOSED", event.moved)?;
            without(all, &event.proposed_by)
        }
        "NegotiationAccepted" => {
            let event = v1::NegotiationAccepted::decode(payload)?;
            other("NEGOTIATION_ACCEPTED", event.side(), event.moved)?
        }
        "NegotiationBegun" => {
            let event = v1::NegotiationBegun::decode(payload)?;
            other("NEGOTIATION_BEGUN", event.side(), event.moved)?
        }
        "IntentProposed" => {
            let event = v1::IntentProposed::decode(payload)?;
            other("INTENT_TO_SIGN", event.side(), event.moved)?
        }
        "ContractDropped" => {
            let event = v1::ContractDropped::decode(payload)?;
            both("CONTRACT_DROPPED", event.moved)?
        }
        "NegotiationEnded" => ended(v1::NegotiationEnded::decode(payload)?)?,
        "NegotiationReminded" => reminded(v1::NegotiationReminded::decode(payload)?)?,
        _ => Vec::new(),
    })
}

/// Both sides.
fn both(kind: &'static str, moved: Option<v1::NegotiationMoved>) -> anyhow::Result<Vec<Notice>> {
    let moved = moved.context(UNMOVED)?;
    let told = [&moved.provider, &moved.seeker].map(|side| Notice {
        kind,
        // Other terms are proposed, other contracts named.
        occasion: moved.version.to_string(),
        case: moved.negotiation.clone(),
        organisation: side.clone(),
        person: String::new(),
        facts: facts([
            ("number", moved.number.clone()),
            ("event", moved.event_title.clone()),
        ]),
    });
    Ok(told.into())
}

fn without(told: Vec<Notice>, organisation: &str) -> Vec<Notice> {
    let told = told.into_iter();
    told.filter(|notice| notice.organisation != organisation)
        .collect()
}

/// The side that did not do it.
fn other(
    kind: &'static str,
    side: Side,
    moved: Option<v1::NegotiationMoved>,
) -> anyhow::Result<Vec<Notice>> {
    let own = moved.as_ref().map(|moved| match side {
        Side::Provider => moved.provider.clone(),
        Side::Seeker => moved.seeker.clone(),
        Side::Unspecified => String::new(),
    });
    let all = both(kind, moved)?;
    Ok(without(all, &own.unwrap_or_default()))
}

/// Who ended it knows.
fn ended(event: v1::NegotiationEnded) -> anyhow::Result<Vec<Notice>> {
    let kind = match event.code() {
        ending::Code::Declined => "NEGOTIATION_DECLINED",
        ending::Code::Idle => "NEGOTIATION_IDLE",
        ending::Code::EventCancelled => "NEGOTIATION_EVENT_CANCELLED",
        ending::Code::Unspecified => anyhow::bail!("it does not say why it ended"),
    };
    let all = both(kind, event.moved)?;
    Ok(without(all, &event.organisation))
}

fn reminded(event: v1::NegotiationReminded) -> anyhow::Result<Vec<Notice>> {
    let (kind, occasion) = match event.kind.as_str() {
        "FOLLOW_UP_DUE" => ("FOLLOW_UP_DUE", event.months.to_string()),
        "FOLLOW_UP_OVERDUE" => ("FOLLOW_UP_OVERDUE", event.months.to_string()),
        "IDLE_SOON" => ("NEGOTIATION_IDLE_SOON", event.due_on.clone()),
        other => anyhow::bail!("{other} is no reminder"),
    };
    let mut told = both(kind, event.moved)?;
    for notice in &mut told {
        notice.occasion.clone_from(&occasion);
        let more = [
            ("months", event.months.to_string()),
            ("due_on", event.due_on.clone()),
        ];
        notice.facts.extend(facts(more));
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notices::KINDS;

    fn moved() -> Option<v1::NegotiationMoved> {
        Some(v1::NegotiationMoved {
            negotiation: "negotiations/1".to_owned(),
            number: "KZ-EVN-2025-440703-000001".to_owned(),
            event_title: "Fair of May".to_owned(),
            provider: "wyu".to_owned(),
            seeker: "acme".to_owned(),
            ..v1::NegotiationMoved::default()
        })
    }

    #[test]
    fn the_other_side_hears_what_it_has_to_do() {
        let side = Side::Seeker.into();
        let accepted = v1::NegotiationAccepted {
            moved: moved(),
            side,
        };
        let begun = v1::NegotiationBegun {
            moved: moved(),
            side,
        };
        let proposed = v1::IntentProposed {
            moved: moved(),
            side,
        };
        let ended = v1::NegotiationEnded {
            moved: moved(),
            code: ending::Code::Declined.into(),
            organisation: "acme".to_owned(),
        };
        for (name, payload) in [
            ("NegotiationAccepted", accepted.encode_to_vec()),
            ("NegotiationBegun", begun.encode_to_vec()),
            ("IntentProposed", proposed.encode_to_vec()),
            ("NegotiationEnded", ended.encode_to_vec()),
        ] {
            let told = of(name, &payload).unwrap();
            let whom: Vec<&str> = told.iter().map(|one| one.organisation.as_str()).collect();
            assert_eq!(whom, ["wyu"], "{name}");
            assert_filled(&told);
        }
    }

    #[test]
    fn both_hear_what_nobody_of_them_did() {
        let idle = v1::NegotiationEnded {
            moved: moved(),
            code: ending::Code::Idle.into(),
            organisation: String::new(),
        };
        let cancelled = v1::NegotiationEnded {
            code: ending::Code::EventCancelled.into(),
            ..idle.clone()
        };
        let soon = v1::NegotiationReminded {
            moved: moved(),
            kind: "IDLE_SOON".to_owned(),
            months: 0,
            due_on: "2025-11-16".to_owned(),
        };
        let dropped = v1::ContractDropped {
            moved: moved(),
            contract: "contracts/1".to_owned(),
        };
        for (name, payload) in [
            ("NegotiationEnded", idle.encode_to_vec()),
            ("NegotiationEnded", cancelled.encode_to_vec()),
            ("NegotiationReminded", soon.encode_to_vec()),
            ("ContractDropped", dropped.encode_to_vec()),
        ] {
            let told = of(name, &payload).unwrap();
            assert_eq!(told.len(), 2, "{name}");
            assert_filled(&told);
        }
    }

    /// Each is of a kind that names the event.
    fn assert_filled(told: &[Notice]) {
        for notice in told {
            let kind = KINDS.iter().find(|kind| kind.code == notice.kind).unwrap();
            let body = kezhuan_notifications::filled(kind.body.en, &notice.facts);
            assert!(body.contains("Fair of May"), "{body}");
        }
    }
}
