//! The pool's books as the interface tells them.
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1;
use kezhuan_rpc::Collection;
use uuid::Uuid;

use super::{code, instant};
use crate::api::names::{COMPENSATIONS, DEPOSITS, LOANS, POSTINGS, SUBSIDIES};
use crate::domain::ledger::{Account, Exposure, Fund, Source, SuspensionTerms, Turnover};
use crate::domain::product::Mode;
use crate::error::Error;
use crate::store::ledger_accounts::{BankExposure, FundBalance};
use crate::store::ledger_postings::Line;
use crate::store::ledger_transactions::{Booked, DEPOSIT};
use crate::store::{compensations, loans, subsidies};

/// The kinds of cases that are booked, as their stores name them.
const CASES: [(&str, Collection); 4] = [
    (loans::AGGREGATE, LOANS),
    (compensations::AGGREGATE, COMPENSATIONS),
    (subsidies::AGGREGATE, SUBSIDIES),
    (DEPOSIT, DEPOSITS),
];

/// One fund as it stands.
pub fn fund(kind: Fund, balance: &FundBalance) -> v1::PoolFund {
    v1::PoolFund {
        kind: fund_kind(kind).into(),
        cash_fen: balance.cash.get(),
        reserved_fen: balance.reserved.get(),
        available_fen: balance.available().get(),
    }
}

/// One account with what went through it.
pub fn account_balance((account, turnover): &(Account, Turnover)) -> v1::AccountBalance {
    v1::AccountBalance {
        account: Some(self::account(account)),
        debits_fen: turnover.debits.get(),
        credits_fen: turnover.credits.get(),
        balance_fen: turnover.balance().get(),
    }
}

/// One account. No wildcard arm: a new one does not compile until it is told here.
pub fn account(account: &Account) -> v1::Account {
    use v1::account::Kind;
    match account {
        Account::Cash { fund } => of_fund(Kind::Cash, *fund),
        Account::Contribution { fund, source } => v1::Account {
            source: source_kind(*source).into(),
            ..of_fund(Kind::Contribution, *fund)
        },
        Account::Compensation { bank, mode } => of_bank(Kind::Compensation, bank, *mode),
        Account::Recovery { bank, mode } => of_bank(Kind::Recovery, bank, *mode),
        Account::SubsidyPaid { source } => of_source(Kind::SubsidyPaid, *source),
        Account::SubsidyReturned { source } => of_source(Kind::SubsidyReturned, *source),
        Account::Earmarked { fund } => of_fund(Kind::Earmarked, *fund),
        Account::Reserved { fund } => of_fund(Kind::Reserved, *fund),
        Account::Covered { bank, mode } => of_bank(Kind::Covered, bank, *mode),
        Account::Claimed { bank, mode } => of_bank(Kind::Claimed, bank, *mode),
        Account::CoverGiven => v1::Account {
            kind: Kind::CoverGiven.into(),
            ..v1::Account::default()
        },
    }
}

fn of_fund(kind: v1::account::Kind, fund: Fund) -> v1::Account {
    v1::Account {
        kind: kind.into(),
        fund: fund_kind(fund).into(),
        ..v1::Account::default()
    }
}

fn of_source(kind: v1::account::Kind, source: Source) -> v1::Account {
    v1::Account {
        kind: kind.into(),
        source: source_kind(source).into(),
        ..v1::Account::default()
    }
}

fn of_bank(kind: v1::account::Kind, bank: &str, mode: Mode) -> v1::Account {
    v1::Account {
        kind: kind.into(),
        bank: bank.to_owned(),
        mode: mode_kind(mode).into(),
        ..v1::Account::default()
    }
}

fn fund_kind(fund: Fund) -> v1::pool_fund::Kind {
    v1::pool_fund::Kind::from_str_name(fund.as_str()).unwrap_or_default()
}

fn source_kind(source: Source) -> v1::pool_fund::Source {
    v1::pool_fund::Source::from_str_name(source.as_str()).unwrap_or_default()
}

fn mode_kind(mode: Mode) -> v1::product::Mode {
    v1::product::Mode::from_str_name(mode.as_str()).unwrap_or_default()
}

/// One movement with those of its lines that the caller may read.
pub fn posting<'l>(booked: &Booked, lines: impl Iterator<Item = &'l Line>) -> v1::Posting {
    let kind = v1::posting::Kind::from_str_name(&booked.kind);
    v1::Posting {
        name: POSTINGS.name(booked.id),
        kind: kind.unwrap_or_default().into(),
        case: case(&booked.aggregate, booked.case_id),
        case_version: booked.case_version,
        booked_on: booked.legal_date.to_string(),
        entries: lines.map(entry).collect(),
        create_time: Some(instant(booked.create_time)),
    }
}

fn case(aggregate: &str, id: Uuid) -> String {
    let known = CASES.iter().find(|(name, _)| *name == aggregate);
    known
        .map(|(_, collection)| collection.name(id))
        .unwrap_or_default()
}

/// The id in the name of a case that can be booked.
pub fn case_id(name: &str) -> Option<Uuid> {
    CASES
        .iter()
        .find_map(|(_, collection)| collection.parse(name).ok())
}

fn entry(line: &Line) -> v1::posting::Entry {
    let side = v1::posting::Side::from_str_name(line.side.as_str());
    v1::posting::Entry {
        account: Some(account(&line.account)),
        side: side.unwrap_or_default().into(),
        amount_fen: line.amount.get(),
    }
}

/// The exposure to one bank; `modes`: its parts.
pub fn bank_exposure(
    bank: &str,
    all: &Exposure,
    modes: &[&BankExposure],
    terms: &SuspensionTerms,
) -> v1::BankExposure {
    v1::BankExposure {
        bank: bank.to_owned(),
        covered_fen: all.covered.get(),
        claimed_fen: all.claimed.get(),
        claimed_bp: basis_points(all),
        suspended_above_bp: i32::from(terms.claimed_above_bp),
        suspended: all.is_suspended(terms),
        modes: modes
            .iter()
            .map(|part| mode_exposure(part.mode, &part.exposure))
            .collect(),
    }
}

/// The exposure in one mode.
pub fn mode_exposure(mode: Mode, exposure: &Exposure) -> v1::ModeExposure {
    v1::ModeExposure {
        mode: mode_kind(mode).into(),
        covered_fen: exposure.covered.get(),
        claimed_fen: exposure.claimed.get(),
        claimed_bp: basis_points(exposure),
    }
}

fn basis_points(exposure: &Exposure) -> i32 {
    i32::try_from(exposure.claimed_bp()).unwrap_or(i32::MAX)
}

/// The fund, whose money, and how much of it a deposit names.
pub fn deposit(request: &v1::RecordPoolDepositRequest) -> Result<(Fund, Source, Fen), Error> {
    use v1::pool_fund;
    let fund = code::of_enum(
        "fund",
        request.fund,
        pool_fund::Kind::as_str_name,
        Fund::parse,
    )?;
    let source = code::of_enum(
        "source",
        request.source,
        pool_fund::Source::as_str_name,
        Source::parse,
    )?;
    Ok((fund, source, Fen(request.amount_fen)))
}
