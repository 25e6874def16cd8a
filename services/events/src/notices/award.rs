//! What people are told of the award: those who put an achievement forward and who carried it out, the experts it was given to, and
//! the office that is to go on. Whoever judges hears of it alone, in a room of their own.
use std::collections::BTreeSet;

use anyhow::Context;
use kezhuan_notifications::Notice;
use kezhuan_protocol::events::v1;
use prost::Message;

use super::{UNMOVED, facts};

/// Who is told what of an event of the award; nobody of most.
pub fn of(event_name: &str, payload: &[u8], office: &str) -> anyhow::Result<Vec<Notice>> {
    match event_name {
        "NominationRefused" => {
            let event = v1::NominationRefused::decode(payload)?;
            concerned("NOMINATION_REFUSED", event.moved, [("code", event.code)])
        }
        "NominationExpertsAssigned" => to_score(v1::NominationExpertsAssigned::decode(payload)?),
        "NominationReminded" => reminded(v1::NominationReminded::decode(payload)?, office),
        "NominationDropped" => {
            let event = v1::NominationDropped::decode(payload)?;
            concerned("NOMINATION_DROPPED", event.moved, [("code", event.code)])
        }
        "NominationPublished" => {
            let event = v1::NominationPublished::decode(payload)?;
            let last_day = [("last_day", event.notice_last_day)];
            concerned("NOMINATION_PUBLISHED", event.moved, last_day)
        }
        "NominationObjected" => objected(v1::NominationObjected::decode(payload)?, office),
        "NominationObjectionResolved" => {
            resolved(v1::NominationObjectionResolved::decode(payload)?)
        }
        "NominationAwarded" => {
            let event = v1::NominationAwarded::decode(payload)?;
            concerned("NOMINATION_AWARDED", event.moved, [])
        }
        "AwardRevoked" => {
            let event = v1::AwardRevoked::decode(payload)?;
            concerned("AWARD_REVOKED", event.moved, [("reason", event.reason)])
        }
        _ => Ok(Vec::new()),
    }
}

/// Everybody of the nominator, and of each organisation that carried the achievement out.
fn concerned<const N: usize>(
    kind: &'static str,
    moved: Option<v1::NominationMoved>,
    more: [(&str, String); N],
) -> anyhow::Result<Vec<Notice>> {
    let moved = moved.context(UNMOVED)?;
    let told = one(kind, &moved, more);
    let units = moved.units.iter().map(String::as_str);
    let rooms: BTreeSet<&str> = units.chain([moved.nominator.as_str()]).collect();
    let told = rooms.into_iter().map(|organisation| Notice {
        organisation: organisation.to_owned(),
        ..told.clone()
    });
    Ok(told.collect())
}

/// Who has to look into it, and who put the achievement forward. Not who objects, nor what they say.
fn objected(event: v1::NominationObjected, office: &str) -> anyhow::Result<Vec<Notice>> {
    let moved = event.moved.context(UNMOVED)?;
    let told = one("NOMINATION_OBJECTED", &moved, []);
    let rooms = BTreeSet::from([office, moved.nominator.as_str()]);
    let told = rooms.into_iter().map(|organisation| Notice {
        organisation: organisation.to_owned(),
        ..told.clone()
    });
    Ok(told.collect())
}

/// Those concerned, and who objected: by themselves, for colleagues need not know of it.
fn resolved(event: v1::NominationObjectionResolved) -> anyhow::Result<Vec<Notice>> {
    let kind = match event.upheld {
        true => "NOMINATION_OBJECTION_UPHELD",
        false => "NOMINATION_OBJECTION_DISMISSED",
    };
    let mut told = concerned(kind, event.moved.clone(), [])?;
    let hears = told
        .iter()
        .any(|one| one.organisation == event.objector_organisation);
    // A person without a name would be everybody of their organisation.
    if !hears && !event.objector.is_empty() {
        let moved = event.moved.context(UNMOVED)?;
        told.push(Notice {
            organisation: event.objector_organisation,
            person: event.objector,
            ..one(kind, &moved, [])
        });
    }
    Ok(told)
}

/// Each expert by themselves: not even colleagues learn who judges, for some of them may have carried it out.
fn to_score(event: v1::NominationExpertsAssigned) -> anyhow::Result<Vec<Notice>> {
    let moved = event.moved.context(UNMOVED)?;
    let due_on = [("due_on", event.score_due_on)];
    let told = Notice {
        // Others are assigned later; who was told is told no more.
        occasion: String::new(),
        ..one("NOMINATION_TO_SCORE", &moved, due_on)
    };
    // A person without a name would be everybody of their organisation.
    let judges = event.judges.into_iter();
    let judges = judges.filter(|judge| !judge.expert.is_empty());
    let told = judges.map(|judge| Notice {
        organisation: judge.organisation,
        person: judge.expert,
        ..told.clone()
    });
    Ok(told.collect())
}

