//! Speaking to a suite as any person: channels shared by all, a token for each.
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use chrono::NaiveDate;
use kezhuan_auth::{Claims, DevelopmentIssuer, Role};
use kezhuan_protocol::clock::v1::AdvanceClockRequest;
use kezhuan_rpc::ClientConfig;
use tonic::transport::Channel;

use super::bearer::{Bearer, LIFETIME};
use super::connection::{Connection, given};
use super::session::{Session, channel};
use super::{SuiteFile, certificates};
use crate::refusal;

const CONNECT_MAX: Duration = Duration::from_secs(5);

/// Everything needed to speak to one suite. Cheap to clone.
#[derive(Clone)]
pub struct Clients {
    channels: Arc<BTreeMap<String, Channel>>,
    known_by: KnownBy,
}

/// How a suite knows who asks.
#[derive(Clone)]
enum KnownBy {
    /// Tokens made here, which only a suite on this machine believes.
    Development {
        issuer: Arc<DevelopmentIssuer>,
        financing: Arc<Financing>,
    },
    /// One token of the issuer of a suite elsewhere.
    Token(PathBuf),
    /// The certificate that all channels show.
    Certificate,
}

/// The way to financing, which a bank's people come to over their bank's certificate.
struct Financing {
    address: Option<String>,
    keys: PathBuf,
    banks: Mutex<BTreeMap<String, Channel>>,
}

impl Financing {
    fn line(&self, organisation: &str) -> anyhow::Result<Option<Channel>> {
        let Some(address) = &self.address else {
            return Ok(None);
        };
        let mut banks = self.banks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(channel) = banks.get(organisation) {
            return Ok(Some(channel.clone()));
        }
        let endpoint = certificates::bank_endpoint(&self.keys, address, organisation)?
            .connect_timeout(CONNECT_MAX)
            .tcp_nodelay(true);
        let channel = endpoint.connect_lazy();
        banks.insert(organisation.to_owned(), channel.clone());
        Ok(Some(channel))
    }
}

/// Who somebody is: a name, an organisation, a tenant for officials, roles.
#[derive(Clone, Debug, Default)]
pub struct Person {
    subject: String,
    organisation: String,
    tenant: String,
    roles: Vec<Role>,
}

impl Person {
    /// Somebody with a name and nothing else.
    pub fn new(subject: impl Into<String>) -> Person {
        Person {
            subject: subject.into(),
            ..Person::default()
        }
    }

    /// An official of a tenant's registration office.
    pub fn official(subject: impl Into<String>, tenant: &str, role: Role) -> Person {
        Person::new(subject)
            .tenant(tenant)
            .organisation(office_of(tenant))
            .role(role)
    }

    /// The enterprise, bank or office the person works for.
    pub fn organisation(self, organisation: impl Into<String>) -> Person {
        Person {
            organisation: organisation.into(),
            ..self
        }
    }

    /// The authority an official works for.
    pub fn tenant(self, tenant: impl Into<String>) -> Person {
        Person {
            tenant: tenant.into(),
            ..self
        }
    }

    /// One more role.
    pub fn role(mut self, role: Role) -> Person {
        self.roles.push(role);
        self
    }

    /// What the person's token says.
    pub fn claims(&self) -> anyhow::Result<Claims> {
        let roles = self
            .roles
            .iter()
            .map(|role| role_name(*role))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
        Ok(Claims::person(
            &self.subject,
            &self.organisation,
            &self.tenant,
            &roles,
        ))
    }
}

/// The office that an official of a tenant belongs to.
pub fn office_of(tenant: &str) -> String {
    format!("office-{tenant}")
}

fn role_name(role: Role) -> anyhow::Result<String> {
    match serde_json::to_value(role)? {
        serde_json::Value::String(name) => Ok(name),
        other => anyhow::bail!("a role is written {other}"),
    }
}

impl Clients {
    /// Speaks to the suite of a data folder, which may run in another process, or to the one its `connection.toml` tells of.
    pub fn of(data: &Path) -> anyhow::Result<Clients> {
        match Connection::read(data)? {
            Some(connection) => Clients::elsewhere(&connection),
            None => Clients::to(&SuiteFile::read(data)?),
        }
    }

