//! Lets the bank of an application see one kind of data, until a day.
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::financing::v1::{self, GiveConsentRequest};
use uuid::Uuid;

use super::names::APPLICATIONS;
use super::{FinancingApi, acting, convert};
use crate::domain::actor::Actor;
use crate::domain::data_card::{Consent, ConsentKind};
use crate::error::Error;
use crate::store::{applications, consents};

/// What is consented to, and by whom.
struct Given {
    application: Uuid,
    kind: ConsentKind,
    until: NaiveDate,
    today: NaiveDate,
    actor: Actor,
}

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: GiveConsentRequest,
    key: RequestKey,
) -> Result<v1::Consent, Error> {
    let given = Arc::new(Given {
        application: APPLICATIONS.parse_field("application", &input.application)?,
        kind: convert::consent::consent_kind(input.kind)?,
        until: convert::day::read("until", &input.until)?,
        today: api.clock.today(),
        actor: acting::actor(&caller),
    });
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move { given.keep(write).await })
        })
        .await
}

impl Given {
    async fn keep(&self, write: &mut Write) -> Result<v1::Consent, Error> {
        let found = applications::find(write, self.application).await?;
        let case = found.ok_or_else(|| APPLICATIONS.not_found(self.application))?;
        let consent = Consent {
            id: Uuid::now_v7(),
            enterprise: case.body.enterprise,
            bank: case.body.bank,
            application: self.application,
            kind: self.kind,
            given_on: self.today,
            until: self.until,
            withdrawn_on: None,
        };
        let consent = consent.given_by(&self.actor)?;
        let after = consents::give(write, &case.tenant, consent, &self.actor.subject).await?;
        convert::event::consent::given(write, &after);
        Ok(convert::consent::consent(&after.consent))
    }
}
