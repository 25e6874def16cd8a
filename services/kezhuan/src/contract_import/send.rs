//! The import itself: rows become drafts, drafts are submitted, several at a time, in the order of the file.
use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use futures::{Stream, StreamExt};
use indicatif::{ProgressBar, ProgressStyle};
use kezhuan_law::Localized;
use kezhuan_protocol::contracts::v1::Form;
use kezhuan_runtime::Shutdown;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::filing::{self, Paper};
use super::header::Columns;
use super::problem::Problem;
use super::report::Report;
use super::row;
use super::table::{self, Row, Step};
use crate::suite::Session;

/// What became of a file.
#[derive(Debug, Default)]
pub struct Outcome {
    pub submitted: u64,
    pub bad: u64,
    /// Bad rows, when there are any.
    pub report: Option<PathBuf>,
    /// Problem → how often.
    pub problems: BTreeMap<String, u64>,
    /// The row after which a person stopped the import.
    pub stopped_after: Option<u64>,
}

/// How the import is done.
pub struct Manner {
    pub session: Session,
    /// Request ids are derived with it, so that two offices may import the same file.
    pub organisation: String,
    /// Applicants may take back the draft of a refused row.
    pub may_withdraw: bool,
    pub at_once_max: usize,
    /// The legal date forms are checked on before anything is drafted.
    pub today: NaiveDate,
    /// Triggered by Ctrl-C: rows under way finish, the report is written.
    pub stop: Shutdown,
}

/// Rows read ahead of those being sent.
const READ_AHEAD_MAX: usize = 256;

/// One row on its way.
struct Entry {
    number: u64,
    done: u64,
    content: Result<Paper, Vec<Problem>>,
}

/// Imports a file. An Err means that nothing more could be done at all; the rows before it are in.
pub async fn import(file: &Path, manner: &Manner) -> anyhow::Result<Outcome> {
    let bar = bar();
    let (sender, mut receiver) = mpsc::channel(READ_AHEAD_MAX);
    let (path, reading_bar, stop) = (file.to_owned(), bar.clone(), manner.stop.clone());
    let reading = tokio::task::spawn_blocking(move || read(&path, &reading_bar, &stop, &sender));
    let entries = futures::stream::poll_fn(move |context| receiver.poll_recv(context));
    let sent = send(file, entries, manner, &bar).await;
    bar.finish_and_clear();
    let read = reading.await?;
    let mut outcome = sent?;
    read?;
    if !manner.stop.is_triggered() {
        outcome.stopped_after = None;
    }
    Ok(outcome)
}

/// Reads the table to its end, or until nobody listens any more.
fn read(
    path: &Path,
    bar: &ProgressBar,
    stop: &Shutdown,
    sender: &mpsc::Sender<Entry>,
) -> Result<(), table::TableProblem> {
    let mut columns = None;
    let mut seen = HashMap::new();
    table::read(path, |step| match step {
        Step::Columns {
            columns: found,
            extent,
        } => {
            bar.set_length(extent);
            columns = Some(Arc::new(found));
            ControlFlow::Continue(())
        }
        Step::Row(row) => {
            let Some(columns) = &columns else {
                return ControlFlow::Continue(());
            };
            let entry = entry(row, columns, &mut seen);
            if stop.is_triggered() || sender.blocking_send(entry).is_err() {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        }
    })
}

fn entry(row: Row, columns: &Arc<Columns>, seen: &mut HashMap<[u8; 16], u64>) -> Entry {
    let content = row::read(columns, &row.cells).and_then(|form| {
        let number = row::paper_number(columns, &row.cells);
        let paper = Paper::of(form, number, columns.clone());
        let mut short = [0; 16];
        short.copy_from_slice(&Sha256::digest(&paper.number)[..16]);
        match seen.insert(short, row.number) {
            Some(first) if paper.numbered => Err(vec![same_number(first, &paper)]),
            Some(first) => Err(vec![repeated(first, &paper.form)]),
            None => Ok(paper),
        }
    });
    Entry {
        number: row.number,
        done: row.done,
        content,
    }
}

fn same_number(first: u64, paper: &Paper) -> Problem {
    Problem {
        field: paper.number_header(),
        value: paper.number.clone(),
        code: "REPEATED_NUMBER".to_owned(),
        problem: Localized::new(
            format!("与第 {first} 行合同编号相同"),
            format!("the same paper number as in row {first}"),
        ),
        remedy: Localized::fixed(
            "重复录入的请删除该行；编号录错的请更正",
            "delete the row if it was entered twice; correct the number if it is wrong",
        ),
    }
}

fn repeated(first: u64, form: &Form) -> Problem {
    Problem {
        field: String::new(),
        value: form.project_name.clone(),
        code: "REPEATED_ROW".to_owned(),
        problem: Localized::new(
            format!("与第 {first} 行内容完全相同"),
            format!("the same as row {first} in every column"),
        ),
        remedy: Localized::fixed(
            "重复录入的请删除该行；确为两份合同的，请在合同名称中加以区分",
            "delete it if it was entered twice; if these are two contracts, tell them apart in 合同名称",
        ),
    }
}

async fn send(
    file: &Path,
    entries: impl Stream<Item = Entry>,
    manner: &Manner,
    bar: &ProgressBar,
) -> anyhow::Result<Outcome> {
    let mut report = Report::of(file)?;
    let mut outcome = Outcome::default();
    let results = entries
        .map(|entry| async move {
            let result = match entry.content {
                Ok(paper) => Box::pin(filing::file(manner, &paper)).await,
                Err(problems) => Ok(Err(problems)),
            };
            (entry.number, entry.done, result)
        })
        .buffered(manner.at_once_max);
    let mut results = std::pin::pin!(results);
    let mut failure = None;
    while let Some((number, done, result)) = results.next().await {
        match result {
            Ok(Ok(())) => outcome.submitted += 1,
            Ok(Err(problems)) => {
                outcome.bad += 1;
                report.row(number, &problems)?;
            }
            Err(error) => {
                failure = Some(error.context(format!(
                    "导入在第 {number} 行中断，之前的行已导入；排除原因后重新运行同一命令即可继续 · stopped at row {number}; the rows before are in, run the same command again to go on"
                )));
                break;
            }
        }
        outcome.stopped_after = Some(number);
        bar.set_position(done);
        bar.set_message(format!(
            "{} 已提交 submitted, {} 有问题 bad",
            outcome.submitted, outcome.bad
        ));
    }
    (outcome.report, outcome.problems) = report.finish()?;
    failure.map_or(Ok(outcome), Err)
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::no_length();
    let style = ProgressStyle::with_template("{bar:40} {percent:>3}% {msg} {elapsed}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
