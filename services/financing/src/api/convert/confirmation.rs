//! A bank's month as the interface tells it.
use kezhuan_protocol::financing::v1;
use kezhuan_rpc::etag;

use crate::api::names::CONFIRMATIONS;
use crate::domain::confirmation::{Month, Side};
use crate::error::Error;
use crate::store::confirmations::{Confirmation, Signature};

/// One month; `reader`: whose own people it names.
pub fn confirmation(row: &Confirmation, reader: Option<Side>) -> v1::BalanceConfirmation {
    let state = v1::balance_confirmation::State::from_str_name(&row.state);
    v1::BalanceConfirmation {
        name: CONFIRMATIONS.name(row.id),
        etag: etag::of(row.version),
        state: state.unwrap_or_default().into(),
        bank: row.bank.clone(),
        month: Month::of(row.as_of).to_string(),
        as_of: row.as_of.to_string(),
        file_sha256: hex::encode(&row.file_sha256),
        loans: row.loans,
        outstanding_fen: row.outstanding_fen,
        signatures: row
            .signatures()
            .map(|signed| signature(signed, reader))
            .collect(),
    }
}

fn signature(signed: Signature<'_>, reader: Option<Side>) -> v1::balance_confirmation::Signature {
    let side = v1::balance_confirmation::Side::from_str_name(signed.side.as_str());
    let by = Some(signed.by).filter(|_| reader == Some(signed.side));
    v1::balance_confirmation::Signature {
        side: side.unwrap_or_default().into(),
        by: by.unwrap_or_default().to_owned(),
        signed_on: signed.signed_on.to_string(),
    }
}

/// The month that a field names.
pub fn month(text: &str) -> Result<Month, Error> {
    Month::parse(text).ok_or_else(|| {
        Error::field(
            "month",
            "MONTH_INVALID",
            "月份应写作 YYYY-MM",
            "write the month as YYYY-MM",
        )
    })
}
