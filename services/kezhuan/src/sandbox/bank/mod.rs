//! A bank as its people and systems act on the suite: what a case waits for from the bank, the bank does. Nothing is kept
//! here that the suite doesn't know, so that a bank that was stopped goes on where it stood.
#[macro_use]
mod instruct;
mod applications;
mod bad_loans;
mod loans;
mod pledges;
mod reconciliation;

use chrono::NaiveDate;
use kezhuan_auth::Role;
use kezhuan_protocol::financing::v1::{
    Application, CompensationClaim, ListApplicationsRequest, ListCompensationClaimsRequest,
    ListLoansRequest, ListPledgesRequest, Loan, Pledge,
};

use super::journal::Journal;
use crate::request_id::derive;
use crate::suite::{Clients, Person, Session};

pub use reconciliation::Planted;

/// How it stands in the journal.
const BANK: &str = "银行 bank";

/// How the bank behaves.
#[derive(Clone, Debug, Default)]
pub struct Manner {
    /// Sends every instruction a second time, under the same number, and wants the same answer.
    pub twice: bool,
    /// Borrowers who pay nothing back.
    pub unpaid: Vec<String>,
}

/// One bank with two people, since what one reviews another approves, and with systems that show its certificate alone.
pub struct Bank {
    organisation: String,
    officer: Session,
    head: Session,
    systems: Session,
    manner: Manner,
    journal: Journal,
}

/// What the suite shows the bank of its cases.
struct Cases {
    applications: Vec<Application>,
    pledges: Vec<Pledge>,
    loans: Vec<Loan>,
    claims: Vec<CompensationClaim>,
}

impl Bank {
    /// The bank of this organisation, over a development certificate of its own.
    pub fn open(
        clients: &Clients,
        organisation: &str,
        manner: Manner,
        journal: Journal,
    ) -> anyhow::Result<Bank> {
        let person = |name: &str| {
            let person = Person::new(format!("{name}-{organisation}"));
            clients.session(&person.organisation(organisation).role(Role::Bank))
        };
        Ok(Bank {
            organisation: organisation.to_owned(),
            officer: person("officer")?,
            head: person("head")?,
            systems: clients.bank_systems(organisation)?,
            manner,
            journal,
        })
    }

    /// The bank's systems.
    pub fn systems(&self) -> &Session {
        &self.systems
    }

    /// A person of the bank.
    pub fn officer(&self) -> &Session {
        &self.officer
    }

    /// One look at all cases, and each next step that is the bank's; how many were taken.
    pub async fn work(&self, today: NaiveDate) -> anyhow::Result<usize> {
        let cases = self.cases().await?;
        let mut done = 0;
        for application in &cases.applications {
            done += usize::from(Box::pin(self.answer(application, &cases, today)).await?);
        }
        for pledge in &cases.pledges {
            done += usize::from(Box::pin(self.look_after_pledge(pledge, &cases)).await?);
        }
        for loan in &cases.loans {
            done += usize::from(Box::pin(self.look_after_loan(loan, &cases, today)).await?);
        }
        Ok(done)
    }

    /// Every loan of the bank.
    pub async fn loans(&self) -> anyhow::Result<Vec<Loan>> {
        Ok(all!(
            self.officer,
            list_loans(ListLoansRequest),
            loans,
            self.own()
        ))
    }

    async fn cases(&self) -> anyhow::Result<Cases> {
        let own = self.own();
        Ok(Cases {
            applications: all!(
                self.officer,
                list_applications(ListApplicationsRequest),
                applications,
                own
            ),
            pledges: all!(self.officer, list_pledges(ListPledgesRequest), pledges, own),
            loans: self.loans().await?,
            claims: all!(
                self.officer,
                list_compensation_claims(ListCompensationClaimsRequest),
                compensation_claims,
                own
            ),
        })
    }

    fn own(&self) -> String {
        format!("bank=\"{}\"", self.organisation)
    }

    /// The bank's number of a step: the same for the same step, whatever was stopped in between.
    fn number(&self, parts: &[&str]) -> String {
        let all: [&[&str]; 2] = [&["sandbox", &self.organisation], parts];
        derive(&all.concat()).replace('-', "")
    }
}

impl Cases {
    fn pledge_of(&self, loan: &str) -> Option<&Pledge> {
        self.pledges.iter().find(|pledge| pledge.loan == loan)
    }

    fn loan(&self, name: &str) -> Option<&Loan> {
        self.loans.iter().find(|loan| loan.name == name)
    }

    fn claim(&self, name: &str) -> Option<&CompensationClaim> {
        self.claims.iter().find(|claim| claim.name == name)
    }
}
