//! Tells a fact of an enterprise. An older version than is known changes nothing.
use std::sync::Arc;

use chrono::Utc;
use kezhuan_auth::{Caller, CallerKind};
use kezhuan_database::{RequestKey, Write};
use kezhuan_law::Tenant;
use kezhuan_protocol::financing::v1::{Fact, RecordFactRequest};

use super::{FinancingApi, acting, convert};
use crate::domain::data_card::{Field, Source};
use crate::error::Error;
use crate::store::facts;

/// What is told, of whom, for which authority.
struct Told {
    enterprise: String,
    tenant: String,
    field: Field,
}

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: RecordFactRequest,
    key: RequestKey,
) -> Result<Fact, Error> {
    let kind = convert::consent::field_kind("kind", input.kind)?;
    if input.enterprise.is_empty() {
        return Err(Error::field(
            "enterprise",
            "ENTERPRISE_MISSING",
            "请填写企业",
            "name the enterprise",
        ));
    }
    let field = Field {
        kind,
        source: Source {
            name: String::new(),
            reference: input.reference,
        },
        version: input.version,
        told_at: Utc::now(),
        value: input.value,
    };
    let field = field.told_by(&acting::actor(&caller), &input.enterprise)?;
    let by = writer(caller);
    let told = Arc::new(Told {
        enterprise: input.enterprise,
        tenant: tenant_of(&by).to_owned(),
        field,
    });
    api.database
        .write(&by, &key, move |write| {
            let told = told.clone();
            Box::pin(async move { told.keep(write).await })
        })
        .await
}

/// A service that works for no authority tells for the city's.
fn writer(caller: Caller) -> Caller {
    if caller.kind != CallerKind::Service || !caller.tenant.is_empty() {
        return caller;
    }
    Caller {
        tenant: Tenant::CITY.code().to_owned(),
        ..caller
    }
}

fn tenant_of(caller: &Caller) -> &str {
    match caller.tenant.as_str() {
        "" => Tenant::CITY.code(),
        tenant => tenant,
    }
}

impl Told {
    /// Answers what stands afterwards: this telling, or the newer one.
    async fn keep(&self, write: &mut Write) -> Result<Fact, Error> {
        let (enterprise, field) = (&self.enterprise, &self.field);
        if facts::learn(write, enterprise, &self.tenant, field).await? {
            return Ok(convert::consent::fact(enterprise, field));
        }
        let known = facts::known(write, enterprise).await?;
        let same = |known: &&Field| (known.kind, &known.source) == (field.kind, &field.source);
        let newer = known.facts().find(same).unwrap_or(field);
        Ok(convert::consent::fact(enterprise, newer))
    }
}
