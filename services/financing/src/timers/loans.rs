//! Loans: due days that passed unpaid, and delays that lasted too long.
use std::sync::Arc;

use kezhuan_auth::Caller;

use super::{Timers, each};
use crate::api::{LoanStep, publish_loan_event};
use crate::domain::actor::Actor;
use crate::domain::loan::{self, Circumstances, Command, DefaultGround, Loan};
use crate::error::Error;
use crate::store::loans;
use crate::store::stored::Stored;

pub(super) async fn look(timers: &Timers) -> Result<(), Error> {
    let (today, terms) = (timers.today(), &timers.parameters.loan);
    each!(
        timers,
        "loan",
        loans::unpaid,
        terms.payments_told_of(today),
        miss_due
    );
    each!(
        timers,
        "loan",
        loans::overdue,
        terms.defaulted_since(today),
        default
    );
    Ok(())
}

async fn miss_due(timers: &Timers, row: &Stored<Loan>) -> Result<(), Error> {
    let missed = row.body.missed_due(timers.today(), &timers.parameters.loan);
    match missed {
        Some(due_on) => take(timers, row, Command::MissDue { due_on }).await,
        None => Ok(()),
    }
}

async fn default(timers: &Timers, row: &Stored<Loan>) -> Result<(), Error> {
    take(timers, row, Command::Default(DefaultGround::Days)).await
}

async fn take(timers: &Timers, row: &Stored<Loan>, command: Command) -> Result<(), Error> {
    let actor = Actor::service(crate::NAME, &row.tenant);
    // What a day brings asks neither the security nor the pool, and moves no money.
    let at = Circumstances {
        actor: &actor,
        today: timers.today(),
        calendar: timers.calendar,
        pledge: None,
        assets: &[],
        under_claim: false,
        terms: &timers.parameters.loan,
    };
    let decided = loan::decide(&row.body, command, &at)?;
    let caller = Caller::service(crate::NAME, &row.tenant);
    let step = Arc::new((row.clone(), decided));
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
                Ok(())
            })
        })
        .await
}
