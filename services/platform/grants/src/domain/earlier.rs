//! What was granted before: what yearly and lifetime caps are measured by.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use uuid::Uuid;

use super::Claim;

/// One other grant of the same programme of the same authority; amounts on their way count, so that claims filed side by side
/// share one cap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    pub claim: Uuid,
    /// Who is paid.
    pub payee: String,
    pub subject: String,
    pub occasion: String,
    pub facts: Vec<String>,
    pub year: i32,
    pub legal_date: NaiveDate,
    /// Less what came back.
    pub amount: Fen,
    /// `None` while it is on its way.
    pub paid_on: Option<NaiveDate>,
}

impl Earlier {
    /// What a claim granted; `None` where that is nothing.
    pub fn of(claim: &Claim) -> Option<Earlier> {
        let amount = claim.amount.as_ref()?;
        Some(Earlier {
            claim: claim.id,
            payee: amount.payee.clone(),
            subject: claim.subject.clone(),
            occasion: claim.occasion.clone(),
            facts: claim.facts.clone(),
            year: claim.year,
            legal_date: claim.legal_date,
            amount: Fen(amount.total.get().saturating_sub(claim.recovered().get())),
            paid_on: claim.payment.as_ref().map(|payment| payment.paid_on),
        })
    }
}

/// What an organisation was granted in a year.
pub fn paid_in(earlier: &[Earlier], payee: &str, year: i32) -> Fen {
    let its = earlier
        .iter()
        .filter(|grant| grant.payee == payee && grant.year == year);
    // Each is within a budget of 64 bits; a rule that is told too much grants less.
    Fen(its.fold(0_i64, |sum, grant| sum.saturating_add(grant.amount.get())))
}
