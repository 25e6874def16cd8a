//! Decisions of a real package, and everything somebody may do to a file.
use chrono::{SubsecRound, Utc};
use kezhuan::packages::SHIPPED;
use kezhuan::proof::{Checked, Checker, DecisionFile, Document, HeadPart, Keys, ReceiptFile};
use kezhuan_database::seal::{self, HeadSigner, SealingKey, TreeHead};
use kezhuan_protocol::contracts::v1 as contracts;
use kezhuan_rule_host::{Decision, Host, HostConfig, Outcome, Rule, inspect};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

const PENGJIANG: &[u8] = SHIPPED[0].bytes;

/// A decision as contracts gives it.
fn given(id: u128, decision: &Decision) -> contracts::Decision {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let contract = Uuid::from_u128(1);
    contracts::Decision {
        name: format!("contracts/{contract}/decisions/{}", Uuid::from_u128(id)),
        case: format!("contracts/{contract}"),
        case_tenant: "440703".to_owned(),
        hook: decision.hook.to_string(),
        interface_version: decision.interface_version.clone().unwrap_or_default(),
        tenant: decision.tenant.clone(),
        legal_date: decision.legal_date.to_string(),
        package_digest: decision
            .package
            .map(|it| it.to_string())
            .unwrap_or_default(),
        settings_digest: decision
            .settings_digest()
            .map(|it| it.to_string())
            .unwrap_or_default(),
        settings_json: decision
            .settings
            .as_ref()
            .map(|it| text(it.canonical()))
            .unwrap_or_default(),
        input_json: text(decision.input.clone()),
        result_json: text(decision.result_bytes()),
        outcome: match &decision.outcome {
            Outcome::Answered(_) => "ANSWERED".to_owned(),
            Outcome::Failed(_) => "FAILED".to_owned(),
            Outcome::NoRuleInForce => "NO_RULE_IN_FORCE".to_owned(),
        },
        reasons: decision.reasons(),
        fuel: i64::try_from(decision.fuel_used).unwrap(),
        create_time: Some(prost_types::Timestamp {
            seconds: 1_740_960_000,
            nanos: 123_456_000,
        }),
        ..contracts::Decision::default()
    }
}

/// The decision of a worked case of Pengjiang, by its id.
pub fn made(case: &str) -> DecisionFile {
    made_under(case, |_| {})
}

/// The same after something happened to the rule.
pub fn made_under(case: &str, happened: impl FnOnce(&mut Rule)) -> DecisionFile {
    let host = Host::start(&HostConfig::default()).unwrap();
    let package = host.load(PENGJIANG).unwrap();
    let case = package.cases().iter().find(|it| it.id == case).unwrap();
    let mut rule = case.rule(&package);
    happened(&mut rule);
    let decision = host.ask_json_blocking(Some(&rule), case.question(&package));
    let mut file = DecisionFile::of("contracts", given(2, &decision)).unwrap();
    file.explain(&inspect(PENGJIANG, 32 << 20).unwrap());
    file.enclose(PENGJIANG);
    signed_off(file)
}

/// With the row digest its members have.
pub fn signed_off(mut file: DecisionFile) -> DecisionFile {
    file.row_digest = hex::encode(file.stored().unwrap().digest());
    file
}

pub fn checked(file: &DecisionFile) -> Checked {
    Checker::default().decision(file).unwrap()
}

