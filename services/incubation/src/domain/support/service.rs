//! Services that a tenant got: from the carrier, or from somebody the carrier found.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use kezhuan_law::code_list::code_list;
use kezhuan_law::refused::Refused;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Form, Host, inside};
use crate::domain::actor::Actor;
use crate::domain::tenancy::Tenancy;

code_list! {
    /// What kind of service it was.
    ServiceKind {
        Business = "BUSINESS", "工商、商务", "business";
        Legal = "LEGAL", "法律", "legal";
        Finance = "FINANCE", "财税、融资", "finance";
        Testing = "TESTING", "检验检测", "testing";
        Ip = "IP", "知识产权", "intellectual property";
    }
}

/// One service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceRecord {
    pub id: Uuid,
    pub carrier: Uuid,
    pub operator: String,
    pub tenancy: Uuid,
    /// The organisation that got it.
    pub tenant: String,
    pub kind: ServiceKind,
    pub provider: String,
    pub provided_on: NaiveDate,
    /// What the tenant paid.
    pub fee: Fen,
    pub note: String,
    pub version: i64,
    pub recorded_by: String,
}

/// What the edge gives a new service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewService {
    pub id: Uuid,
    pub kind: ServiceKind,
    pub provider: String,
    pub provided_on: NaiveDate,
    pub fee: Fen,
    pub note: String,
}

impl ServiceRecord {
    /// Records a service for a tenant of the actor's carrier.
    pub fn record(
        new: NewService,
        tenancy: &Tenancy,
        actor: &Actor,
        today: NaiveDate,
    ) -> Result<ServiceRecord, Refused> {
        let host = Host {
            carrier: tenancy.carrier,
            operator: tenancy.operator.clone(),
        };
        host.by_operator(actor)?;
        let mut form = Form::default();
        form.text("service.provider", &new.provider);
        form.past("service.provided_on", new.provided_on, today);
        let said = ("金额不能为负数", "not less than nothing");
        form.holds("service.fee_fen", new.fee >= Fen::ZERO, said);
        form.done()?;
        inside(tenancy, new.provided_on)?;
        Ok(ServiceRecord {
            id: new.id,
            carrier: host.carrier,
            operator: host.operator,
            tenancy: tenancy.id,
            tenant: tenancy.organisation.clone(),
            kind: new.kind,
            provider: new.provider,
            provided_on: new.provided_on,
            fee: new.fee,
            note: new.note,
            version: 1,
            recorded_by: actor.subject.clone(),
        })
    }
}
