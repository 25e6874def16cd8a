//! Investments in tenants: paid-up equity, from the carrier's own or a co-founded fund, or from others.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use kezhuan_law::refused::Refused;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Form, Host};
use crate::domain::actor::Actor;
use crate::domain::tenancy::Tenancy;

const WHOLE_BP: u16 = 10_000;

/// One investment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Investment {
    pub id: Uuid,
    pub carrier: Uuid,
    pub operator: String,
    pub tenancy: Uuid,
    /// The organisation that got it.
    pub tenant: String,
    pub investor: String,
    pub amount: Fen,
    pub paid_up_on: NaiveDate,
    /// What the investor holds of the tenant for it, in basis points.
    pub share_bp: u16,
    /// From a fund that the carrier owns or founded together with others.
    pub is_own_fund: bool,
    pub version: i64,
    pub recorded_by: String,
}

/// What the edge gives a new investment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInvestment {
    pub id: Uuid,
    pub investor: String,
    pub amount: Fen,
    pub paid_up_on: NaiveDate,
    pub share_bp: u16,
    pub is_own_fund: bool,
}

impl Investment {
    /// Records an investment in a tenant of the actor's carrier; one that was paid up before it came in or after it left
    /// counts as well, for its graduation or not at all.
    pub fn record(
        new: NewInvestment,
        tenancy: &Tenancy,
        actor: &Actor,
        today: NaiveDate,
    ) -> Result<Investment, Refused> {
        let host = Host {
            carrier: tenancy.carrier,
            operator: tenancy.operator.clone(),
        };
        host.by_operator(actor)?;
        let mut form = Form::default();
        form.text("investment.investor", &new.investor);
        let said = ("金额应大于0", "more than nothing");
        form.holds("investment.amount_fen", new.amount > Fen::ZERO, said);
        form.past("investment.paid_up_on", new.paid_up_on, today);
        let said = ("应在0至10000之间", "from 0 to 10000");
        form.holds("investment.share_bp", new.share_bp <= WHOLE_BP, said);
        form.done()?;
        if !tenancy.was_admitted() {
            return Err(Refused::new(
                "TENANT_NOT_INSIDE",
                "该企业未入驻",
                "it was never a tenant of the carrier",
            ));
        }
        Ok(Investment {
            id: new.id,
            carrier: host.carrier,
            operator: host.operator,
            tenancy: tenancy.id,
            tenant: tenancy.organisation.clone(),
            investor: new.investor,
            amount: new.amount,
            paid_up_on: new.paid_up_on,
            share_bp: new.share_bp,
            is_own_fund: new.is_own_fund,
            version: 1,
            recorded_by: actor.subject.clone(),
        })
    }
}
