//! The issuer's keys change while people call: the new key is published, then signed with, then the old one is taken away. None
//! of their calls fails.
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use kezhuan_auth::{Claims, DevelopmentIssuer};
use kezhuan_runtime::Shutdown;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::HOUR;
use crate::house::House;

const TAKEN_UP_MAX: Duration = Duration::from_secs(30);
const ASK_EVERY: Duration = Duration::from_millis(200);
const CALLS_BETWEEN: u64 = 50;

fn keys(issuer: &DevelopmentIssuer) -> Vec<Value> {
    let text = std::fs::read_to_string(issuer.auth_config().jwks).unwrap();
    let set: Value = serde_json::from_str(&text).unwrap();
    set["keys"].as_array().unwrap().clone()
}

/// A token of the same issuer under another key.
fn signed_with(successor: &DevelopmentIssuer, folder: &std::path::Path, house: &House) -> String {
    let pem = std::fs::read(folder.join("token-key.pem")).unwrap();
    let kid = keys(successor)[0]["kid"].as_str().unwrap().to_owned();
    let header = Header {
        kid: Some(kid),
        ..Header::new(Algorithm::EdDSA)
    };
    let config = house.issuer.auth_config();
    let claims = Claims {
        iss: config.issuer,
        aud: config.audience,
        exp: jsonwebtoken::get_current_timestamp() + HOUR.as_secs(),
        ..Claims::person("wang", "office-440703", "440703", &["operator"])
    };
    let key = EncodingKey::from_ed_pem(&pem).unwrap();
    format!("Bearer {}", encode(&header, &claims, &key).unwrap())
}

async fn until(what: &str, done: impl AsyncFn() -> bool) {
    let end = Instant::now() + TAKEN_UP_MAX;
    while !done().await {
        assert!(Instant::now() < end, "waited in vain for: {what}");
        tokio::time::sleep(ASK_EVERY).await;
    }
}

#[tokio::test]
async fn keys_are_rotated_while_people_call_and_nobody_is_turned_away() {
    let house = Arc::new(House::open().await);
    let folder = tempfile::tempdir().unwrap();
    let successor = DevelopmentIssuer::create_or_load(folder.path()).unwrap();
    let old = house.person(&["operator"], HOUR);
    let new = signed_with(&successor, folder.path(), &house);
    let set = house.issuer.auth_config().jwks;
    let publish = |keys: Vec<Value>| {
        let fresh = folder.path().join("jwks.new");
        std::fs::write(&fresh, json!({ "keys": keys }).to_string()).unwrap();
        std::fs::copy(&fresh, &set).unwrap();
    };

    let (token, current) = watch::channel(old.clone());
    let (stop, calls) = (Shutdown::new(), Arc::new(AtomicU64::new(0)));
    let people = {
        let (house, stop, calls) = (house.clone(), stop.clone(), calls.clone());
        kezhuan_runtime::spawn("people", async move {
            while !stop.is_triggered() {
                let token = current.borrow().clone();
                house.advance(Some(&token), 1).await.unwrap();
                calls.fetch_add(1, Ordering::Relaxed);
            }
        })
    };
    let some_calls = async || {
        let seen = calls.load(Ordering::Relaxed);
        let more = async || calls.load(Ordering::Relaxed) >= seen + CALLS_BETWEEN;
        until("calls between two steps", more).await;
    };

    some_calls().await;
    publish([keys(&house.issuer), keys(&successor)].concat());
    let believed = async || house.advance(Some(&new), 1).await.is_ok();
    until("the new key", believed).await;
    some_calls().await;
    token.send(new.clone()).unwrap();
    some_calls().await;
    publish(keys(&successor));
    let refused = async || house.advance(Some(&old), 1).await.is_err();
    until("the end of the old key", refused).await;
    some_calls().await;
    stop.trigger();
    people.await.unwrap();
    let Ok(house) = Arc::try_unwrap(house) else {
        panic!("somebody still calls");
    };
    house.close().await;
}
