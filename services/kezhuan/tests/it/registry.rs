//! `kezhuan rules push` and `pull` with a real OCI registry, and no suite.
use std::path::Path;

use kezhuan_servers::OciRegistry;
use kezhuan_testkit::skipped;

use crate::program::{run, told};

const PACKAGE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../plugins/packages/pengjiang/pengjiang.wasm"
);

fn ran(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", told(&output));
    told(&output)
}

#[test]
fn a_signed_package_comes_back_as_it_was_pushed_and_verifies() {
    let Some(registry) = OciRegistry::start(None).unwrap() else {
        skipped("rules push and pull: no docker-registry on this machine");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (package, key) = (at("pengjiang.wasm"), at("county.key"));
    std::fs::copy(PACKAGE, &package).unwrap();
    ran(folder.path(), &["rules", "key", "new", &key]);
    let target = format!("{}/rules/pengjiang:1.0.0", registry.host());
    let push = ["rules", "push", &package, &target, "--plain-http"];
    let unsigned = run(folder.path(), &push);
    assert!(!unsigned.status.success());
    assert!(
        told(&unsigned).contains("rules sign"),
        "{}",
        told(&unsigned)
    );

    ran(folder.path(), &["rules", "sign", &package, "--key", &key]);
    let said = ran(folder.path(), &push);
    let pinned = said.lines().next().unwrap().to_owned();
    assert!(pinned.starts_with(&format!("{target}@sha256:")), "{said}");
    assert_eq!(ran(folder.path(), &push), said, "the same is the same");

    let back = at("back.wasm");
    let pull = ["rules", "pull", &pinned, "--out", &back, "--plain-http"];
    ran(folder.path(), &pull);
    let public = format!("{key}.public.pem");
    ran(folder.path(), &["rules", "verify", &back, "--key", &public]);
    assert_eq!(
        std::fs::read(&back).unwrap(),
        std::fs::read(PACKAGE).unwrap()
    );
    // With the key at hand it is one step; what another key signed is not even written.
    let other = at("other.key");
    ran(folder.path(), &["rules", "key", "new", &other]);
    let (checked, foreign) = (at("checked.wasm"), format!("{other}.public.pem"));
    let mut pull = [
        "rules",
        "pull",
        &pinned,
        "--out",
        &checked,
        "--plain-http",
        "--key",
        &foreign,
    ];
    let refused = run(folder.path(), &pull);
    assert!(!refused.status.success());
    assert!(
        told(&refused).contains("signed with another key"),
        "{}",
        told(&refused)
    );
    assert!(!Path::new(&checked).exists());
    pull[7] = &public;
    let said = ran(folder.path(), &pull);
    assert!(said.contains(", signed by "), "{said}");
    assert!(Path::new(&checked).exists());
    // A tag may be moved: what is pulled is named by its digest.
    let by_tag = run(folder.path(), &["rules", "pull", &target, "--plain-http"]);
    assert!(!by_tag.status.success());
    assert!(told(&by_tag).contains("@sha256:"), "{}", told(&by_tag));
}
