//! Every RPC of a service, called by everybody. Enumerated from the descriptors and the permission
//! tables, so that an RPC is probed from the day it exists.
mod call;
mod estate;
mod lines;
mod request;
mod table;

use std::time::Duration;

use kezhuan_auth::{CallerKind, Claims, DevelopmentIssuer};
use kezhuan_protocol::FILE_DESCRIPTOR_SET;
use prost_reflect::{DescriptorPool, DynamicMessage, MethodDescriptor};
use tonic::transport::Channel;
use uuid::Uuid;

use call::Answer;
pub use estate::Estate;
use lines::Lines;
use request::Wording;
use table::{Row, Tables};

/// Whose people come over a certificate, where the server asks for one.
const BANK: &str = "bank";
const TOKEN_LIFETIME: Duration = Duration::from_secs(3_600);
/// A role of the plan that no RPC of today asks for: an outsider everywhere.
const OUTSIDER: &str = "insurer";
/// Nobody's county in the tests.
const FOREIGN: &str = "440785";

/// A running server, and tokens for anybody.
pub struct Probe {
    channel: Channel,
    issuer: DevelopmentIssuer,
    tables: Tables,
    methods: Vec<MethodDescriptor>,
    lines: Option<Lines>,
}

impl Probe {
    /// Of the RPCs of `services` (`package.Service`), served behind `channel`.
    pub fn new(
        channel: Channel,
        issuer: DevelopmentIssuer,
        services: &[&str],
    ) -> anyhow::Result<Probe> {
        let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET)?;
        let mut methods = Vec::new();
        for name in services {
            let service = pool
                .get_service_by_name(name)
                .ok_or_else(|| anyhow::anyhow!("no proto describes {name}"))?;
            methods.extend(service.methods());
        }
        Ok(Probe {
            channel,
            issuer,
            tables: Tables::read()?,
            methods,
            lines: None,
        })
    }

    /// Lets a bank's people come over their bank's certificate: `open` makes the way of an organisation.
    pub fn with_lines(
        self,
        open: impl Fn(&str) -> anyhow::Result<Channel> + Send + Sync + 'static,
    ) -> Probe {
        Probe {
            lines: Some(Lines::new(open)),
            ..self
        }
    }

    /// Calls every RPC in every role and as every kind of caller: who the row does not name is
    /// refused, and whom it names is never told that a role is missing. What was otherwise.
    pub async fn roles(&self) -> anyhow::Result<Vec<String>> {
        let mut found = Vec::new();
        let roles = self.tables.roles();
        let nobody = Wording {
            nouns: &[],
            plausible: &[],
        };
        for method in &self.methods {
            let row = self.row(method)?;
            let persons = roles.iter().map(|role| vec![*role]);
            let persons = persons.chain([vec![OUTSIDER], vec![]]);
            let callers = persons.map(|roles| (CallerKind::Person, roles)).chain([
                (CallerKind::Service, vec![]),
                (CallerKind::ServiceForPerson, vec![]),
            ]);
            for (kind, roles) in callers {
                let absent = format!("absent/{}", Uuid::now_v7());
                let message = nobody.about(&method.input(), &absent);
                let token = self.token(kind, FOREIGN, "probe", &roles)?;
                let answer = self.call(method, &token, &message).await?;
                let admitted = row.admits(kind, &roles);
                if admitted == answer.misses_a_role() {
                    found.push(format!(
                        "{} as {kind:?} {roles:?}: the row says {admitted}, the answer {:?} {}",
                        method.name(),
                        answer.code,
                        answer.explanation.reason
                    ));
                }
            }
        }
        Ok(found)
    }

    async fn call(
        &self,
        method: &MethodDescriptor,
        token: &str,
        message: &DynamicMessage,
    ) -> anyhow::Result<Answer> {
        let line = self.lines.as_ref().and_then(|lines| lines.of(token));
        let channel = line.as_ref().unwrap_or(&self.channel);
        call::call(channel, method, token, message).await
    }

    fn row(&self, method: &MethodDescriptor) -> anyhow::Result<&Row> {
        self.tables
            .row(method.parent_service().full_name(), method.name())
    }

    fn token(
        &self,
        kind: CallerKind,
        tenant: &str,
        organisation: &str,
        roles: &[&str],
    ) -> anyhow::Result<String> {
        let subject = format!("{organisation}-{}", roles.join("-"));
        let claims = Claims {
            kind,
            ..Claims::person(&subject, organisation, tenant, roles)
        };
        let token = self.issuer.token(&claims, TOKEN_LIFETIME)?;
        if let Some(lines) = self.lines.as_ref().filter(|_| roles.contains(&BANK)) {
            lines.remember(&token, organisation)?;
        }
        Ok(token)
    }
}
