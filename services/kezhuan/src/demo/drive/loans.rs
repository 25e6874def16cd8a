//! Two loans on patents beside the year's contracts: one is repaid, its pledge released and its interest subsidised, the other
//! ends with the pool.
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use chrono::{Datelike, NaiveDate};
use kezhuan_protocol::financing::v1::pool_fund::Kind;
use kezhuan_protocol::financing::v1::product::Stage;
use kezhuan_protocol::financing::v1::{
    CompensationClaim, Loan, PoolBalance, SubsidyClaim, account, loan, subsidy_claim,
};

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
/// The party that stands for the pool in a loss.
const POOL: &str = "pool";

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

/// What became of them.
pub struct Lent {
    pub lines: Vec<String>,
    pub before: PoolBalance,
    pub after: PoolBalance,
    loans: Vec<Loan>,
    claims: Vec<CompensationClaim>,
    subsidies: Vec<SubsidyClaim>,
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
        if self.claim_subsidy(day).await? {
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

    /// What was paid of interest, by the claims.
    fn subsidised_fen(&self) -> i64 {
        let paid = self.subsidies.iter();
        paid.filter(|claim| claim.state() == subsidy_claim::State::Paid)
            .filter_map(|claim| claim.amount.as_ref())
            .map(|amount| amount.total_fen)
            .sum()
    }

    /// Every posting balances, and the books say of losses and subsidies what the claims say.
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
            && booked(account::Kind::SubsidyPaid) == self.subsidised_fen()
    }

    /// How many requests were refused.
    pub const fn refusals(&self) -> usize {
        self.refusals
    }

    /// Both loans went their whole way, the subsidy was paid, and nothing was refused on it.
    pub fn is_as_planned(&self) -> bool {
        let settled = self.claims.iter().all(|claim| !claim.settled_on.is_empty());
        self.repaid() == 1
            && self.defaulted() == 1
            && settled
            && self.subsidised_fen() > 0
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

#[cfg(test)]
mod tests {
    use kezhuan_protocol::financing::v1::compensation_claim::{Borne, Loss, Payment};
    use kezhuan_protocol::financing::v1::{Account, AccountBalance};

    use super::*;

    fn lent() -> Lent {
        let booked = |kind: account::Kind, balance_fen| AccountBalance {
            account: Some(Account {
                kind: kind.into(),
                ..Account::default()
            }),
            balance_fen,
            ..AccountBalance::default()
        };
        let borne = |party: &str, back_fen| Borne {
            party: party.to_owned(),
            back_fen,
            ..Borne::default()
        };
        Lent {
            lines: Vec::new(),
            before: PoolBalance::default(),
            after: PoolBalance {
                accounts: vec![
                    booked(account::Kind::Compensation, 80),
                    booked(account::Kind::Recovery, -22),
                    booked(account::Kind::SubsidyPaid, 7),
                ],
                balanced: true,
                ..PoolBalance::default()
            },
            loans: vec![
                Loan {
                    state: loan::State::Repaid.into(),
                    ..Loan::default()
                },
                Loan {
                    state: loan::State::ClosedLoss.into(),
                    in_default: Some(loan::InDefault::default()),
                    ..Loan::default()
                },
            ],
            claims: vec![CompensationClaim {
                loss: Some(Loss {
                    pay_fen: 80,
                    borne: vec![borne(POOL, 22), borne("bank", 33)],
                    ..Loss::default()
                }),
                payment: Some(Payment::default()),
                settled_on: "2025-09-16".to_owned(),
                ..CompensationClaim::default()
            }],
            subsidies: vec![SubsidyClaim {
                state: subsidy_claim::State::Paid.into(),
                amount: Some(subsidy_claim::Amount {
                    total_fen: 7,
                    ..subsidy_claim::Amount::default()
                }),
                ..SubsidyClaim::default()
            }],
            refusals: 0,
        }
    }

    #[test]
    fn the_line_for_programs_says_what_became_of_the_loans() {
        let lent = lent();
        assert_eq!(
            lent.line(),
            "financing: loans=2 repaid=1 defaulted=1 compensated_fen=80 recovered_fen=22 ledger_balanced=yes"
        );
        assert!(lent.is_as_planned());
    }

    #[test]
    fn books_that_say_something_else_than_the_claims_do_not_balance() {
        for account in 0..3 {
            let mut lent = lent();
            lent.after.accounts[account].balance_fen += 1;
            assert!(lent.line().ends_with("ledger_balanced=no"));
            assert!(!lent.is_as_planned());
        }
        let mut unpaid = lent();
        unpaid.subsidies.clear();
        unpaid.after.accounts.pop();
        assert!(unpaid.is_balanced() && !unpaid.is_as_planned());
    }
}
