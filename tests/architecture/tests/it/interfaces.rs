//! Every RPC has its row, every request that writes can be repeated.
use std::collections::BTreeSet;
use std::process::Command;

use kezhuan_architecture::{file, files, root, services};
use kezhuan_servers::Tools;
use prost::Message;
use prost_types::FileDescriptorSet;

fn descriptors() -> FileDescriptorSet {
    FileDescriptorSet::decode(kezhuan_protocol::FILE_DESCRIPTOR_SET).expect("descriptors")
}

/// `package.Service/Rpc` of every RPC of the suite.
fn rpcs() -> BTreeSet<String> {
    descriptors()
        .file
        .iter()
        .filter(|file| file.package().starts_with("kezhuan."))
        .flat_map(|file| {
            file.service.iter().flat_map(|service| {
                service.method.iter().map(|method| {
                    format!("{}.{}/{}", file.package(), service.name(), method.name())
                })
            })
        })
        .collect()
}

/// `package.Service/Rpc` of every row of the permission tables.
fn rows() -> BTreeSet<String> {
    let mut rows = BTreeSet::new();
    for source in files("proto", "permissions.toml") {
        let table: toml::Table = source.text.parse().expect("a permission table");
        let service = table["service"]
            .as_str()
            .expect("a service name")
            .to_owned();
        rows.extend(
            table
                .keys()
                .filter(|key| *key != "service")
                .map(|rpc| format!("{service}/{rpc}")),
        );
    }
    rows
}

#[test]
fn every_rpc_has_exactly_one_permission_row() {
    let (rpcs, rows) = (rpcs(), rows());
    let missing: Vec<_> = rpcs.difference(&rows).collect();
    let stale: Vec<_> = rows.difference(&rpcs).collect();
    assert!(missing.is_empty(), "no permission row: {missing:?}");
    assert!(stale.is_empty(), "rows without an RPC: {stale:?}");
    assert!(rpcs.len() > 60, "the descriptors were not found");
}

#[test]
fn every_permission_table_is_probed_by_a_service_that_serves_it() {
    let probes: Vec<String> = services()
        .iter()
        .filter_map(|service| file(&format!("services/{service}/tests/it/permissions.rs")))
        .collect();
    let unprobed: Vec<String> = rows()
        .iter()
        .filter_map(|row| Some(row.split_once('/')?.0.to_owned()))
        .filter(|service| {
            !probes
                .iter()
                .any(|probe| probe.contains(&format!("\"{service}\"")))
        })
        .collect();
    assert!(unprobed.is_empty(), "called by no probe: {unprobed:?}");
}

/// How the names of RPCs begin that write nothing, or are repeated by their content.
const READS: &[&str] = &[
    "Get",
    "List",
    "Download",
    "Export",
    "Estimate",
    "Upload",
    "Advance",
    "Precheck",
    "CheckVariety",
    "ReplayDecisions",
    "ReadShadowLedger",
];

/// Whether the request that `rpc` (`package.Service/Rpc`) writes with has a field of this name; `None` where it only reads.
fn written_with(set: &FileDescriptorSet, rpc: &str, field: &str) -> Option<bool> {
    let (_, name) = rpc.rsplit_once('/')?;
    if READS.iter().any(|prefix| name.starts_with(prefix)) {
        return None;
    }
    let (package, _) = rpc.rsplit_once('.')?;
    let messages = set
        .file
        .iter()
        .filter(|file| file.package() == package)
        .flat_map(|file| &file.message_type);
    let request = format!("{name}Request");
    let mut fields = messages
        .filter(|message| message.name() == request)
        .flat_map(|message| &message.field);
    Some(fields.any(|found| found.name() == field))
}

#[test]
fn every_writing_request_carries_a_request_id() {
    let set = descriptors();
    let found: Vec<String> = rpcs()
        .into_iter()
        .filter(|rpc| written_with(&set, rpc, "request_id") == Some(false))
        .collect();
    assert!(found.is_empty(), "no request_id: {found:?}");
}

#[test]
fn what_banks_call_demands_their_certificate_and_takes_their_number() {
    let set = descriptors();
    let mut found = Vec::new();
    for source in files("proto", "permissions.toml") {
        let mut table: toml::Table = source.text.parse().expect("a permission table");
        let service = table.remove("service").expect("a service name");
        let service = service.as_str().expect("a service name");
        for (name, row) in &table {
            let roles = row["roles"].as_array().expect("roles");
            let among_them = roles.iter().any(|role| role.as_str() == Some("bank"));
            let certificate = row.get("certificate").and_then(toml::Value::as_str);
            let numbered = written_with(&set, &format!("{service}/{name}"), "biz_no");
            let as_a_banks = match (among_them, roles.len()) {
                (true, 1) => certificate == Some("organisation") && numbered != Some(false),
                // Others call it too, without.
                (true, _) => certificate == Some("bank") || numbered != Some(true),
                (false, _) => true,
            };
            if !as_a_banks {
                found.push(name.clone());
            }
        }
    }
    assert!(found.is_empty(), "not as a bank's: {found:?}");
}

/// Where the set-up's buf is at hand; `make lint` asks it the same.
#[test]
fn the_protos_keep_what_was_published() {
    let buf = Tools::find().map(|tools| tools.program("buf"));
    let Some(buf) = buf.ok().filter(|buf| buf.is_file()) else {
        return;
    };
    for arguments in [
        &["lint", "proto"][..],
        &["breaking", "proto", "--against", "proto/published.binpb"],
    ] {
        let said = Command::new(&buf)
            .args(arguments)
            .current_dir(root())
            .output()
            .expect("buf runs");
        assert!(
            said.status.success(),
            "{arguments:?}:\n{}{}",
            String::from_utf8_lossy(&said.stdout),
            String::from_utf8_lossy(&said.stderr)
        );
    }
}

#[test]
fn every_list_is_paged_and_every_state_starts_unspecified() {
    let set = descriptors();
    for file in set
        .file
        .iter()
        .filter(|file| file.package().starts_with("kezhuan."))
    {
        for message in &file.message_type {
            for kind in message.enum_type.iter().chain(&file.enum_type) {
                let first = kind
                    .value
                    .first()
                    .map(|value| value.name().to_owned())
                    .unwrap_or_default();
                assert!(
                    first.ends_with("_UNSPECIFIED"),
                    "{}.{} starts with {first}",
                    message.name(),
                    kind.name()
                );
            }
            let pages = message
                .field
                .iter()
                .any(|field| field.name() == "page_size");
            let token = message
                .field
                .iter()
                .any(|field| field.name() == "page_token");
            assert_eq!(pages, token, "{} pages only half", message.name());
        }
    }
}
