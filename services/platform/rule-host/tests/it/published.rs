//! A package built against each published version of an interface still answers as it did.

use std::path::{Path, PathBuf};

use kezhuan_rule_host::{HookId, hooks};

use crate::support::HOST;

fn plugins() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../plugins")
}

#[test]
fn a_package_built_against_each_published_version_keeps_passing() {
    let text =
        std::fs::read_to_string(plugins().join("fixtures/published/interfaces.toml")).unwrap();
    let published: toml::Table = text.parse().unwrap();
    for hook in hooks() {
        let id: HookId = hook.id.parse().unwrap();
        for version in hook.versions {
            let file = published[&id.wit_name()][version.number]["package"]
                .as_str()
                .unwrap();
            let bytes = std::fs::read(plugins().join("fixtures/published").join(file)).unwrap();
            let package = HOST.load(&bytes).unwrap();
            assert_eq!(
                package.interface_version(&id),
                Some(version.number),
                "{file}"
            );
            let mut results = HOST.run_cases(&package).into_iter();
            let wrong = results.find(|case| !case.passed);
            assert!(wrong.is_none(), "{file}: {wrong:?}");
            assert!(package.cases().iter().any(|case| case.hook == id), "{file}");
            let trial = HOST.ask_at_bounds(&package);
            assert_eq!(trial.failure, None, "{file}");
        }
    }
}
