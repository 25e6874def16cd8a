//! What a right was found to be worth, for what purpose, how, and until when that holds.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use kezhuan_law::calendar::add_months;
use serde::{Deserialize, Serialize};

use super::{Circumstances, Event, IpAsset, Told};
use crate::domain::actor::Role;
use crate::domain::code_list::code_list;
use crate::domain::money;
use crate::domain::refused::Refused;

code_list! {
    /// What the value is wanted for.
    Purpose {
        Pledge = "PLEDGE", "质押", "pledge";
        Transfer = "TRANSFER", "转让", "transfer";
        Licence = "LICENCE", "许可", "licence";
        Contribution = "CONTRIBUTION", "作价入股", "contribution in kind";
        Other = "OTHER", "其他", "other";
    }
}

code_list! {
    /// How it was found.
    Method {
        Income = "INCOME", "收益法", "income approach";
        Market = "MARKET", "市场法", "market approach";
        Cost = "COST", "成本法", "cost approach";
    }
}

/// One valuation. All are kept: a loan stands on the one that held when it was approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Valuation {
    pub purpose: Purpose,
    pub method: Method,
    pub valued_on: NaiveDate,
    pub value: Fen,
    /// The last day on which it may be relied on.
    pub valid_until: NaiveDate,
    /// The organisation that valued, and the person who signed.
    pub valuer: String,
    pub signed_by: String,
}

/// What a valuer reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub purpose: Purpose,
    pub method: Method,
    pub valued_on: NaiveDate,
    pub value: Fen,
}

impl Valuation {
    /// Whether it may be relied on.
    pub fn holds_on(&self, today: NaiveDate) -> bool {
        self.valued_on <= today && today <= self.valid_until
    }
}

/// Adds a valuation, by a valuer or by a bank for itself. One for a pledge says what the pledged right carries now.
pub(super) fn record(
    asset: &mut IpAsset,
    report: Report,
    at: &Circumstances<'_>,
) -> Result<Told, Refused> {
    at.actor.require_any(&[Role::Valuer, Role::Bank])?;
    money::positive(report.value)?;
    if at.actor.organisation == asset.owner {
        return Err(Refused::new(
            "OWN_ORGANISATION",
            "权利人不得评估本单位的权利",
            "an owner does not value its own right",
        ));
    }
    if report.valued_on > at.today {
        return Err(Refused::new(
            "VALUED_IN_FUTURE",
            "评估基准日不得晚于今日",
            "a valuation can't be dated in the future",
        ));
    }
    let months = i32::try_from(at.terms.valuation_months).unwrap_or(i32::MAX);
    let valid_until = add_months(report.valued_on, months).unwrap_or(NaiveDate::MAX);
    let value = report.value;
    asset.valuations.push(Valuation {
        purpose: report.purpose,
        method: report.method,
        valued_on: report.valued_on,
        value,
        valid_until,
        valuer: at.actor.organisation.clone(),
        signed_by: at.actor.subject.clone(),
    });
    let concerns_pledge = asset.is_pledged() && report.purpose == Purpose::Pledge;
    let alert = concerns_pledge.then(|| asset.alert_of_valuation(report.valued_on));
    Ok((Event::AssetValued { value, valid_until }, alert))
}
