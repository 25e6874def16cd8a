//! Loans: due days that passed unpaid, and delays that lasted too long.
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_scheduler::{Due, Page, Taken};

use super::{Timers, due};
use crate::api::{LoanStep, publish_loan_event};
use crate::domain::actor::Actor;
use crate::domain::loan::{self, Circumstances, Command, DefaultGround, Loan};
use crate::error::Error;
use crate::store::loans;
use crate::store::stored::Stored;

type Loans = Result<Vec<Due<Stored<Loan>>>, Error>;

pub(super) async fn unpaid(timers: Arc<Timers>, page: Page) -> Loans {
    let told_of = timers.parameters.loan.payments_told_of(page.today);
    due!(timers, page, loans::unpaid, told_of)
}

pub(super) async fn overdue(timers: Arc<Timers>, page: Page) -> Loans {
    let since = timers.parameters.loan.defaulted_since(page.today);
    due!(timers, page, loans::overdue, since)
}

pub(super) async fn miss_due(
    timers: Arc<Timers>,
    due: Due<Stored<Loan>>,
    today: NaiveDate,
) -> Result<Taken, Error> {
    let missed = due.row.body.missed_due(today, &timers.parameters.loan);
    match missed {
        Some(due_on) => take(&timers, due.row, Command::MissDue { due_on }, today).await,
        None => Ok(Taken::NotDue),
    }
}

pub(super) async fn default(
    timers: Arc<Timers>,
    due: Due<Stored<Loan>>,
    today: NaiveDate,
) -> Result<Taken, Error> {
    let command = Command::Default(DefaultGround::Days);
    take(&timers, due.row, command, today).await
}

async fn take(
    timers: &Timers,
    row: Stored<Loan>,
    command: Command,
    today: NaiveDate,
) -> Result<Taken, Error> {
    let actor = Actor::service(crate::NAME, &row.tenant);
    // What a day brings asks neither the security nor the pool, and moves no money.
    let at = Circumstances {
        actor: &actor,
        today,
        calendar: timers.calendar,
        pledge: None,
        assets: &[],
        under_claim: false,
        terms: &timers.parameters.loan,
    };
    let decided = loan::decide(&row.body, command, &at)?;
    let caller = Caller::service(crate::NAME, &row.tenant);
    let step = Arc::new((row, decided));
    timers
        .database
        .write_as(&caller, move |write| {
            let step = step.clone();
            Box::pin(async move {
                let (before, decided) = &*step;
                let (body, event) = (decided.loan.clone(), decided.event.name());
                let after = loans::save(write, before, body, event).await?;
                let of = LoanStep {
                    from: decided.from,
                    biz_no: "",
                };
                publish_loan_event(write, &after, of, &decided.event);
                Ok(Taken::Done)
            })
        })
        .await
}
