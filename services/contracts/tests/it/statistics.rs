//! The return of a period as a file, over RPC.
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use kezhuan_protocol::contracts::v1::*;

use crate::step;
use crate::world::{self, Person, World, applicant, person, reason, registrar};

async fn export(world: &World, who: &Person, format: &str) -> Vec<u8> {
    let request = ExportStatisticsRequest {
        period_start: "2025-01-01".to_owned(),
        period_end: "2025-12-31".to_owned(),
        format: format.to_owned(),
    };
    let answer = world
        .client()
        .export_statistics(world.ask(who, request))
        .await;
    let mut chunks = answer.unwrap().into_inner();
    let mut file = Vec::new();
    while let Some(part) = chunks.message().await.unwrap() {
        file.extend(part.chunk);
    }
    file
}

/// Two registered contracts of 100,000 yuan; a third left the register again.
async fn a_year(world: &World) -> Vec<Contract> {
    let mut registered = Vec::new();
    for _ in 0..3 {
        registered.push(world.registered(world::form()).await);
    }
    let gone = registered.pop().unwrap();
    step!(
        world,
        applicant(),
        gone,
        deregister_contract,
        DeregisterContractRequest {
            ground: "RESCINDED".to_owned(),
        }
    )
    .unwrap();
    registered
}

#[tokio::test]
async fn the_return_is_a_table_with_a_sum_in_either_format() {
    let world = World::on("2025-03-03").await;
    let registered = a_year(&world).await;
    let csv = String::from_utf8(export(&world, &registrar(), "CSV").await).unwrap();
    let lines: Vec<_> = csv.lines().collect();
    assert_eq!(lines.len(), 4, "heading, two contracts, sum:\n{csv}");
    for contract in &registered {
        let line = lines
            .iter()
            .find(|line| line.contains(&contract.number))
            .unwrap();
        assert!(
            line.contains("10.00") && line.contains("智能照明控制系统研发"),
            "{line}"
        );
    }
    assert!(
        lines[3].starts_with("合计,2,") && lines[3].contains("20.00"),
        "{}",
        lines[3]
    );

    let file = Cursor::new(export(&world, &registrar(), "XLSX").await);
    let mut book: Xlsx<_> = open_workbook_from_rs(file).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let rows: Vec<Vec<String>> = sheet
        .rows()
        .map(|row| row.iter().enumerate().map(shown).collect())
        .collect();
    let from_csv: Vec<Vec<String>> = lines
        .iter()
        .map(|line| {
            line.trim_start_matches('\u{feff}')
                .split(',')
                .map(str::to_owned)
                .collect()
        })
        .collect();
    assert_eq!(rows, from_csv);
}

/// A cell as a sheet shows it; in the second column the contracts are counted.
fn shown((column, cell): (usize, &Data)) -> String {
    match cell {
        Data::Float(number) if column != 1 => format!("{number:.2}"),
        Data::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year}-{month:02}-{day:02}")
        }
        other => other.to_string(),
    }
}

#[tokio::test]
async fn a_sheet_of_the_return_has_numbers_and_dates_exact_to_the_fen() {
    let world = World::on("2025-03-03").await;
    for total_amount_fen in [12_345_601, 90_000_000_000_007] {
        world
            .registered(Form {
                total_amount_fen,
                ..world::form()
            })
            .await;
    }
    let file = Cursor::new(export(&world, &registrar(), "XLSX").await);
    let mut book: Xlsx<_> = open_workbook_from_rs(file).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let column = |heading: &str| {
        let mut headings = sheet.rows().next().unwrap().iter();
        headings.position(|cell| *cell == heading).unwrap()
    };
    let (total, signed) = (column("合同成交额(万元)"), column("签订日期"));
    let mut fen: Vec<i64> = Vec::new();
    for row in sheet.rows().skip(1) {
        let Data::Float(wan) = row[total] else {
            panic!("{:?} is no number", row[total]);
        };
        // As the sheet's own 15 digits tell it.
        let told = format!("{:.6}", format!("{wan:.14e}").parse::<f64>().unwrap());
        fen.push(told.replace('.', "").parse().unwrap());
    }
    fen.sort_unstable();
    assert_eq!(fen, [12_345_601, 90_000_000_000_007, 90_000_012_345_608]);
    let row = sheet.rows().nth(1).unwrap();
    let Data::DateTime(day) = row[signed] else {
        panic!("{:?} is no date", row[signed]);
    };
    assert_eq!(day.to_ymd_hms_milli(), (2025, 2, 20, 0, 0, 0, 0));
}

#[tokio::test]
async fn titles_stay_in_the_office_and_a_strange_format_is_told() {
    let world = World::on("2025-03-03").await;
    a_year(&world).await;
    let city = person("guan", "bureau-city", "440700", &["city_stb"]);
    let csv = String::from_utf8(export(&world, &city, "CSV").await).unwrap();
    assert!(
        csv.contains("KZ-TC-2025-440703-") && !csv.contains("智能照明"),
        "{csv}"
    );
    let request = ExportStatisticsRequest {
        period_start: "2025-01-01".to_owned(),
        period_end: "2025-12-31".to_owned(),
        format: "PDF".to_owned(),
    };
    let refused = world
        .client()
        .export_statistics(world.ask(&registrar(), request))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), "FORMAT_UNKNOWN");
}
