//! An account as the status of a resource.
use chrono::{DateTime, SecondsFormat, Utc};
use tonic::Status;

use crate::domain::{Finding, NOT_THERE, PULLED_BEFORE, REGISTRY_FAILED, REGISTRY_REFUSED, Truth};
use crate::reconciler::Looked;
use crate::resource::{Condition, RulePackageStatus};

/// Kubernetes takes this many characters of a condition's message.
const MESSAGE_MAX: usize = 32_768;

/// And this many are enough of somebody else's.
const WORDS_MAX: usize = 200;

/// Of a rules service that could not be asked.
const RULES_UNREACHABLE: &str = "RulesUnreachable";

/// Reasons whose message has the words of somebody else in it.
const QUOTING: [&str; 5] = [
    REGISTRY_FAILED,
    PULLED_BEFORE,
    REGISTRY_REFUSED,
    NOT_THERE,
    RULES_UNREACHABLE,
];

/// Whether it is worth writing. What a registry says may be another text each time (the number of a request, the hour), and a
/// status that is written is a change in the cluster, so that the resource is looked at again at once.
pub fn is_news(found: &RulePackageStatus, before: Option<&RulePackageStatus>) -> bool {
    before.is_none_or(|before| unquoted(before) != unquoted(found))
}

fn unquoted(status: &RulePackageStatus) -> RulePackageStatus {
    let mut status = status.clone();
    for condition in &mut status.conditions {
        if QUOTING.contains(&condition.reason.as_str()) {
            condition.message.clear();
            if condition.kind == "Ready" {
                status.waits_for.clear();
            }
        }
    }
    status
}

/// The status where the rules service could not be asked: what is known stays, and whether all was decided is not.
pub fn unreached(
    why: &Status,
    generation: Option<i64>,
    before: Option<&RulePackageStatus>,
    now: DateTime<Utc>,
) -> RulePackageStatus {
    let mut status = before.cloned().unwrap_or_default();
    let (code, words) = (why.code(), why.message());
    let words: String = words.chars().take(WORDS_MAX).collect();
    let message = format!(
        "规则服务未能应答，稍后再试 / the rules service could not be asked, it is tried again: {code:?} {words}"
    );
    let finding = Finding {
        kind: "Ready",
        truth: Truth::Unknown,
        reason: RULES_UNREACHABLE,
        message: message.clone(),
    };
    let now = now.to_rfc3339_opts(SecondsFormat::Secs, true);
    let ready = condition(finding, generation, &status.conditions, &now);
    status.conditions.retain(|one| one.kind != ready.kind);
    status.conditions.push(ready);
    status.waits_for = message;
    status
}

/// The status after a look at `generation`; a condition that stays what it was keeps its time.
pub fn status(
    looked: Looked,
    generation: Option<i64>,
    before: Option<&RulePackageStatus>,
    now: DateTime<Utc>,
) -> RulePackageStatus {
    let now = now.to_rfc3339_opts(SecondsFormat::Secs, true);
    let earlier = before.map_or(&[][..], |before| before.conditions.as_slice());
    let conditions = looked.account.findings.into_iter();
    let conditions = conditions.map(|finding| condition(finding, generation, earlier, &now));
    RulePackageStatus {
        observed_generation: generation,
        package: looked.package,
        waits_for: looked.account.waits_for,
        conditions: conditions.collect(),
        timeline: looked.account.timeline,
    }
}

