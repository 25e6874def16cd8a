//! Two loans on patents beside the year's contracts: one is repaid, its pledge released and its interest subsidised, the other
//! ends with the pool.
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use chrono::{Datelike, NaiveDate};
use kezhuan_protocol::financing::v1::pool_fund::Kind;
use kezhuan_protocol::financing::v1::product::Stage;
use kezhuan_protocol::financing::v1::{PoolBalance, loan};

use super::lent::Lent;
use super::people::People;
use crate::packages::WUYI_BANK;
use crate::sandbox::Play;
use crate::sandbox::bank::{Bank, Manner};
use crate::sandbox::city::City;
use crate::sandbox::enterprise::{Enterprise, Wish};
use crate::sandbox::journal::Journal;
use crate::sandbox::registry::Registry;

const PAYS: (&str, &str) = ("org-440704-0001", "440704");
const PAYS_NOTHING: (&str, &str) = ("org-440703-0002", "440703");
/// What is put into either fund, and the document it stands on.
const DEPOSITS: [(Kind, i64, &str); 2] = [
    (Kind::Compensation, 1_000_000_000, "演示年度注资文件"),
    (Kind::Subsidy, 50_000_000, "演示年度贴息资金文件"),
];
/// Of ten months, so that half falls due after five.
const TERM_MONTHS: i32 = 10;

/// The first is the day of both applications; on the others something falls due.
const DAYS: [(u32, u32); 7] = [
    (2, 10),
    // Half is paid, and half is missed.
    (7, 10),
    (7, 11),
    // Sixty days late: default, and the claim.
    (9, 8),
    // The notice is over: the pool pays, the security is sold.
    (9, 16),
    // The rest is paid, and a subsidy of the year's interest claimed.
    (12, 10),
    // That notice is over: the treasury pays.
    (12, 18),
];

/// The loans of the demo year, with everybody they take.
pub struct Loans {
    play: Play,
    journal: Journal,
    lines: Arc<Mutex<Vec<String>>>,
    before: Option<PoolBalance>,
}

impl Loans {
    /// Everybody is there; nothing was applied for yet.
    pub fn of(people: &People) -> anyhow::Result<Loans> {
        let lines: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = lines.clone();
        let journal = Journal::to(Arc::new(move |line| {
            kept.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(line.to_owned());
        }));
        let clients = people.clients();
        let manner = Manner {
            unpaid: vec![PAYS_NOTHING.0.to_owned()],
            ..Manner::default()
        };
        let enterprises = [PAYS, PAYS_NOTHING].map(|(organisation, division)| {
            Enterprise::open(clients, organisation, division, journal.clone())
        });
        Ok(Loans {
            play: Play {
                bank: Bank::open(clients, WUYI_BANK, manner, journal.clone())?,
                enterprises: enterprises.into_iter().collect::<anyhow::Result<_>>()?,
                registry: Some(Registry::open(clients, journal.clone())?),
                city: Some(City::open(clients, journal.clone())?),
            },
            journal,
            lines,
            before: None,
        })
    }

    /// The days on which there is something to do.
    pub fn days() -> impl Iterator<Item = NaiveDate> {
        DAYS.into_iter()
            .filter_map(|(month, day)| NaiveDate::from_ymd_opt(2025, month, day))
    }

    /// What is to be done on `day`, if it is one of them.
    pub async fn on(&mut self, day: NaiveDate) -> anyhow::Result<()> {
        if !Loans::days().any(|planned| planned == day) {
            return Ok(());
        }
        self.journal.day(day);
        if self.before.is_none() {
            self.begin(day).await?;
        }
        self.play.work(day).await?;
        if Box::pin(self.claim_subsidy(day)).await? {
            self.play.work(day).await?;
        }
        Ok(())
    }

    /// The enterprise that pays claims a subsidy once it has repaid all; whether it did now.
    async fn claim_subsidy(&self, day: NaiveDate) -> anyhow::Result<bool> {
        let city = self.play.city.as_ref().context("nobody keeps the pool")?;
        if !city.subsidies().await?.is_empty() {
            return Ok(false);
        }
        let loans = self.play.bank.loans().await?;
        let repaid = loans
            .iter()
            .find(|loan| loan.borrower == PAYS.0 && loan.state() == loan::State::Repaid);
        let (Some(loan), Some(enterprise)) = (repaid, self.play.enterprises.first()) else {
            return Ok(false);
        };
        enterprise.claim_subsidy(&loan.name, day.year()).await?;
        Ok(true)
    }

    /// The pool's money, and both applications.
    async fn begin(&mut self, day: NaiveDate) -> anyhow::Result<()> {
        if let Some(city) = &self.play.city {
            for (fund, amount_fen, reference) in DEPOSITS {
                city.deposit(fund, amount_fen, reference).await?;
            }
            self.before = Some(city.balance().await?);
        }
        let amounts_fen = [300_000_000, 200_000_000];
        for ((enterprise, amount_fen), serial) in
            self.play.enterprises.iter().zip(amounts_fen).zip(1..)
        {
            let wish = Wish {
                bank: WUYI_BANK.to_owned(),
                amount_fen,
                term_months: TERM_MONTHS,
                stage: Stage::Pilot,
                serial,
            };
            enterprise.apply(&wish, day).await?;
        }
        Ok(())
    }

    /// What became of them all.
    pub async fn end(self) -> anyhow::Result<Lent> {
        let city = self.play.city.as_ref();
        let (after, claims, subsidies) = match city {
            Some(city) => (
                city.balance().await?,
                city.claims().await?,
                city.subsidies().await?,
            ),
            None => (PoolBalance::default(), Vec::new(), Vec::new()),
        };
        let lines = std::mem::take(&mut *self.lines.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(Lent {
            lines,
            before: self.before.unwrap_or_default(),
            after,
            loans: self.play.bank.loans().await?,
            claims,
            subsidies,
            refusals: self.journal.refusals(),
        })
    }
}
