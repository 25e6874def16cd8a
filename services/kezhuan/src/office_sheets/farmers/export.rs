//! The plots that count for an extension, as the table they came in by; of a name the first character is kept.
use kezhuan_protocol::agriculture::v1::{ExtensionPlot, ListExtensionPlotsRequest};

use super::columns::sheet;
use crate::office_sheets::{PAGE_SIZE, cells, hundredths, pages};
use crate::sheet_import::cell::Cell;
use crate::suite::Session;

/// The rows of an extension.
pub async fn export(session: &Session, extension: &str) -> anyhow::Result<Vec<Vec<Cell>>> {
    let request = ListExtensionPlotsRequest {
        extension: extension.to_owned(),
        page_size: PAGE_SIZE,
        page_token: String::new(),
    };
    let plots = pages!(session.agriculture(), list_extension_plots, request, plots);
    Ok(rows(&plots))
}

/// The rows of these plots, but for those that were struck: an import would count them again.
pub fn rows(plots: &[ExtensionPlot]) -> Vec<Vec<Cell>> {
    let counted = plots.iter().filter(|plot| plot.counted);
    counted
        .map(|plot| {
            cells(sheet(), |en| match en {
                "household" => Cell::of_text(&plot.household),
                "person" => Cell::of_text(&plot.person),
                "village" => Cell::of_text(&plot.village),
                "plot" => Cell::of_text(&plot.plot),
                "area" => hundredths(plot.area_c),
                "division" => Cell::of_text(&plot.division),
                _ => Cell::Empty,
            })
        })
        .collect()
}