fn condition(
    finding: Finding,
    generation: Option<i64>,
    earlier: &[Condition],
    now: &str,
) -> Condition {
    let status = match finding.truth {
        Truth::True => "True",
        Truth::False => "False",
        Truth::Unknown => "Unknown",
    };
    let same = earlier
        .iter()
        .find(|one| one.kind == finding.kind && one.status == status);
    Condition {
        kind: finding.kind.to_owned(),
        status: status.to_owned(),
        reason: finding.reason.to_owned(),
        message: finding.message.chars().take(MESSAGE_MAX).collect(),
        observed_generation: generation,
        last_transition_time: same
            .map_or(now, |one| one.last_transition_time.as_str())
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Problem, unreadable};

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn lacking(reason: &'static str, words: &str) -> Looked {
        Looked {
            package: String::new(),
            account: unreadable("Pulled", &Problem::new(reason, "不可用", words)),
        }
    }

    #[test]
    fn other_words_for_the_same_are_no_news_and_all_else_is() {
        let first = status(lacking(REGISTRY_FAILED, "request 1"), Some(1), None, at(0));
        assert!(is_news(&first, None));
        let news = |looked: Looked, generation: i64| {
            let found = status(looked, Some(generation), Some(&first), at(60));
            is_news(&found, Some(&first))
        };
        assert!(!news(lacking(REGISTRY_FAILED, "request 2"), 1));
        assert!(news(lacking(REGISTRY_FAILED, "request 2"), 2));
        assert!(news(lacking(REGISTRY_REFUSED, "request 2"), 1));
        // The service's own words are worth it: who has agreed so far, for one.
        let told = status(lacking("WaitsForPeople", "2 more"), Some(1), None, at(0));
        let then = status(
            lacking("WaitsForPeople", "1 more"),
            Some(1),
            Some(&told),
            at(60),
        );
        assert!(is_news(&then, Some(&told)));
    }

    #[test]
    fn a_rules_service_that_is_away_is_told_and_takes_nothing_back() {
        let away = Status::unauthenticated("certificate unknown");
        let new = unreached(&away, Some(1), None, at(0));
        let ready = &new.conditions[0];
        assert_eq!(
            (ready.kind.as_str(), ready.status.as_str()),
            ("Ready", "Unknown")
        );
        assert_eq!(ready.reason, RULES_UNREACHABLE);
        assert!(
            new.waits_for
                .contains("Unauthenticated certificate unknown")
        );
        // Of which generation the rest is told stays to be seen.
        assert_eq!(
            (new.observed_generation, ready.observed_generation),
            (None, Some(1))
        );

        let mut looked = lacking("Decided", "");
        looked.package = "packages/00".to_owned();
        looked.account.findings[0].truth = Truth::True;
        looked.account.findings[1].truth = Truth::True;
        let before = status(looked, Some(1), None, at(0));
        let told = unreached(&away, Some(2), Some(&before), at(60));
        assert_eq!(told.package, before.package);
        assert_eq!(told.observed_generation, Some(1));
        assert_eq!(told.conditions[0], before.conditions[0]);
        assert_eq!(told.conditions.len(), 2);
        assert_eq!(told.conditions[1].status, "Unknown");
        assert_eq!(
            told.conditions[1].last_transition_time,
            "1970-01-01T00:01:00Z"
        );
        let again = unreached(&Status::unavailable("x"), Some(2), Some(&told), at(120));
        assert!(!is_news(&again, Some(&told)));
    }

    #[test]
    fn a_look_that_finds_the_same_changes_nothing_and_a_change_has_its_time() {
        let looked = |reason: &'static str| lacking(reason, "away");
        let first = status(looked(REGISTRY_FAILED), Some(1), None, at(0));
        let again = status(looked(REGISTRY_FAILED), Some(1), Some(&first), at(60));
        assert_eq!(again, first);
        assert_eq!(
            first.conditions[0].last_transition_time,
            "1970-01-01T00:00:00Z"
        );
        // Another reason for the same status is no transition.
        let other = status(looked("NotAPackage"), Some(1), Some(&first), at(60));
        assert_ne!(other, first);
        assert_eq!(
            other.conditions[0].last_transition_time,
            first.conditions[0].last_transition_time
        );
        let mut turned = looked(REGISTRY_FAILED);
        turned.account.findings[0].truth = Truth::True;
        let turned = status(turned, Some(2), Some(&first), at(60));
        assert_eq!(
            turned.conditions[0].last_transition_time,
            "1970-01-01T00:01:00Z"
        );
    }
}
