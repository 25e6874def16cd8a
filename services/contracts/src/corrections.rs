//! The list of what a rule with back effect would have decided otherwise: claims on the legal dates of an entry that
//! was adopted after other rules had decided them, or their shares of city and county. Each stored question is asked again,
//! but of claims that a person computed or that are being recovered, which are listed for a person's look; nothing else happens.
mod later;
mod question;
mod shares;

use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use kezhuan_adoption::Entry;
use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, Write};
use kezhuan_protocol::contracts::v1;
use kezhuan_rule_host::{Digest, Rule, majors};
use kezhuan_runtime::Shutdown;
use uuid::Uuid;

use crate::api::{ContractsApi, convert_correction};
use crate::domain::actor::Actor;
use crate::domain::correction::{Command, decide};
use crate::error::Error;
use crate::rules::in_every_major;
use crate::store::correction_lines::LineRow;
use crate::store::{claims, correction_lines, corrections, rule_entries};
use question::{Candidate, Said, Years, line};

/// The hook whose answers are amounts of claims.
const AMOUNTS: &str = "tc.incentive@1";
/// The hook whose answers are what city and county bear of them.
const SHARES: &str = "tc.split@1";
/// The hooks whose answers are money of claims.
const HOOKS: [&str; 2] = [AMOUNTS, SHARES];
/// How often it is looked what is to be listed: what moved is found by an index.
const LOOK_EVERY: Duration = Duration::from_secs(5);
const BATCH_MAX: i64 = 200;

