//! The rules service, asked as a service: what it has is read, and what the next step says is done. Nothing else.
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use kezhuan_auth::ServiceToken;
use kezhuan_protocol::rules::v1::rules_service_client::RulesServiceClient;
use kezhuan_protocol::rules::v1::upload_package_request::{Part, Start};
use kezhuan_protocol::rules::v1::{
    ActivateRuleRequest, GetPackageRequest, ListKeysRequest, ListTimelineRequest, Package,
    SigningKey, TimelineEntry, UploadPackageRequest, WithdrawActivationRequest,
};
use kezhuan_rpc::{ClientConfig, Explanation, Way, traced};
use serde::Deserialize;
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::Channel;
use tonic::{Code, Request, Status};
use uuid::Uuid;

use crate::domain::{CARRIER, Carried, Mark, Period, Problem, REFUSED_BY_RULES, Wanted};

/// What the service takes as one part of a stream.
const CHUNK_BYTES: usize = 256 * 1024;
const PAGE_SIZE: i32 = 200;
/// The service answers within 30 s; an upload goes on there when nobody waits any more.
const ANSWER_MAX: Duration = Duration::from_secs(40);
/// Of a service that does not let this program carry at all: its operator mends that, and nobody who writes a resource.
const NOT_A_CARRIER: &str = "NOT_A_CARRIER";

/// Where the rules service is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulesConfig {
    pub address: String,
    /// Empty: the certificate says who asks.
    pub token_file: PathBuf,
}

/// The way to the rules service. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    way: Way,
    bearer: Bearer,
}

/// The token, where there is one.
#[derive(Clone)]
struct Bearer(Option<ServiceToken>);

impl Interceptor for Bearer {
    fn call(&mut self, request: Request<()>) -> Result<Request<()>, Status> {
        match &mut self.0 {
            Some(token) => token.call(request),
            None => Ok(request),
        }
    }
}

impl Desk {
    /// Connects when it is first asked.
    pub fn new(config: &RulesConfig, client: &ClientConfig) -> anyhow::Result<Desk> {
        let token = match config.token_file.as_os_str().is_empty() {
            true => None,
            false => Some(ServiceToken::read_from(&config.token_file)),
        };
        Ok(Desk {
            way: Way::to(client, &config.address)?,
            bearer: Bearer(token),
        })
    }

    fn service(&self) -> RulesServiceClient<InterceptedService<Channel, Bearer>> {
        RulesServiceClient::with_interceptor(self.way.channel(), self.bearer.clone())
    }

    /// A package with its steps, if it is there.
    pub async fn package(&self, name: &str) -> Result<Option<Package>, Status> {
        let request = asked(GetPackageRequest {
            name: name.to_owned(),
        });
        match self.service().get_package(request).await {
            Ok(found) => Ok(Some(found.into_inner())),
            Err(status) if status.code() == Code::NotFound => Ok(None),
            Err(status) => Err(status),
        }
    }

    /// An owner's key by its id, if it is registered.
    pub async fn key(&self, owner: &str, key: &str) -> Result<Option<SigningKey>, Status> {
        let mut page_token = String::new();
        loop {
            let request = asked(ListKeysRequest {
                tenant: owner.to_owned(),
                page_size: PAGE_SIZE,
                page_token,
            });
            let page = self.service().list_keys(request).await?.into_inner();
            if let Some(found) = page.keys.into_iter().find(|one| one.key == key) {
                return Ok(Some(found));
            }
            if page.next_page_token.is_empty() {
                return Ok(None);
            }
            page_token = page.next_page_token;
        }
    }

    /// What was proposed in these tenants' timelines for the resource `wanted`, or for one of its name, decided or not.
    pub async fn entries(
        &self,
        tenants: &BTreeSet<String>,
        wanted: &Wanted,
    ) -> Result<Vec<TimelineEntry>, Status> {
        let of_it = |entry: &TimelineEntry| {
            let mark = Mark::read(&entry.reason);
            let is_its =
                mark.is_some_and(|mark| mark.uid == wanted.uid || mark.place == wanted.place);
            entry.activated_by == CARRIER && is_its
        };
        let mut found = Vec::new();
        for tenant in tenants {
            let mut page_token = String::new();
            loop {
                let request = asked(ListTimelineRequest {
                    tenant: tenant.clone(),
                    hook: String::new(),
                    page_size: PAGE_SIZE,
                    page_token,
                    with_proposals: true,
                });
                let page = self.service().list_timeline(request).await?.into_inner();
                found.extend(page.entries.into_iter().filter(of_it));
                if page.next_page_token.is_empty() {
                    break;
                }
                page_token = page.next_page_token;
            }
        }
        Ok(found)
    }

