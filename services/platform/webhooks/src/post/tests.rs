//! The client against real listeners on loopback, and names that lie.
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::future::BoxFuture;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::addresses::Names;
use crate::secrets::SecretKeeper;

const PUBLIC: &str = "93.184.216.34";

/// Names that lead to a public address first and to this machine from then on.
#[derive(Default)]
struct Rebinding(AtomicUsize);

impl Names for Rebinding {
    fn addresses(&self, _: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let address = match self.0.fetch_add(1, Ordering::SeqCst) {
            0 => PUBLIC,
            _ => "127.0.0.1",
        };
        Box::pin(async move { Ok(vec![address.parse().unwrap()]) })
    }
}

fn config(ranges: &[&str]) -> PostConfig {
    PostConfig {
        user_agent: "kezhuan-webhooks",
        http_allowed: true,
        allowed_ranges: ranges.iter().map(|range| range.parse().unwrap()).collect(),
        tls_ca_file: PathBuf::new(),
        tls_ca_setting: "webhooks.tls_ca_file",
        attempt_ms_max: 400,
        connect_ms_max: 5_000,
        answer_bytes_max: 64,
    }
}

fn post(config: &PostConfig, names: impl Names) -> Post {
    Post::new(config, Addresses::new(&config.allowed_ranges, names)).unwrap()
}

fn letter(url: String) -> Letter {
    Letter {
        url,
        message_id: "msg_1".to_owned(),
        body: "{}".to_owned(),
        secrets: Vec::new(),
    }
}

/// A receiver that answers every connection with these bytes and goes; how many came, and its port.
async fn receiver(answer: &'static [u8]) -> (Arc<AtomicUsize>, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let came = Arc::new(AtomicUsize::new(0));
    let counted = came.clone();
    kezhuan_runtime::spawn("receiver", async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut seen = [0; 4096];
            let _ = stream.read(&mut seen).await;
            let _ = stream.write_all(answer).await;
            if answer.is_empty() {
                // Silent: it keeps the connection and says nothing.
                kezhuan_runtime::spawn("silent", async move {
                    let _ = stream.read(&mut seen).await;
                });
            }
        }
    });
    (came, port)
}

