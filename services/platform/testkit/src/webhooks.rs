//! Who is told by webhook: a real HTTP server on loopback that keeps what it got and answers as it is told.
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context;
use http::{HeaderMap, HeaderName, HeaderValue};
use standardwebhooks::Webhook;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::eventually;
use crate::world::{SOON, listener, sure};

/// What it answers to one request.
#[derive(Debug, Clone)]
pub enum Answer {
    Status(u16),
    /// Sends elsewhere.
    Redirect(String),
    /// 200, after so long.
    Late(Duration),
    /// 200 where this secret signed the letter, else 401.
    IfSignedBy(String),
    /// Keeps the connection and says nothing.
    Silence,
}

/// One request as it came.
#[derive(Debug, Clone)]
pub struct Letter {
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    pub came_at: Instant,
}

impl Letter {
    /// Whether the library's verifier takes it for this secret.
    pub fn is_signed_by(&self, secret: &str) -> bool {
        let verifier = Webhook::new(secret).expect("a webhook secret");
        verifier.verify(&self.body, &self.headers).is_ok()
    }

    /// The same for every attempt.
    pub fn id(&self) -> &str {
        self.headers["webhook-id"].to_str().expect("plain text")
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// `ip.loan.disbursed`
    pub fn event_type(&self) -> String {
        let letter = self.json();
        letter["type"].as_str().expect("a type").to_owned()
    }
}

#[derive(Default)]
struct Desk {
    letters: Vec<Letter>,
    script: VecDeque<Answer>,
}

/// Listens until the test ends.
#[derive(Clone)]
pub struct Receiver {
    pub port: u16,
    desk: Arc<Mutex<Desk>>,
}

fn held(desk: &Mutex<Desk>) -> MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Receiver {
    /// Answers 200 unless told otherwise.
    pub async fn start() -> Receiver {
        Receiver::answering(&[]).await
    }

    /// Answers these, one after the other, and 200 from then on.
    pub async fn answering(script: &[Answer]) -> Receiver {
        let (listener, port) = sure(listener().await);
        let receiver = Receiver {
            port,
            desk: Arc::default(),
        };
        receiver.then(script);
        let desk = receiver.desk.clone();
        kezhuan_runtime::spawn("receiver", async move {
            while let Ok((stream, _)) = listener.accept().await {
                let desk = desk.clone();
                kezhuan_runtime::spawn("receiver's connection", async move {
                    let _ = serve(stream, &desk).await;
                });
            }
        });
        receiver
    }

    /// Answers these next.
    pub fn then(&self, script: &[Answer]) {
        held(&self.desk).script.extend(script.to_vec());
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hook", self.port)
    }

    pub fn letters(&self) -> Vec<Letter> {
        held(&self.desk).letters.clone()
    }

    /// Waits for the letter number `count`; all that came by then.
    pub async fn wait_for(&self, count: usize) -> Vec<Letter> {
        let came = eventually(SOON, async || self.letters().len() >= count).await;
        let letters = self.letters();
        assert!(came, "{} of {count} letters came", letters.len());
        letters
    }
}

async fn serve(stream: TcpStream, desk: &Mutex<Desk>) -> anyhow::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let (headers, body) = request(&mut stream).await?;
        let letter = Letter {
            headers,
            body,
            came_at: Instant::now(),
        };
        let answer = {
            let mut desk = held(desk);
            desk.letters.push(letter.clone());
            desk.script.pop_front().unwrap_or(Answer::Status(200))
        };
        let said = |status: u16| format!("HTTP/1.1 {status} Said\r\n");
        let head = match answer {
            Answer::Status(status) => said(status),
            Answer::Late(wait) => {
                tokio::time::sleep(wait).await;
                said(200)
            }
            Answer::IfSignedBy(secret) if letter.is_signed_by(&secret) => said(200),
            Answer::IfSignedBy(_) => said(401),
            Answer::Redirect(place) => format!("HTTP/1.1 307 Elsewhere\r\nlocation: {place}\r\n"),
            Answer::Silence => {
                // Until the other side gives up.
                let _ = stream.read_u8().await;
                return Ok(());
            }
        };
        let text = format!("{head}content-length: 5\r\n\r\nheard");
        stream.write_all(text.as_bytes()).await?;
    }
}

/// Headers and body, after the first line.
async fn request(stream: &mut BufReader<TcpStream>) -> anyhow::Result<(HeaderMap, Vec<u8>)> {
    let mut headers = HeaderMap::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        let name: HeaderName = name.parse()?;
        let value: HeaderValue = value.trim().parse()?;
        headers.insert(name, value);
    }
    let length = headers.get("content-length").context("no length")?;
    let mut body = vec![0; length.to_str()?.parse::<usize>()?];
    stream.read_exact(&mut body).await?;
    Ok((headers, body))
}
