//! What rules with back effect would have granted otherwise: listed, and approved or refused by people.
use comfy_table::{Table, presets};
use kezhuan_protocol::contracts::v1::{Correction, CorrectionLine};

use super::{Place, authority, short};
use crate::request_id;
use crate::rules_desk;
use crate::suite::Session;

/// What can be done with corrections.
#[derive(clap::Subcommand)]
pub enum Command {
    /// The corrections of a tenant, newest first
    List {
        #[command(flatten)]
        place: Place,
    },
    /// One correction, claim by claim
    Show {
        /// corrections/{uuid}, as `list` printed it
        correction: String,
        #[command(flatten)]
        place: Place,
    },
    /// Approve lines for the payer's office: nothing is paid or recovered by it
    Approve {
        /// corrections/{uuid}, as `list` printed it
        correction: String,
        /// Only these claims; all that wait when left out
        #[arg(long = "claim", value_name = "claims/UUID")]
        claims: Vec<String>,
        /// For the record
        #[arg(long, default_value = "")]
        note: String,
        #[command(flatten)]
        place: Place,
    },
    /// Refuse lines: the decisions that stand stay as they are
    Refuse {
        /// corrections/{uuid}, as `list` printed it
        correction: String,
        /// Only these claims; all that wait when left out
        #[arg(long = "claim", value_name = "claims/UUID")]
        claims: Vec<String>,
        /// Why, for the record
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        place: Place,
    },
}

/// Does it.
pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::List { place } => {
            let corrections = rules_desk::corrections(&session(&place)?, place.tenant()?).await?;
            for correction in &corrections {
                told(correction);
            }
            if corrections.is_empty() {
                println!("no rule of {} had back effect on a claim", place.tenant()?);
            }
        }
        Command::Show { correction, place } => {
            let (correction, lines) =
                rules_desk::correction(&session(&place)?, &correction).await?;
            told(&correction);
            println!("{}", table(&lines));
        }
        Command::Approve {
            correction,
            claims,
            note,
            place,
        } => {
            let session = session(&place)?;
            let id = request_id::fresh();
            told(&rules_desk::approve_correction(&session, &correction, &claims, &note, id).await?);
        }
        Command::Refuse {
            correction,
            claims,
            reason,
            place,
        } => {
            let session = session(&place)?;
            let id = request_id::fresh();
            told(
                &rules_desk::refuse_correction(&session, &correction, &claims, &reason, id).await?,
            );
        }
    }
    Ok(())
}

/// As the authority that pays.
fn session(place: &Place) -> anyhow::Result<Session> {
    place.session(authority(place.tenant()?))
}

fn told(correction: &Correction) {
    let Correction {
        name,
        hook,
        package,
        effective_from,
        reason,
        ..
    } = correction;
    let state = correction.state().as_str_name();
    println!("{name} {state}");
    println!(
        "  {hook} from {effective_from} by {}: {reason}",
        short(package)
    );
    println!(
        "  {} decisions asked again, {} lines; waiting {}: top-ups {} fen, recoveries {} fen; approved {}: top-ups {} fen, \
         recoveries {} fen",
        correction.asked,
        correction.lines,
        correction.proposed,
        correction.proposed_top_up_fen,
        correction.proposed_recovery_fen,
        correction.approved,
        correction.top_up_fen,
        correction.recovery_fen
    );
}

fn table(lines: &[CorrectionLine]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header([
        "claim",
        "number",
        "kind",
        "state",
        "paid",
        "old fen",
        "new fen",
        "difference",
        "note",
    ]);
    for line in lines {
        let note = match line.failure.as_str() {
            "" => line.note.clone(),
            failure => failure.to_owned(),
        };
        table.add_row([
            line.claim.clone(),
            line.claim_number.clone(),
            line.kind().as_str_name().to_owned(),
            line.state().as_str_name().to_owned(),
            if line.paid { "yes" } else { "no" }.to_owned(),
            line.old_fen.to_string(),
            line.new_fen.to_string(),
            line.difference_fen.to_string(),
            note,
        ]);
    }
    table
}
