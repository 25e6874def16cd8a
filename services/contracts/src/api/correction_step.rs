//! Deciding about lines of a correction: those that are named, or all that wait. No claim, budget or payment moves.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, RequestKey, Write};
use kezhuan_protocol::contracts::v1;
use kezhuan_rpc::{Problem, etag};
use uuid::Uuid;

use super::names::{CLAIMS, CORRECTIONS};
use super::{ContractsApi, acting, convert_correction};
use crate::domain::correction::{Command, Kind, State, decide};
use crate::domain::refused::Refused;
use crate::error::Error;
use crate::sealed_lines;
use crate::store::correction_lines::{self, FiguresRow, StandingRow};
use crate::store::corrections::{self, CorrectionRow};

/// Of how many lines one audit entry seals the figures: a correction of ten thousand claims is no one row.
const SEALED_MAX: usize = 200;

/// What is decided, about which claims' lines, and why.
pub struct Step {
    pub name: String,
    pub etag: String,
    pub claims: Vec<String>,
    pub command: Command,
    pub note: String,
}

/// Takes the step in one write.
pub async fn take(
    api: ContractsApi,
    caller: Caller,
    key: RequestKey,
    step: Step,
) -> Result<v1::Correction, Error> {
    let id = CORRECTIONS.parse(&step.name)?;
    let claims = step.claims.iter();
    let claims = claims.map(|claim| CLAIMS.parse_field("claims", claim));
    let claims = claims.collect::<Result<Vec<Uuid>, Problem>>()?;
    // Before the write, which may share its transaction with another approval that isn't sealed yet.
    let sound = api.database.read(&caller, async |connection| {
        sealed_lines::check(connection, id).await
    });
    sound.await?;
    let given = Arc::new((api.clone(), caller.clone(), step, claims));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, step, claims) = &*given;
                let row = corrections::lock(write, id).await?;
                let row = row.ok_or_else(|| CORRECTIONS.not_found(id))?;
                etag::check(&step.etag, row.version)?;
                let standing = correction_lines::standing(write, id, claims).await?;
                let (state, decided) = decided(step, claims, &standing, caller)?;
                let by = (
                    caller.subject.as_str(),
                    api.clock.today(),
                    step.note.as_str(),
                );
                correction_lines::decided(write, (id, &decided), state, by).await?;
                corrections::advance(write, id).await?;
                let row = corrections::find(write, id).await?;
                let row = row.ok_or_else(|| CORRECTIONS.not_found(id))?;
                let figures = correction_lines::figures(write, id, &decided).await?;
                tell(write, &row, step, &figures);
                Ok(convert_correction::correction(&row))
            })
        })
        .await
}

/// The claims whose lines are decided, and the state they come to: all that were named, or nothing.
fn decided(
    step: &Step,
    named: &[Uuid],
    standing: &[StandingRow],
    caller: &Caller,
) -> Result<(State, Vec<Uuid>), Error> {
    let actor = acting::actor(caller);
    let mut after = None;
    let mut decided = Vec::new();
    for row in standing {
        let line = row.line()?;
        // Approving all leaves out what can't be approved: it waits for its own look.
        let is_approvable = line.kind != Kind::Uncertain && !line.is_stale;
        if named.is_empty() && !is_approvable && step.command == Command::Approve {
            continue;
        }
        after = Some(decide(&line, step.command, &actor)?);
        decided.push(row.claim_id);
    }
    if let Some(missing) = named.iter().find(|claim| !decided.contains(claim)) {
        return Err(CLAIMS.not_found(*missing).into());
    }
    match after {
        Some(state) => Ok((state, decided)),
        None => Err(nothing_waits().into()),
    }
}

fn nothing_waits() -> Refused {
    Refused::new(
        "CORRECTION_LINE_DECIDED",
        "没有待办理的行",
        "no line waits for this",
    )
}

fn tell(write: &mut Write, row: &CorrectionRow, step: &Step, decided: &[FiguresRow]) {
    let lines = i64::try_from(decided.len()).unwrap_or_default();
    let correction = Some(convert_correction::correction(row));
    let is_approval = step.command == Command::Approve;
    write.in_tenant(&row.tenant);
    for part in decided.chunks(SEALED_MAX) {
        let sealed: Vec<serde_json::Value> = part.iter().map(sealed).collect();
        write.audit(AuditEntry {
            action: match is_approval {
                true => "correction.approved",
                false => "correction.refused",
            },
            aggregate: "correction",
            aggregate_id: row.id,
            version: row.version,
            detail: serde_json::json!({ "lines": sealed, "note": step.note }),
        });
    }
    match is_approval {
        true => {
            let event = v1::CorrectionApproved { correction, lines };
            write.publish("correction", row.id, row.version, &event)
        }
        false => {
            let event = v1::CorrectionRefused { correction, lines };
            write.publish("correction", row.id, row.version, &event)
        }
    };
}

/// What people decided from, as the store reads it back to find what was altered since.
fn sealed(row: &FiguresRow) -> serde_json::Value {
    serde_json::json!({
        "claim_id": row.claim_id, "decision_id": row.decision_id, "kind": row.kind,
        "old_fen": row.old_fen, "new_fen": row.new_fen,
        "input_sha256": row.input_sha256, "outcome_sha256": row.outcome_sha256,
    })
}
