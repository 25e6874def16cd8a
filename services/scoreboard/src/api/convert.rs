//! The only place that names proto and domain: figures and what stands behind them.
use kezhuan_law::regions;
use kezhuan_protocol::scoreboard::v1 as proto;
use uuid::Uuid;

use crate::api::ScoreboardApi;
use crate::domain::figure::{Code, Sums};
use crate::domain::standing::Standing;
use crate::domain::target::Target;

/// A figure as people see it; the plan's target stands beside the city's.
pub fn figure(
    api: &ScoreboardApi,
    code: Code,
    year: i32,
    division: &str,
    sums: &Sums,
) -> proto::Figure {
    let amount = code.amount(sums);
    let target = Target::of(code.as_str()).filter(|_| division == regions::PREFECTURE);
    let title = code.title();
    proto::Figure {
        code: code.as_str().to_owned(),
        title_zh: title.zh.to_string(),
        title_en: title.en.to_string(),
        year,
        division: division.to_owned(),
        amount_fen: amount.0,
        amount_wan: kezhuan_law::money::wan(amount.0),
        contracts: sums.contracts,
        target: target.map(|target| {
            let judgement = target.judge(amount, year, api.clock.today());
            proto::Target {
                amount_fen: target.amount.0,
                strictly_over: target.strictly_over,
                met: judgement.met,
                completion_bp: i32::try_from(judgement.completion_bp).unwrap_or(i32::MAX),
                light: judgement.light.as_str().to_owned(),
                source: target.source.to_owned(),
            }
        }),
        corrections_fen: code.corrections(sums).0,
    }
}

/// One contract behind a figure.
pub fn contract(id: Uuid, standing: &Standing) -> proto::FigureContract {
    let counted = &standing.counted;
    proto::FigureContract {
        contract: format!("contracts/{id}"),
        number: counted.number.clone(),
        division: counted.seller_division.clone(),
        kind: counted.kind.clone(),
        total_amount_fen: counted.total.0,
        technical_amount_fen: counted.technical.0,
        registered_on: counted.registered_on.to_string(),
        form_version: counted.form_version,
        state: standing.state().to_owned(),
    }
}

/// The code of a figure.
pub fn code(text: &str) -> Result<Code, crate::error::Error> {
    Code::parse(text).ok_or_else(|| crate::error::Error::UnknownFigure {
        code: text.to_owned(),
    })
}

/// A year of four digits.
pub fn year(year: i32) -> Result<i32, crate::error::Error> {
    if (2000..=2100).contains(&year) {
        Ok(year)
    } else {
        Err(crate::error::Error::YearInvalid { year })
    }
}

/// The asked division; empty = the city.
pub fn division(text: &str) -> Result<&str, crate::error::Error> {
    match text {
        "" => Ok(regions::PREFECTURE),
        _ if text == regions::PREFECTURE || regions::COUNTIES.contains(&text) => Ok(text),
        _ => Err(crate::error::Error::UnknownDivision {
            division: text.to_owned(),
        }),
    }
}