#[tokio::test]
async fn a_name_that_leads_elsewhere_when_it_is_connected_to_is_not_followed() {
    let (came, port) = receiver(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let config = config(&[]);
    let addresses = Addresses::new(&config.allowed_ranges, Rebinding::default());
    let first = addresses.of("bank.example").await.unwrap();
    assert_eq!(first, [PUBLIC.parse::<IpAddr>().unwrap()]);
    let post = Post::new(&config, addresses).unwrap();
    let url = format!("http://bank.example:{port}/hook");
    let attempt = post.send(&letter(url)).await.unwrap();
    assert_eq!(attempt.answer.failure, Some(Failure::AddressForbidden));
    assert_eq!(came.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn an_address_in_any_writing_is_looked_at_before_it_is_connected_to() {
    let (came, port) = receiver(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let post = post(&config(&[]), Rebinding::default());
    for host in [
        "127.0.0.1",
        "0x7f000001",
        "2130706433",
        "0177.1",
        "[::ffff:127.0.0.1]",
    ] {
        let url = format!("http://{host}:{port}/hook");
        let attempt = post.send(&letter(url)).await.unwrap();
        assert_eq!(
            attempt.answer.failure,
            Some(Failure::AddressForbidden),
            "{host}"
        );
    }
    assert_eq!(came.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn an_allowed_range_is_reached_and_a_redirect_is_an_answer() {
    let (came, port) = receiver(
        b"HTTP/1.1 307 Temporary Redirect\r\nlocation: /other\r\nretry-after: 7\r\ncontent-length: 4\r\n\r\nthis",
    )
    .await;
    let post = post(&config(&["127.0.0.0/8"]), Rebinding::default());
    let url = format!("http://127.0.0.1:{port}/hook");
    let attempt = post.send(&letter(url)).await.unwrap();
    let expected = Answer {
        status_code: 307,
        failure: Some(Failure::RefusedByReceiver),
        retry_after_s: Some(7),
    };
    assert_eq!(attempt.answer, expected);
    assert_eq!(attempt.detail, "this");
    assert_eq!(came.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn silence_nobody_there_and_no_tls_are_told_apart() {
    let post = post(&config(&["127.0.0.0/8"]), Rebinding::default());
    let (_, silent) = receiver(b"").await;
    let (_, plain) = receiver(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = gone.local_addr().unwrap().port();
    drop(gone);
    for (url, failure) in [
        (
            format!("http://127.0.0.1:{silent}/"),
            Failure::NoAnswerInTime,
        ),
        (format!("http://127.0.0.1:{closed}/"), Failure::NotConnected),
        (format!("https://127.0.0.1:{plain}/"), Failure::TlsFailed),
    ] {
        let attempt = post.send(&letter(url.clone())).await.unwrap();
        assert_eq!(
            attempt.answer.failure,
            Some(failure),
            "{url}: {}",
            attempt.detail
        );
        assert_eq!(attempt.answer.status_code, 0);
    }
}

#[tokio::test]
async fn an_endless_answer_is_read_to_its_limit() {
    let (_, port) = receiver(
        b"HTTP/1.1 500 No\r\ncontent-length: 1000000\r\n\r\n0123456789\x000123456789012345678901234567890123456789012345678901234567890",
    )
    .await;
    let post = post(&config(&["127.0.0.0/8"]), Rebinding::default());
    let url = format!("http://127.0.0.1:{port}/hook");
    let attempt = post.send(&letter(url)).await.unwrap();
    assert_eq!(attempt.answer.status_code, 500);
    assert_eq!(attempt.detail.chars().count(), 64);
    assert!(!attempt.detail.contains('\0'));
}

#[test]
fn both_signatures_stand_in_the_header_and_the_library_verifies_each() {
    let folder = tempfile::tempdir().unwrap();
    let keeper = SecretKeeper::create_or_load(&folder.path().join("key")).unwrap();
    let secrets = [keeper.new_secret().unwrap(), keeper.new_secret().unwrap()];
    let letter = Letter {
        secrets: secrets.to_vec(),
        ..letter("https://bank.example/hook".to_owned())
    };
    let now = Utc::now().timestamp();
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert(HEADER_WEBHOOK_ID, letter.message_id.parse().unwrap());
    headers.insert(HEADER_WEBHOOK_TIMESTAMP, now.into());
    let signature = signature(&letter, now).unwrap();
    headers.insert(HEADER_WEBHOOK_SIGNATURE, signature.parse().unwrap());
    for secret in &secrets {
        let verifier = Webhook::new(&secret.to_text()).unwrap();
        verifier.verify(letter.body.as_bytes(), &headers).unwrap();
    }
    let stranger = Webhook::new(&keeper.new_secret().unwrap().to_text()).unwrap();
    assert!(stranger.verify(letter.body.as_bytes(), &headers).is_err());
}

/// In a process of its own: which authorities a system knows, its environment says.
#[tokio::test]
async fn a_system_without_authorities_starts_and_sends_nothing_unchecked() {
    const BARE: &str = "KEZHUAN_TEST_OF_A_BARE_SYSTEM";
    if std::env::var_os(BARE).is_some() {
        return sends_http_alone().await;
    }
    let this = "post::tests::a_system_without_authorities_starts_and_sends_nothing_unchecked";
    let child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", this, "--nocapture"])
        .env(BARE, "yes")
        .env("SSL_CERT_FILE", "/nowhere/authorities.pem")
        .env_remove("SSL_CERT_DIR")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout);
    let failed = String::from_utf8_lossy(&child.stderr);
    assert!(child.status.success(), "{said}\n{failed}");
    assert!(said.contains("1 passed"), "{said}");
}

async fn sends_http_alone() {
    let (came, port) = receiver(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let post = post(&config(&["127.0.0.0/8"]), Rebinding::default());
    let url = format!("https://127.0.0.1:{port}/hook");
    let attempt = post.send(&letter(url)).await.unwrap();
    assert_eq!(attempt.answer.failure, Some(Failure::TlsFailed));
    assert!(
        attempt.detail.contains("webhooks.tls_ca_file"),
        "{}",
        attempt.detail
    );
    assert_eq!(came.load(Ordering::SeqCst), 0);
    let url = format!("http://127.0.0.1:{port}/hook");
    let attempt = post.send(&letter(url)).await.unwrap();
    assert_eq!(attempt.answer.failure, None, "{}", attempt.detail);
}
