//! `ip.risk_share@1`: who bears how much of a loss.
use kezhuan_rulebook::Shelf;

use super::bindings::ip_risk_share::{self as hook, Ask, Facts, Outcome};
use super::{Asked, Asking, Rules, count};
use crate::domain::lawful;
use crate::domain::ledger::Exposure;
use crate::domain::product::{Mode, ProductKind, Share};
use crate::domain::risk::{BANK, POOL};

/// The parties beside pool and bank.
const INSURER: &str = "insurer";
const GUARANTOR: &str = "guarantor";
const VALUER: &str = "valuer";

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sharing {
    Shared(Vec<Share>),
    /// The pool covers no such loan, and why.
    Refused(Vec<String>),
}

/// What is covered.
#[derive(Debug, Clone, Copy)]
pub struct Covered<'a> {
    pub division: &'a str,
    pub product: ProductKind,
    pub mode: Mode,
    /// To the bank, in all modes.
    pub exposure: Exposure,
}

impl<S: Shelf> Rules<S> {
    /// Asks the pool's authority. Legal date: the loan's approval, or the day a product is set up. Without a rule in force the
    /// city's own shares hold (`ModeTerms::shares`).
    pub async fn risk_share(
        &self,
        covered: Covered<'_>,
        asking: Asking,
    ) -> Result<Asked<Sharing>, S::Error> {
        let (mode, npl_bp) = (mode(covered.mode), count(covered.exposure.claimed_bp()));
        let facts = move |header| Facts {
            header,
            mode,
            npl_bp,
        };
        let of = (covered.division, None);
        let asked = self.ask::<Ask>(asking, of, facts).await?;
        Ok(asked.held_to(|outcome| match outcome.ok {
            true => lawful::shares(covered.product, shares(&outcome)).map(Sharing::Shared),
            false => Ok(Sharing::Refused(outcome.reasons)),
        }))
    }
}

/// Pool and bank, and whoever else bears something.
fn shares(outcome: &Outcome) -> Vec<Share> {
    let parties = [
        (POOL, outcome.pool_bp),
        (BANK, outcome.bank_bp),
        (INSURER, outcome.insurer_bp),
        (GUARANTOR, outcome.guarantor_bp),
        (VALUER, outcome.valuer_bp),
    ];
    let named = parties
        .into_iter()
        .filter(|(party, bp)| *bp > 0 || [POOL, BANK].contains(party));
    named
        .map(|(party, bp)| Share {
            party: party.to_owned(),
            bp,
        })
        .collect()
}

fn mode(mode: Mode) -> hook::Mode {
    match mode {
        Mode::Loan => hook::Mode::Loan,
        Mode::Insurance => hook::Mode::Insurance,
        Mode::Guarantee => hook::Mode::Guarantee,
    }
}
