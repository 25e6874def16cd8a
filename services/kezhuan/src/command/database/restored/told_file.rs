//! The file that tells what databases have forgotten: for people to read, and for programs to take up.
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kezhuan_bus::restored::Told;
use prost_reflect::{DescriptorPool, DynamicMessage};
use serde_json::{Value, json};

use super::Forgotten;

/// Never over a file that is there: it may be the only witness of what happened.
pub(super) fn write(path: &Path, all: &[Forgotten]) -> anyhow::Result<()> {
    let pool = DescriptorPool::decode(kezhuan_protocol::FILE_DESCRIPTOR_SET)?;
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    let mut file = file.with_context(|| format!("can't make {}", path.display()))?;
    for one in all {
        for told in &one.events {
            writeln!(file, "{}", line(&pool, one.service, told))?;
        }
        for (keeper, number) in &one.heads {
            let head = json!({ "kind": "tree_head", "service": one.service, "kept_by": keeper, "number": number });
            writeln!(file, "{head}")?;
        }
    }
    file.sync_all()
        .with_context(|| format!("can't keep {}", path.display()))
}

fn line(pool: &DescriptorPool, service: &str, told: &Told) -> Value {
    let name = told.subject.rsplit('.').next().unwrap_or_default();
    json!({
        "kind": "event",
        "service": service,
        "event": name,
        "event_id": told.event_id,
        "aggregate": told.aggregate,
        "aggregate_id": told.aggregate_id,
        "sequence": told.sequence,
        "tenant": told.tenant,
        "occurred_at": told.occurred_at,
        "legal_date": told.legal_date,
        "body": body(pool, service, name, told).unwrap_or(Value::Null),
        "bytes": STANDARD.encode(&told.payload),
    })
}

fn body(pool: &DescriptorPool, service: &str, name: &str, told: &Told) -> Option<Value> {
    let shape = pool.get_message_by_name(&format!("kezhuan.{service}.v1.{name}"))?;
    let message = DynamicMessage::decode(shape, told.payload.clone()).ok()?;
    serde_json::to_value(message).ok()
}

#[cfg(test)]
mod tests {
    use kezhuan_protocol::contracts::v1::ContractRegistered;
    use prost::Message;
    use uuid::Uuid;

    use super::*;

    fn told() -> Told {
        Told {
            event_id: Uuid::from_u128(1),
            subject: "kezhuan.contracts.v1.contract.ContractRegistered".to_owned(),
            aggregate: "contract".to_owned(),
            aggregate_id: Uuid::from_u128(2),
            sequence: 4,
            tenant: "440703".to_owned(),
            occurred_at: "2025-03-03T01:02:03.000004Z".to_owned(),
            legal_date: "2025-03-03".to_owned(),
            payload: ContractRegistered::default().encode_to_vec().into(),
        }
    }

    #[test]
    fn what_is_told_can_be_read_by_people_and_taken_up_by_programs() {
        let pool = DescriptorPool::decode(kezhuan_protocol::FILE_DESCRIPTOR_SET).unwrap();
        let known = line(&pool, "contracts", &told());
        assert!(known["body"].is_object(), "{known}");
        assert_eq!(known["sequence"], 4);
        let strange = Told {
            subject: "kezhuan.contracts.v1.contract.Nothing".to_owned(),
            payload: vec![1, 2].into(),
            ..told()
        };
        let strange = line(&pool, "contracts", &strange);
        assert!(strange["body"].is_null() && strange["bytes"] == "AQI=");
    }

    #[test]
    fn a_file_that_is_there_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("told.jsonl");
        write(&path, &[]).unwrap();
        assert!(write(&path, &[]).is_err());
    }
}
