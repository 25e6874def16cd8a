//! What one county has, and that nobody else can tell that it is there.
use kezhuan_auth::{Caller, CallerKind, Reach, Role};
use prost_reflect::{DynamicMessage, Kind, MethodDescriptor, Value};
use tonic::Code;
use uuid::Uuid;

use super::call::Answer;
use super::request::Wording;
use super::{FOREIGN, OUTSIDER, Probe};

/// What one county has in a service, for others to look for.
pub struct Estate<'e> {
    pub tenant: &'e str,
    /// An organisation that is a party of all of it.
    pub organisation: &'e str,
    /// Names of resources, one of each kind.
    pub resources: &'e [String],
    /// Texts that only its own people may read.
    pub secrets: &'e [&'e str],
    /// RPCs that answer everybody alike and have nothing to hide.
    pub open: &'e [&'e str],
    /// What fields hold that are checked before a resource is looked for.
    pub plausible: &'e [(&'e str, &'e str)],
}

/// The answers about a resource and about one of the same kind that is not there.
struct Pair {
    existing: Answer,
    none: Answer,
    names: [String; 2],
}

impl Pair {
    fn difference(&self) -> Option<String> {
        let [resource, absent] = &self.names;
        let texts = (self.existing.without(resource), self.none.without(absent));
        let same = texts.0 == texts.1 && self.existing.messages == self.none.messages;
        (!same).then(|| format!("{resource} is told from what is not there: {texts:?}"))
    }
}

impl Probe {
    /// Lets people of another county look for what `estate` holds, in every role they may call an
    /// RPC in: a resource is NOT_FOUND exactly as one that does not exist, lists are empty. What
    /// was otherwise; also when its own people do not find it, since then nothing was proved.
    pub async fn hides(&self, estate: &Estate<'_>) -> anyhow::Result<Vec<String>> {
        let nouns: Vec<String> = estate
            .resources
            .iter()
            .filter_map(|name| noun(name))
            .collect();
        let wording = Wording {
            nouns: &nouns,
            plausible: estate.plausible,
        };
        let mut found = Vec::new();
        let roles = self.tables.roles();
        let close: Vec<&str> = roles
            .into_iter()
            .chain([OUTSIDER])
            .filter(|role| is_close(role))
            .collect();
        let closed = |method: &&MethodDescriptor| !estate.open.contains(&method.name());
        for method in self.methods.iter().filter(closed) {
            let row = self.row(method)?;
            let admitted = |role: &&&str| row.admits(CallerKind::Person, &[role]);
            for role in close.iter().filter(admitted) {
                let token = self.token(CallerKind::Person, FOREIGN, "stranger", &[role])?;
                let seen = self.seen_from_afar(method, &token, &wording, estate);
                let seen = seen.await?;
                found.extend(seen.map(|what| format!("{} as {role}: {what}", method.name())));
            }
            if row.callers.contains(&CallerKind::Person) {
                let role = row.roles.first().map_or("registrar", String::as_str);
                let (tenant, organisation) = (estate.tenant, estate.organisation);
                let token = self.token(CallerKind::Person, tenant, organisation, &[role])?;
                let unseen = self.unseen_at_home(method, &token, &wording, estate);
                let unseen = unseen.await?;
                found.extend(unseen.map(|what| format!("{} at home: {what}", method.name())));
            }
        }
        Ok(found)
    }

    async fn seen_from_afar(
        &self,
        method: &MethodDescriptor,
        token: &str,
        wording: &Wording<'_>,
        estate: &Estate<'_>,
    ) -> anyhow::Result<Option<String>> {
        let refers = wording.refers(&method.input());
        let mut hidden = !refers || is_list(method);
        for resource in estate.resources.iter().filter(|_| refers) {
            let pair = self.pair(method, token, wording, resource).await?;
            if let Some(difference) = pair.difference() {
                return Ok(Some(difference));
            }
            hidden |= pair.existing.code == Code::NotFound;
        }
        if !hidden {
            return Ok(Some("no resource was answered NOT_FOUND".to_owned()));
        }
        let unnamed = wording.about(&method.input(), "");
        let answer = self.call(method, token, &unnamed).await?;
        if is_list(method) && lists_something(method, &answer)? {
            return Ok(Some("the list is not empty".to_owned()));
        }
        Ok(leaked(&answer, estate).map(|secret| format!("the answer says {secret}")))
    }

    /// What keeps the silence towards strangers from proving anything.
    async fn unseen_at_home(
        &self,
        method: &MethodDescriptor,
        token: &str,
        wording: &Wording<'_>,
        estate: &Estate<'_>,
    ) -> anyhow::Result<Option<String>> {
        let (refers, lists) = (wording.refers(&method.input()), is_list(method));
        if !refers && !lists {
            return Ok(None);
        }
        for resource in estate.resources.iter().filter(|_| refers) {
            let pair = self.pair(method, token, wording, resource).await?;
            if pair.difference().is_some() && (!lists || lists_something(method, &pair.existing)?) {
                return Ok(None);
            }
        }
        let unnamed = wording.about(&method.input(), "");
        let answer = self.call(method, token, &unnamed).await?;
        let seen = lists && lists_something(method, &answer)?;
        Ok((!seen).then(|| format!("nothing is found: {:?}", answer.explanation)))
    }

    async fn pair(
        &self,
        method: &MethodDescriptor,
        token: &str,
        wording: &Wording<'_>,
        resource: &str,
    ) -> anyhow::Result<Pair> {
        let absent = twin(resource);
        let message = wording.about(&method.input(), resource);
        let existing = self.call(method, token, &message).await?;
        let message = wording.about(&method.input(), &absent);
        Ok(Pair {
            existing,
            none: self.call(method, token, &message).await?,
            names: [resource.to_owned(), absent],
        })
    }
}

/// `contract` of `contracts/…`, `attachment` of `contracts/…/attachments/…`.
fn noun(resource: &str) -> Option<String> {
    let collection = resource.rsplit('/').nth(1)?;
    Some(collection.trim_end_matches('s').to_owned())
}

/// A name of the same kind that names nothing.
fn twin(resource: &str) -> String {
    let parts = resource.split('/').map(|part| match Uuid::try_parse(part) {
        Ok(_) => Uuid::now_v7().to_string(),
        Err(_) => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Whether the role sees no further than its tenant or its organisation's cases.
fn is_close(role: &str) -> bool {
    let mut caller = Caller::service("probe", FOREIGN);
    caller.kind = CallerKind::Person;
    caller.roles.extend(Role::parse(role));
    matches!(caller.reach(), Reach::Own | Reach::Party)
}

fn is_list(method: &MethodDescriptor) -> bool {
    method.name().starts_with("List")
}

/// Whether an answer has items in it.
fn lists_something(method: &MethodDescriptor, answer: &Answer) -> anyhow::Result<bool> {
    for bytes in &answer.messages {
        let message = DynamicMessage::decode(method.output(), bytes.clone())?;
        let mut lists = message
            .fields()
            .filter(|(field, _)| field.is_list() && matches!(field.kind(), Kind::Message(_)));
        if lists.any(|(_, value)| matches!(value, Value::List(items) if !items.is_empty())) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What an answer says that is not for strangers.
fn leaked<'e>(answer: &Answer, estate: &'e Estate<'_>) -> Option<&'e str> {
    let texts = estate.resources.iter().map(String::as_str);
    texts.chain(estate.secrets.iter().copied()).find(|text| {
        let mut messages = answer.messages.iter();
        messages.any(|message| contains(message, text.as_bytes()))
    })
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}
