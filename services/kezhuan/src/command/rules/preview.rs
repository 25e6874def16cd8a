//! What a proposed activation would have answered to stored decisions.
use kezhuan_protocol::rules::v1::TimelineEntry;

use crate::replay::told;

/// Prints each service's preview, or why it has none.
pub fn tell(entry: &TimelineEntry) {
    for preview in &entry.previews {
        let (service, from, to) = (&preview.service, &preview.from, &preview.to);
        let heading = format!("preview on the decisions of {service}, legal dates {from} to {to}");
        match &preview.report {
            Some(report) => println!("{}", told(&heading, report)),
            None => println!("{heading}: none, {}", preview.problem),
        }
    }
}
