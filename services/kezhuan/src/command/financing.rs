//! `kezhuan financing`: a bank's day, a bank's month, and the pool's books.
mod balance;
mod pool;
mod reconcile;

/// What can be done with financing.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Compare a bank's file of a day with the suite's instructions (对账)
    ///
    /// The file is taken in whole or not at all. The same file again takes nothing in and shows what is open by now. Ends
    /// with a failure while differences are open.
    Reconcile(reconcile::Arguments),
    /// A bank's loans at the end of a month (余额确认) as a file; with --sign, signs it
    Balance(balance::Arguments),
    /// The risk pool's balance sheet
    Pool(pool::Arguments),
}

/// True when nothing was wrong.
pub async fn run(command: Command) -> anyhow::Result<bool> {
    match command {
        Command::Reconcile(arguments) => reconcile::run(arguments).await,
        Command::Balance(arguments) => balance::run(arguments).await.map(|()| true),
        Command::Pool(arguments) => pool::run(&arguments).await,
    }
}
