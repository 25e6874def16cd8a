//! `kezhuan scoreboard`: the plan's figures per county, with the target where the plan sets one.
use comfy_table::{Cell, CellAlignment, Color, Row, Table, presets};
use kezhuan_auth::Role;
use kezhuan_protocol::scoreboard::v1::figure::Unit;
use kezhuan_protocol::scoreboard::v1::{Figure, ListFiguresRequest, Target};

use super::DataFolder;
use crate::money_text::wan;
use crate::refusal;
use crate::suite::{Clients, Person};

/// What `kezhuan scoreboard` takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// Calendar year of the figures
    #[arg(long, default_value_t = 2025)]
    year: i32,
    #[command(flatten)]
    data: DataFolder,
}

/// Prints every figure of the city and its counties.
pub async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let session = Clients::of(&arguments.data.folder)?.session(&Person::official(
        "reader",
        "440700",
        Role::CityStb,
    ))?;
    let request = ListFiguresRequest {
        year: arguments.year,
    };
    let figures = session
        .scoreboard()?
        .list_figures(request)
        .await
        .map_err(refusal::readable)?
        .into_inner()
        .figures;
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header([
        "figure",
        "region",
        "contracts",
        "value",
        "corrections",
        "target",
        "done",
    ]);
    for figure in &figures {
        table.add_row(row(figure));
    }
    println!(
        "{} K6 合同成交额 turnover, K6b 技术交易额 technical amount, K7 在孵企业 tenant enterprises, K9 省级农业基地 provincial bases, K10 活动促成合同 contracts of events, K10i 活动意向 intents (no contracts), K10e 活动 events, K10a 人数 people, K10t 人次 person-times, K10p 项目 projects\n{table}",
        arguments.year
    );
    Ok(())
}

fn row(figure: &Figure) -> Row {
    let region =
        kezhuan_law::regions::division(&figure.division).map(|division| division.name.zh.clone());
    let right = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
    let (target, done) = match &figure.target {
        Some(target) => {
            let sign = if target.strictly_over { ">" } else { "≥" };
            let light = match target.light.as_str() {
                "GREEN" => Color::Green,
                "AMBER" => Color::Yellow,
                _ => Color::Red,
            };
            let (whole, rest) = (target.completion_bp / 100, target.completion_bp % 100);
            (
                right(format!("{sign} {}", goal(figure, target))),
                right(format!("{whole}.{rest:02}% {}", target.light)).fg(light),
            )
        }
        None => (Cell::new(""), Cell::new("")),
    };
    let contracts = match figure.unit() {
        Unit::Enterprises
        | Unit::Bases
        | Unit::Contracts
        | Unit::Intents
        | Unit::Events
        | Unit::People
        | Unit::PersonTimes
        | Unit::Projects => String::new(),
        Unit::Fen | Unit::Unspecified => figure.contracts.to_string(),
    };
    Row::from(vec![
        Cell::new(&figure.code),
        Cell::new(format!(
            "{} {}",
            figure.division,
            region.unwrap_or_default()
        )),
        right(contracts),
        right(measured(figure, figure.amount_fen, figure.count)),
        right(measured(
            figure,
            figure.corrections_fen,
            figure.corrections_count,
        )),
        target,
        done,
    ])
}

fn goal(figure: &Figure, target: &Target) -> String {
    measured(figure, target.amount_fen, target.count)
}

/// Fen or heads, whichever the figure is measured in, with the unit.
fn measured(figure: &Figure, amount_fen: i64, count: i64) -> String {
    match figure.unit() {
        Unit::Enterprises => format!("{count} 家"),
        Unit::Bases => format!("{count} 个"),
        Unit::Contracts | Unit::Intents => format!("{count} 份"),
        Unit::Events => format!("{count} 场"),
        Unit::People => format!("{count} 人"),
        Unit::PersonTimes => format!("{count} 人次"),
        Unit::Projects => format!("{count} 项"),
        Unit::Fen | Unit::Unspecified => format!("{} 万元", wan(amount_fen)),
    }
}
