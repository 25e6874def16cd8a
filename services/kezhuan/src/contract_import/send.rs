//! The import itself: rows become drafts, drafts are submitted, several at a time, in the order of the file.
use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use chrono::NaiveDate;
use futures::{Stream, StreamExt};
use indicatif::{ProgressBar, ProgressStyle};
use kezhuan_law::Localized;
use kezhuan_protocol::contracts::v1::{
    CreateContractRequest, Form, SubmitContractRequest, WithdrawContractRequest,
};
use kezhuan_runtime::Shutdown;
use prost::Message;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use tonic::{Code, Status};

use super::header::Columns;
use super::problem::Problem;
use super::report::Report;
use super::row;
use super::table::{self, Row, Step};
use super::verdict::{self, Verdict};
use crate::suite::Session;
use crate::{refusal, request_id};

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
const TRIES_MAX: u32 = 8;
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const PAUSE_MAX: Duration = Duration::from_secs(5);

/// One row on its way.
struct Entry {
    number: u64,
    done: u64,
    content: Result<Draft, Vec<Problem>>,
}

struct Draft {
    form: Form,
    /// What the request ids are derived from: the row's content, so that a corrected file repeats no good row.
    digest: String,
    columns: Arc<Columns>,
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
        let digest = Sha256::digest(form.encode_to_vec());
        let mut short = [0; 16];
        short.copy_from_slice(&digest[..16]);
        match seen.insert(short, row.number) {
            Some(first) => Err(vec![repeated(first, &form)]),
            None => Ok(Draft {
                form,
                digest: hex::encode(digest),
                columns: columns.clone(),
            }),
        }
    });
    Entry {
        number: row.number,
        done: row.done,
        content,
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
                Ok(draft) => submit(manner, &draft).await,
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

/// Creates and submits one contract; the inner Err is about the row, the outer about the suite.
async fn submit(manner: &Manner, draft: &Draft) -> anyhow::Result<Result<(), Vec<Problem>>> {
    // What is already known to be refused leaves no draft behind.
    if let Err(status) = kezhuan_contracts::precheck(draft.form.clone(), manner.today) {
        return Ok(Err(verdict::problems(&status, &draft.columns, &draft.form)));
    }
    let id = |step: &str| {
        request_id::derive(&["contract import", &manner.organisation, &draft.digest, step])
    };
    let created = persist(draft, async || {
        let request = CreateContractRequest {
            form: Some(draft.form.clone()),
            request_id: id("create"),
        };
        manner
            .session
            .contracts()
            .map_err(unreachable)?
            .create_contract(request)
            .await
    })
    .await?;
    let contract = match created {
        Ok(contract) => contract.into_inner(),
        Err(problems) => return Ok(Err(problems)),
    };
    let submitted = persist(draft, async || {
        let request = SubmitContractRequest {
            name: contract.name.clone(),
            etag: String::new(),
            request_id: id("submit"),
        };
        manner
            .session
            .contracts()
            .map_err(unreachable)?
            .submit_contract(request)
            .await
    })
    .await?;
    let Err(problems) = submitted else {
        return Ok(Ok(()));
    };
    if manner.may_withdraw {
        // The corrected row will be a new draft; this one should not lie around.
        let request = WithdrawContractRequest {
            name: contract.name.clone(),
            etag: String::new(),
            request_id: id("withdraw"),
            reason: "导入时未通过校验".to_owned(),
        };
        if let Err(status) = manner.session.contracts()?.withdraw_contract(request).await {
            tracing::debug!(contract = contract.name, %status, "the draft of a refused row stays");
        }
    }
    Ok(Err(problems))
}

fn unreachable(error: anyhow::Error) -> Status {
    Status::new(Code::Unimplemented, format!("{error:#}"))
}

/// Repeats a call while it may still succeed; the request id makes repeats harmless.
async fn persist<T>(
    draft: &Draft,
    call: impl AsyncFn() -> Result<T, Status>,
) -> anyhow::Result<Result<T, Vec<Problem>>> {
    let mut pause = FIRST_PAUSE;
    for attempt in 1.. {
        let status = match call().await {
            Ok(answer) => return Ok(Ok(answer)),
            Err(status) => status,
        };
        match verdict::judge(&status, &draft.columns, &draft.form) {
            Verdict::Row(problems) => return Ok(Err(problems)),
            Verdict::Again if attempt < TRIES_MAX => {
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(PAUSE_MAX);
            }
            Verdict::Again | Verdict::Stop => {
                let text = refusal::text(&status);
                return Err(anyhow::anyhow!("{} · {}", text.zh, text.en))
                    .with_context(|| refusal::reason(&status));
            }
        }
    }
    anyhow::bail!("no try was made")
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::no_length();
    let style = ProgressStyle::with_template("{bar:40} {percent:>3}% {msg} {elapsed}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
