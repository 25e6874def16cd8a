//! Files that are no rule package, and compilers and caches that can't be trusted.

use std::path::PathBuf;

use std::path::Path;

use kezhuan_rule_host::{CompileError, Host, HostConfig, LoadError, Refusal};
use serde_json::json;

use crate::support::{HOST, config, file};

fn fixture(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    std::fs::read(folder.join(name)).unwrap()
}

/// `component` with papers as a package carries them.
fn with_papers(mut component: Vec<u8>, manifest: &serde_json::Value) -> Vec<u8> {
    let case =
        json!({ "id": "1", "hook": "tc.split@1", "on": "2025-01-01", "facts": {}, "outcome": {} });
    let papers = [
        ("kezhuan:manifest", manifest),
        ("kezhuan:settings", &json!({})),
        ("kezhuan:cases", &case),
    ];
    for (name, content) in papers {
        let content = content.to_string();
        component.push(0);
        leb128(&mut component, 1 + name.len() + content.len());
        leb128(&mut component, name.len());
        component.extend_from_slice(name.as_bytes());
        component.extend_from_slice(content.as_bytes());
    }
    component
}

fn leb128(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        bytes.push(u8::try_from(number & 0x7f).unwrap() | 0x80);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).unwrap());
}

fn manifest(hooks: &[&str]) -> serde_json::Value {
    let hooks = hooks
        .iter()
        .map(|hook| json!({ "hook": hook, "regulation": "-", "article": "-" }));
    json!({
        "name": "x", "version": "1", "owner": "440799", "title_zh": "-", "title_en": "-",
        "hooks": hooks.collect::<Vec<_>>(),
    })
}

#[test]
fn a_file_that_is_no_rule_package_is_refused_with_what_where_and_what_to_do() {
    let good = std::fs::read(file("pengjiang")).unwrap();
    let mut flipped = good.clone();
    flipped[200] ^= 0xff;
    let other = fixture("other-types.wasm");
    for (what, bytes, refusal) in [
        ("nothing", vec![], Refusal::Malformed),
        ("text", b"not a package".to_vec(), Refusal::Malformed),
        (
            "truncated",
            good[..good.len() / 2].to_vec(),
            Refusal::Malformed,
        ),
        ("a byte changed", flipped, Refusal::Malformed),
        (
            "core module",
            fixture("core-module.wasm"),
            Refusal::NotAComponent,
        ),
        ("imports", fixture("imports.wasm"), Refusal::Imports),
        ("no papers", other.clone(), Refusal::ManifestMissing),
        (
            "other types",
            with_papers(other.clone(), &manifest(&["tc.split@1"])),
            Refusal::InterfaceMismatch,
        ),
        (
            "no export",
            with_papers(other.clone(), &manifest(&["tc.split@1", "tc.sla@1"])),
            Refusal::HookNotExported,
        ),
        (
            "other version",
            with_papers(other.clone(), &manifest(&["tc.split@2"])),
            Refusal::HookNotExported,
        ),
        (
            "stray export",
            with_papers(other, &manifest(&[])),
            Refusal::ExportNotInManifest,
        ),
        ("too large", vec![0; (32 << 20) + 1], Refusal::TooLarge),
    ] {
        match HOST.load(&bytes) {
            Err(LoadError::Refused(refused)) => {
                assert_eq!(refused.what, refusal, "{what}: {refused}");
                assert!(
                    !refused.place.is_empty() && !refused.remedy.is_empty(),
                    "{what}"
                );
            }
            other => panic!("{what}: {other:?}"),
        }
    }
}

#[test]
fn a_compiler_over_its_limits_is_an_error_and_the_host_goes_on() {
    let bytes = std::fs::read(file("pengjiang")).unwrap();
    let cold = tempfile::tempdir().unwrap();
    let start = |limits: HostConfig| {
        Host::start(&HostConfig {
            cache: cold.path().to_owned(),
            ..limits
        })
        .unwrap()
    };
    let small = start(HostConfig {
        compile_memory_bytes_max: 24 << 20,
        ..config()
    });
    let error = small.load(&bytes).unwrap_err();
    assert!(
        matches!(error, LoadError::Compile(CompileError::Ended { .. })),
        "{error}"
    );
    let late = start(HostConfig {
        compile_deadline_s_max: 0,
        ..config()
    });
    let error = late.load(&bytes).unwrap_err();
    assert!(
        matches!(error, LoadError::Compile(CompileError::Late(0))),
        "{error}"
    );
    let good = start(config());
    assert_eq!(good.load(&bytes).unwrap().manifest().name, "pengjiang");
    // What was compiled once is loaded without a compiler.
    let without = start(HostConfig {
        compiler: Some("/no/such/compiler".into()),
        ..config()
    });
    without.load(&bytes).unwrap();
}

#[test]
fn a_foreign_or_damaged_compiled_package_is_made_again() {
    let bytes = std::fs::read(file("xinhui")).unwrap();
    let cache = tempfile::tempdir().unwrap();
    let host = Host::start(&HostConfig {
        cache: cache.path().to_owned(),
        ..config()
    })
    .unwrap();
    let digest = host.load(&bytes).unwrap().digest();
    let folders = std::fs::read_dir(cache.path())
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let folder = folders.into_iter().find(|path| path.is_dir()).unwrap();
    let compiled = folder.join(format!("{digest}.cwasm"));
    let good = std::fs::read(&compiled).unwrap();
    for bad in [
        b"\x7fELF".to_vec(),
        good[32..].to_vec(),
        [&good[..32], b"other code"].concat(),
    ] {
        std::fs::write(&compiled, bad).unwrap();
        host.load(&bytes).unwrap();
        // Written again by the compiler, authentic again.
        assert!(std::fs::read(&compiled).unwrap().len() == good.len());
    }
}

/// Whoever may write there could name a key of their own, and machine code to go with it.
#[test]
fn a_cache_that_others_may_touch_is_refused() {
    use std::os::unix::fs::{PermissionsExt, chown};
    type Spoil = fn(&Path);
    let open_to_all: Spoil = |path| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o777)).unwrap();
    };
    let readable: Spoil = |path| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644)).unwrap();
    };
    let foreign: Spoil = |path| chown(path, Some(65_534), None).unwrap();
    let mut spoilt = vec![("", open_to_all), ("installation.key", readable)];
    // Only root can give a folder away; for another user nobody else can have made one here.
    if nix::unistd::geteuid().is_root() {
        spoilt.extend([("", foreign), ("installation.key", foreign)]);
    }
    for (inside, spoil) in spoilt {
        let cache = tempfile::tempdir().unwrap();
        let limits = HostConfig {
            cache: cache.path().to_owned(),
            ..config()
        };
        Host::start(&limits).unwrap();
        spoil(&cache.path().join(inside));
        let refused = Host::start(&limits).map(drop).unwrap_err().to_string();
        assert!(refused.contains("uses it only when"), "{inside}: {refused}");
    }
}
