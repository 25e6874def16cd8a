//! One mail to one person over SMTP. The protocol has no way to ask whether a mail was taken, so what is not known to be refused
//! is not sent a second time.
use std::time::Duration;

use anyhow::Context;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use uuid::Uuid;

use crate::channel::Outcome;
use crate::config::{MailConfig, Security, secret};

/// Sends mail. Cheap to clone.
#[derive(Clone)]
pub struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mail {
    /// Nothing where the settings name no server.
    pub fn new(config: &MailConfig) -> anyhow::Result<Option<Mail>> {
        if config.host.is_empty() {
            return Ok(None);
        }
        let from: Mailbox = config.from.parse().context("notifications.mail.from")?;
        let hello = match config.hello_name.is_empty() {
            true => from.email.domain().to_owned(),
            false => config.hello_name.clone(),
        };
        let timeout = Duration::from_millis(config.attempt_ms_max);
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&config.host)
            .port(config.port)
            .tls(tls(config)?)
            .hello_name(ClientId::Domain(hello))
            .timeout(Some(timeout));
        if !config.user.is_empty() {
            let password = secret("notifications.mail.password_file", &config.password_file)?;
            transport = transport.credentials(Credentials::new(config.user.clone(), password));
        }
        Ok(Some(Mail {
            transport: transport.build(),
            from,
        }))
    }

    /// Tries once. A server that can't be spoken to before the mail was never offered it.
    pub async fn send(&self, id: Uuid, to: &str, (title, body): (&str, &str)) -> Outcome {
        let message = match self.message(id, to, (title, body)) {
            Ok(message) => message,
            Err(error) => return Outcome::Refused(format!("{error:#}")),
        };
        match self.transport.test_connection().await {
            Ok(true) => {}
            Ok(false) => return Outcome::NotNow("the server does not answer".to_owned()),
            Err(error) => return Outcome::NotNow(error.to_string()),
        }
        match self.transport.send(message).await {
            Ok(_) => Outcome::Sent,
            Err(error) => failed(&error),
        }
    }

    /// The message id is the delivery's, so that a mail an operator sends again can be known for the same.
    fn message(&self, id: Uuid, to: &str, (title, body): (&str, &str)) -> anyhow::Result<Message> {
        let to: Mailbox = to.parse().context("the address is no mail address")?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(title)
            .message_id(Some(format!(
                "<{}@{}>",
                id.simple(),
                self.from.email.domain()
            )))
            .header(ContentType::TEXT_PLAIN)
            .body(body.to_owned())?;
        Ok(message)
    }
}

/// What the server's answer, or its silence, comes to; its words may hold the address, its code does not.
fn failed(error: &Error) -> Outcome {
    let code = error.status().map(|code| code.to_string());
    match code {
        Some(code) if error.is_permanent() => Outcome::Refused(code),
        Some(code) => Outcome::NotNow(code),
        None if error.is_client() => {
            Outcome::Refused("the server can't take such a mail".to_owned())
        }
        None => Outcome::Unknown("no answer after the mail was offered".to_owned()),
    }
}

fn tls(config: &MailConfig) -> anyhow::Result<Tls> {
    if config.security == Security::None {
        return Ok(Tls::None);
    }
    let mut parameters = TlsParameters::builder(config.host.clone());
    if !config.tls_ca_file.as_os_str().is_empty() {
        let file = config.tls_ca_file.display();
        let unreadable = || format!("notifications.mail.tls_ca_file: {file}");
        let pem = std::fs::read(&config.tls_ca_file).with_context(unreadable)?;
        parameters = parameters
            .certificate_store(CertificateStore::None)
            .add_root_certificate(Certificate::from_pem(&pem).with_context(unreadable)?);
    }
    let parameters = parameters.build_rustls()?;
    Ok(match config.security {
        Security::Starttls => Tls::Required(parameters),
        Security::Tls | Security::None => Tls::Wrapper(parameters),
    })
}
