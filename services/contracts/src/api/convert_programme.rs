//! Programmes as messages.
use chrono::NaiveDate;
use kezhuan_protocol::contracts::v1;
use kezhuan_rpc::etag;

use super::convert::date;
use super::names::PROGRAMMES;
use crate::store::programmes::Programme;

/// A programme with what is left of it on `today`, and for how long.
pub fn programme(programme: &Programme, today: NaiveDate) -> v1::Programme {
    let (ledger, terms) = (&programme.ledger, &programme.terms);
    v1::Programme {
        name: PROGRAMMES.name(programme.id),
        tenant: programme.tenant.clone(),
        family: programme.family.clone(),
        year: programme.year,
        appropriation_fen: ledger.appropriation.get(),
        reserved_fen: ledger.reserved.get(),
        committed_fen: ledger.committed.get(),
        paid_fen: ledger.paid.get(),
        recovered_fen: ledger.recovered.get(),
        available_fen: ledger.available().get(),
        etag: etag::of(programme.version),
        announced_fen: ledger.announced.get(),
        runs_out_on: date(ledger.runs_out_on(programme.year, today)),
        when_exhausted: terms.when_exhausted.as_str().to_owned(),
        excludes: terms.excludes.clone(),
        legal_source: terms.legal_source.clone(),
    }
}
