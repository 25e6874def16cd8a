//! The pool's accounts: one row each, kept in step in the transaction that moves it, so that a balance is one row.
use kezhuan_database::Write;
use kezhuan_law::Fen;
use sqlx::{FromRow, PgConnection};

use crate::domain::ledger::{Account, Exposure, Fund, Source, Turnover};
use crate::domain::product::Mode;
use crate::error::Error;

/// An account as its columns name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// The account in one word.
    pub code: String,
    pub kind: &'static str,
    pub fund: Option<&'static str>,
    pub source: Option<&'static str>,
    pub bank: Option<String>,
    pub mode: Option<&'static str>,
}

/// A fund as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FundBalance {
    pub cash: Fen,
    /// What claims or subsidies will take of it.
    pub reserved: Fen,
}

/// What the pool stands for of one bank in one mode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankExposure {
    pub bank: String,
    pub mode: Mode,
    pub exposure: Exposure,
    /// Losses that the pool paid, and what came back of them.
    pub compensated: Fen,
    pub recovered: Fen,
}

/// Bank, mode, covered, claimed, compensated, recovered.
type ExposureRow = (String, String, i64, i64, i64, i64);

#[derive(FromRow)]
struct Row {
    kind: String,
    fund: Option<String>,
    source: Option<String>,
    bank: Option<String>,
    mode: Option<String>,
    debits_fen: i64,
    credits_fen: i64,
}

impl Named {
    /// The columns of an account.
    pub fn of(account: &Account) -> Named {
        match account {
            Account::Cash { fund } => Named::of_fund("CASH", *fund),
            Account::Earmarked { fund } => Named::of_fund("EARMARKED", *fund),
            Account::Reserved { fund } => Named::of_fund("RESERVED", *fund),
            Account::Contribution { fund, source } => Named {
                code: format!("CONTRIBUTION/{}/{}", fund.as_str(), source.as_str()),
                source: Some(source.as_str()),
                ..Named::of_fund("CONTRIBUTION", *fund)
            },
            Account::SubsidyPaid { source } => Named::of_source("SUBSIDY_PAID", *source),
            Account::SubsidyReturned { source } => Named::of_source("SUBSIDY_RETURNED", *source),
            Account::Compensation { bank, mode } => Named::of_bank("COMPENSATION", bank, *mode),
            Account::Recovery { bank, mode } => Named::of_bank("RECOVERY", bank, *mode),
            Account::Covered { bank, mode } => Named::of_bank("COVERED", bank, *mode),
            Account::Claimed { bank, mode } => Named::of_bank("CLAIMED", bank, *mode),
            Account::CoverGiven => Named::plain("COVER_GIVEN", "COVER_GIVEN".to_owned()),
        }
    }

    fn plain(kind: &'static str, code: String) -> Named {
        Named {
            code,
            kind,
            fund: None,
            source: None,
            bank: None,
            mode: None,
        }
    }

    fn of_fund(kind: &'static str, fund: Fund) -> Named {
        Named {
            fund: Some(fund.as_str()),
            ..Named::plain(kind, format!("{kind}/{}", fund.as_str()))
        }
    }

    fn of_source(kind: &'static str, source: Source) -> Named {
        Named {
            source: Some(source.as_str()),
            ..Named::plain(kind, format!("{kind}/{}", source.as_str()))
        }
    }

    fn of_bank(kind: &'static str, bank: &str, mode: Mode) -> Named {
        Named {
            bank: Some(bank.to_owned()),
            mode: Some(mode.as_str()),
            ..Named::plain(kind, format!("{kind}/{}/{bank}", mode.as_str()))
        }
    }
}

/// The account that these columns name.
pub(super) fn account_of(
    kind: &str,
    fund: Option<&str>,
    source: Option<&str>,
    bank: Option<&str>,
    mode: Option<&str>,
) -> Option<Account> {
    let fund = || fund.and_then(Fund::parse);
    let source = || source.and_then(Source::parse);
    let mode = || mode.and_then(Mode::parse);
    let bank = || bank.map(str::to_owned);
    Some(match kind {
        "CASH" => Account::Cash { fund: fund()? },
        "EARMARKED" => Account::Earmarked { fund: fund()? },
        "RESERVED" => Account::Reserved { fund: fund()? },
        "CONTRIBUTION" => Account::Contribution {
            fund: fund()?,
            source: source()?,
        },
        "SUBSIDY_PAID" => Account::SubsidyPaid { source: source()? },
        "SUBSIDY_RETURNED" => Account::SubsidyReturned { source: source()? },
        "COMPENSATION" => Account::Compensation {
            bank: bank()?,
            mode: mode()?,
        },
        "RECOVERY" => Account::Recovery {
            bank: bank()?,
            mode: mode()?,
        },
        "COVERED" => Account::Covered {
            bank: bank()?,
            mode: mode()?,
        },
        "CLAIMED" => Account::Claimed {
            bank: bank()?,
            mode: mode()?,
        },
        "COVER_GIVEN" => Account::CoverGiven,
        _ => return None,
    })
}

impl Row {
    fn read(self) -> Result<(Account, Turnover), Error> {
        let account = account_of(
            &self.kind,
            self.fund.as_deref(),
            self.source.as_deref(),
            self.bank.as_deref(),
            self.mode.as_deref(),
        );
        // The table's own checks let nothing else in.
        let account = account.ok_or_else(|| anyhow::anyhow!("no such account: {}", self.kind))?;
        let turnover = Turnover {
            debits: Fen(self.debits_fen),
            credits: Fen(self.credits_fen),
        };
        Ok((account, turnover))
    }
}