    /// Brings a package with its author's name and its owner's signature.
    pub async fn upload(
        &self,
        wanted: &Wanted,
        carried: &Carried,
        bytes: Vec<u8>,
    ) -> Result<Package, Status> {
        let start = Part::Start(Start {
            owner: wanted.owner.clone(),
            request_id: Uuid::now_v7().to_string(),
            key: carried.key.clone(),
            signature: carried.signature.clone(),
            author: wanted.author.clone(),
        });
        // One part at a time: all of them at once would be the package once more.
        let parts = (0..bytes.len().div_ceil(CHUNK_BYTES)).map(move |number| {
            let chunk = bytes.chunks(CHUNK_BYTES).nth(number);
            Part::Chunk(chunk.unwrap_or_default().to_vec())
        });
        let parts = std::iter::once(start).chain(parts);
        let parts = parts.map(|part| UploadPackageRequest { part: Some(part) });
        let request = asked(futures::stream::iter(parts));
        Ok(self.service().upload_package(request).await?.into_inner())
    }

    /// Proposes a period. Who agrees is for people.
    pub async fn propose(
        &self,
        wanted: &Wanted,
        package: &str,
        period: &Period,
    ) -> Result<TimelineEntry, Status> {
        let request = asked(ActivateRuleRequest {
            tenant: period.tenant.clone(),
            hook: period.hook.clone(),
            package: package.to_owned(),
            settings_json: period.settings_json.clone(),
            effective_from: period.from.clone(),
            effective_to: period.to.clone(),
            applies_to_open_cases: period.applies_to_open_cases,
            reason: wanted.mark(package, period).behind(&period.reason),
            request_id: Uuid::now_v7().to_string(),
            corrects: period.corrects,
        });
        Ok(self.service().activate_rule(request).await?.into_inner())
    }

    /// Takes a proposal of its own back.
    pub async fn withdraw(&self, entry: &str) -> Result<(), Status> {
        let request = asked(WithdrawActivationRequest {
            name: entry.to_owned(),
            reason: "资源清单已修改 / the resource asks for something else now".to_owned(),
            request_id: Uuid::now_v7().to_string(),
        });
        self.service().withdraw_activation(request).await?;
        Ok(())
    }
}

fn asked<T>(message: T) -> Request<T> {
    let mut request = traced(Request::new(message));
    request.set_timeout(ANSWER_MAX);
    request
}

/// What the service said no to, for whoever wrote the resource; anything else is tried again.
pub fn refusal(status: Status) -> Result<Problem, Status> {
    let is_for_its_author = matches!(
        status.code(),
        Code::InvalidArgument
            | Code::FailedPrecondition
            | Code::PermissionDenied
            | Code::AlreadyExists
            | Code::NotFound
            | Code::OutOfRange
    );
    let told = Explanation::of(&status);
    if !is_for_its_author || told.reason == NOT_A_CARRIER {
        return Err(status);
    }
    let fields = told.fields.iter();
    let fields: Vec<String> = fields
        .map(|field| format!(" ({}: {})", field.path, field.en))
        .collect();
    let en = match told.en.is_empty() {
        true => status.message(),
        false => &told.en,
    };
    Ok(Problem::new(
        REFUSED_BY_RULES,
        format!("{}：{}", told.reason, told.zh),
        format!("{en}{}", fields.concat()),
    ))
}

#[cfg(test)]
mod tests {
    use kezhuan_rpc::Problem as Told;

    use super::*;

    #[test]
    fn a_refusal_is_told_and_a_service_that_is_away_is_asked_again() {
        let told = Told::new(
            Code::FailedPrecondition,
            "TIMELINE_OVERLAP",
            "rules.kezhuan",
        )
        .zh("已有规则")
        .en("days are taken");
        let problem = refusal(told.into()).unwrap();
        assert_eq!(
            problem.to_string(),
            "TIMELINE_OVERLAP：已有规则 / days are taken"
        );
        for code in [
            Code::Unavailable,
            Code::Aborted,
            Code::ResourceExhausted,
            Code::Unauthenticated,
            Code::Internal,
        ] {
            assert!(refusal(Status::new(code, "x")).is_err(), "{code:?}");
        }
    }

    #[test]
    fn who_is_no_carrier_is_its_operators_matter_and_another_tenant_is_not() {
        let refused = |reason: &'static str| {
            let told = Told::new(Code::PermissionDenied, reason, "rules.kezhuan");
            refusal(told.zh("不得").en("may not").into())
        };
        let status = refused(NOT_A_CARRIER).unwrap_err();
        assert_eq!(status.code(), Code::PermissionDenied);
        let problem = refused("FOREIGN_TENANT").unwrap();
        assert_eq!(problem.reason, REFUSED_BY_RULES);
    }
}
