//! `kezhuan scoreboard`: the plan's figures per county, with the target where the plan sets one.
use comfy_table::{Cell, CellAlignment, Color, Row, Table, presets};
use kezhuan_auth::Role;
use kezhuan_protocol::scoreboard::v1::{Figure, ListFiguresRequest};

use super::DataFolder;
use crate::money_text::wan;
use crate::refusal;
use crate::suite::{Clients, Person};

/// What `kezhuan scoreboard` takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// Calendar year of the registrations
    #[arg(long, default_value_t = 2025)]
    year: i32,
    #[command(flatten)]
    data: DataFolder,
}

/// Prints K6 and K6b of every county and the city.
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
        "amount (万元)",
        "corrections (万元)",
        "target (万元)",
        "done",
    ]);
    for figure in &figures {
        table.add_row(row(figure));
    }
    println!(
        "{} K6 合同成交额 turnover, K6b 技术交易额 technical amount\n{table}",
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
                right(format!("{sign} {}", wan(target.amount_fen))),
                right(format!("{whole}.{rest:02}% {}", target.light)).fg(light),
            )
        }
        None => (Cell::new(""), Cell::new("")),
    };
    Row::from(vec![
        Cell::new(&figure.code),
        Cell::new(format!(
            "{} {}",
            figure.division,
            region.unwrap_or_default()
        )),
        right(figure.contracts.to_string()),
        right(wan(figure.amount_fen)),
        right(wan(figure.corrections_fen)),
        target,
        done,
    ])
}
