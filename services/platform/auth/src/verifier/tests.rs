use std::path::Path;
use std::time::Duration;

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::DevelopmentIssuer;

/// An issuer whose key a test may misuse.
struct World {
    folder: TempDir,
    issuer: DevelopmentIssuer,
}

impl World {
    fn new() -> World {
        let folder = tempfile::tempdir().unwrap();
        let issuer = DevelopmentIssuer::create_or_load(folder.path()).unwrap();
        World { folder, issuer }
    }

    fn claims(&self) -> Value {
        let config = self.issuer.auth_config();
        json!({ "iss": config.issuer, "aud": config.audience, "sub": "wang", "exp": now() + 60, "roles": ["registrar", "stranger"] })
    }

    fn key_id(&self) -> String {
        self.issuer.auth_config().audience
    }

    fn key(&self) -> EncodingKey {
        EncodingKey::from_ed_pem(&std::fs::read(self.folder.path().join("token-key.pem")).unwrap())
            .unwrap()
    }

    fn signed(&self, claims: &Value) -> String {
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(self.key_id());
        encode(&header, claims, &self.key()).unwrap()
    }

    fn with(&self, name: &str, value: Value) -> String {
        let mut claims = self.claims();
        claims[name] = value;
        self.signed(&claims)
    }

    fn verifier(&self, pause: Duration, age_max: Duration) -> Verifier {
        let config = self.issuer.auth_config();
        Verifier::with_keys(
            config.clone(),
            Keys::reread_after(Source::of(&config), pause, age_max),
        )
    }

    fn patient(&self) -> Verifier {
        self.verifier(Duration::from_secs(600), Duration::from_secs(600))
    }
}

async fn refused(verifier: &Verifier, token: &str) -> String {
    let problem = verifier.verify(token).await.unwrap_err();
    let said = kezhuan_rpc::Explanation::of(&problem.into());
    format!(
        "{} {}",
        said.reason,
        said.metadata.get("cause").cloned().unwrap_or_default()
    )
    .trim()
    .to_owned()
}

#[tokio::test]
async fn a_right_token_names_its_caller_and_only_roles_we_know() {
    let world = World::new();
    let verifier = world.patient();
    let caller = verifier
        .verify(&world.signed(&world.claims()))
        .await
        .unwrap();
    assert_eq!(
        (caller.subject.as_str(), caller.kind),
        ("wang", CallerKind::Person)
    );
    assert_eq!(
        caller.roles.into_iter().collect::<Vec<_>>(),
        [Role::Registrar]
    );
    let many = world.with("aud", json!(["elsewhere", world.key_id()]));
    assert!(verifier.verify(&many).await.is_ok());
}

#[tokio::test]
async fn each_claim_is_checked() {
    let world = World::new();
    let verifier = world.patient();
    for (claim, value, reason) in [
        ("exp", json!(now() - 60), "TOKEN_EXPIRED"),
        ("nbf", json!(now() + 120), "TOKEN_INVALID NOT_YET_VALID"),
        ("aud", json!("another-suite"), "TOKEN_INVALID AUDIENCE"),
        (
            "iss",
            json!("https://somebody.else"),
            "TOKEN_INVALID ISSUER",
        ),
        ("sub", json!(7), "TOKEN_INVALID MALFORMED"),
        ("kind", json!("emperor"), "TOKEN_INVALID MALFORMED"),
    ] {
        assert_eq!(
            refused(&verifier, &world.with(claim, value)).await,
            reason,
            "{claim}"
        );
    }
    for claim in ["exp", "aud", "iss", "sub"] {
        let mut claims = world.claims();
        claims.as_object_mut().unwrap().remove(claim);
        assert!(
            refused(&verifier, &world.signed(&claims))
                .await
                .starts_with("TOKEN_INVALID"),
            "{claim}"
        );
    }
}

