//! What the bank and the enterprise have to be told of a right, and on which day. Telling decides nothing.
use chrono::NaiveDate;
use kezhuan_law::{Fen, Localized};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::fee::due_on;
use super::{IpAsset, Purpose, Terms};
use crate::domain::code_list::code_list;

code_list! {
    /// What the matter is.
    AlertKind {
        FeeDue = "FEE_DUE", "年费将到期", "an annual fee falls due";
        TermEnds = "TERM_ENDS", "保护期将届满", "the term ends";
        NotValid = "NOT_VALID", "已质押权利状态异常", "a pledged right is no longer simply valid";
        Valued = "VALUED", "已质押权利有新评估", "a pledged right was valued anew";
        ValuationEnds = "VALUATION_ENDS", "已质押权利的评估将失效", "the valuation of a pledged right ends";
    }
}

/// One thing to tell, once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Alert {
    pub asset: Uuid,
    pub kind: AlertKind,
    /// The day it is about: the due day, the last day of a term or of a valuation's validity, the day of a valuation; of a
    /// changed status, nothing but the asset's version says which.
    pub about: Option<NaiveDate>,
    /// The warning it is: 90, 60, 30 or 7 days before.
    pub days_before: Option<u32>,
    pub version: Option<i64>,
    pub owner: String,
    /// The bank that holds or awaits a pledge.
    pub bank: Option<String>,
}

/// A loan whose security an alert concerns: what is owed, and what its pledged rights carried when it was raised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AffectedLoan {
    pub loan: Uuid,
    pub outstanding: Fen,
    pub collateral: Fen,
    /// Of the bank's own rule; `None` where the defaults were taken.
    pub decision: Option<Uuid>,
}

impl AlertKind {
    /// What is the matter with the right of this number, and what to do.
    pub fn words(self, number: &str, about: Option<NaiveDate>) -> Localized {
        let day = about.map(|day| day.to_string()).unwrap_or_default();
        match self {
            AlertKind::FeeDue => Localized::new(
                format!(
                    "{number} 的年费将于 {day} 到期：请按期缴纳，逾期须缴滞纳金，滞纳期满权利终止"
                ),
                format!(
                    "the annual fee of {number} falls due on {day}: pay it in time; late it costs a surcharge, and after \
                     its grace period the right is lost"
                ),
            ),
            AlertKind::TermEnds => Localized::new(
                format!("{number} 的保护期将于 {day} 届满：请核对其担保的贷款是否在此前到期"),
                format!(
                    "the term of {number} ends on {day}: see that the loans it secures mature before"
                ),
            ),
            AlertKind::NotValid => Localized::new(
                format!("已质押的 {number} 权利状态异常：请核对登记状态，并重新评估担保"),
                format!(
                    "the pledged right {number} is no longer simply valid: see its register, and look at the security anew"
                ),
            ),
            AlertKind::Valued => Localized::new(
                format!("已质押的 {number} 有新的质押评估（{day}）：请核对其担保的贷款"),
                format!(
                    "the pledged right {number} was valued anew as of {day}: look at the loans it secures"
                ),
            ),
            AlertKind::ValuationEnds => Localized::new(
                format!(
                    "已质押的 {number} 的评估于 {day} 失效：请在此前重新评估，否则该权利不再计入担保"
                ),
                format!(
                    "the valuation of the pledged right {number} ends on {day}: have it valued anew before, or it carries \
                     nothing"
                ),
            ),
        }
    }
}

impl IpAsset {
    /// The warnings that stand on `today`: of each day ahead, the latest that is reached. A missed one is not made up
    /// for when a later one stands. The caller raises what it has not raised: two equal alerts are one.
    pub fn alerts(&self, today: NaiveDate, terms: &Terms) -> Vec<Alert> {
        if self.legal.is_over() {
            return Vec::new();
        }
        let fee = self
            .next_fee_year()
            .and_then(|year| due_on(self.filed_on, year));
        [
            (AlertKind::FeeDue, fee),
            (AlertKind::TermEnds, self.expires_on),
            (AlertKind::ValuationEnds, self.valuation_ends_on()),
        ]
        .into_iter()
        .filter_map(|(kind, about)| {
            let about = about?;
            let days_before = terms.warning(today, about)?;
            Some(Alert {
                about: Some(about),
                days_before: Some(days_before),
                ..self.alert(kind)
            })
        })
        .collect()
    }

    /// The last day on which what lies on it may stand on a valuation; of a pledged right that was valued for a pledge.
    pub fn valuation_ends_on(&self) -> Option<NaiveDate> {
        let of_pledge = self.valuations.iter();
        let of_pledge = of_pledge.filter(|one| self.is_pledged() && one.purpose == Purpose::Pledge);
        of_pledge.map(|one| one.valid_until).max()
    }

    /// The bank that holds or awaits a pledge of it.
    pub fn bank(&self) -> Option<&str> {
        let interested = self.reservations.last().filter(|last| {
            last.end.is_none() || (self.is_pledged() && self.pledge == Some(last.pledge))
        });
        interested.map(|reservation| reservation.bank.as_str())
    }

    /// The alert of a status that changed under a pledge.
    pub(super) fn alert_of_status(&self) -> Alert {
        Alert {
            // The version this step makes: each departure is told of once.
            version: Some(self.version + 1),
            ..self.alert(AlertKind::NotValid)
        }
    }

    /// The alert of a valuation under a pledge.
    pub(super) fn alert_of_valuation(&self, valued_on: NaiveDate) -> Alert {
        Alert {
            about: Some(valued_on),
            // The version this step makes: two reports of one day are two alerts.
            version: Some(self.version + 1),
            ..self.alert(AlertKind::Valued)
        }
    }

    fn alert(&self, kind: AlertKind) -> Alert {
        Alert {
            asset: self.id,
            kind,
            about: None,
            days_before: None,
            version: None,
            owner: self.owner.clone(),
            bank: self.bank().map(str::to_owned),
        }
    }
}

impl Terms {
    /// The nearest warning that `today` has reached before `about`; `None` while it is further off, or over.
    fn warning(&self, today: NaiveDate, about: NaiveDate) -> Option<u32> {
        let left = u32::try_from((about - today).num_days()).ok()?;
        let reached = self.alert_days.iter().filter(|days| left <= **days);
        reached.min().copied()
    }
}
