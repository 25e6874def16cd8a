//! A loan as its readers see it, and what is said of it.
use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_law::{Fen, WorkingCalendar};
use kezhuan_protocol::financing::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::{code, day, figure, instant, product, rule_pin};
use crate::api::FinancingApi;
use crate::api::names::{APPLICATIONS, COMPENSATIONS, LOANS, PLEDGES};
use crate::domain::loan::{
    Closing, DefaultGround, Disbursement, Due, Extension, InDefault, Loan, Paid, PoolFiling, State,
    WriteOff,
};
use crate::error::Error;
use crate::store::stored::Stored;

/// To whom a loan is told, and when.
#[derive(Clone, Copy)]
pub struct Telling<'a> {
    reader: &'a Caller,
    today: NaiveDate,
    calendar: &'static WorkingCalendar,
    pool_filing_working_days: u32,
}

impl<'a> Telling<'a> {
    /// To `reader`, today.
    pub fn to(reader: &'a Caller, api: &FinancingApi) -> Telling<'a> {
        Telling {
            reader,
            today: api.clock.today(),
            calendar: api.calendar,
            pool_filing_working_days: api.parameters.claim.pool_filing_working_days,
        }
    }

    /// A loan with the claim that stands on it; who did what for the bank is the bank's to see.
    pub fn message(self, stored: &Stored<Loan>, claim: Option<Uuid>) -> v1::Loan {
        let loan = &stored.body;
        let is_bank = self.reader.organisation == loan.bank;
        let name = |id: Option<Uuid>| id.map(|id| LOANS.name(id)).unwrap_or_default();
        v1::Loan {
            name: LOANS.name(loan.id),
            number: loan.number.clone(),
            tenant: stored.tenant.clone(),
            etag: etag::of(loan.version),
            state: state(loan.state).into(),
            application: APPLICATIONS.name(loan.application),
            bank: loan.bank.clone(),
            borrower: loan.borrower.clone(),
            product: Some(product::message(&loan.product)),
            pledge: loan.pledge.map(|id| PLEDGES.name(id)).unwrap_or_default(),
            principal_fen: loan.principal.get(),
            rate_bp: loan.rate_bp.into(),
            term_months: figure::told(loan.term_months),
            maturity: loan.maturity.to_string(),
            schedule: loan.schedule.iter().map(due).collect(),
            approved_on: loan.approved_on.to_string(),
            renews: name(loan.renews),
            renewed_as: name(loan.renewed_as),
            disbursement: loan
                .disbursement
                .as_ref()
                .map(|lent| disbursement(lent, is_bank)),
            pool_filing_due_on: day::told(self.pool_filing_due_on(loan)),
            pool_filing: loan
                .pool_filing
                .as_ref()
                .map(|filing| pool_filing(filing, is_bank)),
            payments: loan.payments.iter().map(payment).collect(),
            extensions: loan
                .extensions
                .iter()
                .map(|later| extension(later, is_bank))
                .collect(),
            repaid_fen: loan.repaid().get(),
            outstanding_fen: loan.outstanding().get(),
            overdue_since: day::told(loan.overdue_since),
            overdue_days: i32::try_from(loan.overdue_days(self.today)).unwrap_or(i32::MAX),
            in_default: loan.default.as_ref().map(in_default),
            disposal: loan.disposal.as_ref().map(|disposal| v1::loan::Disposal {
                way: disposal.way.clone(),
                began_on: disposal.began_on.to_string(),
            }),
            closing: loan.closing.as_ref().map(closing),
            repaid_on: day::told(loan.repaid_on),
            compensation_claim: claim.map(|id| COMPENSATIONS.name(id)).unwrap_or_default(),
            rule_pins: rule_pin::messages(&loan.pins),
            create_time: Some(instant(stored.create_time)),
            update_time: Some(instant(stored.update_time)),
        }
    }

    /// Nothing before the disbursement, where the pool bears nothing, or where the calendar does not reach.
    fn pool_filing_due_on(self, loan: &Loan) -> Option<NaiveDate> {
        loan.product.mode?;
        let lent = loan.disbursement.as_ref()?.disbursed_on;
        let due = self
            .calendar
            .nth_working_day(lent, self.pool_filing_working_days);
        due.ok()
    }
}

fn state(state: State) -> v1::loan::State {
    v1::loan::State::from_str_name(state.as_str()).unwrap_or_default()
}

fn due(due: &Due) -> v1::loan::Due {
    v1::loan::Due {
        on: due.on.to_string(),
        principal_fen: due.principal.get(),
    }
}

/// When how much is to fall due.
pub fn read_schedule(given: &[v1::loan::Due]) -> Result<Vec<Due>, Error> {
    let read = given.iter().enumerate().map(|(place, due)| {
        Ok(Due {
            on: day::read(&format!("schedule[{place}].on"), &due.on)?,
            principal: Fen(due.principal_fen),
        })
    });
    read.collect()
}

fn to_bank(by: &str, is_bank: bool) -> String {
    if is_bank { by } else { "" }.to_owned()
}

fn disbursement(lent: &Disbursement, is_bank: bool) -> v1::loan::Disbursement {
    v1::loan::Disbursement {
        biz_no: lent.biz_no.as_str().to_owned(),
        disbursed_on: lent.disbursed_on.to_string(),
        disbursed_by: to_bank(&lent.disbursed_by, is_bank),
    }
}

fn pool_filing(filing: &PoolFiling, is_bank: bool) -> v1::loan::PoolFiling {
    v1::loan::PoolFiling {
        filed_on: filing.filed_on.to_string(),
        working_days: figure::told(filing.working_days),
        filed_by: to_bank(&filing.filed_by, is_bank),
    }
}

fn payment(paid: &Paid) -> v1::loan::Payment {
    v1::loan::Payment {
        biz_no: paid.biz_no.as_str().to_owned(),
        paid_on: paid.paid_on.to_string(),
        principal_fen: paid.principal.get(),
        interest_fen: paid.interest.get(),
        penalty_fen: paid.penalty.get(),
    }
}

fn extension(later: &Extension, is_bank: bool) -> v1::loan::Extension {
    v1::loan::Extension {
        maturity_before: later.from.to_string(),
        maturity: later.to.to_string(),
        extended_on: later.extended_on.to_string(),
        consented_by: to_bank(&later.consented_by, is_bank),
    }
}

fn in_default(default: &InDefault) -> v1::loan::InDefault {
    let (ground, reason) = match &default.ground {
        DefaultGround::Days => (v1::loan::DefaultGround::Days, ""),
        DefaultGround::Acceleration { reason } => {
            (v1::loan::DefaultGround::Acceleration, reason.as_str())
        }
    };
    v1::loan::InDefault {
        ground: ground.into(),
        reason: reason.to_owned(),
        defaulted_on: default.defaulted_on.to_string(),
    }
}

/// Why the bank holds it to be in default.
pub fn read_ground(ground: i32, reason: String) -> Result<DefaultGround, Error> {
    code::of_enum(
        "ground",
        ground,
        v1::loan::DefaultGround::as_str_name,
        |name| match name {
            "DAYS" => Some(DefaultGround::Days),
            "ACCELERATION" => Some(DefaultGround::Acceleration { reason }),
            _ => None,
        },
    )
}

/// What ended the claim on the borrower, if anything did.
pub fn read_write_off(given: i32) -> Result<Option<WriteOff>, Error> {
    match given {
        0 => Ok(None),
        given => code::of_enum(
            "write_off",
            given,
            v1::loan::WriteOff::as_str_name,
            WriteOff::parse,
        )
        .map(Some),
    }
}

fn closing(closing: &Closing) -> v1::loan::Closing {
    let ground = closing.write_off.map(WriteOff::as_str);
    let ground = ground.and_then(v1::loan::WriteOff::from_str_name);
    v1::loan::Closing {
        closed_on: closing.closed_on.to_string(),
        loss_fen: closing.loss.get(),
        write_off: ground.unwrap_or_default().into(),
    }
}
