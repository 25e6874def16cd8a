//! The formal check (形式审查), and who of the award office decides.
use super::decide::{Circumstances, Event};
use super::{Nomination, Refusal};
use crate::domain::actor::Role;
use crate::domain::refused::Refused;
use crate::domain::{duty, words};

/// Holds that a person of the award office decides whose organisation has no part in it, and who did not write or file it, does not
/// stand for it and was not asked to judge it.
pub(super) fn office(nomination: &Nomination, at: &Circumstances<'_>) -> Result<(), Refused> {
    duty::official(at.actor, Role::CityStb, &nomination.parties())?;
    crate::domain::award_round::office(at.actor)?;
    if nomination.involves(&at.actor.subject) {
        return Err(Refused::new(
            "OWN_CASE",
            "本人是完成人或评审专家，应当回避",
            "the caller stands for the case or was asked to judge it",
        ));
    }
    for author in nomination.authors() {
        duty::another_person(at.actor, Some(author))?;
    }
    let filed = nomination.filed.as_ref();
    duty::another_person(at.actor, filed.map(|filed| filed.by.as_str()))
}

/// The same of a step that a rule is asked about; the service takes it for the person who asked before the rule failed.
/// Answers whose step it is.
pub(super) fn office_or_for_it(
    nomination: &Nomination,
    at: &Circumstances<'_>,
) -> Result<String, Refused> {
    if !at.actor.is_service {
        office(nomination, at)?;
        return Ok(at.actor.subject.clone());
    }
    nomination.asked_by.clone().ok_or_else(|| {
        Refused::new(
            "NOT_BY_SERVICE",
            "该步骤须由工作人员办理",
            "a person of the authority takes this step",
        )
    })
}

pub(super) fn pass(
    nomination: &mut Nomination,
    group: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    office(nomination, at)?;
    let is_known = match at.round.groups.is_empty() {
        true => group.is_empty(),
        false => at.round.groups.contains(&group),
    };
    if !is_known {
        let refused = Refused::new(
            "GROUP_UNKNOWN",
            "请选择本轮次的专家组",
            "choose one of the round's expert groups",
        );
        return Err(refused.at("group"));
    }
    if at.counted.same > 0 {
        return Err(Refused::new(
            "ALREADY_NOMINATED",
            "本轮次已有同名且完成单位相同的提名通过形式审查，同一成果不得重复提名",
            "another nomination of the round with that title and one of these units has passed: an achievement is nominated once",
        ));
    }
    nomination.group.clone_from(&group);
    Ok(Event::NominationPassed { group })
}

pub(super) fn refuse(
    nomination: &mut Nomination,
    code: String,
    note: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    office(nomination, at)?;
    nomination.refusal = Some(refusal(&code, note, at)?);
    Ok(Event::NominationRefused { code })
}

/// A no with its code and its words.
pub(super) fn refusal(
    code: &str,
    note: String,
    at: &Circumstances<'_>,
) -> Result<Refusal, Refused> {
    duty::stable_code("code", code)?;
    words::reasoned("note", &note)?;
    Ok(Refusal {
        code: code.to_owned(),
        note,
        refused_on: at.today,
    })
}
