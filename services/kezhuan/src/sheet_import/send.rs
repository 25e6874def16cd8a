//! The import itself: rows go to the suite several at a time, in the order of the file, and bad ones into the report.
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures::{Stream, StreamExt};
use indicatif::{ProgressBar, ProgressStyle};
use kezhuan_runtime::Shutdown;
use tokio::sync::mpsc;

use super::field::Sheet;
use super::header::Columns;
use super::problem::Problem;
use super::report::Report;
use super::table::{self, Row, Step};
use super::written::Written;

/// What became of a file.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Rows that went through.
    pub good: u64,
    pub bad: u64,
    /// Bad rows, when there are any.
    pub report: Option<PathBuf>,
    /// Problem → how often.
    pub problems: BTreeMap<String, u64>,
    /// The row after which a person stopped the import.
    pub stopped_after: Option<u64>,
}

/// How a file is imported.
pub struct Run {
    /// Parcels on their way at once.
    pub at_once_max: usize,
    /// What becomes of a good row, such as `已提交 submitted`.
    pub done: &'static str,
    /// Triggered by Ctrl-C: rows under way finish, the report is written.
    pub stop: Shutdown,
}

/// Rows that go to the suite in one piece, or not at all.
pub struct Parcel<T> {
    /// Their numbers, in the order of the file.
    pub rows: Vec<u64>,
    /// How much of the file's extent is behind them.
    pub done: u64,
    /// What is to be sent; nothing where no row is good.
    pub content: Option<T>,
    /// What reading found against its rows.
    pub findings: Vec<Finding>,
}

/// What is wrong with one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub row: u64,
    pub problems: Vec<Problem>,
}

/// Makes parcels of rows.
pub trait Intake: Send + 'static {
    type Content: Send + 'static;

    /// Takes the next row; the parcel that is complete with it, if one is.
    fn row(&mut self, columns: &Arc<Columns>, row: Row) -> Option<Parcel<Self::Content>>;

    /// What is left when the file ends.
    fn end(&mut self) -> Vec<Parcel<Self::Content>>;
}

/// Why a row does not go through; where several rows go together, `P` says of which a problem is.
#[derive(Debug)]
pub enum Stopped<P = Problem> {
    /// Something is wrong with the row.
    Row(Vec<P>),
    /// Nothing more can be done at all.
    Suite(anyhow::Error),
}

impl<P> From<anyhow::Error> for Stopped<P> {
    fn from(error: anyhow::Error) -> Stopped<P> {
        Stopped::Suite(error)
    }
}

impl<T> Parcel<T> {
    /// A row that goes alone.
    pub fn single(number: u64, done: u64, content: Result<T, Vec<Problem>>) -> Parcel<T> {
        let (content, findings) = match content {
            Ok(content) => (Some(content), Vec::new()),
            Err(problems) => (
                None,
                vec![Finding {
                    row: number,
                    problems,
                }],
            ),
        };
        Parcel {
            rows: vec![number],
            done,
            content,
            findings,
        }
    }
}

impl Finding {
    /// What became of one row that was sent.
    pub fn of(row: u64, sent: Result<(), Stopped>) -> anyhow::Result<Vec<Finding>> {
        match sent {
            Ok(()) => Ok(Vec::new()),
            Err(Stopped::Row(problems)) => Ok(vec![Finding { row, problems }]),
            Err(Stopped::Suite(error)) => Err(error),
        }
    }
}

/// Parcels read ahead of those being sent.
const READ_AHEAD_MAX: usize = 256;

/// Imports a file. An Err means that nothing more could be done at all; the rows before it are in.
pub async fn import<I: Intake>(
    file: &Path,
    sheet: &'static Sheet,
    run: &Run,
    intake: I,
    deliver: impl AsyncFn(I::Content) -> anyhow::Result<Vec<Finding>>,
) -> anyhow::Result<Outcome> {
    let bar = bar();
    let (sender, mut receiver) = mpsc::channel(READ_AHEAD_MAX);
    let (path, reading_bar, stop) = (file.to_owned(), bar.clone(), run.stop.clone());
    let reading = tokio::task::spawn_blocking(move || {
        read(
            &path,
            sheet,
            intake,
            &Way {
                bar: reading_bar,
                stop,
                sender,
            },
        )
    });
    let parcels = futures::stream::poll_fn(move |context| receiver.poll_recv(context));
    let sent = send(file, parcels, run, &bar, deliver).await;
    bar.finish_and_clear();
    let read = reading.await?;
    let mut outcome = sent?;
    read?;
    if !run.stop.is_triggered() {
        outcome.stopped_after = None;
    }
    Ok(outcome)
}