/// What went through one account; nothing where it was never moved.
pub async fn turnover(
    connection: &mut PgConnection,
    tenant: &str,
    account: &Account,
) -> Result<Turnover, Error> {
    let row: Option<(i64, i64)> = sqlx::query_as(
        "SELECT debits_fen, credits_fen FROM ledger_account WHERE tenant = $1 AND code = $2",
    )
    .bind(tenant)
    .bind(Named::of(account).code)
    .fetch_optional(connection)
    .await?;
    let (debits, credits) = row.unwrap_or_default();
    Ok(Turnover {
        debits: Fen(debits),
        credits: Fen(credits),
    })
}

/// Every account of a pool that the caller may read: the whole books for its own people, as `Books::from_turnovers`
/// takes them.
pub async fn all(
    connection: &mut PgConnection,
    tenant: &str,
) -> Result<Vec<(Account, Turnover)>, Error> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT kind, fund, source, bank, mode, debits_fen, credits_fen FROM ledger_account
          WHERE tenant = $1 ORDER BY code",
    )
    .bind(tenant)
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Row::read).collect()
}

/// A fund as it stands.
pub async fn fund(
    connection: &mut PgConnection,
    tenant: &str,
    fund: Fund,
) -> Result<FundBalance, Error> {
    let (cash, reserved): (i64, i64) = sqlx::query_as(
        "SELECT coalesce(sum(debits_fen - credits_fen) FILTER (WHERE kind = 'CASH'), 0)::bigint,
                coalesce(sum(credits_fen - debits_fen) FILTER (WHERE kind = 'RESERVED'), 0)::bigint
           FROM ledger_account WHERE tenant = $1 AND held_with = 'FUND/' || $2",
    )
    .bind(tenant)
    .bind(fund.as_str())
    .fetch_one(connection)
    .await?;
    Ok(FundBalance {
        cash: Fen(cash),
        reserved: Fen(reserved),
    })
}

impl FundBalance {
    /// What is left for new claims.
    pub fn available(&self) -> Fen {
        Fen(self.cash.get() - self.reserved.get())
    }
}

/// What the pool stands for, by bank and mode, as far as the caller may read it; of one bank, if it is named.
pub async fn exposures(
    connection: &mut PgConnection,
    tenant: &str,
    bank: Option<&str>,
) -> Result<Vec<BankExposure>, Error> {
    let rows: Vec<ExposureRow> = sqlx::query_as(
        "SELECT bank, mode,
                coalesce(sum(debits_fen - credits_fen) FILTER (WHERE kind = 'COVERED'), 0)::bigint,
                coalesce(sum(debits_fen - credits_fen) FILTER (WHERE kind = 'CLAIMED'), 0)::bigint,
                coalesce(sum(debits_fen - credits_fen) FILTER (WHERE kind = 'COMPENSATION'), 0)::bigint,
                coalesce(sum(credits_fen - debits_fen) FILTER (WHERE kind = 'RECOVERY'), 0)::bigint
           FROM ledger_account
          WHERE tenant = $1 AND bank IS NOT NULL AND ($2::text IS NULL OR bank = $2)
          GROUP BY bank, mode ORDER BY bank, mode",
    )
    .bind(tenant)
    .bind(bank)
    .fetch_all(connection)
    .await?;
    let read = |(bank, mode, covered, claimed, compensated, recovered): ExposureRow| -> Result<BankExposure, Error> {
        // The table's own checks let nothing else in.
        let mode = Mode::parse(&mode).ok_or_else(|| anyhow::anyhow!("no such mode: {mode}"))?;
        Ok(BankExposure {
            bank,
            mode,
            exposure: Exposure {
                covered: Fen(covered),
                claimed: Fen(claimed),
            },
            compensated: Fen(compensated),
            recovered: Fen(recovered),
        })
    };
    rows.into_iter().map(read).collect()
}

/// The same, with the books held until the transaction ends: nothing is claimed between this and what is decided by it.
/// Held after everything else, as whoever books does it.
pub async fn hold_exposure_of_bank(
    write: &mut Write,
    tenant: &str,
    bank: &str,
) -> Result<Exposure, Error> {
    sqlx::query("SELECT ledger_hold($1)")
        .bind(tenant)
        .execute(&mut **write)
        .await?;
    exposure_of_bank(write, tenant, bank).await
}

/// What the pool stands for of one bank, in all modes: what its suspension is decided on.
pub async fn exposure_of_bank(
    connection: &mut PgConnection,
    tenant: &str,
    bank: &str,
) -> Result<Exposure, Error> {
    let mut all = Exposure::default();
    for part in exposures(connection, tenant, Some(bank)).await? {
        all.covered = all.covered.checked_add(part.exposure.covered)?;
        all.claimed = all.claimed.checked_add(part.exposure.claimed)?;
    }
    Ok(all)
}

/// Whether the accounts say what their postings come to, and all of them together come to nothing. `None` for whoever
/// may not read the books.
pub async fn are_balanced(
    connection: &mut PgConnection,
    tenant: &str,
) -> Result<Option<bool>, Error> {
    let balanced = sqlx::query_scalar("SELECT ledger_is_balanced($1)")
        .bind(tenant)
        .fetch_one(connection)
        .await?;
    Ok(balanced)
}
