//! What is told at each stage.
use kezhuan_protocol::rules::v1 as proto;
use kezhuan_protocol::rules::v1::timeline_entry::State;
use kezhuan_protocol::rules::v1::{Approval, package};

use super::*;
use crate::domain::{CARRIER, Source};

mod periods;

const PACKAGE: &str = "packages/00";
const TODAY: &str = "2026-03-03";

fn wanted() -> Wanted {
    Wanted {
        place: "pengjiang/incentive".to_owned(),
        uid: "u-1".to_owned(),
        owner: "440703".to_owned(),
        author: "li".to_owned(),
        source: Source::Service(PACKAGE.to_owned()),
        periods: vec![Period {
            hook: "tc.incentive@1".to_owned(),
            tenant: "440703".to_owned(),
            from: "2026-01-01".to_owned(),
            to: String::new(),
            settings_json: String::new(),
            applies_to_open_cases: false,
            corrects: false,
            reason: "扶持办法".to_owned(),
        }],
    }
}

fn package(outcomes: [Outcome; 5]) -> Package {
    let state = match outcomes.contains(&Outcome::Failed) {
        true => package::State::Refused,
        false => package::State::Tested,
    };
    let steps = PIPELINE.iter().zip(outcomes);
    Package {
        name: PACKAGE.to_owned(),
        state: state.into(),
        uploaders: vec![CARRIER.to_owned(), "li".to_owned()],
        problems: vec!["案例不符 / a case differs".to_owned()],
        steps: steps
            .map(|((step, _), outcome)| proto::Step {
                step: (*step).to_owned(),
                outcome: outcome.into(),
                ..proto::Step::default()
            })
            .collect(),
        ..Package::default()
    }
}

fn seen(state: State, approvers: &[&str]) -> Seen {
    let wanted = wanted();
    let mark = wanted.mark(PACKAGE, &wanted.periods[0]);
    let approvals = approvers.iter().map(|who| Approval {
        approver: (*who).to_owned(),
        ..Approval::default()
    });
    Seen {
        today: TODAY.to_owned(),
        package: Some(package([Outcome::Passed; 5])),
        entries: vec![TimelineEntry {
            name: "timelineEntries/1".to_owned(),
            tenant: "440703".to_owned(),
            effective_from: "2026-01-01".to_owned(),
            reason: mark.behind("扶持办法"),
            activated_by: CARRIER.to_owned(),
            state: state.into(),
            approvals: approvals.collect(),
            ..TimelineEntry::default()
        }],
        ..Seen::default()
    }
}

fn of(seen: &Seen) -> Account {
    account((&wanted(), PACKAGE), None, seen)
}

fn truths(account: &Account) -> Vec<(&'static str, Truth, &'static str)> {
    let findings = account.findings.iter();
    findings
        .map(|finding| (finding.kind, finding.truth, finding.reason))
        .collect()
}

#[test]
fn a_pipeline_that_fails_is_told_step_by_step() {
    use Outcome::{Failed, NotReached, Passed};
    let seen = Seen {
        package: Some(package([Passed, Passed, Passed, Failed, NotReached])),
        ..Seen::default()
    };
    let told = of(&seen);
    assert_eq!(
        truths(&told)[1..6],
        [
            ("FormChecked", Truth::True, "Passed"),
            ("Signed", Truth::True, "Passed"),
            ("Compiled", Truth::True, "Passed"),
            ("CasesPassed", Truth::False, "Failed"),
            ("InvariantsHeld", Truth::Unknown, "NotReached"),
        ]
    );
    assert!(told.waits_for.contains("a case differs"), "{told:?}");
}

#[test]
fn whoever_still_has_to_agree_is_named() {
    let told = of(&seen(State::Proposed, &["wang"]));
    let approved = told.findings.iter().find(|one| one.kind == "Approved");
    assert_eq!(approved.map(|one| one.reason), Some("WaitsForPeople"));
    for part in [
        "1 more",
        "wang",
        "440703",
        "timelineEntries/1",
        "not its author",
    ] {
        assert!(told.waits_for.contains(part), "{part}: {}", told.waits_for);
    }
    assert_eq!(told.timeline[0].approved_by, ["wang"]);
}

#[test]
fn what_the_service_or_people_refuse_comes_with_their_words() {
    let mut refused = seen(State::Refused, &[]);
    refused.entries[0].ended_by = "chen".to_owned();
    refused.entries[0].ended_reason = "金额过高".to_owned();
    let told = of(&refused);
    let approved = told.findings.iter().find(|one| one.kind == "Approved");
    assert!(
        approved.is_some_and(|one| one.message.contains("金额过高")),
        "{told:?}"
    );
    let mut declined = Seen {
        entries: Vec::new(),
        ..seen(State::Proposed, &[])
    };
    let problem = Problem::new("TimelineOverlap", "已有规则", "days are taken");
    declined.not_proposed.insert(0, problem);
    let told = of(&declined);
    let proposed = told.findings.iter().find(|one| one.kind == "Proposed");
    assert_eq!(proposed.map(|one| one.reason), Some("TimelineOverlap"));
}

fn found(account: &Account, kind: &str) -> (Truth, &'static str) {
    let found = account.findings.iter().find(|one| one.kind == kind);
    found.map(|one| (one.truth, one.reason)).unwrap()
}

#[test]
fn a_key_that_was_taken_back_is_told_though_its_step_passed() {
    let mut seen = seen(State::Approved, &["wang", "chen"]);
    let package = seen.package.as_mut().unwrap();
    package.set_state(package::State::Revoked);
    package.problems = vec!["密钥已吊销 / the key was revoked".to_owned()];
    let told = of(&seen);
    assert_eq!(found(&told, "Signed"), (Truth::False, "KeyRevoked"));
    assert_eq!(found(&told, "Compiled"), (Truth::True, "Passed"));
    let signed = told.findings.iter().find(|one| one.kind == "Signed");
    assert!(signed.is_some_and(|one| one.message.contains("was revoked")));
}

#[test]
fn a_registry_that_is_away_is_told_where_something_is_needed_of_it() {
    let of_registry = |seen: &Seen| {
        let mut wanted = wanted();
        let oci = format!("registry.example.org/rules/p@sha256:{}", "0".repeat(64));
        wanted.source = Source::Registry(oci.parse().unwrap());
        account((&wanted, PACKAGE), None, seen)
    };
    let problem = |reason: &'static str| Some(Problem::new(reason, "不可用", "away"));
    let mut decided = Seen {
        not_pulled: problem(REGISTRY_FAILED),
        ..seen(State::Approved, &["wang", "chen"])
    };
    let told = of_registry(&decided);
    assert_eq!(found(&told, "Pulled"), (Truth::True, PULLED_BEFORE));
    assert_eq!(found(&told, "Uploaded"), (Truth::True, "TakenIn"));
    assert_eq!(found(&told, "InForce"), (Truth::True, "InForce"));
    assert_eq!(found(&told, "Ready"), (Truth::True, "Decided"));
    decided.not_pulled = problem("NotThere");
    let told = of_registry(&decided);
    assert_eq!(found(&told, "Pulled"), (Truth::False, "NotThere"));
    assert_eq!(found(&told, "Ready").0, Truth::True);
    let to_bring = Seen {
        not_pulled: problem(REGISTRY_FAILED),
        ..Seen::default()
    };
    let told = of_registry(&to_bring);
    assert_eq!(found(&told, "Uploaded"), (Truth::False, REGISTRY_FAILED));
    assert_eq!(found(&told, "Ready"), (Truth::False, REGISTRY_FAILED));
    assert!(told.waits_for.contains("away"), "{}", told.waits_for);
}
