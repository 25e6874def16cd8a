//! An alert as bank and enterprise are told it.
use kezhuan_database::Write;
use kezhuan_protocol::financing::v1;

use super::instant;
use crate::api::names::{ALERTS, ASSETS, DECISIONS, LOANS};
use crate::domain::asset::{AffectedLoan, AlertKind};
use crate::store::alerts::{self, Raised};

/// Tells whoever the alert concerns that it was raised.
pub fn publish(write: &mut Write, raised: &Raised) {
    let event = v1::AlertRaised {
        alert: Some(message(raised)),
    };
    write.publish(alerts::AGGREGATE, raised.id, 1, &event);
}

/// An alert as it was raised.
pub fn message(raised: &Raised) -> v1::Alert {
    let kind = AlertKind::parse(&raised.kind);
    let words = kind.map(|kind| kind.words(&raised.asset_number, raised.about));
    let (zh, en) = words
        .map(|words| (words.zh.into_owned(), words.en.into_owned()))
        .unwrap_or_default();
    v1::Alert {
        name: ALERTS.name(raised.id),
        asset: ASSETS.name(raised.asset_id),
        asset_number: raised.asset_number.clone(),
        kind: v1::alert::Kind::from_str_name(&raised.kind)
            .unwrap_or_default()
            .into(),
        about: raised.about.map(|day| day.to_string()).unwrap_or_default(),
        days_before: raised.days_before.unwrap_or_default(),
        owner: raised.owner.clone(),
        bank: raised.bank.clone().unwrap_or_default(),
        raised_on: raised.raised_on.to_string(),
        loans: raised.loans.iter().map(affected).collect(),
        zh,
        en,
        create_time: Some(instant(raised.create_time)),
    }
}

fn affected(loan: &AffectedLoan) -> v1::AffectedLoan {
    v1::AffectedLoan {
        loan: LOANS.name(loan.loan),
        outstanding_fen: loan.outstanding.get(),
        collateral_fen: loan.collateral.get(),
        decision: loan
            .decision
            .map(|decision| DECISIONS.name(decision))
            .unwrap_or_default(),
    }
}