/// The award office: it goes on, or has its experts go on.
fn reminded(event: v1::NominationReminded, office: &str) -> anyhow::Result<Vec<Notice>> {
    let moved = event.moved.context(UNMOVED)?;
    let kind = match event.kind.as_str() {
        "NOTICE_OVER" => "NOMINATION_NOTICE_OVER",
        "SCORING_OVERDUE" => "NOMINATION_SCORES_OVERDUE",
        other => anyhow::bail!("{other} is no reminder"),
    };
    Ok(vec![Notice {
        organisation: office.to_owned(),
        // The reminder leaves the nomination's version as it is.
        occasion: event.due_on.clone(),
        ..one(kind, &moved, [("due_on", event.due_on)])
    }])
}

/// A message of a nomination, to nobody yet.
fn one<const N: usize>(
    kind: &'static str,
    moved: &v1::NominationMoved,
    more: [(&str, String); N],
) -> Notice {
    let mut facts = facts([
        ("number", moved.number.clone()),
        ("title", moved.title.clone()),
    ]);
    facts.extend(more.map(|(name, fact)| (name.to_owned(), fact)));
    Notice {
        kind,
        // A disputed proposal is published again.
        occasion: moved.version.to_string(),
        case: moved.nomination.clone(),
        organisation: String::new(),
        person: String::new(),
        facts,
    }
}

#[cfg(test)]
mod tests {
    use super::super::KINDS;
    use super::*;

    fn moved() -> Option<v1::NominationMoved> {
        Some(v1::NominationMoved {
            nomination: "nominations/1".to_owned(),
            number: "KZ-EVA-2025-440700-000001".to_owned(),
            nominator: "stb-440703".to_owned(),
            title: "高镍正极材料".to_owned(),
            version: 7,
            units: vec!["acme".to_owned(), "wyu".to_owned()],
            ..v1::NominationMoved::default()
        })
    }

    fn rooms(event_name: &str, event: &impl Message) -> Vec<(String, String)> {
        let told = of(event_name, &event.encode_to_vec(), "award-office").unwrap();
        for one in &told {
            let kind = KINDS.iter().find(|kind| kind.code == one.kind).unwrap();
            let mut places = kind.body.zh.split('{').skip(1);
            let fills = |part: &str| one.facts.contains_key(part.split('}').next().unwrap());
            assert!(places.all(fills), "{}", one.kind);
        }
        let rooms = told
            .into_iter()
            .map(|told| (told.organisation, told.person));
        rooms.collect()
    }

    fn room(organisation: &str, person: &str) -> (String, String) {
        (organisation.to_owned(), person.to_owned())
    }

    #[test]
    fn what_is_decided_is_told_to_who_nominated_and_who_carried_it_out() {
        let all = ["acme", "stb-440703", "wyu"].map(|organisation| room(organisation, ""));
        let refused = v1::NominationRefused {
            moved: moved(),
            code: "INCOMPLETE".to_owned(),
        };
        assert_eq!(rooms("NominationRefused", &refused), all);
        let dropped = v1::NominationDropped {
            moved: moved(),
            code: "NOT_VOTED".to_owned(),
        };
        assert_eq!(rooms("NominationDropped", &dropped), all);
        let awarded = v1::NominationAwarded {
            moved: moved(),
            achievement: None,
        };
        assert_eq!(rooms("NominationAwarded", &awarded), all);
        let revoked = v1::AwardRevoked {
            moved: moved(),
            achievement: None,
            reason: "学术不端".to_owned(),
        };
        assert_eq!(rooms("AwardRevoked", &revoked), all);
    }

    #[test]
    fn an_objection_is_told_to_the_office_and_what_became_of_it_to_who_objected() {
        let objected = v1::NominationObjected { moved: moved() };
        let told = rooms("NominationObjected", &objected);
        assert_eq!(told, [room("award-office", ""), room("stb-440703", "")]);
        let resolved = |organisation: &str| v1::NominationObjectionResolved {
            moved: moved(),
            upheld: true,
            objector: "guo".to_owned(),
            objector_organisation: organisation.to_owned(),
        };
        let all = ["acme", "stb-440703", "wyu"].map(|organisation| room(organisation, ""));
        let told = rooms("NominationObjectionResolved", &resolved("acme"));
        assert_eq!(told, all);
        let told = rooms("NominationObjectionResolved", &resolved("rival"));
        assert_eq!(told, [&all[..], &[room("rival", "guo")]].concat());
    }

    #[test]
    fn who_judges_is_told_to_themselves_alone() {
        let judge = |expert: &str| v1::nomination_experts_assigned::Judge {
            expert: expert.to_owned(),
            organisation: "wyu".to_owned(),
        };
        let assigned = v1::NominationExpertsAssigned {
            moved: moved(),
            experts: 2,
            judges: vec![judge("zhou"), judge("")],
            score_due_on: "2025-04-10".to_owned(),
        };
        let told = rooms("NominationExpertsAssigned", &assigned);
        assert_eq!(told, [room("wyu", "zhou")]);
    }

    #[test]
    fn the_office_is_told_of_what_waits_for_it() {
        for kind in ["NOTICE_OVER", "SCORING_OVERDUE"] {
            let reminded = v1::NominationReminded {
                moved: moved(),
                kind: kind.to_owned(),
                due_on: "2025-04-11".to_owned(),
            };
            let told = rooms("NominationReminded", &reminded);
            assert_eq!(told, [room("award-office", "")]);
        }
    }
}
