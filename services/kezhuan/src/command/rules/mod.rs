//! `kezhuan rules`: what authors and approvers of rule packages do from a terminal.
mod activation;
mod alerts;
mod appropriation;
mod author;
mod corrections;
mod facts;
mod key;
mod package;
mod preview;
mod registry;
mod replay;
mod shadow;
mod stop;
mod timeline;

use std::path::PathBuf;

use kezhuan_artifacts::{Pinned, Tagged};
use kezhuan_auth::Role;

use super::DataFolder;
use super::who::{Who, authority};
use crate::suite::{Clients, Session};

/// What can be done with rules.
#[derive(clap::Subcommand)]
pub enum Command {
    #[command(flatten)]
    Author(author::Command),
    /// Upload a signed package (.wasm); it goes through the pipeline at once
    Upload {
        file: PathBuf,
        /// Its signature, as `rules sign` writes it
        #[arg(long, value_name = "FILE")]
        signature: PathBuf,
        #[command(flatten)]
        place: Place,
    },
    /// Push a signed package to an OCI registry; prints the reference that pins it by digest
    Push {
        /// Package file, or a folder that is built
        package: PathBuf,
        #[arg(value_name = "REGISTRY/REPOSITORY:TAG")]
        target: Tagged,
        /// Signature; the one beside the package when left out
        #[arg(long, value_name = "FILE")]
        signature: Option<PathBuf>,
        #[command(flatten)]
        way: registry::Way,
    },
    /// Pull a package and its signature from an OCI registry, by digest
    Pull {
        #[arg(value_name = "REGISTRY/REPOSITORY@sha256:DIGEST")]
        reference: Pinned,
        /// Where to put it; its name in the registry and .wasm when left out
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Public key, PEM or 64 hex digits: nothing is written that it did not sign
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
        #[command(flatten)]
        way: registry::Way,
    },
    /// How a package went through the pipeline, step by step
    Package {
        /// packages/{sha256}, as `upload` printed it
        package: String,
        #[command(flatten)]
        place: Place,
    },
    /// Propose to put a package in force for a hook from a legal date; two approvers agree who did not upload it
    Activate {
        /// packages/{sha256}, as `upload` printed it
        package: String,
        #[command(flatten)]
        wanted: activation::Wanted,
        #[command(flatten)]
        place: Place,
    },
    /// Ask a package stored decisions again: who flips, why, what it costs by division and quarter
    Replay(replay::Arguments),
    /// A package asked beside the rule in force, on live cases: start, end, list, ledger
    #[command(subcommand)]
    Shadow(shadow::Command),
    /// Agree to a proposed activation; the second approver puts it in force
    Approve {
        /// timelineEntries/{uuid}, as `activate` printed it
        activation: String,
        #[command(flatten)]
        place: Place,
    },
    /// Say no to a proposed activation
    Refuse {
        /// timelineEntries/{uuid}, as `activate` printed it
        activation: String,
        /// Why, for the record
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        place: Place,
    },
    /// Take one's own proposal back
    Withdraw {
        /// timelineEntries/{uuid}, as `activate` printed it
        activation: String,
        /// Why, for the record
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        place: Place,
    },
    /// Stop a hook at once, in every service: the version before answers, or a person decides
    Stop {
        #[arg(value_name = "tc.incentive@1")]
        hook: String,
        /// What answers meanwhile
        #[arg(long)]
        fallback: stop::Fallback,
        /// Why, for the record
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        place: Place,
    },
    /// Let the rule in force answer again
    Resume {
        #[arg(value_name = "tc.incentive@1")]
        hook: String,
        /// Why, for the record
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        place: Place,
    },
    /// Which package answers which hook on which legal dates, what is proposed or stopped, and where nothing answers
    Timeline {
        /// Only this hook
        #[arg(long, value_name = "tc.incentive@1", default_value = "")]
        hook: String,
        #[command(flatten)]
        place: Place,
    },
    /// What the owner should know: packages that don't load, sunsets, ends, rules nobody asks, cases without a rule,
    /// budgets below what is bound
    Alerts {
        /// Also those whose cause is gone
        #[arg(long)]
        closed: bool,
        #[command(flatten)]
        place: Place,
    },
    /// What rules with back effect would have granted otherwise: list, show, approve, refuse
    #[command(subcommand)]
    Corrections(corrections::Command),
    /// The keys packages are signed with: register, approve (the city), revoke, list
    #[command(subcommand)]
    Key(key::Command),
    /// What a county may spend on a programme in a year: set, list
    #[command(subcommand)]
    Appropriation(appropriation::Command),
    /// Facts that several programmes could pay: for which case each is kept, or was paid
    Facts {
        /// Only this fact
        #[arg(long, value_name = "contracts/UUID", default_value = "")]
        fact: String,
        /// Only these
        #[arg(long)]
        state: Option<facts::State>,
        #[command(flatten)]
        place: Place,
    },
}

