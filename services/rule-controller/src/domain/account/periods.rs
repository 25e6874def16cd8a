//! The part of an account that is of periods: what was proposed, tried and agreed to, and what answers today.
use std::cmp::Reverse;

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

/// Of what people still decide: only what is proposed comes with its previews, and of a page only the first. One that could not
/// be made holds up nothing.
pub(super) fn previewed(standings: &Standings) -> Finding {
    let entries = standings.iter().filter_map(|(_, entry)| *entry);
    let open: Vec<&TimelineEntry> = entries
        .filter(|entry| entry.state() == State::Proposed)
        .collect();
    let mut previews = open.iter().flat_map(|entry| &entry.previews);
    let (truth, reason, message) = match previews.find(|preview| !preview.problem.is_empty()) {
        _ if standings.iter().all(|(_, entry)| entry.is_none()) => {
            (Truth::Unknown, "NotReached", String::new())
        }
        _ if open.is_empty() => {
            let message = "试算结果仅在审批期间显示 / previews are shown while people still decide";
            (Truth::Unknown, "NoLongerShown", message.to_owned())
        }
        _ if open.iter().any(|entry| entry.previews.is_empty()) => {
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

/// Whether an entry answers today. The least of those of one question and tenant speaks for them: a fault before all, then what
/// answers, then whose days a correction took, then the next to come, then the last that ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Answer<'e> {
    NotAsked,
    Today,
    Superseded,
    /// With its first day.
    NotYet(&'e str),
    /// With its last day.
    Over(Reverse<&'e str>),
    NotReached,
}

impl Answer<'_> {
    fn told(self) -> (Truth, &'static str) {
        match self {
            Answer::NotAsked => (Truth::False, "NotAsked"),
            Answer::Superseded => (Truth::False, "Superseded"),
            Answer::Today => (Truth::True, "InForce"),
            Answer::NotYet(_) => (Truth::False, "NotYet"),
            Answer::Over(_) => (Truth::False, "Over"),
            Answer::NotReached => (Truth::Unknown, "NotReached"),
        }
    }
}

/// Where periods of one question and tenant follow each other, one of them answers and the others are over or to come: that is
/// enough. Told is what answers, or everything that keeps it from being true.
pub(super) fn in_force(standings: &Standings, today: &str) -> Finding {
    let mut all: Vec<_> = standings
        .iter()
        .map(|(period, entry)| (&period.hook, &period.tenant, answering(*entry, today)))
        .collect();
    all.sort();
    all.dedup_by_key(|(hook, tenant, _)| (*hook, *tenant));
    let (answers, mut lacking): (Vec<_>, Vec<_>) = all
        .into_iter()
        .map(|(_, _, found)| found)
        .partition(|(answer, _)| *answer == Answer::Today);
    lacking.sort();
    let told = match lacking.is_empty() {
        true => answers,
        false => lacking,
    };
    let (truth, reason) = told
        .first()
        .map(|(answer, _)| answer.told())
        .unwrap_or_default();
    let messages = told.iter().map(|(_, message)| message.as_str());
    let messages: Vec<&str> = messages.filter(|message| !message.is_empty()).collect();
    Finding::new("InForce", truth, reason, messages.join("; "))
}

fn answering<'e>(entry: Option<&'e TimelineEntry>, today: &str) -> (Answer<'e>, String) {
    let Some(entry) = entry else {
        return (Answer::NotReached, String::new());
    };
    let name = &entry.name;
    let (from, to) = (entry.effective_from.as_str(), entry.effective_to.as_str());
    match entry.state() {
        State::Superseded => (
            Answer::Superseded,
            format!("{name} 的日期已由更正取代 / a correction took the days of {name}"),
        ),
        State::Approved if !entry.problem.is_empty() => {
            (Answer::NotAsked, format!("{name}：{}", entry.problem))
        }
        // Written YYYY-MM-DD, dates are in the order of their texts.
        State::Approved if today < from => (
            Answer::NotYet(from),
            format!("{name} 自 {from} 起生效 / {name} answers from {from}"),
        ),
        State::Approved if !to.is_empty() && today > to => (
            Answer::Over(Reverse(to)),
            format!("{name} 已于 {to} 到期 / {name} ended on {to}"),
        ),
        State::Approved => (
            Answer::Today,
            format!("{name} 自 {from} 起生效 / {name} answers since {from}"),
        ),
        State::Proposed | State::Refused | State::Withdrawn | State::Unspecified => {
            (Answer::NotReached, String::new())
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
