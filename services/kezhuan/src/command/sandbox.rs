//! `kezhuan sandbox bank`: a bank that plays its side against a running suite, until Ctrl-C.
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use chrono::NaiveDate;
use comfy_table::{Cell, CellAlignment, Table, presets};
use kezhuan_protocol::financing::v1::loan::State;
use kezhuan_protocol::financing::v1::pool_fund::Kind;
use kezhuan_protocol::financing::v1::product::Stage;
use kezhuan_protocol::financing::v1::{Loan, PoolFund};
use kezhuan_runtime::Shutdown;
use rand::RngExt;

use super::DataFolder;
use crate::money_text::yuan;
use crate::packages::WUYI_BANK;
use crate::sandbox::Play;
use crate::sandbox::bank::{self, Bank, Planted};
use crate::sandbox::city::City;
use crate::sandbox::enterprise::{Enterprise, Wish};
use crate::sandbox::journal::Journal;
use crate::sandbox::receiver::{self, Receiver};
use crate::sandbox::registry::Registry;
use crate::suite::Clients;

/// How often the bank looks for work and for another legal date where no webhook wakes it.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long `--once` waits for webhooks that are on their way.
const ARRIVAL_MAX: Duration = Duration::from_secs(20);
/// The enterprise that pays and the one that does not, where the sandbox plays them too.
const PAYS: &str = "sandbox-enterprise-1";
const PAYS_NOTHING: &str = "sandbox-enterprise-2";
const DIVISION: &str = "440704";
const AMOUNT_FEN: i64 = 200_000_000;
const DEPOSIT_FEN: i64 = 1_000_000_000;

/// Whose side is played.
#[derive(clap::Subcommand)]
pub enum Command {
    /// A bank: takes webhooks, answers credit reviews, files pledges, lends, is repaid, sends reconciliation files
    ///
    /// It finds its work by webhooks and by looking, on the legal date of the suite: `kezhuan clock advance` lets loans
    /// fall due. Instructions are numbered by what they are for, so that stopping and starting it again does no harm.
    Bank(Arguments),
}

/// What `kezhuan sandbox bank` takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// The bank's organisation; it shows a development certificate of it
    #[arg(long, value_name = "ORGANISATION", default_value = WUYI_BANK)]
    bank: String,
    /// Answer each webhook only after this long
    #[arg(long, value_name = "SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=120))]
    slow: u64,
    /// Send every instruction twice under the same number
    #[arg(long)]
    twice: bool,
    /// Answer every Nth webhook with an error
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    errors: u64,
    /// Check webhooks against a wrong secret, and so refuse them all
    #[arg(long)]
    wrong_signature: bool,
    /// A borrower who pays nothing back; may be given several times
    #[arg(long, value_name = "ORGANISATION")]
    unpaid: Vec<String>,
    /// Send reconciliation files without planted differences
    #[arg(long)]
    no_differences: bool,
    /// Play the enterprises, the registry and the city too, with a loan that is repaid and one that is not
    #[arg(long)]
    everybody: bool,
    /// Stop when nothing is left to do on this legal date
    #[arg(long)]
    once: bool,
    #[command(flatten)]
    data: DataFolder,
}

/// True when nothing was refused.
pub async fn run(command: Command) -> anyhow::Result<bool> {
    let Command::Bank(arguments) = command;
    let stop = Shutdown::on_signals()?;
    let clients = Clients::of(&arguments.data.folder)?;
    let journal = Journal::to(Arc::new(|line| println!("{line}")));
    let play = play(&clients, &arguments, &journal)?;
    let today = play.bank.officer().legal_date().await?;
    journal.day(today);
    println!(
        "{}: 本套件自有机构签发的开发证书，有效期 7 天；按 Ctrl-C 停止 a development certificate of the suite's own \
         authority, good for 7 days; Ctrl-C stops it",
        arguments.bank
    );
    let receiver = Receiver::start(
        play.bank.systems().clone(),
        receiver::Manner {
            slow: Duration::from_secs(arguments.slow),
            error_every: arguments.errors,
            wrong_secret: arguments.wrong_signature,
        },
        journal.clone(),
    )
    .await?;
    if arguments.everybody {
        open(&play, &arguments.bank, today).await?;
    }
    let played = tokio::select! {
        played = until_stopped(&play, &receiver, &arguments, &journal) => played,
        () = stop.triggered() => Ok(()),
    };
    let taken = receiver.taken();
    // The suite may be gone; what was done stands all the same.
    let stopped = receiver.stop().await;
    if played.is_ok() {
        print(&play, taken, journal.refusals()).await?;
    }
    played.and(stopped)?;
    Ok(journal.refusals() == 0)
}

fn play(clients: &Clients, arguments: &Arguments, journal: &Journal) -> anyhow::Result<Play> {
    let mut unpaid = arguments.unpaid.clone();
    if arguments.everybody {
        unpaid.push(PAYS_NOTHING.to_owned());
    }
    let manner = bank::Manner {
        twice: arguments.twice,
        unpaid,
    };
    let bank = Bank::open(clients, &arguments.bank, manner, journal.clone())?;
    let mut play = Play {
        bank,
        enterprises: Vec::new(),
        registry: None,
        city: None,
    };
    if arguments.everybody {
        for organisation in [PAYS, PAYS_NOTHING] {
            let enterprise = Enterprise::open(clients, organisation, DIVISION, journal.clone())?;
            play.enterprises.push(enterprise);
        }
        play.registry = Some(Registry::open(clients, journal.clone())?);
        play.city = Some(City::open(clients, journal.clone())?);
    }
    Ok(play)
}

