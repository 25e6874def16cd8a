//! Card `agr.yield`: a yield at standard moisture.
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::yields::{Harvest, Standard, normalised};

/// Answers `{yield_c}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let standard = match input.text("std")? {
        "indica" => Standard::Indica,
        "japonica" => Standard::Japonica,
        _ => return Err(CardError::INVALID_INPUT),
    };
    let plots = input.objects("plots")?.into_iter().map(plot);
    let plots: Vec<Harvest> = plots.collect::<Result<_, _>>()?;
    let yield_c = normalised(&plots, standard).ok_or(CardError::INVALID_INPUT)?;
    Ok(json!({ "yield_c": yield_c }))
}

fn plot(plot: CardInput<'_>) -> Result<Harvest, CardError> {
    Ok(Harvest {
        fresh_g: plot.integer("g")?,
        moisture_bp: plot.integer("m")?,
        area_c: plot.integer("a")?,
    })
}
