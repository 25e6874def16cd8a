//! A bank's day compared: how many of each class, and each difference that is open.
use std::path::PathBuf;

use anyhow::Context;
use chrono::NaiveDate;
use comfy_table::{Cell, CellAlignment, Table, presets};
use kezhuan_auth::Role;
use kezhuan_financing::domain::recon::Class;
use kezhuan_protocol::financing::v1::difference::Line;
use kezhuan_protocol::financing::v1::{
    Difference, ListDifferencesRequest, ReconBatch, UploadReconFileRequest,
};
use sha2::{Digest, Sha256};

use crate::command::DataFolder;
use crate::money_text::yuan;
use crate::packages::WUYI_BANK;
use crate::suite::{Clients, Person, Session};
use crate::{refusal, request_id};

const PAGE_SIZE: i32 = 1000;

/// Whose file, and of which day.
#[derive(clap::Args)]
pub struct Arguments {
    /// CSV: biz_no,amount_fen,status, a line for each instruction, last TRAILER, their number, the sum of their amounts
    file: PathBuf,
    /// Organisation of the bank; its development certificate is shown
    #[arg(long, value_name = "ID", default_value = WUYI_BANK)]
    bank: String,
    /// The business day, which is over
    #[arg(long, value_name = "YYYY-MM-DD")]
    day: NaiveDate,
    /// One of the bank's people, by the name in the records; its systems when left out
    #[arg(long, value_name = "NAME")]
    subject: Option<String>,
    #[command(flatten)]
    data: DataFolder,
}

/// True when no difference is open.
pub async fn run(arguments: Arguments) -> anyhow::Result<bool> {
    let file = &arguments.file;
    let content = std::fs::read(file).with_context(|| format!("can't read {}", file.display()))?;
    let session = session(&arguments)?;
    let day = arguments.day.to_string();
    let digest = hex::encode(Sha256::digest(&content));
    let request = UploadReconFileRequest {
        bank: arguments.bank.clone(),
        // The same file is the same request: it is not taken in twice.
        request_id: request_id::derive(&["reconcile", &arguments.bank, &day, &digest]),
        business_day: day,
        content,
        ..UploadReconFileRequest::default()
    };
    let answer = session.financing()?.upload_recon_file(request).await;
    let batch = answer.map_err(refusal::readable)?.into_inner();
    let differences = differences(&session, &batch).await?;
    println!("{} {} {}", batch.name, batch.bank, batch.business_day);
    println!("{}", classes(&batch, &differences));
    let open: Vec<&Difference> = differences
        .iter()
        .filter(|difference| difference.closed_by.is_empty())
        .collect();
    if !open.is_empty() {
        println!("{}", tickets(&open));
        println!(
            "每笔差异须由两人先后说明 two people have their say on each: ResolveDifference (batch, number, text)"
        );
    }
    println!(
        "reconcile: lines={} matched={} differences={} open={}",
        batch.lines,
        batch.matched,
        differences.len(),
        open.len()
    );
    Ok(open.is_empty())
}

fn session(arguments: &Arguments) -> anyhow::Result<Session> {
    let clients = Clients::of(&arguments.data.folder)?;
    match &arguments.subject {
        Some(name) => {
            let banker = Person::new(name)
                .organisation(&arguments.bank)
                .role(Role::Bank);
            clients.session(&banker)
        }
        None => clients.bank_systems(&arguments.bank),
    }
}

async fn differences(session: &Session, batch: &ReconBatch) -> anyhow::Result<Vec<Difference>> {
    let mut request = ListDifferencesRequest {
        batch: batch.name.clone(),
        page_size: PAGE_SIZE,
        ..ListDifferencesRequest::default()
    };
    let mut all = Vec::new();
    loop {
        let answer = session.financing()?.list_differences(request.clone()).await;
        let page = answer.map_err(refusal::readable)?.into_inner();
        all.extend(page.differences);
        if page.next_page_token.is_empty() {
            return Ok(all);
        }
        request.page_token = page.next_page_token;
    }
}

fn classes(batch: &ReconBatch, differences: &[Difference]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header([
        "类别 class",
        "笔数 numbers",
        "未关闭 open",
    ]);
    for class in Class::ALL {
        let is_of_class =
            |found: &&Difference| found.difference_class().as_str_name() == class.as_str();
        let of_class: Vec<&Difference> = differences.iter().filter(is_of_class).collect();
        let open = of_class.iter().filter(|found| found.closed_by.is_empty());
        let (count, open) = match class {
            Class::Matched => (batch.matched, 0),
            _ => (counted(of_class.len()), open.count()),
        };
        table.add_row([
            Cell::new(named(*class)),
            right(count.to_string()),
            right(open.to_string()),
        ]);
    }
    table
}

fn counted(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn tickets(open: &[&Difference]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header([
        "流水号 biz_no",
        "类别 class",
        "本系统 suite, 元",
        "银行 bank, 元",
        "说明 found",
    ]);
    for difference in open {
        let class = Class::parse(difference.difference_class().as_str_name());
        let theirs: Vec<String> = difference.theirs.iter().map(line).collect();
        let finding = difference.finding.as_ref();
        table.add_row([
            Cell::new(&difference.biz_no),
            Cell::new(class.map(named).unwrap_or_default()),
            Cell::new(difference.ours.as_ref().map(line).unwrap_or_default()),
            Cell::new(theirs.join("\n")),
            Cell::new(
                finding
                    .map(|finding| finding.text.as_str())
                    .unwrap_or_default(),
            ),
        ]);
    }
    table
}

fn line(line: &Line) -> String {
    format!("{} {}", yuan(line.amount_fen), line.status)
}

fn named(class: Class) -> String {
    let name = class.name();
    format!("{} {} {}", class.as_str(), name.zh, name.en)
}

fn right(text: String) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

#[cfg(test)]
mod tests {
    use kezhuan_protocol::financing::v1::difference;

    use super::*;

    #[test]
    fn every_class_has_its_row() {
        let batch = ReconBatch {
            matched: 3,
            ..ReconBatch::default()
        };
        let found = Difference {
            biz_no: "P9".to_owned(),
            difference_class: difference::Class::MissingAtUs.into(),
            theirs: vec![Line {
                amount_fen: 123_456,
                status: "DONE".to_owned(),
            }],
            ..Difference::default()
        };
        let rows = classes(&batch, std::slice::from_ref(&found)).to_string();
        for class in Class::ALL {
            assert!(rows.contains(class.as_str()), "{rows}");
        }
        let shown = tickets(&[&found]).to_string();
        assert!(shown.contains("P9") && shown.contains("1,234.56 DONE"));
    }
}
