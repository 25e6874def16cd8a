//! `kezhuan rules key`: whose signatures are believed.
use std::path::PathBuf;

use comfy_table::{Table, presets};
use kezhuan_auth::Role;
use kezhuan_law::Tenant;

use super::{Place, stop};
use crate::author::signing;
use crate::request_id;
use crate::rules_desk;

/// What can be done with keys.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Make a key: the private half in FILE, the public one in FILE.public.pem
    New {
        /// File to make, for its owner alone to read
        file: PathBuf,
    },
    /// Register a public key of the tenant; the city approves it
    Register {
        /// Public key: PEM, as `openssl pkey -pubout` writes it, or 64 hex digits
        file: PathBuf,
        /// What the key is called
        #[arg(long)]
        title: String,
        #[command(flatten)]
        place: Place,
    },
    /// Approve a registered key, for the city: --tenant 440700
    Approve {
        /// signingKeys/{uuid}, as `register` printed it
        key: String,
        #[command(flatten)]
        place: Place,
    },
    /// Revoke a key for good; what it signed is not asked any more
    Revoke {
        /// signingKeys/{uuid}, as `register` printed it
        key: String,
        /// Why; the owners of its packages are shown it
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        place: Place,
    },
    /// The tenant's keys; with the city's --tenant 440700 everybody's
    List {
        #[command(flatten)]
        place: Place,
    },
}

/// Does it.
pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::New { file } => {
            let (key, public) = signing::make_key(&file)?;
            println!(
                "{}\nkey {}: keep {} to yourself",
                public.display(),
                key.id(),
                file.display()
            );
        }
        Command::Register { file, title, place } => {
            place.tenant()?;
            let public = String::from_utf8(rules_desk::read(&file)?)?;
            let session = place.session(Role::TenantAdmin)?;
            let key =
                rules_desk::register_key(&session, &title, &public, request_id::fresh()).await?;
            println!(
                "{}\nkey {} waits for the city's approval",
                key.name, key.key
            );
        }
        Command::Approve { key, place } => {
            let session = place.session(Role::CityStb)?;
            let key = rules_desk::approve_key(&session, &key, request_id::fresh()).await?;
            println!("key {} of {} is believed from now on", key.key, key.tenant);
        }
        Command::Revoke { key, reason, place } => {
            let role = match place.tenant()? {
                city if city == Tenant::CITY.code() => Role::CityStb,
                _ => Role::TenantAdmin,
            };
            let session = place.session(role)?;
            let key = rules_desk::revoke_key(&session, &key, &reason, request_id::fresh()).await?;
            println!("key {} of {} is revoked: {reason}", key.key, key.tenant);
            println!("{}", stop::how_far(&key.deliveries));
        }
        Command::List { place } => list(&place).await?,
    }
    Ok(())
}

async fn list(place: &Place) -> anyhow::Result<()> {
    let session = place.session(Role::RuleAuthor)?;
    let tenant = match place.tenant()? {
        city if city == Tenant::CITY.code() => "",
        tenant => tenant,
    };
    let keys = rules_desk::keys(&session, tenant).await?;
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header([
        "tenant",
        "key",
        "state",
        "title",
        "name",
        "why revoked",
    ]);
    for key in &keys {
        table.add_row([
            key.tenant.as_str(),
            &key.key,
            key.state().as_str_name(),
            &key.title,
            &key.name,
            &key.revoke_reason,
        ]);
    }
    println!("{table}");
    Ok(())
}
