//! The rule cards this service answers, found by name.
use kezhuan_law::Fen;
use kezhuan_law::card_input::{CardError, CardInput, answer};
use serde_json::{Value, json};

use crate::domain::count::distinct;
use crate::domain::turnover::{Row, of_year};

type Card = fn(CardInput<'_>) -> Result<Value, CardError>;

/// Every card of this service.
pub const CARDS: &[(&str, Card)] = &[("kpi.turnover", turnover), ("kpi.count", count)];

/// The output of the card named `rule` for `input`; `None` when the card belongs elsewhere.
pub fn check(rule: &str, input: &Value) -> Option<Value> {
    let (_, card) = CARDS.iter().find(|(name, _)| *name == rule)?;
    Some(answer(CardInput::new(input).and_then(card)))
}

/// `kpi.turnover` answers `{sum, wan, met}`.
fn turnover(input: CardInput<'_>) -> Result<Value, CardError> {
    let rows = input
        .objects("rows")?
        .into_iter()
        .map(|row| {
            Ok(Row {
                amount: Fen(row.integer("T")?),
                registered: row.text("state")? == "REGISTERED",
                registered_on: row.date("reg")?,
                seller_region: row.text("seller_pref")?.to_owned(),
            })
        })
        .collect::<Result<Vec<_>, CardError>>()?;
    let year = i32::try_from(input.integer("year")?).map_err(|_| CardError::INVALID_INPUT)?;
    let turnover = of_year(&rows, year).map_err(|_| CardError::INVALID_INPUT)?;
    Ok(json!({ "sum": turnover.sum, "wan": turnover.wan, "met": turnover.met }))
}

/// `kpi.count` answers `{count, met, rate_bp}`.
fn count(input: CardInput<'_>) -> Result<Value, CardError> {
    let ids = input.texts("ids")?;
    let count = distinct(&ids, input.integer("target")?, input.flag("strict")?)
        .ok_or(CardError::INVALID_INPUT)?;
    Ok(json!({ "count": count.count, "met": count.met, "rate_bp": count.rate_bp }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(more: &[Value]) -> Value {
        let mut rows = vec![
            json!({"T":150000000000_i64,"state":"REGISTERED","reg":"2025-03-01","seller_pref":"4407"}),
            json!({"T":100000000000_i64,"state":"REGISTERED","reg":"2025-11-01","seller_pref":"4407"}),
            json!({"T":99,"state":"DEREGISTERED","reg":"2025-05-01","seller_pref":"4407"}),
            json!({"T":7777,"state":"REGISTERED","reg":"2024-12-31","seller_pref":"4407"}),
            json!({"T":8888,"state":"REGISTERED","reg":"2025-06-01","seller_pref":"4401"}),
        ];
        rows.extend_from_slice(more);
        json!({ "rows": rows, "year": 2025 })
    }

    /// The worked cases PLT-21 to PLT-24.
    #[test]
    fn the_worked_cases_come_out_as_written() {
        let one_more = json!({"T":1,"state":"REGISTERED","reg":"2025-12-31","seller_pref":"4407"});
        for (rule, input, output) in [
            (
                "kpi.turnover",
                rows(&[]),
                json!({"sum":250000000000_i64,"wan":"250000.00","met":false}),
            ),
            (
                "kpi.turnover",
                rows(&[one_more]),
                json!({"sum":250000000001_i64,"wan":"250000.00","met":true}),
            ),
            (
                "kpi.count",
                json!({"ids":["D1","D2","D2","D3"],"target":20}),
                json!({"count":3,"met":false,"rate_bp":1500}),
            ),
            (
                "kpi.count",
                json!({"ids":["E0","E1","E2","E3","E4"],"target":5,"strict":true}),
                json!({"count":5,"met":false,"rate_bp":10000}),
            ),
        ] {
            assert_eq!(check(rule, &input), Some(output), "{input}");
        }
        assert_eq!(check("tc.vat", &json!({})), None);
    }

    #[test]
    fn what_can_t_be_counted_is_an_invalid_input() {
        for (rule, input) in [
            ("kpi.turnover", json!({"rows":[]})),
            ("kpi.turnover", json!({"rows":[{"T":1}],"year":2025})),
            ("kpi.count", json!({"ids":["A"],"target":0})),
            ("kpi.count", json!({"ids":["A"]})),
            ("kpi.count", json!({"ids":[1],"target":2})),
        ] {
            assert_eq!(
                check(rule, &input),
                Some(json!({"error":"INVALID_INPUT"})),
                "{input}"
            );
        }
    }
}