#[tokio::test]
async fn no_other_algorithm_and_no_foreign_signature_passes() {
    let world = World::new();
    let verifier = world.patient();
    let public = std::fs::read(world.folder.path().join("jwks.json")).unwrap();
    let header = |algorithm| {
        let mut header = Header::new(algorithm);
        header.kid = Some(world.key_id());
        header
    };
    // The public key as a shared secret: the oldest trick.
    let confused = encode(
        &header(Algorithm::HS256),
        &world.claims(),
        &EncodingKey::from_secret(&public),
    )
    .unwrap();
    assert_eq!(
        refused(&verifier, &confused).await,
        "TOKEN_INVALID ALGORITHM"
    );

    let foreign = World::new();
    let forged = encode(&header(Algorithm::EdDSA), &world.claims(), &foreign.key()).unwrap();
    assert_eq!(refused(&verifier, &forged).await, "TOKEN_INVALID SIGNATURE");

    let right = world.signed(&world.claims());
    let body = right.split('.').nth(1).unwrap();
    let unsigned = format!("eyJhbGciOiJub25lIiwia2lkIjoieCJ9.{body}.");
    assert_eq!(
        refused(&verifier, &unsigned).await,
        "TOKEN_INVALID MALFORMED"
    );
    assert_eq!(
        refused(&verifier, &"x".repeat(9_000)).await,
        "TOKEN_INVALID TOO_LONG"
    );
    assert_eq!(refused(&verifier, "").await, "TOKEN_INVALID MALFORMED");
    let nameless = encode(
        &Header::new(Algorithm::EdDSA),
        &world.claims(),
        &world.key(),
    )
    .unwrap();
    assert_eq!(
        refused(&verifier, &nameless).await,
        "TOKEN_INVALID KEY_UNNAMED"
    );
}

#[tokio::test]
async fn keys_of_an_ordinary_issuer_are_believed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/data/foreign_issuer.json");
    let issuer: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let jwks = folder.path().join("jwks.json");
    std::fs::write(&jwks, issuer["jwks"].to_string()).unwrap();
    let config = AuthConfig {
        jwks: jwks.to_string_lossy().into_owned(),
        jwks_ca_file: PathBuf::new(),
        issuer: "https://issuer.test".into(),
        audience: "kezhuan-test".into(),
    };
    let verifier = Verifier::new(config);
    for algorithm in ["RS256", "ES256"] {
        let token = issuer["tokens"][algorithm].as_str().unwrap();
        assert_eq!(
            verifier.verify(token).await.unwrap().tenant,
            "440703",
            "{algorithm}"
        );
    }
}

#[tokio::test]
async fn a_rotated_key_is_taken_up_and_the_old_one_is_dropped() {
    let (old, new) = (World::new(), World::new());
    let verifier = old.verifier(Duration::ZERO, Duration::ZERO);
    let before = old.signed(&old.claims());
    verifier.verify(&before).await.unwrap();

    std::fs::copy(
        new.folder.path().join("jwks.json"),
        old.folder.path().join("jwks.json"),
    )
    .unwrap();
    let mut header = Header::new(Algorithm::EdDSA);
    header.kid = Some(new.key_id());
    let after = encode(&header, &old.claims(), &new.key()).unwrap();
    verifier.verify(&after).await.unwrap();
    assert_eq!(
        refused(&verifier, &before).await,
        "TOKEN_INVALID KEY_UNKNOWN"
    );
}

#[tokio::test]
async fn made_up_key_names_do_not_make_us_read_all_the_time() {
    let (old, new) = (World::new(), World::new());
    let verifier = old.patient();
    verifier.verify(&old.signed(&old.claims())).await.unwrap();
    std::fs::copy(
        new.folder.path().join("jwks.json"),
        old.folder.path().join("jwks.json"),
    )
    .unwrap();
    let mut header = Header::new(Algorithm::EdDSA);
    header.kid = Some(new.key_id());
    let after = encode(&header, &old.claims(), &new.key()).unwrap();
    assert_eq!(
        refused(&verifier, &after).await,
        "TOKEN_INVALID KEY_UNKNOWN"
    );
}

#[tokio::test]
async fn an_issuer_that_is_away_is_not_the_callers_fault_and_keys_stay_known() {
    let world = World::new();
    let token = world.signed(&world.claims());
    let verifier = world.verifier(Duration::ZERO, Duration::ZERO);
    let jwks = world.folder.path().join("jwks.json");
    let away = world.folder.path().join("away.json");
    std::fs::rename(&jwks, &away).unwrap();
    assert_eq!(refused(&verifier, &token).await, "TOKEN_KEYS_UNAVAILABLE");
    std::fs::rename(&away, &jwks).unwrap();
    verifier.verify(&token).await.unwrap();
    std::fs::remove_file(&jwks).unwrap();
    verifier.verify(&token).await.unwrap();
}
