//! What the bank may see of an enterprise for one of its applications. Each reading is written down.
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, Write};
use kezhuan_protocol::financing::v1::{DataCard, GetDataCardRequest};
use uuid::Uuid;

use super::names::APPLICATIONS;
use super::{FinancingApi, acting, convert};
use crate::domain::actor::Actor;
use crate::domain::data_card::{FieldKind, Request};
use crate::error::Error;
use crate::store::{applications, consents, facts};

/// What is asked for, and by whom.
struct Asked {
    application: Uuid,
    kinds: Vec<FieldKind>,
    today: NaiveDate,
    actor: Actor,
}

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: GetDataCardRequest,
) -> Result<DataCard, Error> {
    let asked = Arc::new(Asked {
        application: APPLICATIONS.parse_field("application", &input.application)?,
        kinds: convert::consent::field_kinds(&input.kinds)?,
        today: api.clock.today(),
        actor: acting::actor(&caller),
    });
    let read = api.database.write_as(&caller, move |write| {
        let asked = asked.clone();
        Box::pin(async move { asked.read(write).await })
    });
    read.await
}

impl Asked {
    async fn read(&self, write: &mut Write) -> Result<DataCard, Error> {
        let id = self.application;
        let found = applications::find(write, id).await?;
        let case = found.ok_or_else(|| APPLICATIONS.not_found(id))?;
        let consents = consents::of_application(write, id).await?;
        let known = facts::known(write, &case.body.enterprise).await?;
        let request = Request {
            enterprise: &case.body.enterprise,
            bank: &case.body.bank,
            application: id,
            today: self.today,
        };
        let card = known.card(&self.kinds, &consents, &request, &self.actor)?;
        write.in_tenant(&case.tenant);
        write.audit(AuditEntry {
            action: "data_card.read",
            aggregate: applications::AGGREGATE,
            aggregate_id: id,
            version: case.body.version,
            detail: serde_json::json!({ "kinds": self.kinds }),
        });
        Ok(convert::consent::card(&card))
    }
}
