//! What the offered rights carry, by the bank's own rule or by the defaults where it has none. Stores nothing.
use std::collections::HashMap;

use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_law::Fen;
use kezhuan_law::calendar::add_months;
use kezhuan_law::rule_pins::RulePins;
use kezhuan_protocol::financing::v1::{Collateral, EstimateCollateralRequest};
use uuid::Uuid;

use super::names::{APPLICATIONS, ASSETS};
use super::{FinancingApi, convert};
use crate::domain::application::Application;
use crate::domain::asset::IpAsset;
use crate::domain::ltv::{self, Offered};
use crate::domain::money;
use crate::domain::refused::Refused;
use crate::error::Error;
use crate::rules::ip_ltv::Limits;
use crate::rules::{Asking, Verdict};
use crate::store::stored::Stored;
use crate::store::{applications, assets};

/// An application with the rights it offers, in its order.
struct Offer {
    application: Stored<Application>,
    rights: Vec<IpAsset>,
}

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: EstimateCollateralRequest,
) -> Result<Collateral, Error> {
    let offer = offer(&api, &caller, &input.application).await?;
    let application = &offer.application.body;
    let values = values(&input, &application.assets)?;
    let offered = offered(&api, &offer, values.as_ref());
    let carried = carried(&api, &offer.application, &offered).await?;
    Ok(convert::collateral::estimate(
        &application.assets,
        &offered,
        &carried,
    ))
}

/// As far as the caller may see them: a right that is another's is shown to the bank by its owner.
async fn offer(api: &FinancingApi, caller: &Caller, name: &str) -> Result<Offer, Error> {
    let id = APPLICATIONS.parse_field("application", name)?;
    let read = api.database.read(caller, async |connection| {
        let found = applications::find(connection, id).await?;
        let application = found.ok_or_else(|| APPLICATIONS.not_found(id))?;
        let rights = assets::find_all(connection, &application.body.assets).await?;
        Ok::<_, Error>((application, rights))
    });
    let (application, found) = read.await?;
    let found: HashMap<Uuid, IpAsset> = found
        .into_iter()
        .map(|stored| (stored.body.id, stored.body))
        .collect();
    let in_order = application.body.assets.iter();
    let rights = in_order
        .map(|id| {
            let right = found.get(id).cloned();
            right.ok_or_else(|| ASSETS.not_found(*id).into())
        })
        .collect::<Result<_, Error>>()?;
    Ok(Offer {
        application,
        rights,
    })
}

/// The values to take, of each right of the application and no other; `None` where the caller names none.
fn values(
    input: &EstimateCollateralRequest,
    assets: &[Uuid],
) -> Result<Option<HashMap<Uuid, Fen>>, Error> {
    if input.values.is_empty() {
        return Ok(None);
    }
    let mut values = HashMap::new();
    for (index, value) in input.values.iter().enumerate() {
        let asset = ASSETS.parse_field(&format!("values[{index}].asset"), &value.asset)?;
        values.insert(asset, Fen(value.value_fen));
    }
    let every = assets.iter().all(|asset| values.contains_key(asset));
    if !every || input.values.len() != assets.len() {
        return Err(Refused::new(
            "VALUES_INCOMPLETE",
            "请逐项填写申请所列权利的价值",
            "the value of each right of the application is needed, and of no other",
        )
        .into());
    }
    let given: Vec<Fen> = values.values().copied().collect();
    money::not_negative(&given)?;
    Ok(Some(values))
}

fn offered(api: &FinancingApi, offer: &Offer, values: Option<&HashMap<Uuid, Fen>>) -> Vec<Offered> {
    let (lookout, application) = (api.lookout(), &offer.application.body);
    let approved = application.approval.as_ref();
    let months = approved.map_or(application.term_months, |approval| approval.term_months);
    let months = i32::try_from(months).unwrap_or(i32::MAX);
    let maturity = add_months(lookout.today, months).unwrap_or(NaiveDate::MAX);
    let rights = offer.rights.iter().map(|right| {
        let offered = lookout.offered(right, maturity);
        let given = values.and_then(|values| values.get(&right.id));
        Offered {
            value: given.copied().unwrap_or(offered.value),
            ..offered
        }
    });
    rights.collect()
}

async fn carried(
    api: &FinancingApi,
    application: &Stored<Application>,
    offered: &[Offered],
) -> Result<ltv::Collateral, Error> {
    let (today, terms) = (api.clock.today(), &api.parameters.ltv);
    let requested = application.body.amount;
    let limits = Limits {
        requested,
        loan_max: terms.loan_max,
    };
    let valued = application.body.valued.as_ref();
    let asking = Asking {
        tenant: application.body.bank.clone(),
        legal_date: valued.map_or(today, |valued| valued.valued_on),
        as_of: today,
        pins: RulePins::default(),
    };
    let asked = api
        .rules
        .ltv(&application.tenant, offered, limits, asking)
        .await?;
    match asked.verdict {
        Verdict::Answered(collateral) => Ok(collateral),
        Verdict::NoRule => Ok(terms.collateral_of_known(requested, offered)?),
        Verdict::Failed(failure) => Err(Refused::new(
            "RULE_FAILED",
            "银行的规则未能给出结果",
            "the bank's rule gave no answer",
        )
        .with("failure", failure)
        .into()),
    }
}
