//! How checking ends where a rule gave no answer, and where one machine can't show what another did.
use std::path::Path;
use std::process::Output;

use kezhuan::proof::{Checker, DecisionFile};
use kezhuan_database::seal::SealingKey;
use kezhuan_rule_host::{Failure, FailureKind};
use serde_json::{Value, json};

use crate::program::{kezhuan, told};
use crate::proof_files::{checked, edited, made, made_under, receipt_of, signed_off};

const CASE: &str = "TC-26";

/// A decision of a rule that may not be asked.
fn held_back(kind: FailureKind) -> DecisionFile {
    made_under(CASE, |rule| {
        rule.restraint = Some(Failure::new(kind, "held back"));
    })
}

/// The decision as if the machine had ended its call so, with the row digest that goes with it.
fn ended(code: &str, fuel: i64) -> DecisionFile {
    let file = edited(&made(CASE), |v| {
        v["result"] = json!({ "failed": code });
        v["outcome"] = json!("FAILED");
        v["reasons"] = json!([{ "code": format!("RULE_FAILED_{code}") }]);
        v["fuel"] = json!(fuel);
    });
    signed_off(file)
}

/// The program on files, where no suite is.
fn verify(files: &[(&str, String)]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let paths = files.iter().map(|(name, text)| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    });
    let paths: Vec<String> = paths.collect();
    let arguments: Vec<&str> = ["verify"]
        .into_iter()
        .chain(paths.iter().map(String::as_str))
        .collect();
    kezhuan(Path::new("/nowhere/kezhuan"), &arguments)
        .output()
        .unwrap()
}

