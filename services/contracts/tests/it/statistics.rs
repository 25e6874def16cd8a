//! The return of a period as a file, over RPC.
use std::io::Cursor;

use calamine::{Reader, Xlsx, open_workbook_from_rs};
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
        .map(|row| row.iter().map(ToString::to_string).collect())
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
