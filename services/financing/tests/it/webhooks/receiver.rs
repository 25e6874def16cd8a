//! A bank's receiver: a real HTTP server on loopback that keeps what it got and answers as it is told.
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use kezhuan_testkit::eventually;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use standardwebhooks::Webhook;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::world::SOON;

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
        let verifier = Webhook::new(secret).unwrap();
        verifier.verify(&self.body, &self.headers).is_ok()
    }

    pub fn id(&self) -> &str {
        self.headers["webhook-id"].to_str().unwrap()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// `ip.loan.disbursed`
    pub fn event_type(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
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

impl Receiver {
    /// Answers 200 unless told otherwise.
    pub async fn start() -> Receiver {
        Receiver::answering(&[]).await
    }

    /// Answers these, one after the other, and 200 from then on.
    pub async fn answering(script: &[Answer]) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Receiver {
            port: listener.local_addr().unwrap().port(),
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
        self.desk.lock().unwrap().script.extend(script.to_vec());
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hook", self.port)
    }

    pub fn letters(&self) -> Vec<Letter> {
        self.desk.lock().unwrap().letters.clone()
    }

    /// Waits for the letter number `count`; all that came by then.
    pub async fn wait_for(&self, count: usize) -> Vec<Letter> {
        let came = eventually(SOON, async || self.letters().len() >= count).await;
        let letters = self.letters();
        assert!(came, "{} of {count} letters came", letters.len());
        letters
    }
}

async fn serve(stream: TcpStream, desk: &Mutex<Desk>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let mut headers = HeaderMap::new();
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).await?;
            let Some((name, value)) = line.trim_end().split_once(':') else {
                break;
            };
            headers.insert(
                name.parse::<HeaderName>().unwrap(),
                value.trim().parse::<HeaderValue>().unwrap(),
            );
        }
        let length = headers["content-length"].to_str().unwrap().parse().unwrap();
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await?;
        let letter = Letter {
            headers,
            body,
            came_at: Instant::now(),
        };
        let answer = {
            let mut desk = desk.lock().unwrap();
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
