//! An audit entry as a file: its format, and the digest of its row, are for ever.
use std::collections::BTreeSet;

use chrono::TimeDelta;
use kezhuan::proof::{AuditFile, Document};
use uuid::Uuid;

/// A made-up entry whose every byte stands here.
fn entry() -> AuditFile {
    let entry = AuditFile {
        format: "kezhuan.audit-entry/1".to_owned(),
        service: "contracts".to_owned(),
        id: Uuid::from_u128(1),
        tenant: "440703".to_owned(),
        organisation: "office:440703".to_owned(),
        actor: "林登记".to_owned(),
        action: "attachment.added".to_owned(),
        aggregate: "contract".to_owned(),
        aggregate_id: Uuid::from_u128(2),
        version: 3,
        request_id: Some(Uuid::from_u128(4)),
        detail: r#"{"attachment":"00000000-0000-0000-0000-000000000005","material":"合同文本"}"#
            .to_owned(),
        legal_date: "2025-03-03".parse().unwrap(),
        occurred_at: "2025-03-03T00:00:00.123456Z".parse().unwrap(),
        row_digest: String::new(),
    };
    AuditFile {
        row_digest: hex::encode(entry.stored().digest()),
        ..entry
    }
}

#[test]
fn an_entry_is_written_as_the_golden_one() {
    let text = entry().to_text().unwrap();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/audit-entry.json");
    if std::env::var_os("KEZHUAN_WRITE_GOLDEN").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), text);
    Document::of(text.as_bytes()).unwrap();
}

/// What a bank shows to prove that it was first.
fn reservation() -> AuditFile {
    let entry = AuditFile {
        service: "financing".to_owned(),
        organisation: "91440700MA4UTEST0X".to_owned(),
        actor: "system@91440700MA4UTEST0X".to_owned(),
        action: "pledge.reserved".to_owned(),
        aggregate: "pledge".to_owned(),
        version: 2,
        detail: concat!(
            r#"{"asset":"00000000-0000-0000-0000-000000000005","place":1,"#,
            r#""reserve_time":"2025-03-03T01:02:03.000004Z","reserved_on":"2025-03-03","#,
            r#""sequence":7,"until":"2025-04-02"}"#
        )
        .to_owned(),
        occurred_at: "2025-03-03T01:02:03.123456Z".parse().unwrap(),
        ..entry()
    };
    AuditFile {
        row_digest: hex::encode(entry.stored().digest()),
        ..entry
    }
}

#[test]
fn an_entry_of_financing_is_written_as_the_golden_one() {
    let golden = include_str!("../golden/financing-audit-entry.json");
    assert_eq!(reservation().to_text().unwrap(), golden);
    Document::of(golden.as_bytes()).unwrap();
}

type Change = fn(&mut AuditFile);

/// Each column, and a little of what somebody may do to it.
const CHANGES: [(&str, Change); 14] = [
    ("id", |it| it.id = Uuid::from_u128(9)),
    ("tenant", |it| it.tenant = "440705".to_owned()),
    ("organisation", |it| it.organisation.push(' ')),
    ("actor", |it| it.actor.clear()),
    ("action", |it| it.action = "attachment.removed".to_owned()),
    ("aggregate", |it| it.aggregate = "claim".to_owned()),
    ("aggregate_id", |it| it.aggregate_id = Uuid::from_u128(9)),
    ("version", |it| it.version += 1),
    ("request_id", |it| it.request_id = None),
    ("request_id", |it| it.request_id = Some(Uuid::nil())),
    // The same JSON, and another text.
    ("detail", |it| it.detail.push(' ')),
    ("detail", |it| it.detail = it.detail.replace("合同", "发票")),
    ("legal_date", |it| it.legal_date += TimeDelta::days(1)),
    ("occurred_at", |it| {
        it.occurred_at += TimeDelta::microseconds(1)
    }),
];

#[test]
fn every_column_of_an_entry_changes_its_digest() {
    let sealed = entry();
    let mut digests = BTreeSet::from([sealed.row_digest.clone()]);
    for (column, change) in CHANGES {
        let mut altered = sealed.clone();
        change(&mut altered);
        let digest = hex::encode(altered.stored().digest());
        assert!(digests.insert(digest), "{column} is not in the digest");
    }
    // What stood in one column and stands in the next now is another row.
    let mut moved = sealed.clone();
    let last = moved.actor.pop().unwrap();
    moved.action.insert(0, last);
    assert!(digests.insert(hex::encode(moved.stored().digest())));

    let columns: BTreeSet<&str> = CHANGES.iter().map(|(column, _)| *column).collect();
    let file = serde_json::to_value(&sealed).unwrap();
    let members = file.as_object().unwrap().keys().map(String::as_str);
    let about = ["format", "service", "row_digest"];
    let members: BTreeSet<&str> = members.filter(|name| !about.contains(name)).collect();
    assert_eq!(columns, members, "a column that no change is tried on");
}