/// The pool's money, and an application of each enterprise that has no loan of this bank yet.
async fn open(play: &Play, bank: &str, today: NaiveDate) -> anyhow::Result<()> {
    let city = play.city.as_ref().context("nobody keeps the pool")?;
    let funds = city.balance().await?.funds;
    let is_empty = |fund: &PoolFund| fund.kind() == Kind::Compensation && fund.cash_fen == 0;
    if funds.iter().any(is_empty) {
        city.deposit(Kind::Compensation, DEPOSIT_FEN, "沙盒注资文件")
            .await?;
    }
    if !play.bank.loans().await?.is_empty() {
        return Ok(());
    }
    for enterprise in &play.enterprises {
        let wish = Wish {
            bank: bank.to_owned(),
            amount_fen: AMOUNT_FEN,
            term_months: 12,
            stage: Stage::Pilot,
            serial: rand::rng().random_range(0..10_000_000),
        };
        enterprise.apply(&wish, today).await?;
    }
    Ok(())
}

async fn until_stopped(
    play: &Play,
    receiver: &Receiver,
    arguments: &Arguments,
    journal: &Journal,
) -> anyhow::Result<()> {
    let planted: &[Planted] = match arguments.no_differences {
        true => &[],
        false => &Planted::ALL,
    };
    let mut told = None;
    loop {
        let today = play.bank.officer().legal_date().await?;
        journal.day(today);
        // What one side found, the other may close.
        while Box::pin(play.work(today)).await? + play.bank.reconcile(today, planted).await? > 0 {}
        if arguments.once {
            return arrived(receiver, journal).await;
        }
        if told.replace(today) != Some(today) {
            let waits = waits(&play.bank.loans().await?, today);
            let folder = arguments.data.folder.display();
            let advance = format!("`kezhuan clock advance --data {folder} DATE`");
            journal.line("沙盒 sandbox", &waits, &advance);
        }
        tokio::select! {
            () = receiver.woken() => {}
            () = tokio::time::sleep(LOOK_EVERY) => receiver.reread_secrets().await?,
        }
    }
}

/// What lets the story go on: the next day on which a loan falls due, if there is one.
fn waits(loans: &[Loan], today: NaiveDate) -> String {
    let today = today.to_string();
    let is_open = |loan: &&Loan| matches!(loan.state(), State::Active | State::Overdue);
    let schedules = loans.iter().filter(is_open).flat_map(|loan| &loan.schedule);
    let next = schedules.map(|due| &due.on).filter(|on| **on > today).min();
    let next = next.map(|on| format!("，下一还款日 the next instalment is due on {on}"));
    format!("暂无待办 nothing to do for now{}", next.unwrap_or_default())
}

/// Waits until the bank was told of every loan it moved: what just happened becomes a message a moment later.
async fn arrived(receiver: &Receiver, journal: &Journal) -> anyhow::Result<()> {
    let end = tokio::time::Instant::now() + ARRIVAL_MAX;
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        if receiver.has_told(journal.moved_loans()).await? || tokio::time::Instant::now() > end {
            return Ok(());
        }
    }
}

async fn print(play: &Play, taken: receiver::Taken, refusals: usize) -> anyhow::Result<()> {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header([
        "贷款 loan",
        "借款人 borrower",
        "状态 state",
        "未还 owed, 元",
    ]);
    for loan in play.bank.loans().await? {
        table.add_row([
            Cell::new(&loan.number),
            Cell::new(&loan.borrower),
            Cell::new(loan.state().as_str_name()),
            Cell::new(yuan(loan.outstanding_fen)).set_alignment(CellAlignment::Right),
        ]);
    }
    println!("{table}");
    println!(
        "sandbox: webhooks_taken={} again={} webhooks_refused={} requests_refused={refusals}",
        taken.taken, taken.again, taken.refused
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use kezhuan_protocol::financing::v1::loan::Due;

    use super::*;

    #[test]
    fn the_next_due_day_is_that_of_a_loan_that_runs() {
        let loan = |state: State, days: &[&str]| Loan {
            state: state.into(),
            schedule: days
                .iter()
                .map(|on| Due {
                    on: (*on).to_owned(),
                    ..Due::default()
                })
                .collect(),
            ..Loan::default()
        };
        let loans = [
            loan(State::ClosedLoss, &["2025-09-04"]),
            loan(State::Active, &["2025-09-03", "2026-03-03"]),
        ];
        let on = |today: &str| waits(&loans, today.parse().unwrap());
        assert!(on("2025-03-03").ends_with("due on 2025-09-03"));
        assert!(on("2025-09-03").ends_with("due on 2026-03-03"));
        assert!(on("2026-03-03").ends_with("for now"));
    }
}
