//! The part of an account that is of periods: what was proposed, tried and agreed to, and what answers today.
use kezhuan_protocol::rules::v1::TimelineEntry;
use kezhuan_protocol::rules::v1::timeline_entry::State;

use super::{Finding, Standings, Truth};
use crate::domain::Period;
use crate::domain::next::Seen;
use crate::domain::turn::{approvers, missing};
use crate::resource::PeriodStatus;

pub(super) fn proposed(standings: &Standings, seen: &Seen) -> Finding {
    let first = seen.not_proposed.iter().next();
    let (truth, reason, message) = match first {
        Some((place, problem)) => {
            let hook = standings
                .get(*place)
                .map_or("", |(period, _)| period.hook.as_str());
            (Truth::False, problem.reason, format!("{hook}：{problem}"))
        }
        None if standings.iter().any(|(_, entry)| entry.is_none()) => (
            Truth::False,
            "NotYet",
            "尚未提出 / not proposed yet".to_owned(),
        ),
        None => (
            Truth::True,
            "Proposed",
            listed(standings, |entry| entry.name.clone()),
        ),
    };
    Finding::new("Proposed", truth, reason, message)
}

/// Only what is still proposed comes with its previews, and of a page only the first; one that could not be made holds up
/// nothing.
pub(super) fn previewed(standings: &Standings) -> Finding {
    let entries: Vec<&TimelineEntry> = standings.iter().filter_map(|(_, entry)| *entry).collect();
    let is_without =
        |entry: &TimelineEntry| entry.state() == State::Proposed && entry.previews.is_empty();
    let mut previews = entries.iter().flat_map(|entry| &entry.previews);
    let (truth, reason, message) = match previews.find(|preview| !preview.problem.is_empty()) {
        _ if entries.is_empty() => (Truth::Unknown, "NotReached", String::new()),
        _ if entries.iter().any(|entry| is_without(entry)) => {
            let message = "未随附试算结果，见 kezhuan rules timeline / nothing tried came with it, see kezhuan rules timeline";
            (Truth::Unknown, "NothingShown", message.to_owned())
        }
        Some(failed) => {
            let (service, why) = (&failed.service, &failed.problem);
            let message = format!("{service} 未能试算：{why} / {service} could not try it: {why}");
            (Truth::False, "PreviewFailed", message)
        }
        None => {
            let message = "试算结果见 kezhuan rules timeline / read what it would have changed by kezhuan rules timeline";
            (Truth::True, "Previewed", message.to_owned())
        }
    };
    Finding::new("Previewed", truth, reason, message)
}

pub(super) fn approved(standings: &Standings) -> Finding {
    let state = |wanted: State| {
        let mut entries = standings.iter().filter_map(|(_, entry)| *entry);
        entries.find(|entry| entry.state() == wanted)
    };
    let (truth, reason, message) = if let Some(entry) = state(State::Refused) {
        let (name, who, why) = (&entry.name, &entry.ended_by, &entry.ended_reason);
        let message = format!(
            "{who} 否决了 {name}：{why}；修改资源后将重新提出 / {who} refused {name}: {why}; change the resource to propose anew"
        );
        (Truth::False, "Refused", message)
    } else if let Some(entry) = state(State::Proposed) {
        (Truth::False, "WaitsForPeople", missing(entry))
    } else if standings.iter().any(|(_, entry)| entry.is_none()) {
        (Truth::Unknown, "NotReached", String::new())
    } else {
        let message = listed(standings, |entry| {
            format!("{} ({})", entry.name, approvers(entry))
        });
        (Truth::True, "TwoAgreed", message)
    };
    Finding::new("Approved", truth, reason, message)
}

pub(super) fn in_force(standings: &Standings, today: &str) -> Finding {
    let of = |(_, entry): &(&Period, Option<&TimelineEntry>)| match entry {
        None => (Truth::Unknown, "NotReached", String::new()),
        Some(entry) => answering(entry, today),
    };
    let all: Vec<_> = standings.iter().map(of).collect();
    let worst = all.iter().find(|(truth, _, _)| *truth != Truth::True);
    let (truth, reason, message) = worst.or(all.first()).cloned().unwrap_or_default();
    Finding::new("InForce", truth, reason, message)
}

fn answering(entry: &TimelineEntry, today: &str) -> (Truth, &'static str, String) {
    let (name, from, to) = (&entry.name, &entry.effective_from, &entry.effective_to);
    match entry.state() {
        State::Superseded => (
            Truth::False,
            "Superseded",
            format!("{name} 的日期已由更正取代 / a correction took the days of {name}"),
        ),
        State::Approved if !entry.problem.is_empty() => (
            Truth::False,
            "NotAsked",
            format!("{name}：{}", entry.problem),
        ),
        // Written YYYY-MM-DD, dates are in the order of their texts.
        State::Approved if today < from.as_str() => (
            Truth::False,
            "NotYet",
            format!("{name} 自 {from} 起生效 / {name} answers from {from}"),
        ),
        State::Approved if !to.is_empty() && today > to.as_str() => (
            Truth::False,
            "Over",
            format!("{name} 已于 {to} 到期 / {name} ended on {to}"),
        ),
        State::Approved => (
            Truth::True,
            "InForce",
            format!("{name} 自 {from} 起生效 / {name} answers since {from}"),
        ),
        State::Proposed | State::Refused | State::Withdrawn | State::Unspecified => {
            (Truth::Unknown, "NotReached", String::new())
        }
    }
}

fn listed(standings: &Standings, text: impl Fn(&TimelineEntry) -> String) -> String {
    let lines = standings.iter().filter_map(|(period, entry)| {
        entry.map(|entry| format!("{} {}", period.hook, text(entry)))
    });
    lines.collect::<Vec<_>>().join("; ")
}

/// What became of one.
pub(super) fn told(period: &Period, entry: Option<&TimelineEntry>) -> PeriodStatus {
    let mut told = PeriodStatus {
        hook: period.hook.clone(),
        tenant: period.tenant.clone(),
        from: period.from.clone(),
        ..PeriodStatus::default()
    };
    if let Some(entry) = entry {
        let approvals = entry.approvals.iter();
        told.entry.clone_from(&entry.name);
        entry.state().as_str_name().clone_into(&mut told.state);
        told.approved_by = approvals.map(|one| one.approver.clone()).collect();
        told.problem = match entry.problem.is_empty() {
            true => entry.ended_reason.clone(),
            false => entry.problem.clone(),
        };
    }
    told
}
