//! Where the sandbox's bank is told of its cases: an endpoint registered with the suite, and a server that takes what comes
//! as the specification wants it. It can also behave badly, as a bank's own receiver might.
mod endpoint;

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use kezhuan_protocol::financing::v1::webhook_delivery::State as DeliveryState;
use kezhuan_protocol::financing::v1::{ListWebhookDeliveriesRequest, WebhookDelivery};
use kezhuan_runtime::Shutdown;
use serde::Deserialize;
use standardwebhooks::{HEADER_WEBHOOK_ID, Webhook};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::journal::Journal;
use crate::refusal;
use crate::suite::Session;

const BANK: &str = "银行接收 receiver";
/// The specification's example: the secret of nobody here.
const WRONG_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const PATH: &str = "/webhooks";

/// How it answers.
#[derive(Clone, Debug, Default)]
pub struct Manner {
    /// Waits before each answer.
    pub slow: Duration,
    /// Answers every so many-th message with 500; 0 = none.
    pub error_every: u64,
    /// Checks against another secret than the endpoint's, and so refuses everything.
    pub wrong_secret: bool,
}

/// What it came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub taken: u64,
    /// Of them, messages that had come before, under the same id.
    pub again: u64,
    pub refused: u64,
}

/// A running receiver.
pub struct Receiver {
    desk: Arc<Desk>,
    session: Session,
    endpoint: String,
    stop: Shutdown,
    serving: JoinHandle<std::io::Result<()>>,
}

struct Desk {
    manner: Manner,
    secrets: RwLock<Vec<String>>,
    known: Mutex<HashSet<String>>,
    came: AtomicU64,
    again: AtomicU64,
    taken: AtomicU64,
    /// Something came that none of the known secrets signed: they may have been rotated.
    doubt: AtomicBool,
    wake: Notify,
    journal: Journal,
}

/// The body of a message, as far as the bank looks at it.
#[derive(Deserialize)]
struct Message {
    r#type: String,
    #[serde(default)]
    data: serde_json::Map<String, serde_json::Value>,
}

impl Receiver {
    /// Listens on this machine and has the suite tell it of the bank's cases.
    pub async fn start(
        session: Session,
        manner: Manner,
        journal: Journal,
    ) -> anyhow::Result<Receiver> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}{PATH}", listener.local_addr()?);
        let (endpoint, secrets) = endpoint::register(&session, &url).await?;
        journal.line(BANK, &format!("登记接收地址 told at {url}"), &endpoint);
        let secrets = match manner.wrong_secret {
            true => vec![WRONG_SECRET.to_owned()],
            false => secrets,
        };
        let desk = Arc::new(Desk {
            manner,
            secrets: RwLock::new(secrets),
            known: Mutex::default(),
            came: AtomicU64::new(0),
            again: AtomicU64::new(0),
            taken: AtomicU64::new(0),
            doubt: AtomicBool::new(false),
            wake: Notify::new(),
            journal,
        });
        let router = Router::new()
            .route(PATH, post(take))
            .with_state(desk.clone());
        let stop = Shutdown::new();
        let until = stop.clone();
        let serving = axum::serve(listener, router)
            .with_graceful_shutdown(async move { until.triggered().await });
        Ok(Receiver {
            desk,
            session,
            endpoint,
            stop,
            serving: kezhuan_runtime::spawn("webhook receiver", serving.into_future()),
        })
    }

    /// Waits for a message that was taken.
    pub async fn woken(&self) {
        self.desk.wake.notified().await;
    }

    /// Reads the secrets again where something came that they did not sign, as after a rotation.
    pub async fn reread_secrets(&self) -> anyhow::Result<()> {
        let in_doubt = self.desk.doubt.swap(false, Ordering::SeqCst);
        if !in_doubt || self.desk.manner.wrong_secret {
            return Ok(());
        }
        let secrets = endpoint::secrets(&self.session, &self.endpoint).await?;
        *self
            .desk
            .secrets
            .write()
            .unwrap_or_else(PoisonError::into_inner) = secrets;
        Ok(())
    }

    /// Whether the suite made a message of each of these cases, and none waits for its first or next attempt.
    pub async fn has_told(&self, mut cases: HashSet<String>) -> anyhow::Result<bool> {
        let request = ListWebhookDeliveriesRequest {
            endpoint: self.endpoint.clone(),
            // The endpoint is of this run, whose messages fit on a page.
            page_size: 1_000,
            ..ListWebhookDeliveriesRequest::default()
        };
        let answer = self
            .session
            .webhooks()?
            .list_webhook_deliveries(request)
            .await;
        let page = answer.map_err(refusal::readable)?.into_inner();
        for delivery in &page.deliveries {
            cases.remove(&delivery.case);
        }
        let waits = |delivery: &WebhookDelivery| delivery.state() == DeliveryState::Pending;
        Ok(cases.is_empty() && !page.deliveries.iter().any(waits))
    }

    /// What came so far.
    pub fn taken(&self) -> Taken {
        let taken = self.desk.taken.load(Ordering::SeqCst);
        Taken {
            taken,
            again: self.desk.again.load(Ordering::SeqCst),
            refused: self.desk.came.load(Ordering::SeqCst) - taken,
        }
    }

    /// Has the suite tell it nothing more, and stops listening.
    pub async fn stop(self) -> anyhow::Result<()> {
        let deleted = endpoint::delete(&self.session, &self.endpoint).await;
        self.stop.trigger();
        self.serving.await.context("the receiver broke")??;
        deleted
    }
}

