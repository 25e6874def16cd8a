//! What the bank and the enterprise have to be told of a right, and on which day. Telling decides nothing.
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::fee::due_on;
use super::{IpAsset, Terms};
use crate::domain::code_list::code_list;

code_list! {
    /// What the matter is.
    AlertKind {
        FeeDue = "FEE_DUE", "年费将到期", "an annual fee falls due";
        TermEnds = "TERM_ENDS", "保护期将届满", "the term ends";
        NotValid = "NOT_VALID", "已质押权利状态异常", "a pledged right is no longer simply valid";
    }
}

/// One thing to tell, once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Alert {
    pub asset: Uuid,
    pub kind: AlertKind,
    /// The day it is about: the due day, the last day; of a changed status, nothing but the asset's version says which.
    pub about: Option<NaiveDate>,
    /// The warning it is: 90, 60, 30 or 7 days before.
    pub days_before: Option<u32>,
    pub version: Option<i64>,
    pub owner: String,
    /// The bank that holds or awaits a pledge.
    pub bank: Option<String>,
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

    /// The alert of a status that changed under a pledge.
    pub(super) fn alert_of_status(&self) -> Alert {
        Alert {
            // The version this step makes: each departure is told of once.
            version: Some(self.version + 1),
            ..self.alert(AlertKind::NotValid)
        }
    }

    fn alert(&self, kind: AlertKind) -> Alert {
        let interested = self.reservations.last();
        let interested = interested.filter(|last| {
            last.end.is_none() || (self.is_pledged() && self.pledge == Some(last.pledge))
        });
        Alert {
            asset: self.id,
            kind,
            about: None,
            days_before: None,
            version: None,
            owner: self.owner.clone(),
            bank: interested.map(|reservation| reservation.bank.clone()),
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
