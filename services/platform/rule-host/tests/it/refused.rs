//! Compilers that fail, and caches that can't be trusted.

use std::path::Path;

use kezhuan_rule_host::{CompileError, Host, HostConfig, LoadError};

use crate::support::{config, file};

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
        compile_memory_bytes_max: 12 << 20,
        ..config()
    });
    let error = small.load(&bytes).unwrap_err();
    assert!(
        matches!(
            error,
            LoadError::Compile(CompileError::Ended { .. } | CompileError::Memory(_))
        ),
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
    let name = format!("{digest}.cwasm");
    let mut files = folders.map(|folder| folder.join(&name));
    let compiled = files.find(|path| path.is_file()).unwrap();
    let good = std::fs::read(&compiled).unwrap();
    for bad in [
        b"\x7fELF".to_vec(),
        good[..good.len() - 32].to_vec(),
        [b"other code", &good[good.len() - 32..]].concat(),
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
