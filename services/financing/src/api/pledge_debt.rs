//! How the debt stands that a pledge secures, as far as the caller may see it.
use sqlx::PgConnection;

use super::pledge_step::settled_on;
use crate::domain::application::State;
use crate::domain::loan::Loan;
use crate::domain::pledge::{Debt, Pledge};
use crate::error::Error;
use crate::store::loans::{Filter, Order, SortKey};
use crate::store::{applications, loans};

/// A pledge secures one loan and what renews it: never so many.
const LOANS_MAX: i64 = 1_000;

/// Settled is told to every party, and stays; of a default only who sees the loan knows, as the bank does.
pub async fn of(connection: &mut PgConnection, pledge: &Pledge) -> Result<Debt, Error> {
    if settled_on(connection, pledge.id).await?.is_some() {
        return Ok(Debt::Settled);
    }
    let filter = Filter {
        pledge: Some(pledge.id),
        ..Filter::default()
    };
    let order = Order {
        key: SortKey::CreateTime,
        descending: true,
    };
    let loans = loans::list(connection, &filter, order, None, LOANS_MAX).await?;
    let mut debts = loans.iter().map(|loan| Loan::debt(&loan.body));
    if debts.any(|debt| debt == Debt::Defaulted) {
        return Ok(Debt::Defaulted);
    }
    match loans.is_empty() && never_lent(connection, pledge).await? {
        true => Ok(Debt::Settled),
        false => Ok(Debt::Open),
    }
}

/// Its application came to nothing.
async fn never_lent(connection: &mut PgConnection, pledge: &Pledge) -> Result<bool, Error> {
    let application = applications::find(connection, pledge.application).await?;
    Ok(application.is_some_and(|stored| match stored.body.state {
        State::Ineligible | State::Declined | State::Lapsed | State::Withdrawn => true,
        State::Draft
        | State::Submitted
        | State::Manual
        | State::Eligible
        | State::Valued
        | State::InCreditReview
        | State::Approved
        | State::Contracted => false,
    }))
}
