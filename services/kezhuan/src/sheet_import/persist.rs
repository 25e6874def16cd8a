//! Calls that are repeated while they may still succeed, and what a refusal says against a row.
use std::time::Duration;

use anyhow::Context;
use kezhuan_law::Localized;
use tonic::{Code, Status};
use tonic_types::StatusExt;

use super::field::Field;
use super::header::Columns;
use super::problem::Problem;
use super::range;
use crate::refusal::{self, reason, text};

const TRIES_MAX: u32 = 8;
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const PAUSE_MAX: Duration = Duration::from_secs(5);

/// What to do with a status.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The row is bad; `problems` says how.
    Row,
    /// The same request may succeed in a moment.
    Again,
    /// No row would succeed.
    Stop,
}

/// Judges a status that an import request got.
pub fn judge(status: &Status) -> Verdict {
    match status.code() {
        Code::Unavailable
        | Code::DeadlineExceeded
        | Code::Cancelled
        | Code::Aborted
        | Code::Unknown => Verdict::Again,
        Code::ResourceExhausted if reason(status) != "MESSAGE_TOO_LARGE" => Verdict::Again,
        Code::Unauthenticated | Code::Unimplemented => Verdict::Stop,
        _ => Verdict::Row,
    }
}

/// A suite without the service: no row would succeed.
pub fn unreachable(error: anyhow::Error) -> Status {
    Status::new(Code::Unimplemented, format!("{error:#}"))
}

/// Repeats a call while it may still succeed; the request id makes repeats harmless. The inner Err is about
/// the row.
pub async fn persist<T>(
    call: impl AsyncFn() -> Result<T, Status>,
) -> anyhow::Result<Result<T, Status>> {
    let mut pause = FIRST_PAUSE;
    for attempt in 1.. {
        let status = match call().await {
            Ok(answer) => return Ok(Ok(answer)),
            Err(status) => status,
        };
        match judge(&status) {
            Verdict::Row => return Ok(Err(status)),
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

/// Asks one RPC of a service and repeats it while it may still succeed: `ask!(session.incubation(), get_return, request)`
/// is what it answered, or the status it refused the row with.
macro_rules! ask {
    ($client:expr, $rpc:ident, $request:expr) => {{
        let request = $request;
        let answer = $crate::sheet_import::persist(async || {
            let mut client = $client.map_err($crate::sheet_import::unreachable)?;
            client.$rpc(request.clone()).await
        });
        answer.await?.map(tonic::Response::into_inner)
    }};
}
pub(crate) use ask;

/// What to do about most refusals.
pub const REMEDY: Localized = Localized::fixed(
    "请按提示修改该行后重新导入；已导入的行不会重复",
    "correct the row and import the file again; rows already imported are not repeated",
);

const ACCOUNT_REMEDY: Localized = Localized::fixed(
    "请以运营该载体或基地的机构导入：--organisation 填该机构的标识，--role 填 carrier_op（高校填 college_tto）",
    "import as the organisation that runs the carrier or the base: --organisation with its id, --role carrier_op (college_tto of a college)",
);

/// What to do about a refusal of this reason.
fn remedy(code: &str) -> Localized {
    match code {
        "ROLE_MISSING" | "NOT_YOUR_STEP" => ACCOUNT_REMEDY,
        _ => REMEDY,
    }
}

/// One thing a refusal says.
pub struct Said {
    /// The field's path in the request; empty where the row as a whole is meant.
    pub path: String,
    /// Stable, UPPER_SNAKE.
    pub code: String,
    pub text: Localized,
}

/// What a refusal says, field by field; once, of the whole, where it names no field.
pub fn said(status: &Status) -> Vec<Said> {
    let violations = status
        .get_details_bad_request()
        .map(|bad| bad.field_violations)
        .unwrap_or_default();
    if violations.is_empty() {
        return vec![Said {
            path: String::new(),
            code: reason(status),
            text: text(status),
        }];
    }
    let violations = violations.into_iter().map(|violation| {
        let zh = violation.localized_message.map(|text| text.message);
        Said {
            path: violation.field,
            code: match violation.reason.is_empty() {
                true => reason(status),
                false => violation.reason,
            },
            text: Localized::new(
                zh.unwrap_or_else(|| violation.description.clone()),
                violation.description,
            ),
        }
    });
    violations.collect()
}

/// One thing that was said against a row: under its column where there is one, and the report adds what stands there; else with
/// `whole` in its place.
pub fn problem(said: Said, columns: &Columns, field: Option<&Field>, whole: &str) -> Problem {
    Problem {
        value: match said.path.is_empty() {
            true => whole.to_owned(),
            false => String::new(),
        },
        problem: field
            .and_then(|field| range::in_unit(field.kind, &said))
            .unwrap_or(said.text),
        remedy: remedy(&said.code),
        field: field.map_or(said.path, |field| columns.header_of(field)),
        code: said.code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_pass_by_itself_is_tried_again() {
        for (code, again) in [
            (Code::Unavailable, true),
            (Code::Aborted, true),
            (Code::ResourceExhausted, true),
            (Code::Internal, false),
            (Code::NotFound, false),
        ] {
            let verdict = judge(&Status::new(code, "x"));
            assert_eq!(matches!(verdict, Verdict::Again), again, "{code:?}");
        }
        assert_eq!(judge(&Status::unauthenticated("x")), Verdict::Stop);
    }

    #[test]
    fn who_may_not_is_told_which_account_may() {
        for code in ["ROLE_MISSING", "NOT_YOUR_STEP"] {
            let told = remedy(code);
            assert!(told.zh.contains("--organisation") && told.en.contains("--role"));
        }
        assert_eq!(remedy("FORMAT"), REMEDY);
    }
}
