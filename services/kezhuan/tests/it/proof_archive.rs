//! What an archive proves of its case once somebody has changed it, index and all.
use std::path::Path;

use kezhuan::packages::SHIPPED;
use kezhuan::proof::archive::{Bundle, FORMAT, INDEX, Index, IndexedFile, README};
use kezhuan::proof::{AuditFile, DecisionFile};
use kezhuan_database::seal::{self, SealingKey};
use kezhuan_rule_host::Digest;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::program::{kezhuan, told};
use crate::proof_files::{edited, made, receipt_for, receipt_of, signed_off};

const CONTRACT: Uuid = Uuid::from_u128(1);
const CLAIM: Uuid = Uuid::from_u128(3);
const DOCUMENT: Uuid = Uuid::from_u128(4);
const OTHER: Uuid = Uuid::from_u128(5);

fn key() -> SealingKey {
    SealingKey::from_bytes(&[7; 32])
}

/// A decision about `case`, stored under `contract`.
fn decision(id: u128, contract: Uuid, case: &str) -> DecisionFile {
    let file = edited(&made("TC-26"), |v| {
        v["name"] = json!(format!(
            "contracts/{contract}/decisions/{}",
            Uuid::from_u128(id)
        ));
        v["case"] = json!(case);
        v["package"]["bytes"] = Value::Null;
    });
    signed_off(file)
}

fn entry(id: u128, action: &str, (aggregate, of): (&str, Uuid), detail: &Value) -> AuditFile {
    with_its_digest(AuditFile {
        format: "kezhuan.audit-entry/1".to_owned(),
        service: "contracts".to_owned(),
        id: Uuid::from_u128(id),
        tenant: "440703".to_owned(),
        organisation: "seller-1".to_owned(),
        actor: "wang".to_owned(),
        action: action.to_owned(),
        aggregate: aggregate.to_owned(),
        aggregate_id: of,
        version: 1,
        request_id: None,
        detail: detail.to_string(),
        legal_date: "2025-03-03".parse().unwrap(),
        occurred_at: "2025-03-03T01:02:03.000004Z".parse().unwrap(),
        row_digest: String::new(),
    })
}

fn with_its_digest(file: AuditFile) -> AuditFile {
    let row_digest = hex::encode(file.stored().digest());
    AuditFile { row_digest, ..file }
}

/// The upload of the one document.
fn upload() -> AuditFile {
    let detail =
        json!({ "attachment": DOCUMENT, "material": "CONTRACT_TEXT", "sha256": "ab".repeat(32) });
    entry(11, "attachment.added", ("contract", CONTRACT), &detail)
}

fn documents(sha256: &str) -> String {
    let name = format!("contracts/{CONTRACT}/attachments/{DOCUMENT}");
    json!({ "attachments": [{ "name": name, "material": "CONTRACT_TEXT", "sha256": sha256 }] })
        .to_string()
}

fn put_decision(bundle: &mut Bundle, file: &DecisionFile) {
    let id = file.id().unwrap();
    bundle.add(format!("decisions/{id}.json"), file.to_text().unwrap());
    let receipt = receipt_of(file, &key()).to_text().unwrap();
    bundle.add(format!("receipts/{id}.json"), receipt);
}

fn put_entry(bundle: &mut Bundle, file: &AuditFile) {
    let id = file.id;
    bundle.add(format!("audit/{id}.json"), file.to_text().unwrap());
    let row = format!("auditEntries/{id}");
    let receipt = receipt_for(&row, &file.stored().digest(), &key());
    bundle.add(format!("receipts/{id}.json"), receipt.to_text().unwrap());
}

/// A case with one decision, one document and one claim, as an export writes it.
fn case() -> Bundle {
    let mut bundle = Bundle::default();
    bundle.add("case.json", *b"{}");
    bundle.add("claims.json", *b"[]");
    bundle.add("documents.json", documents(&"ab".repeat(32)));
    bundle.add("README.md", README);
    let package = SHIPPED[0].bytes;
    let digest = Digest::of(package);
    bundle.add(format!("packages/{digest}.wasm"), package);
    put_decision(
        &mut bundle,
        &decision(2, CONTRACT, &format!("contracts/{CONTRACT}")),
    );
    put_entry(&mut bundle, &upload());
    bundle
}

/// With an index that names what is there.
fn indexed(mut bundle: Bundle) -> Bundle {
    let files = bundle.iter().map(|(path, content)| IndexedFile {
        path: path.to_owned(),
        sha256: Digest::of(content).to_string(),
        bytes: content.len() as u64,
    });
    let index = Index {
        format: FORMAT.to_owned(),
        case: format!("contracts/{CONTRACT}"),
        service: "contracts".to_owned(),
        exported_at: "2025-03-04T00:00:00Z".parse().unwrap(),
        exported_by: "auditor".to_owned(),
        files: files.collect(),
    };
    bundle.add(INDEX, serde_json::to_vec(&index).unwrap());
    bundle
}

