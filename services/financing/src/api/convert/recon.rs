//! A bank's day as the interface tells it.
use chrono::Days;
use kezhuan_protocol::financing::v1;
use kezhuan_rpc::etag;

use super::{day, instant};
use crate::api::names::RECON_BATCHES;
use crate::domain::recon::{Finding, Line};
use crate::store::recon_batches::Summary;
use crate::store::recon_tickets::Difference;

/// One batch.
pub fn batch(row: &Summary) -> v1::ReconBatch {
    let state = v1::recon_batch::State::from_str_name(&row.state);
    let file_due_on = row.business_day.checked_add_days(Days::new(1));
    v1::ReconBatch {
        name: RECON_BATCHES.name(row.id),
        etag: etag::of(row.version),
        state: state.unwrap_or_default().into(),
        bank: row.bank.clone(),
        business_day: row.business_day.to_string(),
        file_due_on: day::told(file_due_on),
        loaded_on: day::told(row.loaded_on),
        lines: row.lines,
        total_fen: row.total_fen,
        matched: row.matched,
        differences: row.differences,
        open_differences: row.open_differences,
        create_time: Some(instant(row.create_time)),
        update_time: Some(instant(row.update_time)),
    }
}

/// One difference beside what either side has under its number.
pub fn difference(row: &Difference, ours: Option<&Line>, theirs: &[&Line]) -> v1::Difference {
    let ticket = &row.ticket;
    let class = v1::difference::Class::from_str_name(ticket.class.as_str());
    v1::Difference {
        batch: RECON_BATCHES.name(row.batch),
        biz_no: ticket.no.clone(),
        difference_class: class.unwrap_or_default().into(),
        ours: ours.map(line),
        theirs: theirs.iter().copied().map(line).collect(),
        finding: ticket.finding.as_ref().map(finding),
        closed_by: ticket.closed_by.clone().unwrap_or_default(),
        closed_on: day::told(ticket.closed_on),
        agreement: ticket.agreement.clone().unwrap_or_default(),
    }
}

fn line(line: &Line) -> v1::difference::Line {
    v1::difference::Line {
        amount_fen: line.amount.get(),
        status: line.status.clone(),
    }
}

fn finding(finding: &Finding) -> v1::difference::Finding {
    v1::difference::Finding {
        text: finding.text.clone(),
        by: finding.by.clone(),
        found_on: finding.found_on.to_string(),
    }
}
