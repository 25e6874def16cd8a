//! What happened to a nomination, as others hear it.
use std::collections::BTreeSet;

use kezhuan_database::Write;
use kezhuan_law::notice::Objection;
use kezhuan_law::panel::Panel;
use kezhuan_protocol::events::v1;
use kezhuan_protocol::events::v1::nomination_experts_assigned::Judge;

use crate::api::convert::day;
use crate::api::convert::nomination::band as told_band;
use crate::api::convert::nomination_part::achievement;
use crate::api::names::{AWARD_ROUNDS, NOMINATIONS};
use crate::domain::nomination::{Event, ExcellentAchievement, Nomination, State};
use crate::store::nominations::AGGREGATE;
use crate::store::stored::Stored;

/// One event of a nomination: `publish!(write, after, from, Name, field: value …)`.
macro_rules! publish {
    ($write:expr, $after:expr, $from:expr, $message:ident $(, $field:ident: $value:expr)*) => {{
        let event = v1::$message { moved: moved(&$after.body, $from), $($field: $value),* };
        $write.publish(AGGREGATE, $after.body.id, $after.event_sequence, &event);
    }};
}

/// Publishes the one event of a step that led here from `from`.
pub fn publish(write: &mut Write, after: &Stored<Nomination>, from: State, event: &Event) {
    match event {
        Event::NominationNoticePosted {
            starts_on,
            last_day,
        } => publish!(
            write, after, from, NominationNoticePosted,
            starts_on: starts_on.to_string(), last_day: last_day.to_string()
        ),
        Event::NominationLocalObjectionRecorded => {
            publish!(write, after, from, NominationLocalObjectionRecorded);
        }
        Event::NominationLocalObjectionResolved { upheld } => {
            publish!(write, after, from, NominationLocalObjectionResolved, upheld: *upheld);
        }
        Event::NominationFiled => publish!(write, after, from, NominationFiled),
        Event::NominationPassed { group } => {
            publish!(write, after, from, NominationPassed, group: group.clone());
        }
        Event::NominationRefused { code } => {
            publish!(write, after, from, NominationRefused, code: code.clone());
        }
        Event::NominationWithdrawn => publish!(write, after, from, NominationWithdrawn),
        Event::NominationExpertsAssigned { .. }
        | Event::NominationConflictDeclared { .. }
        | Event::NominationScoreGiven { .. }
        | Event::NominationScored(_)
        | Event::NominationRuleFailed { .. }
        | Event::NominationAskedAgain => publish_of_review(write, after, from, event),
        Event::NominationProposed { .. }
        | Event::NominationDropped { .. }
        | Event::NominationPublished { .. }
        | Event::NominationObjected
        | Event::NominationObjectionResolved { .. }
        | Event::NominationAwarded
        | Event::NominationPrizeAssessed { .. }
        | Event::AwardRevoked { .. }
        | Event::NominationReminded { .. } => publish_of_award(write, after, from, event),
    }
}

/// What happens while experts judge it.
fn publish_of_review(write: &mut Write, after: &Stored<Nomination>, from: State, event: &Event) {
    match event {
        Event::NominationExpertsAssigned { experts } => {
            publish!(
                write, after, from, NominationExpertsAssigned,
                experts: count(*experts), judges: judges(&after.body), score_due_on: day::told(after.body.score_due_on)
            );
        }
        Event::NominationConflictDeclared { experts_left } => publish!(
            write, after, from, NominationConflictDeclared,
            experts_left: count(*experts_left)
        ),
        Event::NominationScoreGiven { all_in } => {
            publish!(write, after, from, NominationScoreGiven, all_in: *all_in);
        }
        Event::NominationScored(mean) => publish!(
            write, after, from, NominationScored,
            mean_c: mean.mean_c, band: told_band(mean.band).into()
        ),
        Event::NominationRuleFailed { failure } => {
            publish!(write, after, from, NominationRuleFailed, failure: failure.clone());
        }
        Event::NominationAskedAgain => publish!(write, after, from, NominationAskedAgain),
        // Told elsewhere.
        Event::NominationNoticePosted { .. }
        | Event::NominationLocalObjectionRecorded
        | Event::NominationLocalObjectionResolved { .. }
        | Event::NominationFiled
        | Event::NominationPassed { .. }
        | Event::NominationRefused { .. }
        | Event::NominationProposed { .. }
        | Event::NominationDropped { .. }
        | Event::NominationPublished { .. }
        | Event::NominationObjected
        | Event::NominationObjectionResolved { .. }
        | Event::NominationAwarded
        | Event::NominationPrizeAssessed { .. }
        | Event::AwardRevoked { .. }
        | Event::NominationReminded { .. }
        | Event::NominationWithdrawn => {}
    }
}