/// Whose rules, in which suite.
#[derive(clap::Args)]
pub struct Place {
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    data: DataFolder,
}

impl Place {
    /// Whose rules: an authority's, or those of an organisation that works for none.
    fn tenant(&self) -> anyhow::Result<&str> {
        let owner = self.who.tenant.as_ref().or(self.who.organisation.as_ref());
        owner.map(String::as_str).ok_or_else(|| {
            anyhow::anyhow!(
                "whose rules? give --tenant, such as --tenant 440703, or a bank's credit code with --organisation"
            )
        })
    }

    fn session(&self, role: Role) -> anyhow::Result<Session> {
        Clients::of(&self.data.folder)?.session(&self.who.with(&[role]))
    }
}

/// Does it; false when an author's question was answered with no.
pub async fn run(command: Command) -> anyhow::Result<bool> {
    let done = match command {
        Command::Author(command) => {
            return tokio::task::spawn_blocking(move || author::run(command)).await?;
        }
        Command::Upload {
            file,
            signature,
            place,
        } => package::upload(&file, &signature, &place).await,
        Command::Push {
            package,
            target,
            signature,
            way,
        } => registry::push(&package, &target, signature.as_deref(), &way).await,
        Command::Pull {
            reference,
            out,
            key,
            way,
        } => registry::pull(&reference, out, key.as_deref(), &way).await,
        Command::Package { package, place } => package::show(&package, &place).await,
        Command::Activate {
            package,
            wanted,
            place,
        } => activation::propose(package, wanted, &place).await,
        Command::Replay(arguments) => replay::run(arguments).await,
        Command::Shadow(command) => shadow::run(command).await,
        Command::Approve { activation, place } => activation::approve(&activation, &place).await,
        Command::Refuse {
            activation,
            reason,
            place,
        } => activation::refuse(&activation, &reason, &place).await,
        Command::Withdraw {
            activation,
            reason,
            place,
        } => activation::withdraw(&activation, &reason, &place).await,
        Command::Stop {
            hook,
            fallback,
            reason,
            place,
        } => stop::stop(&hook, fallback, &reason, &place).await,
        Command::Resume {
            hook,
            reason,
            place,
        } => stop::resume(&hook, &reason, &place).await,
        Command::Timeline { hook, place } => timeline::show(&hook, &place).await,
        Command::Alerts { closed, place } => alerts::show(closed, &place).await,
        Command::Corrections(command) => corrections::run(command).await,
        Command::Key(command) => key::run(command).await,
        Command::Appropriation(command) => appropriation::run(command).await,
        Command::Facts { fact, state, place } => facts::show(fact, state, &place).await,
    };
    done.map(|()| true)
}

/// The first digits of a package's digest.
fn short(package: &str) -> &str {
    let digest = package.trim_start_matches("packages/");
    digest.get(..12).unwrap_or(digest)
}
