//! What a proposed activation would have answered to stored decisions, and what its shadow would have since.
use kezhuan_protocol::rules::v1::TimelineEntry;

use crate::replay::{standing, told};

/// Prints each service's preview and ledger, or why it has none.
pub fn tell(entry: &TimelineEntry) {
    for preview in &entry.previews {
        let (service, from, to) = (&preview.service, &preview.from, &preview.to);
        let heading = format!("preview on the decisions of {service}, legal dates {from} to {to}");
        match &preview.report {
            Some(report) => println!("{}", told(&heading, report)),
            None => println!("{heading}: none, {}", preview.problem),
        }
    }
    for shadow in &entry.shadow_reports {
        let heading = format!("{} on the decisions of {}", shadow.shadow, shadow.service);
        match &shadow.ledger {
            Some(ledger) => {
                let heading = format!("{heading}, {}", standing(ledger));
                println!(
                    "{}",
                    told(&heading, &ledger.report.clone().unwrap_or_default())
                );
            }
            None => println!("{heading}: none, {}", shadow.problem),
        }
    }
}