/// What happens from the committee on.
fn publish_of_award(write: &mut Write, after: &Stored<Nomination>, from: State, event: &Event) {
    match event {
        Event::NominationProposed { band } => {
            publish!(write, after, from, NominationProposed, band: told_band(*band).into());
        }
        Event::NominationDropped { code } => {
            publish!(write, after, from, NominationDropped, code: code.clone());
        }
        Event::NominationPublished { last_day } => publish!(
            write, after, from, NominationPublished,
            notice_last_day: last_day.to_string()
        ),
        Event::NominationObjected => publish!(write, after, from, NominationObjected),
        Event::NominationObjectionResolved { upheld } => {
            let resolved = after.body.objections.last();
            let of =
                |text: fn(&Objection) -> &String| resolved.map(text).cloned().unwrap_or_default();
            publish!(
                write, after, from, NominationObjectionResolved,
                upheld: *upheld, objector: of(|one| &one.objector), objector_organisation: of(|one| &one.organisation)
            );
        }
        Event::NominationAwarded => {
            publish!(write, after, from, NominationAwarded, achievement: listed(&after.body));
        }
        Event::NominationPrizeAssessed { amount } => publish!(
            write, after, from, NominationPrizeAssessed,
            amount_fen: amount.get()
        ),
        Event::AwardRevoked { reason } => publish!(
            write, after, from, AwardRevoked,
            achievement: listed(&after.body), reason: reason.clone()
        ),
        Event::NominationReminded { kind, due_on } => publish!(
            write, after, from, NominationReminded,
            kind: kind.as_str().to_owned(), due_on: due_on.to_string()
        ),
        // Told elsewhere.
        Event::NominationNoticePosted { .. }
        | Event::NominationLocalObjectionRecorded
        | Event::NominationLocalObjectionResolved { .. }
        | Event::NominationFiled
        | Event::NominationPassed { .. }
        | Event::NominationRefused { .. }
        | Event::NominationExpertsAssigned { .. }
        | Event::NominationConflictDeclared { .. }
        | Event::NominationScoreGiven { .. }
        | Event::NominationScored(_)
        | Event::NominationRuleFailed { .. }
        | Event::NominationAskedAgain
        | Event::NominationWithdrawn => {}
    }
}

fn listed(nomination: &Nomination) -> Option<v1::ExcellentAchievement> {
    let entry = ExcellentAchievement::of(nomination)?;
    Some(achievement(&entry))
}

fn judges(nomination: &Nomination) -> Vec<Judge> {
    let sitting = nomination.panel.iter().flat_map(Panel::sitting);
    let judges = sitting.map(|seat| Judge {
        expert: seat.expert.id.clone(),
        organisation: seat.expert.organisation.clone(),
    });
    judges.collect()
}

fn count(experts: usize) -> i32 {
    i32::try_from(experts).unwrap_or(i32::MAX)
}

fn moved(nomination: &Nomination, from: State) -> Option<v1::NominationMoved> {
    let units = nomination.form.units.iter();
    let units: BTreeSet<&str> = units.map(|unit| unit.organisation.as_str()).collect();
    Some(v1::NominationMoved {
        nomination: NOMINATIONS.name(nomination.id),
        number: nomination.number.clone(),
        round: AWARD_ROUNDS.name(nomination.round),
        nominator: nomination.nominator.clone(),
        title: nomination.form.title.clone(),
        from_state: from.as_str().to_owned(),
        to_state: nomination.state.as_str().to_owned(),
        version: nomination.version,
        units: units.into_iter().map(str::to_owned).collect(),
    })
}