/// Exit code, last line and all that was said of an archive whose index fits.
fn verify(bundle: Bundle) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let (archive, pem) = (
        folder.path().join("case.zip"),
        folder.path().join("key.pem"),
    );
    indexed(bundle).put(&archive).unwrap();
    std::fs::write(&pem, seal::key_to_pem(&key().verifying_key()).unwrap()).unwrap();
    let (archive, pem) = (archive.display().to_string(), pem.display().to_string());
    let arguments = ["verify", archive.as_str(), "--key", pem.as_str()];
    let output = kezhuan(Path::new("/nowhere/kezhuan"), &arguments)
        .output()
        .unwrap();
    let said = told(&output);
    let last = String::from_utf8_lossy(&output.stdout);
    let last = last.lines().last().unwrap_or_default().to_owned();
    (output.status.code(), last, said)
}

#[test]
fn the_last_line_names_what_only_the_exporter_tells() {
    let (code, last, said) = verify(case());
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("1 decisions, 1 audit entries, the SHA-256 and material of 1 documents"),
        "{said}"
    );
    // Whoever changes a record changes the index with it, and the line must not cover either.
    let mut forged = case();
    forged.add("case.json", *b"{\"state\":\"REGISTERED\"}");
    let (code, of_forged, said) = verify(forged);
    assert_eq!(code, Some(0), "{said}");
    for line in [last, of_forged] {
        let (proven, rest) = line.split_once("; NOT PROVEN, ").expect("what is not");
        assert!(
            proven.starts_with("verify: identical in what is proven, "),
            "{line}"
        );
        for told in [
            "archive.json",
            "case.json",
            "claims.json",
            "documents.json",
            "left out",
        ] {
            assert!(rest.contains(told), "{told}: {line}");
        }
    }
}

#[test]
fn what_signed_heads_cover_can_not_be_changed_with_the_index() {
    type Change = fn(&mut Bundle);
    let changes: [(&str, Change, &str); 7] = [
        (
            "another document",
            |case| case.add("documents.json", documents(&"cd".repeat(32))),
            "one document was given for another",
        ),
        (
            "a document left out",
            |case| case.add("documents.json", *b"{}"),
            "is left out",
        ),
        (
            "an audit entry",
            |case| {
                let forged = with_its_digest(AuditFile {
                    actor: "li".to_owned(),
                    ..upload()
                });
                case.add(
                    format!("audit/{}.json", forged.id),
                    forged.to_text().unwrap(),
                );
            },
            "the audit entry given has",
        ),
        (
            "another case's decision",
            |case| put_decision(case, &decision(9, OTHER, &format!("contracts/{OTHER}"))),
            "another case's decision was put in",
        ),
        (
            "the same under this case's name",
            |case| put_decision(case, &decision(9, CONTRACT, &format!("contracts/{OTHER}"))),
            "another case's decision was put in",
        ),
        (
            "another case's audit entry",
            |case| {
                let moved = entry(12, "contract.moved", ("contract", OTHER), &json!({}));
                put_entry(case, &moved);
            },
            "another case's was put in",
        ),
        (
            "a file that is none of an archive",
            |case| case.add("more\nverify: identical, 1 checked", *b"{}"),
            "is nothing that an archive holds",
        ),
    ];
    for (what, change, expected) in changes {
        let mut changed = case();
        change(&mut changed);
        let (code, last, said) = verify(changed);
        assert_eq!(code, Some(1), "{what}: {said}");
        assert!(said.contains(expected), "{what}: {said}");
        assert!(last.starts_with("verify: DIFFERENT"), "{what}: {said}");
    }
}

#[test]
fn a_claim_is_tied_to_the_contract_by_its_sealed_entry_or_only_told_to_be() {
    let tie = format!("that claims/{CLAIM} is of contracts/{CONTRACT}");
    let mut case = case();
    put_decision(
        &mut case,
        &decision(8, CONTRACT, &format!("claims/{CLAIM}")),
    );
    let (code, _, said) = verify(case.clone());
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("another case's was put in"), "{said}");

    let listed =
        json!([{ "name": format!("claims/{CLAIM}"), "contract": format!("contracts/{CONTRACT}") }]);
    case.add("claims.json", listed.to_string());
    let (code, last, said) = verify(case.clone());
    assert_eq!(code, Some(0), "{said}");
    assert!(last.contains(&tie), "{said}");

    let detail = json!({ "number": "1", "contract": CONTRACT });
    put_entry(
        &mut case,
        &entry(13, "claim.drafted", ("claim", CLAIM), &detail),
    );
    let (code, last, said) = verify(case);
    assert_eq!(code, Some(0), "{said}");
    assert!(!last.contains(&tie), "{said}");
}
