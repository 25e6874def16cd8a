//! The timeline as a table.
use comfy_table::{Table, presets};
use kezhuan_auth::Role;
use kezhuan_protocol::rules::v1::{Gap, TimelineEntry};

use super::{Place, preview, short};
use crate::rules_desk;

/// Prints entries and gaps, then what is stopped.
pub async fn show(hook: &str, place: &Place) -> anyhow::Result<()> {
    let session = place.session(Role::RuleAuthor)?;
    let timeline = rules_desk::timeline(&session, place.tenant()?, hook).await?;
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header([
        "tenant", "hook", "from", "until", "package", "state", "reason",
    ]);
    for entry in &timeline.entries {
        table.add_row(entry_row(entry));
    }
    for gap in &timeline.gaps {
        table.add_row(gap_row(gap));
    }
    println!("{table}");
    for entry in &timeline.entries {
        if !entry.previews.is_empty() || !entry.shadow_reports.is_empty() {
            println!("{}", entry.name);
            preview::tell(entry);
        }
    }
    for entry in &timeline.entries {
        let TimelineEntry {
            hook,
            effective_from,
            package_owner,
            ..
        } = entry;
        if *package_owner != entry.tenant {
            println!("{hook} {effective_from}: by a package of {package_owner}");
        }
        if !entry.problem.is_empty() {
            println!("{} {}: {}", entry.hook, entry.effective_from, entry.problem);
        }
    }
    Ok(())
}

fn open_or(day: &str) -> &str {
    match day {
        "" => "open",
        day => day,
    }
}

fn entry_row(entry: &TimelineEntry) -> [&str; 7] {
    let reason = match entry.ended_reason.as_str() {
        "" => entry.reason.as_str(),
        ended => ended,
    };
    [
        &entry.tenant,
        &entry.hook,
        &entry.effective_from,
        open_or(&entry.effective_to),
        short(&entry.package),
        entry.state().as_str_name(),
        reason,
    ]
}

fn gap_row(gap: &Gap) -> [&str; 7] {
    let reason = match gap.to.as_str() {
        "" => "the rule before ends, and none follows",
        _ => "no rule in force",
    };
    let (tenant, hook) = (&gap.tenant, &gap.hook);
    [
        tenant,
        hook,
        &gap.from,
        open_or(&gap.to),
        "none",
        "",
        reason,
    ]
}
