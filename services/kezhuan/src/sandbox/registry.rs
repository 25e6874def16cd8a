//! The registry of pledges: confirms what is filed, and releases what is asked to be released.
use kezhuan_auth::Role;
use kezhuan_law::Tenant;
use kezhuan_protocol::financing::v1::pledge::State;
use kezhuan_protocol::financing::v1::{
    ListPledgesRequest, Pledge, RegisterPledgeRequest, ReleasePledgeRequest,
};

use super::journal::Journal;
use crate::request_id::derive;
use crate::suite::{Clients, Person, Session};

const REGISTRY: &str = "登记机构 registry";

/// The clerk who enters the registry's answers.
pub struct Registry {
    clerk: Session,
    journal: Journal,
}

impl Registry {
    /// The city's clerk.
    pub fn open(clients: &Clients, journal: Journal) -> anyhow::Result<Registry> {
        let clerk = Person::official("clerk", Tenant::CITY.code(), Role::RegistryClerk);
        Ok(Registry {
            clerk: clients.session(&clerk)?,
            journal,
        })
    }

    /// Answers what waits for it; how much was done.
    pub async fn work(&self) -> anyhow::Result<usize> {
        let filed = all!(
            self.clerk,
            list_pledges(ListPledgesRequest),
            pledges,
            "state=\"FILED\""
        );
        let releasing = all!(
            self.clerk,
            list_pledges(ListPledgesRequest),
            pledges,
            "state=\"RELEASING\""
        );
        let mut done = 0;
        for pledge in filed.iter().chain(&releasing) {
            done += usize::from(match pledge.state() {
                State::Filed => self.register(pledge).await?,
                State::Releasing => self.release(pledge).await?,
                _ => false,
            });
        }
        Ok(done)
    }

    async fn register(&self, pledge: &Pledge) -> anyhow::Result<bool> {
        let id = derive(&["sandbox", "registry", "register", &pledge.name]);
        let request = RegisterPledgeRequest {
            name: pledge.name.clone(),
            request_id: id.clone(),
            certificate: format!("Y{}", id[..13].replace('-', "")),
            ..RegisterPledgeRequest::default()
        };
        let mut client = self.clerk.financing()?;
        let what = "质权登记生效 registered the pledge";
        let step = (REGISTRY, what, pledge.name.as_str());
        self.journal
            .once(step, &id, client.register_pledge(request))
            .await
    }

    async fn release(&self, pledge: &Pledge) -> anyhow::Result<bool> {
        let id = derive(&["sandbox", "registry", "release", &pledge.name]);
        let request = ReleasePledgeRequest {
            name: pledge.name.clone(),
            request_id: id.clone(),
            ..ReleasePledgeRequest::default()
        };
        let mut client = self.clerk.financing()?;
        let what = "质押登记注销 released the pledge";
        let step = (REGISTRY, what, pledge.name.as_str());
        self.journal
            .once(step, &id, client.release_pledge(request))
            .await
    }
}
