//! One attempt to deliver: signed, sent to an address that was looked at, and waited for no longer than allowed.
use std::error::Error as Cause;
use std::io;
use std::time::{Duration, Instant};

use anyhow::Context;
use chrono::{DateTime, Utc};
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Certificate, Client, ClientBuilder, Response, Url, redirect, retry};
use standardwebhooks::{
    HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook,
};

use crate::addresses::{Addresses, Unusable, literal};
use crate::answer::{Answer, Failure};
use crate::config::PostConfig;
use crate::secrets::Secret;

/// What the log keeps of an answer, in characters.
const DETAIL_MAX: usize = 500;

/// What is sent where.
#[derive(Debug, Clone)]
pub struct Letter {
    pub url: String,
    /// The same for every attempt and replay.
    pub message_id: String,
    pub body: String,
    /// One, or two while one replaces the other: the newest first.
    pub secrets: Vec<Secret>,
}

/// One attempt, as the log keeps it.
#[derive(Debug, Clone)]
pub struct Attempt {
    pub start_time: DateTime<Utc>,
    pub duration_ms: i32,
    pub answer: Answer,
    pub detail: String,
}

/// Nobody's certificate could be checked, so nothing is said to anybody.
#[derive(Debug, thiserror::Error)]
#[error(
    "not sent: this installation knows no authority that a receiver's certificate could be checked by; its operator has to \
     set {0}"
)]
struct NoAuthorities(&'static str);

/// Sends letters. Cheap to clone.
#[derive(Clone)]
pub struct Post {
    client: Client,
    addresses: Addresses,
    answer_bytes_max: usize,
    tls_ca_setting: &'static str,
    knows_authorities: bool,
}

impl Post {
    /// Where the settings name no authorities those of the system are believed. A system without any stops nothing but
    /// the letters to https addresses.
    pub fn new(config: &PostConfig, addresses: Addresses) -> anyhow::Result<Post> {
        // Another part of the process may have chosen the TLS provider first: it is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = client(config, &addresses);
        let (client, knows_authorities) = match config.tls_ca_file.as_os_str().is_empty() {
            false => {
                let named = builder.tls_certs_only(authorities(config)?);
                (named.build()?, true)
            }
            true => match builder.build() {
                Ok(client) => (client, true),
                Err(error) => {
                    let believing_nobody = client(config, &addresses).tls_certs_only(Vec::new());
                    let client = believing_nobody.build()?;
                    tracing::warn!(
                        error = ?error,
                        setting = config.tls_ca_setting,
                        "nothing is sent to https addresses: this system knows no authorities, and the setting names none"
                    );
                    (client, false)
                }
            },
        };
        Ok(Post {
            client,
            addresses,
            answer_bytes_max: config.answer_bytes_max,
            tls_ca_setting: config.tls_ca_setting,
            knows_authorities,
        })
    }

    /// Tries once. Whatever happens is an answer: nothing of it is this service's failure but a letter it can't write.
    pub async fn send(&self, letter: &Letter) -> anyhow::Result<Attempt> {
        let start_time = Utc::now();
        let signature = signature(letter, start_time.timestamp())?;
        let url = Url::parse(&letter.url).context("a stored address is no URL")?;
        let begun = Instant::now();
        let (answer, detail) = match self.unsendable(&url).await {
            Some(why) => why,
            None => {
                let sent = self
                    .client
                    .post(url)
                    .header(CONTENT_TYPE, "application/json")
                    .header(HEADER_WEBHOOK_ID, &letter.message_id)
                    .header(HEADER_WEBHOOK_TIMESTAMP, start_time.timestamp())
                    .header(HEADER_WEBHOOK_SIGNATURE, signature)
                    .body(letter.body.clone());
                match sent.send().await {
                    Ok(response) => self.answered(response).await,
                    Err(error) => failed(kind(&error), &error),
                }
            }
        };
        Ok(Attempt {
            start_time,
            duration_ms: i32::try_from(begun.elapsed().as_millis()).unwrap_or(i32::MAX),
            answer,
            detail,
        })
    }

    /// Why nobody is asked at all.
    async fn unsendable(&self, url: &Url) -> Option<(Answer, String)> {
        if let Some(forbidden) = self.forbidden(url).await {
            return Some(failed(Failure::AddressForbidden, &forbidden));
        }
        let is_unchecked = url.scheme() == "https" && !self.knows_authorities;
        is_unchecked.then(|| failed(Failure::TlsFailed, &NoAuthorities(self.tls_ca_setting)))
    }

    /// The client asks its resolver for names alone, so that hosts that are addresses are looked at here.
    async fn forbidden(&self, url: &Url) -> Option<Unusable> {
        let host = url.host_str().filter(|host| literal(host).is_some())?;
        self.addresses.of(host).await.err()
    }

    async fn answered(&self, response: Response) -> (Answer, String) {
        let status = response.status();
        let answer = Answer {
            status_code: status.as_u16(),
            failure: (!status.is_success()).then_some(Failure::RefusedByReceiver),
            retry_after_s: response
                .headers()
                .get(RETRY_AFTER)
                .and_then(|seconds| seconds.to_str().ok()?.trim().parse().ok()),
        };
        (answer, readable(&self.beginning(response).await))
    }

    /// The first bytes of an answer. One that breaks off was an answer all the same.
    async fn beginning(&self, mut response: Response) -> String {
        let mut bytes = Vec::new();
        while bytes.len() < self.answer_bytes_max {
            match response.chunk().await {
                Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
                Ok(None) | Err(_) => break,
            }
        }
        bytes.truncate(self.answer_bytes_max);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// One that follows no redirect, uses no proxy and repeats nothing by itself.
fn client(config: &PostConfig, addresses: &Addresses) -> ClientBuilder {
    Client::builder()
        .user_agent(config.user_agent)
        .dns_resolver(addresses.clone())
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .no_proxy()
        .referer(false)
        .https_only(!config.http_allowed)
        .connect_timeout(Duration::from_millis(config.connect_ms_max))
        .timeout(Duration::from_millis(config.attempt_ms_max))
        // Each attempt connects anew, so that each looks at the address.
        .pool_max_idle_per_host(0)
}

/// One signature per secret, as the specification wants them side by side.
pub fn signature(letter: &Letter, timestamp: i64) -> anyhow::Result<String> {
    let signed = letter.secrets.iter().map(|secret| {
        let signer = Webhook::from_bytes(secret.as_bytes().to_vec())?;
        signer.sign(&letter.message_id, timestamp, letter.body.as_bytes())
    });
    Ok(signed.collect::<Result<Vec<_>, _>>()?.join(" "))
}

fn authorities(config: &PostConfig) -> anyhow::Result<Vec<Certificate>> {
    let (setting, file) = (config.tls_ca_setting, config.tls_ca_file.display());
    let unreadable = || format!("{setting}: {file}");
    let pem = std::fs::read(&config.tls_ca_file).with_context(unreadable)?;
    let authorities = Certificate::from_pem_bundle(&pem).with_context(unreadable)?;
    anyhow::ensure!(
        !authorities.is_empty(),
        "{setting}: {file} names no authority"
    );
    Ok(authorities)
}

fn failed(failure: Failure, cause: &(dyn Cause + 'static)) -> (Answer, String) {
    let answer = Answer {
        status_code: 0,
        failure: Some(failure),
        retry_after_s: None,
    };
    let mut text = cause.to_string();
    let mut source = cause.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    (answer, readable(&text))
}

/// The failure of a request that got no answer.
fn kind(error: &reqwest::Error) -> Failure {
    match holds::<Unusable>(error) {
        Some(Unusable::Forbidden(_)) => Failure::AddressForbidden,
        Some(Unusable::Unknown(_)) => Failure::NotConnected,
        None if error.is_timeout() => Failure::NoAnswerInTime,
        None if holds::<rustls::Error>(error).is_some() => Failure::TlsFailed,
        None => Failure::NotConnected,
    }
}

/// Finds what an error stands on; io::Error hides what it was made of from `source`.
fn holds<'e, E: Cause + 'static>(error: &'e (dyn Cause + 'static)) -> Option<&'e E> {
    if let Some(found) = error.downcast_ref() {
        return Some(found);
    }
    let inside = error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
        .map(|inside| inside as &(dyn Cause + 'static));
    inside.or_else(|| error.source()).and_then(holds)
}

/// What a log can show of a stranger's text.
fn readable(text: &str) -> String {
    let shown = text.chars().map(|character| match character.is_control() {
        true => ' ',
        false => character,
    });
    shown.take(DETAIL_MAX).collect()
}

#[cfg(test)]
mod tests;
