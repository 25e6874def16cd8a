//! `kezhuan bank`: what a bank sends and fetches as files, over its certificate.
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::NaiveDate;
use comfy_table::{Table, presets};
use kezhuan_protocol::financing::v1::{
    Difference, ExportBalanceConfirmationRequest, ListDifferencesRequest, UploadReconFileRequest,
    difference,
};
use sha2::{Digest, Sha256};

use super::DataFolder;
use crate::money_text::yuan;
use crate::packages::WUYI_BANK;
use crate::refusal;
use crate::request_id::derive;
use crate::suite::{Clients, Session};

/// What the service gives on one page.
const PAGE_SIZE: i32 = 500;

/// What a bank does with files.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Send the reconciliation file of a day that is over, and show the differences
    ///
    /// CSV: biz_no,amount_fen,status; one line for each instruction of the day; last TRAILER, the number of lines, the sum
    /// of their amounts. The same file sent again gets the first answer.
    Reconcile {
        file: PathBuf,
        /// The legal date whose instructions it lists
        #[arg(long, value_name = "YYYY-MM-DD")]
        day: NaiveDate,
        #[command(flatten)]
        whose: Whose,
    },
    /// Fetch the balances at the end of a month, as the file that both sides sign
    Confirmation {
        #[arg(long, value_name = "YYYY-MM")]
        month: String,
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        #[command(flatten)]
        whose: Whose,
    },
}

/// Which bank, of which suite.
#[derive(clap::Args)]
pub struct Whose {
    /// The bank's organisation; it shows a development certificate of it
    #[arg(long, value_name = "ORGANISATION", default_value = WUYI_BANK)]
    bank: String,
    #[command(flatten)]
    data: DataFolder,
}

/// True when the file agreed with the records.
pub async fn run(command: Command) -> anyhow::Result<bool> {
    match command {
        Command::Reconcile { file, day, whose } => {
            let systems = Clients::of(&whose.data.folder)?.bank_systems(&whose.bank)?;
            reconcile(&systems, &whose.bank, &file, day).await
        }
        Command::Confirmation { month, out, whose } => {
            let systems = Clients::of(&whose.data.folder)?.bank_systems(&whose.bank)?;
            confirmation(&systems, month, &out).await?;
            Ok(true)
        }
    }
}

async fn reconcile(
    systems: &Session,
    bank: &str,
    file: &Path,
    day: NaiveDate,
) -> anyhow::Result<bool> {
    let content = std::fs::read(file).with_context(|| format!("can't read {}", file.display()))?;
    let digest = hex::encode(Sha256::digest(&content));
    let day = day.to_string();
    let request = UploadReconFileRequest {
        business_day: day.clone(),
        request_id: derive(&["recon", bank, &day, &digest]),
        content,
        ..UploadReconFileRequest::default()
    };
    let answer = systems.financing()?.upload_recon_file(request).await;
    let batch = answer.map_err(refusal::readable)?.into_inner();
    println!(
        "{} {day}: {} 笔 lines, {} 笔相符 matched, {} 笔差异 differences",
        batch.name, batch.lines, batch.matched, batch.differences
    );
    if batch.differences == 0 {
        return Ok(true);
    }
    print(&differences(systems, &batch.name).await?);
    Ok(false)
}

async fn differences(systems: &Session, batch: &str) -> anyhow::Result<Vec<Difference>> {
    let (mut found, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListDifferencesRequest {
            batch: batch.to_owned(),
            filter: String::new(),
            page_size: PAGE_SIZE,
            page_token,
        };
        let answer = systems.financing()?.list_differences(request).await;
        let page = answer.map_err(refusal::readable)?.into_inner();
        found.extend(page.differences);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(found);
        }
    }
}

fn print(differences: &[Difference]) {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header([
        "biz_no",
        "差异 class",
        "平台 suite",
        "银行 bank",
    ]);
    for found in differences {
        let ours: Vec<String> = found.ours.iter().map(told).collect();
        let theirs: Vec<String> = found.theirs.iter().map(told).collect();
        table.add_row([
            found.biz_no.as_str(),
            found.difference_class().as_str_name(),
            &ours.join("\n"),
            &theirs.join("\n"),
        ]);
    }
    println!("{table}");
}

fn told(line: &difference::Line) -> String {
    format!("{} {}", yuan(line.amount_fen), line.status)
}

async fn confirmation(systems: &Session, month: String, out: &Path) -> anyhow::Result<()> {
    let request = ExportBalanceConfirmationRequest {
        month,
        ..ExportBalanceConfirmationRequest::default()
    };
    let answer = systems
        .financing()?
        .export_balance_confirmation(request)
        .await;
    let mut chunks = answer.map_err(refusal::readable)?.into_inner();
    let mut content = Vec::new();
    while let Some(part) = chunks.message().await.map_err(refusal::readable)? {
        content.extend(part.chunk);
    }
    std::fs::write(out, &content).with_context(|| format!("can't write {}", out.display()))?;
    println!(
        "{} sha256 {}",
        out.display(),
        hex::encode(Sha256::digest(&content))
    );
    Ok(())
}
