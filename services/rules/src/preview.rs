//! Trying a proposed activation on the decisions of the services that ask rules. What can't be tried is told
//! as such: a preview informs who approves, and stops nobody.
mod ledger;

use std::time::Duration;

use chrono::{Months, NaiveDate, SubsecRound, Utc};
use kezhuan_protocol::replay::v1::replay_decisions_response::Part;
use kezhuan_protocol::replay::v1::replay_service_client::ReplayServiceClient;
use kezhuan_protocol::replay::v1::{ReplayDecisionsRequest, Report};
use kezhuan_rpc::{ClientConfig, Explanation};
use prost::Message;
use tonic::Status;

use crate::AdoptionConfig;
use crate::adoption::authorised;
use crate::store::previews::PreviewRow;
use crate::store::timeline::EntryRow;

/// How far back decisions are looked at.
const MONTHS: Months = Months::new(12);
/// What is kept of a report's lists.
const FLIPS_KEPT_MAX: usize = 20;
const REASONS_KEPT_MAX: usize = 20;

/// Asks each service that asks rules.
#[derive(Clone)]
pub struct Previewer {
    config: AdoptionConfig,
    client: ClientConfig,
}

impl Previewer {
    /// Nothing is connected before there is something to try.
    pub fn new(config: &AdoptionConfig, client: &ClientConfig) -> Previewer {
        Previewer {
            config: config.clone(),
            client: client.clone(),
        }
    }

    /// What each service's decisions would have been: those that the entry takes, or of the year before its first day.
    pub async fn of(&self, entry: &EntryRow) -> Vec<PreviewRow> {
        if self.config.token_file.as_os_str().is_empty() {
            return Vec::new();
        }
        let Some((from, to)) = period(entry) else {
            return Vec::new();
        };
        let calls = self.config.addresses.iter().map(|address| async move {
            let limit = Duration::from_millis(self.config.preview_ms_max);
            let asked = tokio::time::timeout(limit, self.ask(address, entry, (from, to)));
            let (report, problem) = match asked.await {
                Ok(Ok(report)) => (Some(report.encode_to_vec()), String::new()),
                Ok(Err(error)) => (None, told(&error)),
                Err(_) => (
                    None,
                    format!("it took longer than {} ms", limit.as_millis()),
                ),
            };
            PreviewRow {
                entry_id: entry.id,
                service: address.clone(),
                period_from: from,
                period_to: to,
                problem,
                report,
                // As exact as it is stored, so that the first answer and later ones agree.
                create_time: Utc::now().trunc_subsecs(6),
            }
        });
        futures::future::join_all(calls).await
    }

    async fn ask(
        &self,
        address: &str,
        entry: &EntryRow,
        (from, to): (NaiveDate, NaiveDate),
    ) -> anyhow::Result<Report> {
        let channel = self.client.endpoint(address)?.connect().await?;
        let request = ReplayDecisionsRequest {
            tenant: entry.tenant.clone(),
            hook: entry.hook.clone(),
            package: format!("packages/{}", hex::encode(&entry.package_digest)),
            settings_json: entry.settings.to_string(),
            from: from.to_string(),
            to: to.to_string(),
            with_changes: false,
        };
        let request = authorised(request, self.config.bearer().await?);
        let mut service = ReplayServiceClient::new(channel);
        let mut parts = service.replay_decisions(request).await?.into_inner();
        while let Some(part) = parts.message().await? {
            if let Some(Part::Report(report)) = part.part {
                return Ok(shortened(report));
            }
        }
        anyhow::bail!("it ended without a report")
    }
}

/// The days an entry takes, where they have begun; else the year before them.
fn period(entry: &EntryRow) -> Option<(NaiveDate, NaiveDate)> {
    let today = entry.proposed_on.filter(|today| entry.first < *today);
    let Some(today) = today else {
        return year_before(entry.first);
    };
    let last = entry.until.and_then(|until| until.pred_opt());
    Some((entry.first, last.map_or(today, |last| last.min(today))))
}

/// A report with its lists cut to what people look at.
fn shortened(mut report: Report) -> Report {
    report.flips.truncate(FLIPS_KEPT_MAX);
    report.reasons.truncate(REASONS_KEPT_MAX);
    report
}

/// The last twelve months before a day.
fn year_before(day: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    Some((day.checked_sub_months(MONTHS)?, day.pred_opt()?))
}

/// A refusal by its reason and words; another trouble in its own.
fn told(error: &anyhow::Error) -> String {
    match error.downcast_ref::<Status>() {
        Some(status) => format!("{}: {}", Explanation::of(status).reason, status.message()),
        None => format!("it can't be reached: {error:#}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_before_ends_the_day_before() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (first, from, to) in [
            ("2026-01-01", "2025-01-01", "2025-12-31"),
            ("2024-02-29", "2023-02-28", "2024-02-28"),
        ] {
            assert_eq!(year_before(day(first)), Some((day(from), day(to))));
        }
    }
}