/// The file after it was written, changed in its text, and read again.
pub fn edited(file: &DecisionFile, change: impl Fn(&mut Value)) -> DecisionFile {
    let mut value: Value = serde_json::from_str(&file.to_text().unwrap()).unwrap();
    change(&mut value);
    match Document::of(value.to_string().as_bytes()).unwrap() {
        Document::Decision(file) => *file,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_file_alone_is_enough_to_ask_again() {
    for case in ["TC-26", "TC-27", "PJ-01", "PJ-06", "PJ-07"] {
        let checked = checked(&edited(&made(case), |_| {}));
        assert!(checked.is_sound(), "{case}: {checked}");
        assert!(
            checked.to_string().contains("identical"),
            "{case}: {checked}"
        );
    }
}

#[test]
fn every_change_is_named() {
    type Change = fn(&mut Value);
    let changes: [(&str, Change, &str); 15] = [
        (
            "input",
            |v| v["input"]["contract"]["j_fen"] = json!(1_000_000),
            "result.amount_fen: stored 4500000, asked again 10000",
        ),
        (
            "input without effect",
            |v| v["input"]["contract"]["received_fen"] = json!(7),
            "row_digest: the file says",
        ),
        (
            "result",
            |v| v["result"]["amount_fen"] = json!(4_500_001),
            "result.amount_fen: stored 4500001, asked again 4500000",
        ),
        (
            "outcome",
            |v| v["outcome"] = json!("FAILED"),
            "outcome: stored `FAILED`, asked again `ANSWERED`",
        ),
        (
            "reasons",
            |v| v["reasons"] = json!([{ "code": "REGION" }]),
            "reasons: stored `REGION`, asked again ``",
        ),
        ("fuel", |v| v["fuel"] = json!(1), "fuel: stored `1`"),
        (
            "settings",
            |v| v["settings"]["rate_development_bp"] = json!(200),
            "settings.rate_development_bp: 200 in the file, 100 in the question",
        ),
        (
            "settings of another hook",
            |v| v["settings"]["city_bp"] = json!(1),
            "settings: they have the digest",
        ),
        (
            "package",
            |v| v["package"]["bytes"] = json!("AGFzbQ0AAQA="),
            "it was exchanged",
        ),
        (
            "package digest",
            |v| v["package"]["digest"] = json!("00".repeat(32)),
            "it was exchanged",
        ),
        (
            "package name",
            |v| v["package"]["name"] = json!("xinhui"),
            "package.name: stored `xinhui`, asked again `pengjiang`",
        ),
        (
            "clause",
            |v| v["clause"]["article"] = json!("第九条"),
            "clause: it is not the one",
        ),
        (
            "tenant",
            |v| v["tenant"] = json!("440705"),
            "tenant: 440705 in the file, 440703 in its question",
        ),
        (
            "legal date",
            |v| v["legal_date"] = json!("2025-01-01"),
            "row_digest: the file says",
        ),
        (
            "time",
            |v| v["created_at"] = json!("2025-03-03T00:00:00Z"),
            "row_digest: the file says",
        ),
    ];
    let file = made("TC-26");
    for (what, change, told) in changes {
        let checked = checked(&edited(&file, change));
        assert!(
            !checked.is_sound() && checked.to_string().contains(told),
            "{what}: {checked}"
        );
    }
    // Whoever works the digest out again is still told by the rule.
    let forged = signed_off(edited(&file, |v| v["result"]["amount_fen"] = json!(1)));
    assert!(
        checked(&forged)
            .to_string()
            .contains("result.amount_fen: stored 1")
    );
}

#[test]
fn a_file_without_its_package_is_told_from_a_checked_one() {
    let bare = edited(&made("TC-26"), |v| v["package"]["bytes"] = Value::Null);
    let alone = checked(&bare);
    assert!(
        alone.wrong.is_empty() && alone.unchecked.len() == 1,
        "{alone}"
    );
    let mut checker = Checker::default();
    checker.give(PENGJIANG.to_vec());
    assert!(checker.decision(&bare).unwrap().is_sound());
}

#[test]
fn without_a_rule_there_is_nothing_to_ask() {
    let host = Host::start(&HostConfig::default()).unwrap();
    let package = host.load(PENGJIANG).unwrap();
    let case = &package.cases()[0];
    let decision = host.ask_json_blocking(None, case.question(&package));
    let file = signed_off(DecisionFile::of("contracts", given(3, &decision)).unwrap());
    assert!(checked(&file).is_sound(), "{}", checked(&file));
    let forged = signed_off(edited(&file, |v| v["result"] = json!({ "amount_fen": 5 })));
    assert!(
        checked(&forged)
            .to_string()
            .contains("result.amount_fen: stored 5")
    );
}

/// The receipt of a decision.
pub fn receipt_of(file: &DecisionFile, key: &SealingKey) -> ReceiptFile {
    let row = format!("decisions/{}", file.id().unwrap());
    receipt_for(&row, &file.stored().unwrap().digest(), key)
}

/// A log of one leaf, signed.
pub fn receipt_for(row: &str, digest: &[u8], key: &SealingKey) -> ReceiptFile {
    let mut head = TreeHead {
        number: 1,
        size: 1,
        root: Sha256::new_with_prefix([0])
            .chain_update(digest)
            .finalize()
            .to_vec(),
        sealed_at: Utc::now().trunc_subsecs(6),
        algorithm: seal::ALGORITHM.to_owned(),
        key_id: key.key_id(),
        signature: Vec::new(),
    };
    head.signature = key.sign(&head.message("contracts"));
    let text = json!({
        "format": "kezhuan.receipt/1", "service": "contracts",
        "row": row,
        "row_digest": hex::encode(digest), "leaf_index": 0, "inclusion_proof": [],
        "tree_head": { "number": 1, "size": 1, "root": hex::encode(&head.root), "sealed_at": head.sealed_at,
                       "algorithm": head.algorithm, "key_id": head.key_id, "signature": hex::encode(&head.signature) }
    });
    match Document::of(text.to_string().as_bytes()).unwrap() {
        Document::Receipt(file) => *file,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_receipt_ties_the_decision_to_the_signed_log() {
    let key = SealingKey::from_bytes(&[7; 32]);
    let folder = tempfile::tempdir().unwrap();
    let pem = folder.path().join("key.pem");
    std::fs::write(&pem, seal::key_to_pem(&key.verifying_key()).unwrap()).unwrap();
    let keys = Keys::read(&[pem]).unwrap();
    let file = made("TC-26");
    let receipt = receipt_of(&file, &key);

    let told = |decision: &DecisionFile, receipt: &ReceiptFile, keys: &Keys| {
        let mut checker = Checker::new(keys.clone());
        let first = checker.decision(decision).unwrap();
        (first.is_sound(), checker.receipt(receipt).unwrap())
    };
    let (sound, checked) = told(&file, &receipt, &keys);
    assert!(sound && checked.is_sound(), "{checked}");
    assert!(
        checked.to_string().contains("exactly the decision"),
        "{checked}"
    );

    // A fact without effect on the answer, and the digest worked out again: only the log knows better.
    let forged = signed_off(edited(&file, |v| {
        v["input"]["contract"]["received_fen"] = json!(7)
    }));
    let (sound, checked) = told(&forged, &receipt, &keys);
    assert!(sound && !checked.is_sound(), "{checked}");
    assert!(
        checked.to_string().contains("one of the two was altered"),
        "{checked}"
    );
    // A receipt of the forger's own does not have the service's signature.
    let (_, checked) = told(
        &forged,
        &receipt_of(&forged, &SealingKey::from_bytes(&[8; 32])),
        &keys,
    );
    assert!(checked.to_string().contains("those given are"), "{checked}");

    let (_, unsigned) = told(&file, &receipt, &Keys::default());
    assert!(
        unsigned.wrong.is_empty() && unsigned.unchecked.len() == 1,
        "{unsigned}"
    );
    let mut moved = receipt.clone();
    moved.tree_head.root = "00".repeat(32);
    let (_, checked) = told(&file, &moved, &keys);
    assert!(
        checked.to_string().contains("signature of tree head 1"),
        "{checked}"
    );
    let mut relabelled = receipt;
    relabelled.service = "rules".to_owned();
    let (_, checked) = told(&file, &relabelled, &keys);
    assert!(
        checked.to_string().contains("signature of tree head 1"),
        "{checked}"
    );
}

/// A made-up decision whose every byte stands here: the format, and the digest of its row, are for ever.
#[test]
fn files_are_written_as_the_golden_one() {
    let decision = contracts::Decision {
        name: format!(
            "contracts/{}/decisions/{}",
            Uuid::from_u128(1),
            Uuid::from_u128(2)
        ),
        case: format!("claims/{}", Uuid::from_u128(3)),
        case_tenant: "440705".to_owned(),
        hook: "tc.incentive@1".to_owned(),
        interface_version: "1.0.0".to_owned(),
        tenant: "440703".to_owned(),
        legal_date: "2025-03-03".to_owned(),
        package_digest: "ab".repeat(32),
        settings_digest: "cd".repeat(32),
        settings_json: r#"{"rate_bp":100,"zone":"江门"}"#.to_owned(),
        input_json: r#"{"contract":{"j_fen":100},"header":{"hook":"tc.incentive@1"}}"#.to_owned(),
        result_json: r#"{"amount_fen":0,"ok":false,"reasons":["REGION"]}"#.to_owned(),
        outcome: "ANSWERED".to_owned(),
        reasons: vec!["REGION".to_owned()],
        fuel: 12_345,
        create_time: Some(prost_types::Timestamp {
            seconds: 1_740_960_000,
            nanos: 123_456_000,
        }),
        ..contracts::Decision::default()
    };
    let mut file = signed_off(DecisionFile::of("contracts", decision).unwrap());
    file.explain(&inspect(PENGJIANG, 32 << 20).unwrap());
    let receipt = receipt_of(&file, &SealingKey::from_bytes(&[7; 32]));
    let receipt = ReceiptFile {
        tree_head: HeadPart {
            sealed_at: file.created_at,
            signature: "ef".repeat(64),
            ..receipt.tree_head
        },
        inclusion_proof: vec!["12".repeat(32), "34".repeat(32)],
        ..receipt
    };
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
    for (name, text) in [
        ("decision.json", file.to_text().unwrap()),
        ("receipt.json", receipt.to_text().unwrap()),
    ] {
        let path = format!("{folder}/{name}");
        if std::env::var_os("KEZHUAN_WRITE_GOLDEN").is_some() {
            std::fs::create_dir_all(folder).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "{name}");
        Document::of(text.as_bytes()).unwrap();
    }
}
