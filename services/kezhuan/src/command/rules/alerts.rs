//! What the owner of rules should know about them.
use comfy_table::{Table, presets};
use kezhuan_auth::Role;
use kezhuan_protocol::rules::v1::Alert;

use super::{Place, short};
use crate::rules_desk;

/// Prints the alerts of a tenant, whichever service found them.
pub async fn show(with_closed: bool, place: &Place) -> anyhow::Result<()> {
    let session = place.session(Role::RuleAuthor)?;
    let tenant = place.tenant()?;
    let alerts = rules_desk::alerts(&session, tenant, with_closed).await?;
    if alerts.is_empty() {
        println!("nothing is the matter with the rules of {tenant}");
        return Ok(());
    }
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_FULL_CONDENSED)
        .set_header(["kind", "hook", "package", "since", "state", "found by"]);
    for alert in &alerts {
        table.add_row(row(alert));
    }
    println!("{table}");
    for alert in &alerts {
        let Alert {
            hook,
            text_zh,
            text_en,
            ..
        } = alert;
        let kind = alert.kind().as_str_name();
        println!("{kind} {hook}\n  {text_zh}\n  {text_en}");
    }
    Ok(())
}

fn row(alert: &Alert) -> [&str; 6] {
    let state = match alert.close_time {
        Some(_) => "closed",
        None => "open",
    };
    [
        alert.kind().as_str_name(),
        &alert.hook,
        short(&alert.package),
        &alert.since,
        state,
        &alert.source,
    ]
}
