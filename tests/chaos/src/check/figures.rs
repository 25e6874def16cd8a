//! The scoreboard's figure is the sum of the registered contracts, to the fen.
use super::{Finding, Stored};

/// Compares the scoreboard's K6 with the registered contracts.
pub fn figures_agree(scoreboard_fen: i64, stored: &[Stored]) -> Option<Finding> {
    let registered = stored.iter().filter(|row| row.state == "REGISTERED");
    let contracts_fen = registered.map(|row| row.total_amount_fen).sum();
    (scoreboard_fen != contracts_fen).then_some(Finding::FigureDiffers {
        scoreboard_fen,
        contracts_fen,
    })
}
