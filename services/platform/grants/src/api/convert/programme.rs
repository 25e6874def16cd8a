//! Budgets as messages.
use chrono::NaiveDate;
use kezhuan_law::WhenExhausted;
use kezhuan_protocol::grants::v1;
use kezhuan_protocol::rules::v1::appropriation::WhenExhausted as Told;
use kezhuan_rpc::etag;

use super::day;
use crate::store::programmes::Budget;

/// A budget with what is left of it on `today`, and for how long.
pub fn message(budget: &Budget, today: NaiveDate) -> v1::GrantProgramme {
    let ledger = &budget.ledger;
    v1::GrantProgramme {
        name: format!("grantProgrammes/{}", budget.id),
        tenant: budget.tenant.clone(),
        family: budget.family.clone(),
        year: budget.year,
        appropriation_fen: ledger.appropriation.get(),
        announced_fen: ledger.announced.get(),
        reserved_fen: ledger.reserved.get(),
        committed_fen: ledger.committed.get(),
        paid_fen: ledger.paid.get(),
        recovered_fen: ledger.recovered.get(),
        available_fen: ledger.available().get(),
        runs_out_on: day::told(ledger.runs_out_on(budget.year, today)),
        excludes: budget.terms.excludes.clone(),
        legal_source: budget.terms.legal_source.clone(),
        etag: etag::of(budget.version),
        when_exhausted: policy(budget.terms.when_exhausted).into(),
    }
}

fn policy(policy: WhenExhausted) -> Told {
    match policy {
        WhenExhausted::Refuse => Told::Refuse,
        WhenExhausted::Queue => Told::Queue,
        WhenExhausted::Prorate => Told::Prorate,
    }
}
