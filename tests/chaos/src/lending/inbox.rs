//! The bank's inbox: what the suite told it, by the id of each message. It answers everything at once, so whatever comes
//! twice was sent twice.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde::Deserialize;
use tokio::net::TcpListener;

/// One message, as far as it says which event it is.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    r#type: String,
    data: Data,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Data {
    case: String,
    sequence: i64,
}

type Letters = Mutex<BTreeSet<(String, Bytes)>>;

/// Listens until the process ends.
pub struct Inbox {
    url: String,
    letters: Arc<Letters>,
}

impl Inbox {
    /// An inbox on a free port of this machine.
    pub async fn open() -> anyhow::Result<Inbox> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/inbox", listener.local_addr()?);
        let letters: Arc<Letters> = Arc::default();
        let router = Router::new()
            .route("/inbox", post(take))
            .with_state(letters.clone());
        let serving = axum::serve(listener, router).into_future();
        kezhuan_runtime::spawn("inbox", serving);
        Ok(Inbox { url, letters })
    }

    /// Where it is.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// Each message that came, by its id; a body that can't be read is left out here and found below.
    pub fn messages(&self) -> BTreeMap<String, Message> {
        let read = |(id, body): (String, Bytes)| Some((id, serde_json::from_slice(&body).ok()?));
        self.letters().into_iter().filter_map(read).collect()
    }

    /// The cases that messages of one type are about.
    pub fn cases_of(&self, kind: &str) -> BTreeSet<String> {
        let messages = self.messages().into_values();
        messages
            .filter(|message| message.r#type == kind)
            .map(|message| message.data.case)
            .collect()
    }

    /// One id for one event, and one body for one id.
    pub fn findings(&self) -> Vec<String> {
        let (mut findings, mut ids, mut events) = (Vec::new(), BTreeSet::new(), BTreeMap::new());
        for (id, body) in self.letters() {
            if !ids.insert(id.clone()) {
                findings.push(format!("{id} came with two bodies"));
            }
            match serde_json::from_slice::<Message>(&body) {
                Ok(message) => {
                    if let Some(other) = events.insert(message.clone(), id.clone()) {
                        findings.push(format!("{message:?} came as {other} and as {id}"));
                    }
                }
                Err(error) => findings.push(format!("{id} is no message: {error}")),
            }
        }
        findings
    }

    fn letters(&self) -> BTreeSet<(String, Bytes)> {
        self.letters
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

async fn take(State(letters): State<Arc<Letters>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let id = headers.get("webhook-id");
    let Some(id) = id.and_then(|id| id.to_str().ok()) else {
        return StatusCode::BAD_REQUEST;
    };
    letters
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert((id.to_owned(), body));
    StatusCode::NO_CONTENT
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inbox(letters: &[(&str, &'static str)]) -> Inbox {
        let letters = letters
            .iter()
            .map(|(id, body)| ((*id).to_owned(), Bytes::from(*body)));
        Inbox {
            url: String::new(),
            letters: Arc::new(Mutex::new(letters.collect())),
        }
    }

    const PAID: &str = r#"{"type":"ip.loan.repaid","data":{"case":"loans/1","sequence":4}}"#;
    const LENT: &str = r#"{"type":"ip.loan.disbursed","data":{"case":"loans/1","sequence":2}}"#;

    #[test]
    fn the_same_message_twice_is_one_and_an_event_under_two_ids_is_found() {
        let well = inbox(&[("a", PAID), ("a", PAID), ("b", LENT)]);
        assert!(well.findings().is_empty());
        assert_eq!(well.cases_of("ip.loan.repaid").len(), 1);
        for ill in [
            &[("a", PAID), ("b", PAID)][..],
            &[("a", PAID), ("a", LENT)],
            &[("a", "{}")],
        ] {
            assert_eq!(inbox(ill).findings().len(), 1, "{ill:?}");
        }
    }
}
