//! Packages that are tried and not in force: only those that passed the pipeline of the rules service.
use std::sync::Arc;

use kezhuan_protocol::rules::v1::package::State;
use kezhuan_protocol::rules::v1::{GetPackageRequest, Package as Papers};
use kezhuan_replay::CandidateSource;
use kezhuan_rpc::{Problem, traced};
use kezhuan_rule_host::{Digest, Host, Package};
use tonic::{Code, Status};

use crate::adoption::unanswered;
use crate::{Adoption, Keeping, tables};

/// Loads packages to be tried.
pub struct Candidates<K> {
    adoption: Adoption<K>,
    host: Host,
}

impl<K: Keeping> Candidates<K> {
    /// What the rules service has, on the host that decides.
    pub fn new(adoption: Adoption<K>, host: Host) -> Candidates<K> {
        Candidates { adoption, host }
    }

    /// Whose it is, and its bytes.
    async fn passed(&self, digest: &Digest) -> Result<(String, Vec<u8>), K::Error> {
        let papers = self.adoption.papers(digest).await?;
        match papers.state() {
            State::Tested => {}
            State::Unspecified | State::Uploaded | State::Refused | State::Revoked => {
                return Err(not_tested(&papers, K::DOMAIN).into());
            }
        }
        let bytes = match tables::package(&self.adoption.database, *digest).await? {
            Some(bytes) => bytes,
            None => self.adoption.download(digest).await?,
        };
        Ok((papers.owner, bytes))
    }
}

#[tonic::async_trait]
impl<K: Keeping> CandidateSource for Candidates<K> {
    async fn package(&self, digest: &Digest) -> Result<Arc<Package>, Status> {
        let passed = self.passed(digest).await;
        let (owner, bytes) = passed.map_err(Into::<Status>::into)?;
        let loaded = self.host.load_in_turn(&owner, bytes).await;
        loaded.map_err(|error| K::Error::from(anyhow::Error::from(error)).into())
    }
}

impl<K: Keeping> Adoption<K> {
    /// How a package went through the pipeline.
    async fn papers(&self, digest: &Digest) -> Result<Papers, K::Error> {
        let name = format!("packages/{digest}");
        let request = self
            .authorised(GetPackageRequest { name: name.clone() })
            .await?;
        let mut client = self.rules_service();
        match client.get_package(traced(request)).await {
            Ok(papers) => Ok(papers.into_inner()),
            Err(status) if status.code() == Code::NotFound => {
                Err(Problem::not_found(K::DOMAIN, "规则包", "rule package", &name).into())
            }
            Err(status) => Err(unanswered(status)),
        }
    }
}

fn not_tested(papers: &Papers, domain: &'static str) -> Problem {
    let (name, state) = (&papers.name, papers.state().as_str_name());
    Problem::new(Code::FailedPrecondition, "PACKAGE_NOT_TESTED", domain)
        .zh(format!("{name} 未通过检验（{state}），不能试用"))
        .en(format!(
            "{name} did not pass its pipeline ({state}) and can't be tried"
        ))
        .meta("state", state)
}
