//! Two loans on patents beside the year's contracts: one is repaid and its pledge released, the other ends with the pool.
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use kezhuan_protocol::financing::v1::product::Stage;
use kezhuan_protocol::financing::v1::{CompensationClaim, Loan, PoolBalance, account, loan};

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
const DEPOSIT_FEN: i64 = 1_000_000_000;
/// Of ten months, so that half falls due after five.
const TERM_MONTHS: i32 = 10;
/// The party that stands for the pool in a loss.
const POOL: &str = "pool";

/// The first is the day of both applications; on the others something falls due.
const DAYS: [(u32, u32); 6] = [
    (2, 10),
    // Half is paid, and half is missed.
    (7, 10),
    (7, 11),
    // Sixty days late: default, and the claim.
    (9, 8),
    // The notice is over: the pool pays, the security is sold.
    (9, 16),
    // The rest is paid.
    (12, 10),
];

/// The loans of the demo year, with everybody they take.
pub struct Loans {
    play: Play,
    journal: Journal,
    lines: Arc<Mutex<Vec<String>>>,
    before: Option<PoolBalance>,
}

/// What became of them.
pub struct Lent {
    pub lines: Vec<String>,
    pub before: PoolBalance,
    pub after: PoolBalance,
    loans: Vec<Loan>,
    claims: Vec<CompensationClaim>,
    refusals: usize,
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
        Ok(())
    }

    /// The pool's money, and both applications.
    async fn begin(&mut self, day: NaiveDate) -> anyhow::Result<()> {
        if let Some(city) = &self.play.city {
            city.deposit(DEPOSIT_FEN, "演示年度注资文件").await?;
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
        let (after, claims) = match city {
            Some(city) => (city.balance().await?, city.claims().await?),
            None => (PoolBalance::default(), Vec::new()),
        };
        let lines = std::mem::take(&mut *self.lines.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(Lent {
            lines,
            before: self.before.unwrap_or_default(),
            after,
            loans: self.play.bank.loans().await?,
            claims,
            refusals: self.journal.refusals(),
        })
    }
}

impl Lent {
    fn repaid(&self) -> usize {
        let loans = self.loans.iter();
        loans
            .filter(|loan| loan.state() == loan::State::Repaid)
            .count()
    }

    fn defaulted(&self) -> usize {
        let loans = self.loans.iter();
        loans.filter(|loan| loan.in_default.is_some()).count()
    }

    /// What the pool paid, by the claims.
    fn compensated_fen(&self) -> i64 {
        let paid = self.claims.iter().filter(|claim| claim.payment.is_some());
        paid.filter_map(|claim| claim.loss.as_ref())
            .map(|loss| loss.pay_fen)
            .sum()
    }

    /// What came back to the pool, by the claims.
    fn recovered_fen(&self) -> i64 {
        let losses = self.claims.iter().filter_map(|claim| claim.loss.as_ref());
        let borne = losses.flat_map(|loss| &loss.borne);
        borne
            .filter(|borne| borne.party == POOL)
            .map(|borne| borne.back_fen)
            .sum()
    }

    /// Every posting balances, and the books say of losses what the claims say.
    fn is_balanced(&self) -> bool {
        let booked = |kind: account::Kind| -> i64 {
            let accounts = self.after.accounts.iter();
            accounts
                .filter(|found| {
                    let account = found.account.as_ref();
                    account.is_some_and(|account| account.kind() == kind)
                })
                .map(|found| found.balance_fen)
                .sum()
        };
        self.after.balanced
            && booked(account::Kind::Compensation) == self.compensated_fen()
            && booked(account::Kind::Recovery) == -self.recovered_fen()
    }

    /// Both loans went their whole way, and nothing was refused on it.
    pub fn is_as_planned(&self) -> bool {
        let settled = self.claims.iter().all(|claim| !claim.settled_on.is_empty());
        self.repaid() == 1
            && self.defaulted() == 1
            && settled
            && self.refusals == 0
            && self.is_balanced()
    }

    /// One line for programs.
    pub fn line(&self) -> String {
        format!(
            "financing: loans={} repaid={} defaulted={} compensated_fen={} recovered_fen={} ledger_balanced={}",
            self.loans.len(),
            self.repaid(),
            self.defaulted(),
            self.compensated_fen(),
            self.recovered_fen(),
            if self.is_balanced() { "yes" } else { "no" }
        )
    }
}
