//! Replays in the service, which has the decisions.
use anyhow::Context;
use kezhuan_protocol::replay::v1::replay_decisions_response::Part;
use kezhuan_protocol::replay::v1::{ReplayDecisionsRequest, Report};

use super::{Telling, Wanted, keeper};
use crate::refusal;
use crate::suite::Session;

pub(super) async fn run(
    session: &Session,
    package: &str,
    (wanted, hook): (&Wanted, &str),
    telling: &mut Telling<'_>,
) -> anyhow::Result<Report> {
    let request = ReplayDecisionsRequest {
        tenant: wanted.tenant.clone(),
        hook: hook.to_owned(),
        package: package.to_owned(),
        settings_json: wanted.settings_json.clone(),
        from: wanted.from.to_string(),
        to: wanted.to.to_string(),
        with_changes: telling.sheet.is_some(),
    };
    let answer = session
        .replay(keeper(hook))?
        .replay_decisions(request)
        .await;
    let mut parts = answer.map_err(refusal::readable)?.into_inner();
    let mut report = None;
    while let Some(part) = parts.message().await.map_err(refusal::readable)? {
        match part.part {
            Some(Part::Progress(so_far)) => telling.progress(so_far.decisions, so_far.changed),
            Some(Part::Changes(changes)) => telling.changes(&changes.changes)?,
            Some(Part::Report(last)) => report = Some(last),
            None => {}
        }
    }
    report.context("the service ended the replay without a report")
}
