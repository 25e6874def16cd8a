//! Corrections with back effect: what a rule would have granted otherwise, and what becomes of it.
use kezhuan_protocol::contracts::v1::{
    ApproveCorrectionRequest, Correction, CorrectionLine, GetCorrectionRequest,
    ListCorrectionLinesRequest, ListCorrectionsRequest, RefuseCorrectionRequest,
};

use super::PAGE_SIZE;
use crate::refusal;
use crate::suite::Session;

/// A tenant's corrections, newest first.
pub async fn corrections(session: &Session, tenant: &str) -> anyhow::Result<Vec<Correction>> {
    let (mut corrections, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListCorrectionsRequest {
            tenant: tenant.to_owned(),
            page_size: PAGE_SIZE,
            page_token,
        };
        let answer = session.contracts()?.list_corrections(request).await;
        let page = answer.map_err(refusal::readable)?.into_inner();
        corrections.extend(page.corrections);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(corrections);
        }
    }
}

/// A correction with its lines.
pub async fn correction(
    session: &Session,
    name: &str,
) -> anyhow::Result<(Correction, Vec<CorrectionLine>)> {
    let request = GetCorrectionRequest {
        name: name.to_owned(),
    };
    let answer = session.contracts()?.get_correction(request).await;
    let correction = answer.map_err(refusal::readable)?.into_inner();
    let (mut lines, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListCorrectionLinesRequest {
            correction: name.to_owned(),
            page_size: PAGE_SIZE,
            page_token,
        };
        let answer = session.contracts()?.list_correction_lines(request).await;
        let page = answer.map_err(refusal::readable)?.into_inner();
        lines.extend(page.lines);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok((correction, lines));
        }
    }
}

/// Approves the lines of these claims, or all that wait.
pub async fn approve_correction(
    session: &Session,
    name: &str,
    claims: &[String],
    note: &str,
    request_id: String,
) -> anyhow::Result<Correction> {
    let request = ApproveCorrectionRequest {
        name: name.to_owned(),
        etag: String::new(),
        claims: claims.to_vec(),
        note: note.to_owned(),
        request_id,
    };
    let answer = session.contracts()?.approve_correction(request).await;
    Ok(answer.map_err(refusal::readable)?.into_inner())
}

/// Refuses the lines of these claims, or all that wait.
pub async fn refuse_correction(
    session: &Session,
    name: &str,
    claims: &[String],
    note: &str,
    request_id: String,
) -> anyhow::Result<Correction> {
    let request = RefuseCorrectionRequest {
        name: name.to_owned(),
        etag: String::new(),
        claims: claims.to_vec(),
        note: note.to_owned(),
        request_id,
    };
    let answer = session.contracts()?.refuse_correction(request).await;
    Ok(answer.map_err(refusal::readable)?.into_inner())
}
