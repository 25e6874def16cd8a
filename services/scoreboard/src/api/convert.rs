//! The only place that names proto and domain: figures and what stands behind them.
use chrono::NaiveDate;
use kezhuan_law::regions;
use kezhuan_protocol::scoreboard::v1 as proto;
use kezhuan_protocol::scoreboard::v1::figure::Unit;
use uuid::Uuid;

use crate::domain::bases::Base;
use crate::domain::cut_off::CutOff;
use crate::domain::figure::{Code, Value};
use crate::domain::outcomes::{Intent, Outcome};
use crate::domain::standing::Standing;
use crate::domain::target::Target;
use crate::domain::tenants::Stay;
use crate::error::Error;
use crate::store::counted::Behind;

/// A figure as people see it today; the plan's target stands beside the city's.
pub fn figure(
    code: Code,
    year: i32,
    division: &str,
    value: &Value,
    today: NaiveDate,
) -> proto::Figure {
    let title = code.title();
    let target = Target::of(code.as_str()).filter(|_| division == regions::PREFECTURE);
    let shown = proto::Figure {
        code: code.as_str().to_owned(),
        title_zh: title.zh.to_string(),
        title_en: title.en.to_string(),
        year,
        division: division.to_owned(),
        target: target.map(|known| judged(code, known, value, (year, today))),
        unit: unit(code).into(),
        as_of: CutOff::of(year, today).map_or_else(String::new, |cut| cut.day.to_string()),
        ..proto::Figure::default()
    };
    match value {
        Value::Sum {
            amount,
            contracts,
            corrections,
        } => proto::Figure {
            amount_fen: amount.0,
            amount_wan: kezhuan_law::money::wan(amount.0),
            contracts: *contracts,
            corrections_fen: corrections.0,
            ..shown
        },
        Value::Count(tally) => proto::Figure {
            count: tally.count,
            corrections_count: tally.corrections,
            ..shown
        },
    }
}

fn judged(
    code: Code,
    target: &Target,
    value: &Value,
    (year, today): (i32, NaiveDate),
) -> proto::Target {
    let judgement = target.judge(value.measured(), year, today);
    let (amount_fen, count) = match code.is_of_contracts() {
        true => (target.goal, 0),
        false => (0, target.goal),
    };
    proto::Target {
        amount_fen,
        strictly_over: target.strictly_over,
        met: judgement.met,
        completion_bp: i32::try_from(judgement.completion_bp).unwrap_or(i32::MAX),
        light: judgement.light.as_str().to_owned(),
        source: target.source.to_owned(),
        count,
    }
}

const fn unit(code: Code) -> Unit {
    match code {
        Code::K6 | Code::K6b => Unit::Fen,
        Code::K7 => Unit::Enterprises,
        Code::K9 => Unit::Bases,
        Code::K10 => Unit::Contracts,
        Code::K10i => Unit::Intents,
        Code::K10e => Unit::Events,
        Code::K10a => Unit::People,
        Code::K10t => Unit::PersonTimes,
        Code::K10p => Unit::Projects,
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

/// One stay behind K7.
pub fn tenancy(row: &Behind<Stay>) -> proto::FigureTenancy {
    let stay = &row.fact;
    proto::FigureTenancy {
        tenancy: format!("tenancies/{}", row.case),
        carrier: stay.carrier.clone(),
        uscc: stay.uscc.clone(),
        division: stay.division.clone(),
        remote: stay.is_remote,
        entered_on: stay.entered_on.to_string(),
        landed_on: optional(stay.landed_on),
        left_on: optional(stay.left_on),
        state: stay.state.clone(),
        counted: row.counted,
        still_counted: row.still_counted,
    }
}

/// One base behind K9.
pub fn base(row: &Behind<Base>) -> proto::FigureBase {
    let base = &row.fact;
    proto::FigureBase {
        base: base.base.clone(),
        number: base.number.clone(),
        plate_number: base.plate_number.clone(),
        organisation: base.organisation.clone(),
        programme_name: base.programme_name.clone(),
        division: base.division.clone(),
        accredited_on: base.accredited_on.to_string(),
        valid_until: base.valid_until.to_string(),
        delisted_on: optional(base.delisted_on),
        counted: row.counted,
        still_counted: row.still_counted,
    }
}

/// One contract behind K10.
pub fn outcome(row: &Behind<Outcome>) -> proto::FigureOutcome {
    let (outcome, talks) = (&row.fact, &row.fact.talks);
    proto::FigureOutcome {
        negotiation: talks.negotiation.clone(),
        event: talks.event.clone(),
        division: talks.division.clone(),
        provider: talks.provider.clone(),
        seeker: talks.seeker.clone(),
        contract: outcome.contract.clone(),
        number: outcome.number.clone(),
        registered_on: outcome.registered_on.to_string(),
        total_amount_fen: outcome.total,
        technical_amount_fen: outcome.technical,
        counted: row.counted,
        still_counted: row.still_counted,
    }
}

/// One intent behind K10i.
pub fn intent(row: &Behind<Intent>) -> proto::FigureIntent {
    let (intent, talks) = (&row.fact, &row.fact.talks);
    proto::FigureIntent {
        negotiation: talks.negotiation.clone(),
        event: talks.event.clone(),
        division: talks.division.clone(),
        provider: talks.provider.clone(),
        seeker: talks.seeker.clone(),
        signed_on: intent.signed_on.to_string(),
        amount_fen: intent.amount,
        counted: row.counted,
        still_counted: row.still_counted,
    }
}

fn optional(day: Option<NaiveDate>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}

/// The code of a figure.
pub fn code(text: &str) -> Result<Code, Error> {
    Code::parse(text).ok_or_else(|| Error::UnknownFigure {
        code: text.to_owned(),
    })
}

/// Holds that `text` is the code of a figure behind which contracts stand.
pub fn code_of_contracts(text: &str) -> Result<(), Error> {
    match code(text)?.is_of_contracts() {
        true => Ok(()),
        false => Err(Error::NotOfContracts {
            code: text.to_owned(),
        }),
    }
}

/// A year of four digits.
pub fn year(year: i32) -> Result<i32, Error> {
    if (2000..=2100).contains(&year) {
        Ok(year)
    } else {
        Err(Error::YearInvalid { year })
    }
}

/// The asked division; empty = the city.
pub fn division(text: &str) -> Result<&str, Error> {
    match text {
        "" => Ok(regions::PREFECTURE),
        _ if text == regions::PREFECTURE || regions::COUNTIES.contains(&text) => Ok(text),
        _ => Err(Error::UnknownDivision {
            division: text.to_owned(),
        }),
    }
}

/// The same as the tables are asked: empty = the whole city.
pub fn county(text: &str) -> Result<&str, Error> {
    Ok(match division(text)? {
        regions::PREFECTURE => "",
        county => county,
    })
}
