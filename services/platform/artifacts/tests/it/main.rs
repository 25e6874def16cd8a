//! Packages pushed to and pulled from a real registry: Debian's docker-registry, as a process of its own.
mod server;

use kezhuan_artifacts::{Error, Pinned, Pulled, Registry, RegistryConfig, Tagged};
use kezhuan_testkit::world::sure;

use server::{PASSWORD, Server, Silent, USER};

const PACKAGE: &[u8] = include_bytes!("../../../../../plugins/packages/pengjiang/pengjiang.wasm");
const OTHER: &[u8] = include_bytes!("../../../../../plugins/packages/taishan/taishan.wasm");
const SIGNATURE: &[u8] = br#"{"package":"of these bytes"}"#;

fn to(server: &Server) -> RegistryConfig {
    at(server.host())
}

fn at(host: String) -> RegistryConfig {
    RegistryConfig {
        ca_file: "".into(),
        credentials_file: "".into(),
        plaintext: host,
        package_bytes_max: 32 << 20,
        answer_ms_max: 30_000,
    }
}

fn tagged(server: &Server, name: &str) -> Tagged {
    sure(format!("{}/rules/{name}", server.host()).parse())
}

async fn pushed(registry: &Registry, target: &Tagged, package: &[u8]) -> Result<Pinned, Error> {
    let pushing = registry.push(target, package.to_vec(), SIGNATURE.to_vec());
    pushing.await
}

#[tokio::test]
async fn what_is_pulled_is_what_was_pushed_wherever_the_tag_points_since() {
    let Some(server) = Server::start(false) else {
        return;
    };
    let registry = Registry::new(to(&server));
    let target = tagged(&server, "pengjiang:1.0.0");
    let pinned = pushed(&registry, &target, PACKAGE).await.unwrap();
    let again = pushed(&registry, &target, PACKAGE).await.unwrap();
    assert_eq!(pinned, again, "the same bytes are the same artifact");
    let moved = pushed(&registry, &target, OTHER).await.unwrap();
    assert_ne!(moved.digest(), pinned.digest());
    let wanted = |package: &[u8]| Pulled {
        package: package.to_vec(),
        signature: SIGNATURE.to_vec(),
    };
    assert_eq!(registry.pull(&pinned).await.unwrap(), wanted(PACKAGE));
    assert_eq!(registry.pull(&moved).await.unwrap(), wanted(OTHER));
    // Another registry has the same artifact under the same digest: a mirror is as good as the first.
    let Some(mirror) = Server::start(false) else {
        return;
    };
    let there = Registry::new(to(&mirror));
    let copy = pushed(&there, &tagged(&mirror, "pengjiang:copy"), PACKAGE).await;
    assert_eq!(copy.unwrap().digest(), pinned.digest());
}

#[tokio::test]
async fn bytes_that_were_changed_in_the_registry_are_not_taken() {
    let Some(server) = Server::start(false) else {
        return;
    };
    let registry = Registry::new(to(&server));
    let target = tagged(&server, "pengjiang:1.0.0");
    let pinned = pushed(&registry, &target, PACKAGE).await.unwrap();
    server.change_blob_of(PACKAGE);
    let refused = registry.pull(&pinned).await.unwrap_err();
    assert!(matches!(refused, Error::OtherContent { .. }), "{refused}");
    // Nor a description that leads elsewhere.
    let target = tagged(&server, "taishan:1.0.0");
    let pinned = pushed(&registry, &target, OTHER).await.unwrap();
    server.change_description_of(&pinned);
    let refused = registry.pull(&pinned).await.unwrap_err();
    assert!(matches!(refused, Error::OtherContent { .. }), "{refused}");
}

#[tokio::test]
async fn what_is_too_large_or_not_there_says_so() {
    let Some(server) = Server::start(false) else {
        return;
    };
    let registry = Registry::new(to(&server));
    let target = tagged(&server, "pengjiang:1.0.0");
    let pinned = pushed(&registry, &target, PACKAGE).await.unwrap();
    let small = Registry::new(RegistryConfig {
        package_bytes_max: PACKAGE.len() - 1,
        ..to(&server)
    });
    let refused = small.pull(&pinned).await.unwrap_err();
    assert!(matches!(refused, Error::TooLarge { .. }), "{refused}");
    let absent = pinned.to_string();
    let absent = absent.replace(pinned.digest(), &format!("sha256:{}", "0".repeat(64)));
    let refused = registry.pull(&absent.parse().unwrap()).await.unwrap_err();
    assert!(matches!(refused, Error::NotThere { .. }), "{refused}");
    // An artifact of another kind under a name that looks right.
    let other = server.push_something_else("rules/pengjiang").await;
    let refused = registry.pull(&other).await.unwrap_err();
    assert!(matches!(refused, Error::NotAPackage { .. }), "{refused}");
}

#[tokio::test]
async fn a_registry_that_wants_to_know_who_asks_is_told() {
    let Some(server) = Server::start(true) else {
        return;
    };
    let target = tagged(&server, "pengjiang:1.0.0");
    let nobody = Registry::new(to(&server));
    assert!(pushed(&nobody, &target, PACKAGE).await.is_err());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.json");
    let known = Registry::new(RegistryConfig {
        credentials_file: file.clone(),
        ..to(&server)
    });
    let write = |password: &str| {
        let entry = serde_json::json!({ "username": USER, "password": password });
        let all = serde_json::json!({ "auths": { server.host(): entry } });
        std::fs::write(&file, all.to_string()).unwrap();
    };
    write("wrong");
    assert!(pushed(&known, &target, PACKAGE).await.is_err());
    // A renewed secret is taken up by the next call.
    write(PASSWORD);
    let pinned = pushed(&known, &target, PACKAGE).await.unwrap();
    assert_eq!(known.pull(&pinned).await.unwrap().package, PACKAGE);
    let refused = nobody.pull(&pinned).await.unwrap_err();
    assert!(matches!(refused, Error::Refused { .. }), "{refused}");
    // One that is away is neither of these.
    drop(server);
    let refused = known.pull(&pinned).await.unwrap_err();
    assert!(matches!(refused, Error::Registry(_)), "{refused}");
}

#[tokio::test]
async fn a_registry_that_takes_no_connection_holds_nobody_for_the_time_of_an_answer() {
    let silent = Silent::start().await;
    let registry = Registry::new(at(silent.host()));
    let digest = format!("sha256:{}", "0".repeat(64));
    let pinned = format!("{}/rules/pengjiang@{digest}", silent.host());
    let refused = registry.pull(&pinned.parse().unwrap()).await.unwrap_err();
    // Not `Late`, which is told when all of that time is over.
    assert!(matches!(refused, Error::Registry(_)), "{refused}");
}
