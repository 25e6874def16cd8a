//! From the committee to the award: the proposal, the public notice, what is brought forward against it, the award, its revocation.
use kezhuan_law::naming::are_same;

use super::command::Assessed;
use super::decide::{Circumstances, Event};
use super::{Benefit, Committee, Nomination, Prize, Refusal, Revocation, check, review};
use crate::domain::award_mean::Band;
use crate::domain::duty;
use crate::domain::form::{Form, NAME_MAX, NUMBER_MAX};
use crate::domain::notice::{self, Length, PublicNotice};
use crate::domain::refused::{FieldViolation, Refused};
use crate::domain::words::reasoned;

/// The code of a nomination that an objection stopped.
const OBJECTION_UPHELD: &str = "OBJECTION_UPHELD";

/// Most members of a committee.
const MEMBERS_MAX: usize = 50;

/// More than any prize: what a rule may grant at most.
const PRIZE_MAX_FEN: i64 = 100_000_000_000;

/// The committee may give less than the scores came to, never more; the office records it, by another person than who concluded
/// the scoring.
pub(super) fn propose(
    nomination: &mut Nomination,
    band: Band,
    (note, members): (String, Vec<String>),
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    second_person(nomination, at)?;
    reasoned("note", &note)?;
    sat(nomination, &members)?;
    let scored = nomination.review.as_ref().map(|review| review.band);
    // Bands stand from the first down.
    if band == Band::None || scored.is_none_or(|scored| band < scored) {
        return Err(review::above_scores());
    }
    let places = at.round.places.of(band);
    if places > 0 && at.counted.taken >= places {
        return Err(Refused::new(
            "PLACES_TAKEN",
            format!("该等级名额 {places} 个已满"),
            format!("all {places} places of the band are taken"),
        ));
    }
    nomination.committee = Some(Committee {
        band,
        note,
        members,
        recorded_by: at.actor.subject.clone(),
        recorded_on: at.today,
    });
    Ok(Event::NominationProposed { band })
}

/// Holds that it is said who decided, and that none of them stands for the case or was asked to judge it.
fn sat(nomination: &Nomination, members: &[String]) -> Result<(), Refused> {
    let mut form = Form::default();
    if !(1..=MEMBERS_MAX).contains(&members.len()) {
        let (zh, en) = (
            format!("请填写 1 至 {MEMBERS_MAX} 名评审委员会委员"),
            format!("names from 1 to {MEMBERS_MAX} members of the committee"),
        );
        form.wrong(FieldViolation::new("members", "FIELD_MISSING", zh, en));
    }
    for (place, member) in members.iter().enumerate() {
        let path = format!("members[{place}]");
        form.needed(path.clone(), member, NAME_MAX);
        if nomination.involves(member.trim()) {
            let (zh, en) = (
                "该委员是完成人或评审专家，应当回避",
                "stands for the case or was asked to judge it, and decides nothing in it",
            );
            form.wrong(FieldViolation::new(path, "MEMBER_INVOLVED", zh, en));
        } else if is_named_before(members, place) {
            let (zh, en) = ("该委员已填写", "is named before");
            form.wrong(FieldViolation::new(path, "MEMBER_REPEATED", zh, en));
        }
    }
    form.check()
}

/// However it is typed. A list that is too long is refused anyway.
fn is_named_before(members: &[String], place: usize) -> bool {
    let mut before = members.iter().take(place.min(MEMBERS_MAX));
    let member = members.get(place);
    member.is_some_and(|member| before.any(|one| are_same(one, member)))
}

pub(super) fn leave_out(
    nomination: &mut Nomination,
    code: String,
    note: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    second_person(nomination, at)?;
    nomination.refusal = Some(check::refusal(&code, note, at)?);
    Ok(Event::NominationDropped { code })
}

fn second_person(nomination: &Nomination, at: &Circumstances<'_>) -> Result<(), Refused> {
    check::office(nomination, at)?;
    let review = nomination.review.as_ref();
    duty::another_person(at.actor, review.map(|review| review.concluded_by.as_str()))
}

/// A notice that was disputed is followed by a new one.
pub(super) fn publish(
    nomination: &mut Nomination,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    check::office(nomination, at)?;
    let length = Length::CalendarDays(at.terms.notice_days);
    let opened = PublicNotice::open(at.today, length, at.terms.counting(), at.calendar)?;
    let last_day = opened.last_day;
    nomination.notice = Some(opened);
    Ok(Event::NominationPublished { last_day })
}

