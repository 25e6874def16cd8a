//! What a county may spend on a programme in a year.
use comfy_table::{Table, presets};
use kezhuan_protocol::rules::v1::appropriation;
use kezhuan_protocol::rules::v1::{Appropriation, SetAppropriationRequest};

use super::{Place, authority};
use crate::money_text::yuan;
use crate::request_id;
use crate::rules_desk;

/// What can be done with appropriations.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Set what a programme may spend in a year; the service that keeps its books takes it over at once
    Set {
        #[arg(long)]
        year: i32,
        /// In yuan
        #[arg(long, value_name = "YUAN")]
        amount: i64,
        /// What becomes of a claim the budget can't cover
        #[arg(long)]
        when_exhausted: WhenExhausted,
        /// The document it stands on
        #[arg(long)]
        legal_source: String,
        #[arg(long, default_value = "tc.incentive")]
        family: String,
        /// A programme family whose payment of a fact bars this one's; may be given again
        #[arg(long, value_name = "FAMILY")]
        excludes: Vec<String>,
        #[command(flatten)]
        place: Place,
    },
    /// What was set, latest year first; what is left of it: `contracts programmes`
    List {
        /// Only this year
        #[arg(long, default_value_t = 0, hide_default_value = true)]
        year: i32,
        #[command(flatten)]
        place: Place,
    },
}

/// What becomes of a claim that the budget can't cover.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum WhenExhausted {
    /// The rule grants what is left, first come first served
    Refuse,
    /// It waits its turn and goes on by itself once there is money
    Queue,
    /// It waits until the office closes the year, and shares what is left with the others
    Prorate,
}

/// Does it.
pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Set {
            year,
            amount,
            when_exhausted,
            legal_source,
            family,
            excludes,
            place,
        } => {
            let when_exhausted = match when_exhausted {
                WhenExhausted::Refuse => appropriation::WhenExhausted::Refuse,
                WhenExhausted::Queue => appropriation::WhenExhausted::Queue,
                WhenExhausted::Prorate => appropriation::WhenExhausted::Prorate,
            };
            let request = SetAppropriationRequest {
                tenant: place.tenant()?.to_owned(),
                family,
                year,
                appropriation_fen: amount
                    .checked_mul(100)
                    .ok_or_else(|| anyhow::anyhow!("--amount is larger than can be recorded"))?,
                when_exhausted: when_exhausted.into(),
                excludes,
                legal_source,
                etag: String::new(),
                request_id: request_id::fresh(),
            };
            let session = place.session(authority(place.tenant()?))?;
            let set = rules_desk::appropriate(&session, request).await?;
            println!("{}", table(&[set]));
        }
        Command::List { year, place } => {
            let tenant = place.tenant()?;
            let session = place.session(authority(tenant))?;
            let all = rules_desk::appropriations(&session, tenant, year).await?;
            println!("{}", table(&all));
        }
    }
    Ok(())
}

fn table(all: &[Appropriation]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header([
        "tenant",
        "family",
        "year",
        "yuan",
        "when exhausted",
        "excludes",
        "stands on",
        "version",
    ]);
    for one in all {
        table.add_row([
            one.tenant.clone(),
            one.family.clone(),
            one.year.to_string(),
            yuan(one.appropriation_fen),
            one.when_exhausted().as_str_name().to_owned(),
            one.excludes.join(", "),
            one.legal_source.clone(),
            one.version.to_string(),
        ]);
    }
    table
}
