//! Packages that are tried and not in force: only those that passed the pipeline of the rules service.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_protocol::rules::v1::package::State;
use kezhuan_protocol::rules::v1::rules_service_client::RulesServiceClient;
use kezhuan_protocol::rules::v1::{GetPackageRequest, Package as Papers};
use kezhuan_replay::CandidateSource;
use kezhuan_rpc::{Problem, traced};
use kezhuan_rule_host::{Digest, Host, Package};
use tonic::{Code, Status};

use super::{Adoption, unanswered};
use crate::error::{DOMAIN, Error};
use crate::store::rule_packages;

/// Loads packages to be tried.
pub struct Candidates {
    adoption: Adoption,
    host: Host,
}

impl Candidates {
    /// What the rules service has, on the host that decides.
    pub fn new(adoption: Adoption, host: Host) -> Candidates {
        Candidates { adoption, host }
    }

    /// Whose it is, and its bytes.
    async fn passed(&self, digest: &Digest) -> Result<(String, Vec<u8>), Error> {
        let papers = self.adoption.papers(digest).await?;
        match papers.state() {
            State::Tested => {}
            State::Unspecified | State::Uploaded | State::Refused | State::Revoked => {
                return Err(not_tested(&papers).into());
            }
        }
        let reader = Caller::service(crate::NAME, "");
        let sought = vec![digest.as_bytes().to_vec()];
        let read = self.adoption.database.read(&reader, async |connection| {
            rule_packages::bytes(connection, &sought).await
        });
        let bytes = match read.await?.pop() {
            Some(bytes) => bytes,
            None => self.adoption.download(digest.as_bytes()).await?,
        };
        Ok((papers.owner, bytes))
    }
}

#[tonic::async_trait]
impl CandidateSource for Candidates {
    async fn package(&self, digest: &Digest) -> Result<Arc<Package>, Status> {
        let (owner, bytes) = self.passed(digest).await?;
        let loaded = self.host.load_in_turn(&owner, bytes).await;
        Ok(loaded.map_err(|error| Error::Internal(error.into()))?)
    }
}

impl Adoption {
    /// How a package went through the pipeline.
    async fn papers(&self, digest: &Digest) -> Result<Papers, Error> {
        let name = format!("packages/{digest}");
        let request = self
            .authorised(GetPackageRequest { name: name.clone() })
            .await?;
        let mut client = RulesServiceClient::new(self.channel.clone());
        match client.get_package(traced(request)).await {
            Ok(papers) => Ok(papers.into_inner()),
            Err(status) if status.code() == Code::NotFound => Err(Error::NotFound {
                zh: "规则包",
                en: "rule package",
                name,
            }),
            Err(status) => Err(unanswered(status)),
        }
    }
}

fn not_tested(papers: &Papers) -> Problem {
    let (name, state) = (&papers.name, papers.state().as_str_name());
    Problem::new(Code::FailedPrecondition, "PACKAGE_NOT_TESTED", DOMAIN)
        .zh(format!("{name} 未通过检验（{state}），不能试用"))
        .en(format!(
            "{name} did not pass its pipeline ({state}) and can't be tried"
        ))
        .meta("state", state)
}