/// Where parcels go, and what tells them to stop.
struct Way<T> {
    bar: ProgressBar,
    stop: Shutdown,
    sender: mpsc::Sender<(Parcel<T>, Written)>,
}

impl<T> Way<T> {
    /// Sends a parcel with the cells of its rows; whether more may come.
    fn take(&self, parcel: Parcel<T>, written: &mut Written) -> bool {
        let cells = written.take(&parcel.rows);
        !self.stop.is_triggered() && self.sender.blocking_send((parcel, cells)).is_ok()
    }
}

/// Reads the table to its end, or until nobody listens any more.
fn read<I: Intake>(
    path: &Path,
    sheet: &'static Sheet,
    mut intake: I,
    way: &Way<I::Content>,
) -> Result<(), table::TableProblem> {
    let mut columns = None;
    let mut written = Written::default();
    let mut is_open = true;
    table::read(path, sheet, |step| match step {
        Step::Columns {
            columns: found,
            extent,
        } => {
            way.bar.set_length(extent);
            let found = Arc::new(found);
            written = Written::under(found.clone());
            columns = Some(found);
            ControlFlow::Continue(())
        }
        Step::Row(row) => {
            let Some(columns) = &columns else {
                return ControlFlow::Continue(());
            };
            written.keep(&row);
            is_open = match intake.row(columns, row) {
                Some(parcel) => way.take(parcel, &mut written),
                None => !way.stop.is_triggered(),
            };
            match is_open {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        }
    })?;
    if is_open {
        for parcel in intake.end() {
            if !way.take(parcel, &mut written) {
                break;
            }
        }
    }
    Ok(())
}

async fn send<T>(
    file: &Path,
    parcels: impl Stream<Item = (Parcel<T>, Written)>,
    run: &Run,
    bar: &ProgressBar,
    deliver: impl AsyncFn(T) -> anyhow::Result<Vec<Finding>>,
) -> anyhow::Result<Outcome> {
    let mut report = Report::of(file)?;
    let mut outcome = Outcome::default();
    let deliver = &deliver;
    let results = parcels
        .map(|(parcel, written)| async move {
            let sent = match parcel.content {
                Some(content) => Box::pin(deliver(content)).await,
                None => Ok(Vec::new()),
            };
            (parcel.rows, parcel.done, (parcel.findings, written), sent)
        })
        .buffered(run.at_once_max);
    let mut results = std::pin::pin!(results);
    let mut failure = None;
    while let Some((rows, done, (mut findings, written), sent)) = results.next().await {
        match sent {
            Ok(found) => findings.extend(found),
            Err(error) => {
                let number = rows.first().copied().unwrap_or_default();
                failure = Some(error.context(format!(
                    "导入在第 {number} 行中断，之前的行已导入；排除原因后重新运行同一命令即可继续 · stopped at row {number}; the rows before are in, run the same command again to go on"
                )));
                break;
            }
        }
        count(&mut outcome, &mut report, &rows, (findings, &written))?;
        bar.set_position(done);
        bar.set_message(format!(
            "{} {}, {} 有问题 bad",
            outcome.good, run.done, outcome.bad
        ));
    }
    (outcome.report, outcome.problems) = report.finish()?;
    failure.map_or(Ok(outcome), Err)
}

/// Counts the rows of a parcel, and reports the bad ones in the order of the file.
fn count(
    outcome: &mut Outcome,
    report: &mut Report,
    rows: &[u64],
    (mut findings, written): (Vec<Finding>, &Written),
) -> anyhow::Result<()> {
    findings.sort_by_key(|finding| finding.row);
    let (all, bad) = (rows.len() as u64, findings.len() as u64);
    outcome.good += all.saturating_sub(bad);
    outcome.bad += bad;
    for mut finding in findings {
        written.show(finding.row, &mut finding.problems);
        report.row(finding.row, &finding.problems)?;
    }
    outcome.stopped_after = outcome.stopped_after.max(rows.last().copied());
    Ok(())
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::no_length();
    let style = ProgressStyle::with_template("{bar:40} {percent:>3}% {msg} {elapsed}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
