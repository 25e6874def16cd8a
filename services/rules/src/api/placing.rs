//! An entry's place in its timeline: what it closes, and what a correction leaves of the entries whose days it takes.
use chrono::NaiveDate;
use kezhuan_database::{OnConstraint, Write};
use kezhuan_protocol::rules::v1 as proto;
use uuid::Uuid;

use super::activation::tell;
use super::convert;
use crate::domain::proposal::{Command, Proposal, State, decide};
use crate::domain::timeline::{Displaced, Misplaced, Span, displace, place};
use crate::error::Error;
use crate::store;
use crate::store::approvals::ApprovalRow;
use crate::store::timeline::{EntryRow, IN_FORCE};

/// Entries one hook of one tenant may have.
pub const ENTRIES_MAX: i64 = 10_000;

/// The days of an entry.
pub fn span(row: &EntryRow) -> Span {
    Span {
        from: row.first,
        to: row.until.and_then(|until| until.pred_opt()),
    }
}

/// What becomes of one of the entries that are there.
pub enum Effect {
    /// It ends before this day.
    Ends(EntryRow, NaiveDate),
    /// All its days are taken.
    Superseded(EntryRow),
    /// It goes on behind the correction as another entry, to which the same people agreed.
    GoesOn(EntryRow, Uuid),
}

/// What placing `entry` does to the others, if it has a place.
pub async fn effects(write: &mut Write, entry: &EntryRow) -> Result<Vec<Effect>, Error> {
    let which = (entry.tenant.as_str(), entry.hook.as_str());
    let existing = store::timeline::list(write, which, &IN_FORCE, Uuid::nil(), ENTRIES_MAX).await?;
    let spans: Vec<Span> = existing.iter().map(span).collect();
    if entry.corrects {
        let displaced = displace(&spans, span(entry))?.into_iter();
        return Ok(displaced
            .flat_map(|displaced| left_of(&existing[displaced.index], displaced, entry.first))
            .collect());
    }
    let closed = place(&spans, span(entry), entry.proposed_on)?;
    let closed = closed.and_then(|(index, _)| existing.into_iter().nth(index));
    Ok(closed
        .map(|closed| Effect::Ends(closed, entry.first))
        .into_iter()
        .collect())
}

fn left_of(row: &EntryRow, displaced: Displaced, first: NaiveDate) -> Vec<Effect> {
    let mut effects = vec![match displaced.before {
        Some(_) => Effect::Ends(row.clone(), first),
        None => Effect::Superseded(row.clone()),
    }];
    effects.extend(displaced.after.map(|after| {
        let goes_on = EntryRow {
            id: Uuid::now_v7(),
            first: after.from,
            until: after.to.and_then(|last| last.succ_opt()),
            version: 1,
            continues: Some(row.approved_as()),
            ..row.clone()
        };
        Effect::GoesOn(goes_on, row.id)
    }));
    effects
}

/// Puts an approved entry into the timeline, and answers the others it changed.
pub async fn put_in_place(
    write: &mut Write,
    row: &EntryRow,
    entry: Option<proto::TimelineEntry>,
) -> Result<Vec<proto::TimelineEntry>, Error> {
    let mut closed = Vec::new();
    let (others, going_on): (Vec<Effect>, Vec<Effect>) = effects(write, row)
        .await?
        .into_iter()
        .partition(|effect| !matches!(effect, Effect::GoesOn(..)));
    // What goes on has days that the entry it was part of gives up first.
    for effect in others.into_iter().chain(going_on) {
        closed.push(changed(write, effect, row).await?);
    }
    // Somebody else may have taken the days since they were looked at.
    store::timeline::save(write, row)
        .await
        .on_constraint("timeline_entry_overlap", Error::from(Misplaced::Overlap))?;
    let activated = proto::RuleActivated { entry, closed };
    tell(write, row, "rule.activated", &activated);
    Ok(activated.closed)
}

async fn changed(
    write: &mut Write,
    effect: Effect,
    by: &EntryRow,
) -> Result<proto::TimelineEntry, Error> {
    match effect {
        Effect::Ends(row, until) => {
            // Another correction may have cut it since it was looked at.
            store::timeline::close(write, row.id, until)
                .await
                .on_constraint("timeline_entry_overlap", Error::from(Misplaced::Overlap))?;
            let shortened = EntryRow {
                until: Some(until),
                ..row
            };
            Ok(convert::entry(&shortened, &[]))
        }
        Effect::Superseded(row) => {
            let standing = Proposal {
                state: State::parse(&row.state).ok_or(Error::ChangedMeanwhile)?,
                proposer: row.activated_by.clone(),
                uploaders: Vec::new(),
                approvers: Vec::new(),
            };
            let next = decide(&standing, Command::Supersede, &by.activated_by)?;
            let superseded = EntryRow {
                state: next.state.code().to_owned(),
                ended_by: by.activated_by.clone(),
                ended_reason: by.reason.clone(),
                version: row.version + 1,
                ..row
            };
            store::timeline::save(write, &superseded).await?;
            let entry = convert::entry(&superseded, &[]);
            let told = proto::ActivationSuperseded {
                entry: Some(entry.clone()),
            };
            tell(write, &superseded, "rule.superseded", &told);
            Ok(entry)
        }
        Effect::GoesOn(row, original) => {
            let agreed = store::approvals::of(write, &[original]).await?;
            store::timeline::add(write, &row)
                .await
                .on_constraint("timeline_entry_overlap", Error::from(Misplaced::Overlap))?;
            for approval in &agreed {
                let approval = ApprovalRow {
                    entry_id: row.id,
                    ..approval.clone()
                };
                store::approvals::add(write, &row.tenant, &approval).await?;
            }
            let entry = convert::entry(&row, &[]);
            let told = proto::RuleContinued {
                entry: Some(entry.clone()),
            };
            tell(write, &row, "rule.continued", &told);
            Ok(entry)
        }
    }
}
