//! Receipts of technical income as messages and as events.
use kezhuan_database::Write;
use kezhuan_protocol::contracts::v1;
use kezhuan_rpc::etag;

use super::convert_attachment;
use super::names::{CONTRACTS, INCOMES};
use crate::domain::income_verification::{Event, IncomeVerification, State};

/// A receipt as its readers see it.
pub fn income(income: &IncomeVerification) -> v1::IncomeVerification {
    v1::IncomeVerification {
        name: INCOMES.name(income.id),
        contract: CONTRACTS.name(income.contract),
        tenant: income.tenant.clone(),
        etag: etag::of(income.version),
        state: v1::income_verification::State::from_str_name(income.state.as_str())
            .unwrap_or_default()
            .into(),
        amount_fen: income.amount.get(),
        received_on: income.received_on.to_string(),
        receipt_number: income.receipt.number.clone(),
        receipt_kind: income.receipt.kind.as_str().to_owned(),
        refusal_code: income
            .refusal
            .as_ref()
            .map_or("", |(code, _)| code.as_str())
            .to_owned(),
        refusal_note: income
            .refusal
            .as_ref()
            .map(|(_, note)| note.clone())
            .unwrap_or_default(),
        attachments: income
            .documents
            .iter()
            .map(|id| convert_attachment::name(income.contract, *id))
            .collect(),
    }
}

/// Publishes the event of one step.
pub fn publish(
    write: &mut Write,
    sequence: i64,
    from: Option<State>,
    income: &IncomeVerification,
    event: Event,
) {
    let id = income.id;
    let moved = Some(v1::IncomeMoved {
        income: INCOMES.name(id),
        contract: CONTRACTS.name(income.contract),
        from_state: from.map_or("", |state| state.as_str()).to_owned(),
        to_state: income.state.as_str().to_owned(),
        amount_fen: income.amount.get(),
        version: income.version,
    });
    match event {
        Event::IncomeFiled => write.publish("income", id, sequence, &v1::IncomeFiled { moved }),
        Event::IncomeVerified => {
            write.publish("income", id, sequence, &v1::IncomeVerified { moved })
        }
        Event::IncomeRefused { code } => write.publish(
            "income",
            id,
            sequence,
            &v1::IncomeRefused {
                moved,
                code: code.as_str().to_owned(),
            },
        ),
        Event::IncomeWithdrawn => {
            write.publish("income", id, sequence, &v1::IncomeWithdrawn { moved })
        }
    };
}