    /// Speaks to a suite on this machine. Channels connect when they are used, and again when they break.
    pub fn to(file: &SuiteFile) -> anyhow::Result<Clients> {
        let issuer = DevelopmentIssuer::load(&file.keys).with_context(|| {
            format!("the suite's token keys are missing in {} (start the suite again with `kezhuan up`)", file.keys.display())
        })?;
        let financing = Financing {
            address: file.services.get(kezhuan_financing::NAME).cloned(),
            keys: file.keys.clone(),
            banks: Mutex::default(),
        };
        Ok(Clients {
            channels: channels(&file.services, &certificates::client(&file.keys)?)?,
            known_by: KnownBy::Development {
                issuer: Arc::new(issuer),
                financing: Arc::new(financing),
            },
        })
    }

    /// Speaks to a suite that somebody else runs, which knows one person: whose token is given.
    fn elsewhere(connection: &Connection) -> anyhow::Result<Clients> {
        let token = &connection.token_file;
        Ok(Clients {
            channels: channels(&connection.services, &connection.client())?,
            known_by: match given(token) {
                true => KnownBy::Token(token.clone()),
                false => KnownBy::Certificate,
            },
        })
    }

    /// A session as `person`; in a suite elsewhere as whoever its token is of.
    pub fn session(&self, person: &Person) -> anyhow::Result<Session> {
        let (bearer, bank_line) = match &self.known_by {
            KnownBy::Development { issuer, financing } => {
                let bearer = Bearer::of(issuer.clone(), person.claims()?);
                let bank_line = match person.roles.contains(&Role::Bank) {
                    true => financing.line(&person.organisation)?,
                    false => None,
                };
                (bearer, bank_line)
            }
            KnownBy::Token(file) => (Bearer::in_file(file.clone()), None),
            KnownBy::Certificate => (Bearer::none(), None),
        };
        bearer.current()?;
        Ok(Session {
            channels: self.channels.clone(),
            bank_line,
            bearer,
        })
    }

    /// A session as a bank's own systems: they show its certificate and no token.
    pub fn bank_systems(&self, organisation: &str) -> anyhow::Result<Session> {
        let bank_line = match &self.known_by {
            KnownBy::Development { financing, .. } => {
                let line = financing.line(organisation)?;
                Some(line.context("the suite runs no financing service")?)
            }
            KnownBy::Certificate => None,
            KnownBy::Token(_) => anyhow::bail!(
                "connection.toml：银行系统以证书登录，请填写 certificate_file 和 key_file · a bank's systems show its certificate: \
                 give certificate_file and key_file, and no token_file"
            ),
        };
        Ok(Session {
            channels: self.channels.clone(),
            bank_line,
            bearer: Bearer::none(),
        })
    }

    /// A token to be used elsewhere, by grpcurl say.
    pub fn token(&self, person: &Person) -> anyhow::Result<String> {
        match &self.known_by {
            KnownBy::Development { issuer, .. } => issuer.token(&person.claims()?, LIFETIME),
            KnownBy::Token(_) | KnownBy::Certificate => anyhow::bail!(
                "该套件只认其自己的签发方 · the suite of connection.toml believes only tokens of its own issuer"
            ),
        }
    }

    /// The bare channel of a service, for callers that bring their own credentials.
    pub fn channel(&self, service: &str) -> anyhow::Result<Channel> {
        channel(&self.channels, service)
    }

    /// Advances the standing legal clock of every service.
    pub async fn advance_clock(&self, date: NaiveDate) -> anyhow::Result<()> {
        let operator = self.session(&Person::official("operator", "440700", Role::Operator))?;
        // In one process all services share one clock; telling each makes it true for several as well.
        for service in self.channels.keys() {
            let request = AdvanceClockRequest {
                date: date.to_string(),
            };
            let answer = operator.clock(service)?.advance_clock(request).await;
            answer.map_err(|status| {
                let why = match refusal::reason(&status).as_str() {
                    "CLOCK_ONLY_FORWARD" => "",
                    _ => " (only a suite started with --clock has a standing one)",
                };
                refusal::readable(status)
                    .context(format!("the legal clock can't be advanced to {date}{why}"))
            })?;
        }
        Ok(())
    }
}

fn channels(
    services: &BTreeMap<String, String>,
    config: &ClientConfig,
) -> anyhow::Result<Arc<BTreeMap<String, Channel>>> {
    let mut channels = BTreeMap::new();
    for (service, address) in services {
        let endpoint = config
            .endpoint(address)?
            .connect_timeout(CONNECT_MAX)
            .tcp_nodelay(true);
        channels.insert(service.clone(), endpoint.connect_lazy());
    }
    Ok(Arc::new(channels))
}