#[test]
fn a_decision_of_a_rule_that_was_held_back_is_identical() {
    for (kind, code) in [
        (FailureKind::Stopped, "STOPPED"),
        (FailureKind::KeyRevoked, "KEY_REVOKED"),
    ] {
        let file = held_back(kind);
        assert!(file.package.is_none());
        let found = checked(&edited(&file, |_| {}));
        assert!(found.is_sound(), "{found}");
        let said = format!("{code}: nobody was asked");
        assert!(found.to_string().contains(&said), "{found}");
        assert!(!found.what.contains("no rule in force"), "{found}");
    }
    let output = verify(&[("d.json", held_back(FailureKind::Stopped).to_text().unwrap())]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert!(
        told(&output).contains("verify: identical, 1 checked"),
        "{}",
        told(&output)
    );
}

#[test]
fn nobody_was_asked_is_said_of_nothing_else() {
    type Change = fn(&mut Value);
    let changes: [(&str, Change, &str); 5] = [
        (
            "reasons",
            |v| v["reasons"] = json!([{ "code": "REGION" }]),
            "reasons: stored `REGION`",
        ),
        ("fuel", |v| v["fuel"] = json!(9), "fuel: stored `9`"),
        (
            "outcome",
            |v| v["outcome"] = json!("ANSWERED"),
            "outcome: stored `ANSWERED`",
        ),
        (
            "result",
            |v| v["result"]["amount_fen"] = json!(1),
            "result.amount_fen: stored 1",
        ),
        (
            "failure of a rule that was asked",
            |v| v["result"]["failed"] = json!("TRAP"),
            "result.failed: stored \"TRAP\"",
        ),
    ];
    let file = held_back(FailureKind::Stopped);
    for (what, change, expected) in changes {
        let found = checked(&signed_off(edited(&file, change)));
        assert!(!found.wrong.is_empty(), "{what}: {found}");
        assert!(found.to_string().contains(expected), "{what}: {found}");
    }
    // A rule that was held back leaves no package: this one was asked and had answered.
    let found = checked(&ended("STOPPED", 0));
    assert!(!found.wrong.is_empty(), "{found}");
}

#[test]
fn what_a_machine_ended_is_not_comparable_and_not_wrong() {
    for code in ["DEADLINE", "INTERRUPTED", "MEMORY"] {
        let file = ended(code, 1_234);
        let found = checked(&file);
        assert!(
            found.wrong.is_empty() && found.unchecked.is_empty() && found.incomparable.len() == 1,
            "{found}"
        );
        let output = verify(&[("d.json", file.to_text().unwrap())]);
        assert_eq!(output.status.code(), Some(3), "{}", told(&output));
        assert!(
            told(&output).contains("verify: NOT COMPARABLE, 1 of 1 checked, nothing found wrong"),
            "{}",
            told(&output)
        );
        // The failure must be told as one, whatever the machine did.
        let forged = signed_off(edited(&file, |v| v["outcome"] = json!("ANSWERED")));
        let found = checked(&forged);
        assert!(
            found.incomparable.is_empty() && !found.wrong.is_empty(),
            "{found}"
        );
    }
    let smaller_budget = checked(&ended("OUT_OF_FUEL", 100));
    assert!(
        smaller_budget.wrong.is_empty() && smaller_budget.incomparable.len() == 1,
        "{smaller_budget}"
    );
    // A trap comes of the question: asked again, it comes again.
    let trap = checked(&ended("TRAP", 100));
    assert!(
        trap.incomparable.is_empty() && !trap.wrong.is_empty(),
        "{trap}"
    );
}

#[test]
fn a_package_the_machine_did_not_have_is_no_difference() {
    let file = made_under(CASE, |rule| rule.package = None);
    assert!(file.package.is_some() && file.interface_version.is_empty());
    assert_eq!(file.failed(), Some("NOT_LOADED"));
    let found = checked(&file);
    assert!(
        found.wrong.is_empty() && found.incomparable.len() == 1,
        "{found}"
    );
    // There is nothing to ask, so the package need not be at hand.
    let bare = edited(&file, |v| v["package"]["bytes"] = Value::Null);
    assert!(checked(&bare).unchecked.is_empty(), "{}", checked(&bare));
    let altered = edited(&file, |v| v["settings"]["city_bp"] = json!(1));
    assert!(
        checked(&altered)
            .to_string()
            .contains("settings: they have the digest"),
        "{}",
        checked(&altered)
    );
}

#[test]
fn other_fuel_for_the_same_result_is_a_note() {
    let file = signed_off(edited(&made(CASE), |v| v["fuel"] = json!(1)));
    let found = checked(&file);
    assert!(found.is_sound() && found.notes.len() == 1, "{found}");
    assert!(
        found.to_string().contains("result identical, fuel differs"),
        "{found}"
    );
    let output = verify(&[("d.json", file.to_text().unwrap())]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    // Beside another result it is one more difference.
    let forged = edited(&file, |v| v["result"]["amount_fen"] = json!(1));
    let found = checked(&signed_off(forged));
    assert!(found.notes.is_empty() && found.wrong.len() == 2, "{found}");
}

#[test]
fn a_decision_without_its_receipt_is_told_to_be_unproven() {
    const UNPROVEN: &str = "NOT PROVEN  nothing signed says that it was stored so";
    let file = made(CASE);
    let alone = verify(&[("d.json", file.to_text().unwrap())]);
    assert_eq!(alone.status.code(), Some(0), "{}", told(&alone));
    assert!(told(&alone).contains(UNPROVEN), "{}", told(&alone));
    assert!(
        told(&alone).contains("1 checked; 1 not proven to be what was stored"),
        "{}",
        told(&alone)
    );

    let receipt = receipt_of(&file, &SealingKey::from_bytes(&[7; 32]));
    let both = verify(&[
        ("d.json", file.to_text().unwrap()),
        ("r.json", receipt.to_text().unwrap()),
    ]);
    assert!(!told(&both).contains(UNPROVEN), "{}", told(&both));
    // The receipt of another decision says nothing of this one.
    let other = signed_off(edited(&file, |v| {
        let name = v["name"].as_str().unwrap();
        let (case, _) = name.rsplit_once('/').unwrap();
        v["name"] = json!(format!("{case}/{}", uuid::Uuid::from_u128(9)));
    }));
    let mut checker = Checker::default();
    checker.expect(&receipt);
    assert!(checker.decision(&file).unwrap().unproven.is_empty());
    assert_eq!(checker.decision(&other).unwrap().unproven.len(), 1);
}