async fn take(State(desk): State<Arc<Desk>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let nth = desk.came.fetch_add(1, Ordering::SeqCst) + 1;
    tokio::time::sleep(desk.manner.slow).await;
    let id = headers.get(HEADER_WEBHOOK_ID);
    let id = id.and_then(|id| id.to_str().ok()).unwrap_or_default();
    if !desk.is_signed(&headers, &body) {
        desk.doubt.store(true, Ordering::SeqCst);
        desk.journal
            .line(BANK, "签名不符，拒收 401 the signature is not right", id);
        return StatusCode::UNAUTHORIZED;
    }
    let every = desk.manner.error_every;
    if every > 0 && nth.is_multiple_of(every) {
        desk.journal
            .line(BANK, "答复 500 answered 500 on purpose", id);
        return StatusCode::INTERNAL_SERVER_ERROR;
    }
    let Ok(message) = serde_json::from_slice::<Message>(&body) else {
        desk.journal.line(BANK, "无法读取 400 is no message", id);
        return StatusCode::BAD_REQUEST;
    };
    desk.take_in(id, &message);
    StatusCode::NO_CONTENT
}

impl Desk {
    /// One of the secrets that live now signed it, not long ago.
    fn is_signed(&self, headers: &HeaderMap, body: &[u8]) -> bool {
        let secrets = self.secrets.read().unwrap_or_else(PoisonError::into_inner);
        secrets.iter().any(|secret| {
            Webhook::new(secret).is_ok_and(|webhook| webhook.verify(body, headers).is_ok())
        })
    }

    fn take_in(&self, id: &str, message: &Message) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = known.insert(id.to_owned());
        drop(known);
        self.taken.fetch_add(1, Ordering::SeqCst);
        let what = match is_new {
            true => format!("收到 got {}", message.r#type),
            false => {
                self.again.fetch_add(1, Ordering::SeqCst);
                format!("又一次收到 got again {}", message.r#type)
            }
        };
        let case = message.data.get("case").and_then(|case| case.as_str());
        self.journal.line(BANK, &what, case.unwrap_or(id));
        self.wake.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    fn desk(manner: Manner) -> Arc<Desk> {
        Arc::new(Desk {
            manner,
            secrets: RwLock::new(vec![SECRET.to_owned()]),
            known: Mutex::default(),
            came: AtomicU64::new(0),
            again: AtomicU64::new(0),
            taken: AtomicU64::new(0),
            doubt: AtomicBool::new(false),
            wake: Notify::new(),
            journal: Journal::to(Arc::new(|_| {})),
        })
    }

    fn letter(secret: &str, id: &str) -> (HeaderMap, Bytes) {
        letter_of(secret, id, 0)
    }

    /// Signed so many seconds ago.
    fn letter_of(secret: &str, id: &str, seconds_ago: i64) -> (HeaderMap, Bytes) {
        let body = r#"{"type":"ip.loan.disbursed","data":{"loan":"loans/1"}}"#;
        let now = std::time::SystemTime::now();
        let now = now.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        let signer = Webhook::new(secret).unwrap();
        let now = i64::try_from(now).unwrap() - seconds_ago;
        let signature = signer.sign(id, now, body.as_bytes()).unwrap();
        let headers = [
            ("webhook-id", id.to_owned()),
            ("webhook-timestamp", now.to_string()),
            ("webhook-signature", signature),
        ];
        let headers = headers.map(|(name, value)| {
            let name: axum::http::HeaderName = name.parse().unwrap();
            (name, value.parse().unwrap())
        });
        (HeaderMap::from_iter(headers), Bytes::from(body))
    }

    #[tokio::test]
    async fn what_the_suite_signed_is_taken_once_and_known_the_second_time() {
        let desk = desk(Manner::default());
        for _ in 0..2 {
            let (headers, body) = letter(SECRET, "msg_1");
            let answer = take(State(desk.clone()), headers, body).await;
            assert_eq!(answer, StatusCode::NO_CONTENT);
        }
        // Of another's hand, or kept back for an hour by who listened.
        for (headers, body) in [
            letter(WRONG_SECRET, "msg_2"),
            letter_of(SECRET, "msg_3", 3_600),
        ] {
            let answer = take(State(desk.clone()), headers, body).await;
            assert_eq!(answer, StatusCode::UNAUTHORIZED);
        }
        assert_eq!(desk.taken.load(Ordering::SeqCst), 2);
        assert_eq!(desk.again.load(Ordering::SeqCst), 1);
        assert_eq!(desk.came.load(Ordering::SeqCst), 4);
    }

    #[tokio::test]
    async fn every_second_message_is_answered_with_an_error_when_that_is_asked_for() {
        let desk = desk(Manner {
            error_every: 2,
            ..Manner::default()
        });
        let mut answers = Vec::new();
        for id in ["a", "b", "b"] {
            let (headers, body) = letter(SECRET, id);
            answers.push(take(State(desk.clone()), headers, body).await);
        }
        let error = StatusCode::INTERNAL_SERVER_ERROR;
        assert_eq!(
            answers,
            [StatusCode::NO_CONTENT, error, StatusCode::NO_CONTENT]
        );
    }
}
