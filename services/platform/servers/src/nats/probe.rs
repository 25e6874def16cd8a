//! Asks a nats-server, in its own plain-text protocol, whether JetStream answers.

use std::{io, net::Ipv4Addr, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

const WITHIN: Duration = Duration::from_secs(2);
const ANSWER_BYTES_MAX: usize = 64 << 10;

/// Returns when JetStream gave its account information; the error is what to tell when it never does.
pub(super) async fn jetstream_answers(port: u16, user: &str, password: &str) -> Result<(), String> {
    match timeout(WITHIN, ask(port, user, password)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!("no answer within {WITHIN:?}")),
    }
}

async fn ask(port: u16, user: &str, password: &str) -> io::Result<()> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
    let connect = serde_json::json!({
        "verbose": false, "pedantic": false, "user": user, "pass": password,
        "lang": "rust", "version": env!("CARGO_PKG_VERSION"), "name": "kezhuan health check",
    });
    let question = format!(
        "CONNECT {connect}\r\nSUB _INBOX.health 1\r\nPUB $JS.API.INFO _INBOX.health 0\r\n\r\n"
    );
    stream.write_all(question.as_bytes()).await?;
    let mut heard = Vec::new();
    while heard.len() < ANSWER_BYTES_MAX {
        if stream.read_buf(&mut heard).await? == 0 {
            break;
        }
        let text = String::from_utf8_lossy(&heard);
        if text.contains("-ERR") {
            break;
        }
        // The answer's body follows its MSG line and ends with a line break of its own.
        if let Some((_, answer)) = text.split_once("MSG _INBOX.health 1 ")
            && answer.matches("\r\n").count() >= 2
        {
            return match answer.contains("\"error\"") {
                true => Err(io::Error::other(answer.trim_end().to_owned())),
                false => Ok(()),
            };
        }
    }
    let said = String::from_utf8_lossy(&heard);
    Err(io::Error::other(format!(
        "unexpected answer: {}",
        said.lines().last().unwrap_or("none")
    )))
}