pub(super) fn object(
    nomination: &mut Nomination,
    text: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    reasoned("text", &text)?;
    let notice = nomination.notice.as_mut();
    notice::object(notice, &mut nomination.objections, text, at.actor, at.today)?;
    Ok(Event::NominationObjected)
}

/// Why nobody objects while an objection is handled.
pub fn objection_handled() -> Refused {
    Refused::new(
        "OBJECTION_HANDLED",
        "已有异议正在处理；驳回后将重新公示，届时可再提出异议",
        "an objection is being handled: where it is dismissed the notice runs anew, and you may object then",
    )
}

pub(super) fn resolve(
    nomination: &mut Nomination,
    upheld: bool,
    reason: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    check::office(nomination, at)?;
    reasoned("reason", &reason)?;
    let objections = &mut nomination.objections;
    notice::resolve(objections, upheld, reason.clone(), at.actor, at.today)?;
    if upheld {
        nomination.refusal = Some(Refusal {
            code: OBJECTION_UPHELD.to_owned(),
            note: reason,
            refused_on: at.today,
        });
    }
    Ok(Event::NominationObjectionResolved { upheld })
}

pub(super) fn award(
    nomination: &mut Nomination,
    certificate: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    check::office(nomination, at)?;
    let committee = nomination.committee.as_ref().ok_or_else(no_proposal)?;
    duty::another_person(at.actor, Some(&committee.recorded_by))?;
    notice::conclude(nomination.notice.as_mut(), &nomination.objections, at.today)?;
    let mut form = Form::default();
    form.needed("certificate", &certificate, NUMBER_MAX);
    form.check()?;
    nomination.prize = Some(Prize {
        band: committee.band,
        certificate,
        awarded_by: at.actor.subject.clone(),
        awarded_on: at.today,
    });
    Ok(Event::NominationAwarded)
}

/// Once, whatever it came to, and in a rule's place by another person than who gave the award. A rule hears the rank within the band,
/// which is final only when nothing of the round is under way. Nothing is paid by it.
pub(super) fn assess(
    nomination: &mut Nomination,
    assessed: Assessed,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    let assessed_by = check::office_or_for_it(nomination, at)?;
    review::by_person(nomination, assessed.by_hand.as_deref())?;
    if assessed.by_hand.is_none() && at.counted.undecided > 0 {
        return Err(Refused::new(
            "ROUND_UNDECIDED",
            format!(
                "本轮次尚有 {} 项提名未决，名次未定，请待其全部办结后再核定奖金",
                at.counted.undecided
            ),
            format!(
                "{} nominations of the round are under way, so that no rank is final: end them first",
                at.counted.undecided
            ),
        ));
    }
    if assessed.by_hand.is_some() {
        let prize = nomination.prize.as_ref();
        duty::another_person(at.actor, prize.map(|prize| prize.awarded_by.as_str()))?;
    }
    let amount = assessed.amount;
    let mut form = Form::default();
    form.between("amount_fen", amount.get(), (0, PRIZE_MAX_FEN));
    form.check()?;
    if nomination.benefit.is_some() {
        return Err(Refused::new(
            "PRIZE_ASSESSED",
            "奖金已核定",
            "the prize was assessed before",
        ));
    }
    nomination.benefit = Some(Benefit {
        amount,
        reasons: assessed.reasons,
        assessed_by,
        assessed_on: at.today,
        by_hand: assessed.by_hand,
        decision: assessed.decision,
    });
    nomination.decision = assessed.decision.or(nomination.decision);
    nomination.clear_failure();
    Ok(Event::NominationPrizeAssessed { amount })
}

/// By another person than who gave the award.
pub(super) fn revoke(
    nomination: &mut Nomination,
    reason: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    check::office(nomination, at)?;
    let prize = nomination.prize.as_ref();
    duty::another_person(at.actor, prize.map(|prize| prize.awarded_by.as_str()))?;
    reasoned("reason", &reason)?;
    nomination.revocation = Some(Revocation {
        reason: reason.clone(),
        revoked_by: at.actor.subject.clone(),
        revoked_on: at.today,
    });
    nomination.clear_failure();
    Ok(Event::AwardRevoked { reason })
}

fn no_proposal() -> Refused {
    Refused::new(
        "RECORD_INCONSISTENT",
        "缺少评审委员会意见",
        "what is published has no proposal",
    )
}
