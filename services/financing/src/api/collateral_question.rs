//! What offered rights carry: by the bank's own rule, or by the defaults where it has none. Asked before any row is held.
use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_law::Fen;
use kezhuan_law::calendar::add_months;

use super::FinancingApi;
use super::heard::Heard;
use super::names::ASSETS;
use crate::domain::application::{Application, AssetValue, Carried};
use crate::domain::asset::{IpAsset, term};
use crate::domain::ltv::Offered;
use crate::error::Error;
use crate::rules::ip_ltv::Limits;
use crate::rules::{Asking, Verdict};
use crate::store::assets;

/// Rights as they were valued, and the loan they are to carry.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    pub application: &'a Application,
    pub tenant: &'a str,
    pub values: &'a [AssetValue],
    /// Picks the rule.
    pub valued_on: NaiveDate,
    pub term_months: u32,
}

/// What came of it.
#[derive(Debug, Clone)]
pub enum Found {
    Carried(Carried),
    /// No default share is known for a right of that kind, or the figures leave what can be reckoned.
    Nobody,
    /// How the bank's rule failed.
    Failed(String),
}

impl Found {
    /// What they carry, if anybody can say.
    pub fn carried(self) -> Option<Carried> {
        match self {
            Found::Carried(carried) => Some(carried),
            Found::Nobody | Found::Failed(_) => None,
        }
    }
}

/// Asks; `heard` keeps the answer.
pub async fn ask(
    api: &FinancingApi,
    question: Question<'_>,
    heard: &mut Heard,
) -> Result<Found, Error> {
    let application = question.application;
    let values = in_order(application, question.values);
    let offered = offered(api, &values, question.term_months).await?;
    let requested = application.amount;
    let limits = Limits {
        requested,
        loan_max: api.parameters.ltv.loan_max,
    };
    let asking = Asking {
        tenant: application.bank.clone(),
        legal_date: question.valued_on,
        as_of: api.clock.today(),
        pins: application.pins.clone(),
    };
    let asked = api
        .rules
        .ltv(question.tenant, &offered, limits, asking)
        .await?;
    let found = match &asked.verdict {
        Verdict::Answered(found) => {
            Found::Carried(Carried::of(&values, found.clone(), Some(asked.id)))
        }
        Verdict::NoRule => by_default(api, requested, &values, &offered),
        Verdict::Failed(failure) => Found::Failed(failure.clone()),
    };
    heard.keep(asked, application.id);
    Ok(found)
}

fn by_default(
    api: &FinancingApi,
    requested: Fen,
    values: &[AssetValue],
    offered: &[Offered],
) -> Found {
    match api.parameters.ltv.collateral(requested, offered) {
        Ok(found) => Found::Carried(Carried::of(values, found, None)),
        Err(_) => Found::Nobody,
    }
}

/// The values in the order in which the application offers the rights.
fn in_order(application: &Application, values: &[AssetValue]) -> Vec<AssetValue> {
    let offered = application.assets.iter();
    let value = offered.filter_map(|id| values.iter().find(|value| value.asset == *id));
    value.cloned().collect()
}

/// The rights as security for a loan that begins today.
async fn offered(
    api: &FinancingApi,
    values: &[AssetValue],
    term_months: u32,
) -> Result<Vec<Offered>, Error> {
    let ids: Vec<_> = values.iter().map(|value| value.asset).collect();
    // As the service: a valuer need not see what it values, nor a bank the rights of a third pledgor.
    let reader = Caller::service(crate::NAME, "");
    let read = api.database.read(&reader, async |connection| {
        assets::find_all(connection, &ids).await
    });
    let rights = read.await?;
    let months = i32::try_from(term_months).unwrap_or(i32::MAX);
    let maturity = add_months(api.clock.today(), months).unwrap_or(NaiveDate::MAX);
    let offered = values.iter().map(|value| {
        let mut of_value = rights.iter().filter(|right| right.body.id == value.asset);
        let right = of_value.next();
        let right = right.ok_or_else(|| ASSETS.not_found(value.asset))?;
        Ok(as_security(&right.body, value.value, maturity))
    });
    offered.collect()
}

fn as_security(right: &IpAsset, value: Fen, maturity: NaiveDate) -> Offered {
    // One that ended is worth nothing, whatever a report says.
    let value = if right.legal.is_over() {
        Fen::ZERO
    } else {
        value
    };
    Offered {
        kind: right.kind,
        value,
        residual_months: right
            .expires_on
            .map(|last| term::whole_months(maturity, last)),
    }
}
