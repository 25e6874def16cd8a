//! `kezhuan sandbox bank`: a bank that plays its side against a running suite, until Ctrl-C.
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use chrono::NaiveDate;
use comfy_table::{Table, presets};
use kezhuan_protocol::financing::v1::pool_fund::Kind;
use kezhuan_protocol::financing::v1::product::Stage;
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
        "{}: 开发证书有效期 7 天，由本套件自签 a development certificate of the suite's own authority; Ctrl-C stops it",
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
    city.deposit(Kind::Compensation, DEPOSIT_FEN, "沙盒注资文件")
        .await?;
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
    loop {
        let today = play.bank.officer().legal_date().await?;
        journal.day(today);
        // What one side found, the other may close.
        while Box::pin(play.work(today)).await? + play.bank.reconcile(today, planted).await? > 0 {}
        if arguments.once {
            return arrived(receiver).await;
        }
        tokio::select! {
            () = receiver.woken() => {}
            () = tokio::time::sleep(LOOK_EVERY) => receiver.reread_secrets().await?,
        }
    }
}

async fn arrived(receiver: &Receiver) -> anyhow::Result<()> {
    let end = tokio::time::Instant::now() + ARRIVAL_MAX;
    // What just happened becomes a message a moment later.
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        if receiver.waiting().await? == 0 || tokio::time::Instant::now() > end {
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
            loan.number.as_str(),
            &loan.borrower,
            loan.state().as_str_name(),
            &yuan(loan.outstanding_fen),
        ]);
    }
    println!("{table}");
    println!(
        "sandbox: webhooks_taken={} again={} webhooks_refused={} requests_refused={refusals}",
        taken.taken, taken.again, taken.refused
    );
    Ok(())
}