/// Lists until shutdown. Every replica may: the same questions to the same rule give the same lines.
pub async fn run(api: ContractsApi, shutdown: Shutdown) -> anyhow::Result<()> {
    let mut changes = api.rules.changes();
    loop {
        if let Err(error) = list_all(&api).await {
            tracing::warn!(error = ?error, "what a rule with back effect changes could not be listed yet");
        }
        tokio::select! {
            () = shutdown.triggered() => return Ok(()),
            Ok(()) = changes.changed() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

async fn list_all(api: &ContractsApi) -> Result<(), Error> {
    later::look(api).await?;
    let reader = Caller::service(crate::NAME, "");
    let unlisted = api.database.read(&reader, async |connection| {
        rule_entries::unlisted(connection).await
    });
    for entry in unlisted.await? {
        // Read before the claims are, so that whatever is found meanwhile is listed next time.
        let listing = api.database.read(&reader, async |connection| {
            rule_entries::listing(connection, entry.id).await
        });
        let listing = listing.await?;
        // What can't be asked here now is listed once it can.
        let is_of_money = in_every_major(&HOOKS).contains(&entry.hook.as_str());
        let is_listed = match (is_of_money, api.rules.of_row(&entry)) {
            // No amount follows from the others, so that another answer owes nobody anything: how long an office had
            // (`tc.sla`) is past, a college's check steers nothing here, and which documents a claim needed
            // (`tc.claim.materials`) was settled before its amount was asked for.
            (false, _) => true,
            (true, Some(rule)) => list(api, &entry, &rule).await?,
            (true, None) => false,
        };
        if is_listed {
            let id = entry.id;
            let caller = Caller::service(crate::NAME, &entry.tenant);
            let done = api.database.write_as(&caller, move |write| {
                Box::pin(async move { rule_entries::listed(write, id, listing).await })
            });
            done.await?;
        }
    }
    Ok(())
}

async fn list(api: &ContractsApi, entry: &Entry, rule: &Rule) -> Result<bool, Error> {
    let settings = rule.settings.digest();
    let mut years = Years::default();
    let (mut after, mut asked, mut has_new) = (Uuid::nil(), None, false);
    loop {
        let batch = candidates(api, entry, &settings, after).await?;
        let Some(last) = batch.last() else { break };
        after = last.row.decision_id;
        let of_rules = batch
            .iter()
            .filter(|candidate| candidate.unasked().is_none());
        let count = i64::try_from(of_rules.count()).unwrap_or_default();
        asked = Some(asked.unwrap_or_default() + count);
        let (host, rule) = (api.rules.host().clone(), rule.clone());
        let of_shares = is_of_shares(entry);
        // In one of the places that size the memory of questions, so that no live one finds it gone.
        let asking = api.rules.host().beside(move || {
            let said: Vec<Said> = batch
                .into_iter()
                .map(|candidate| match of_shares {
                    true => shares::ask(&host, &rule, candidate),
                    false => question::ask(&host, &rule, candidate, &mut years),
                })
                .collect();
            (said, years)
        });
        let answered = asking.await;
        let (said, moved) = answered.ok_or_else(|| anyhow::anyhow!("asking was interrupted"))?;
        years = moved;
        has_new |= keep(api, entry, &settings, said).await?;
    }
    if let Some(asked) = asked {
        conclude(api, entry, asked, has_new).await?;
    }
    Ok(true)
}

/// Whether the entry says what city and county bear, in whichever major.
fn is_of_shares(entry: &Entry) -> bool {
    majors(SHARES).contains(&entry.hook.as_str())
}

async fn candidates(
    api: &ContractsApi,
    entry: &Entry,
    settings: &Digest,
    after: Uuid,
) -> Result<Vec<Candidate>, Error> {
    let reader = Caller::service(crate::NAME, "");
    let read = api.database.read(&reader, async |connection| {
        let digest = settings.as_bytes();
        let rows = match is_of_shares(entry) {
            true => corrections::shared(connection, entry, digest, after, BATCH_MAX).await?,
            false => corrections::candidates(connection, entry, digest, after, BATCH_MAX).await?,
        };
        let mut found = Vec::new();
        for row in rows {
            let Some(behind) = claims::behind(connection, row.claim.id).await? else {
                continue;
            };
            let expected = behind.facts.expected_payee(&row.claim.tenant);
            let enterprise = match &row.claim.amount {
                Some(amount) => amount.enterprise.clone(),
                None => behind
                    .facts
                    .enterprise(expected)
                    .unwrap_or_default()
                    .to_owned(),
            };
            let year = (enterprise, row.year);
            found.push(Candidate { row, behind, year });
        }
        Ok::<_, Error>(found)
    });
    read.await
}

/// Keeps the lines of a batch, in place of what other lists still propose for these claims.
async fn keep(
    api: &ContractsApi,
    entry: &Entry,
    settings: &Digest,
    said: Vec<Said>,
) -> Result<bool, Error> {
    let lines: Vec<(Uuid, Option<LineRow>)> = said
        .into_iter()
        .map(|said| (said.candidate.row.claim.id, line(entry, said)))
        .collect();
    let today = api.clock.today();
    let caller = Caller::service(crate::NAME, &entry.tenant);
    let kept = Arc::new((entry.clone(), settings.to_string(), lines));
    let written = api.database.write_as(&caller, move |write: &mut Write| {
        let kept = kept.clone();
        Box::pin(async move {
            let (entry, settings, lines) = &*kept;
            if lines.iter().any(|(_, line)| line.is_some()) {
                corrections::begin(write, entry, settings).await?;
            }
            let mut has_new = false;
            for (claim, line) in lines {
                if let Some(line) = line {
                    has_new |= correction_lines::add(write, line).await?;
                }
                supersede(write, entry, *claim, today).await?;
            }
            Ok::<bool, Error>(has_new)
        })
    });
    written.await
}

/// What an earlier list proposes for a claim is no longer to be decided.
async fn supersede(
    write: &mut Write,
    entry: &Entry,
    claim: Uuid,
    today: NaiveDate,
) -> Result<(), Error> {
    let service = Actor::service(crate::NAME, &entry.tenant);
    for other in correction_lines::earlier(write, entry.id, claim).await? {
        // Those that are decided stay: what they approved is part of this line's old amount.
        if let Ok(state) = decide(&other.line()?, Command::Supersede, &service) {
            let claims = [other.claim_id];
            let which = (other.correction_id, &claims[..]);
            let by = (crate::NAME, today, "");
            correction_lines::decided(write, which, state, by).await?;
        }
    }
    Ok(())
}

/// The list is whole: it is told of, where it has lines that nobody was told of.
async fn conclude(
    api: &ContractsApi,
    entry: &Entry,
    asked: i64,
    has_new: bool,
) -> Result<(), Error> {
    let (id, caller) = (entry.id, Caller::service(crate::NAME, &entry.tenant));
    let told = api.database.write_as(&caller, move |write: &mut Write| {
        Box::pin(async move {
            let Some(row) = corrections::listed(write, id, asked, has_new).await? else {
                return Ok(());
            };
            write.audit(AuditEntry {
                action: "correction.proposed",
                aggregate: "correction",
                aggregate_id: row.id,
                version: row.version,
                detail: serde_json::json!({
                    "hook": row.hook, "asked": row.asked, "lines": row.lines,
                    "top_up_fen": row.proposed_top_up_fen, "recovery_fen": row.proposed_recovery_fen,
                }),
            });
            let correction = Some(convert_correction::correction(&row));
            let event = v1::CorrectionProposed { correction };
            write.publish("correction", row.id, row.version, &event);
            Ok::<(), Error>(())
        })
    });
    told.await
}
