//! ReadShadowLedger: what a shadow would have answered so far, and to whom it is told.
use kezhuan_auth::{Caller, Reach};
use kezhuan_database::shadow::{self, ShadowRow};
use kezhuan_database::{Database, Error};
use kezhuan_protocol::replay::v1::read_shadow_ledger_response::Part;
use kezhuan_protocol::replay::v1::{
    Change, Changes, ReadShadowLedgerRequest, ReadShadowLedgerResponse, ShadowLedger,
};
use kezhuan_rpc::Problem;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Status};
use tracing::Instrument;
use uuid::Uuid;

use super::line::count;
use crate::message::report;
use crate::selection::DOMAIN;
use crate::tally::Tally;

/// Lines that are read at once.
const LINES_MAX: i64 = 1_000;
/// Parts that wait for a client.
const PARTS_AHEAD_MAX: usize = 8;

/// What a client is sent.
pub(crate) type LedgerParts = ReceiverStream<Result<ReadShadowLedgerResponse, Status>>;

/// The ledger of a shadow as it stands now.
pub(crate) async fn ledger(
    database: &Database,
    caller: &Caller,
    input: ReadShadowLedgerRequest,
) -> Result<LedgerParts, Status> {
    let unknown = || Status::from(unknown(&input.shadow));
    let id = input.shadow.strip_prefix("shadows/");
    let id = id.and_then(|id| Uuid::try_parse(id).ok());
    let id = id.ok_or_else(unknown)?;
    let found = database.read(caller, async |connection| {
        Ok::<_, Error>(shadow::find(connection, id).await?)
    });
    let found = found.await?.ok_or_else(unknown)?;
    let reader = reader(caller, database.service(), &found.tenant).ok_or_else(unknown)?;
    let read = database.read(&reader, async |connection| {
        Ok::<_, Error>(shadow::to_come(connection, &found).await?)
    });
    let reading = Reading {
        decisions_to_come: read.await?,
        database: database.clone(),
        reader,
        shadow: found,
        with_changes: input.with_changes,
    };
    let (sender, receiver) = mpsc::channel(PARTS_AHEAD_MAX);
    let telling = async move {
        let last = match reading.summed(&sender).await {
            Ok(Some(ledger)) => Ok(response(Part::Ledger(ledger))),
            Ok(None) => return,
            Err(error) => Err(error.into()),
        };
        // A client that is gone hears nothing of it.
        let _ = sender.send(last).await;
    };
    kezhuan_runtime::spawn("shadow ledger", telling.in_current_span());
    Ok(ReceiverStream::new(receiver))
}

/// With whose eyes the lines are read, as those of a replay: who writes the rules of the tenant is told every one, and no
/// fact; its offices those whose cases they see. Nobody else but the city, auditors and services is told that it is there.
fn reader(caller: &Caller, service: &str, tenant: &str) -> Option<Caller> {
    match caller.reach() {
        Reach::Rules if caller.tenant == tenant => Some(Caller::service(service, tenant)),
        Reach::Own if caller.tenant == tenant => Some(caller.clone()),
        Reach::City | Reach::Auditor | Reach::Service => Some(caller.clone()),
        Reach::Rules | Reach::Own | Reach::Party => None,
    }
}

fn unknown(name: &str) -> Problem {
    Problem::new(Code::NotFound, "SHADOW_UNKNOWN", DOMAIN)
        .zh(format!("没有这个影子运行（{name}），或无权查看"))
        .en(format!(
            "this service follows no shadow {name}, or you may not see it"
        ))
        .meta("name", name)
}

fn response(part: Part) -> ReadShadowLedgerResponse {
    ReadShadowLedgerResponse { part: Some(part) }
}

/// One ledger that is being told: what it held when it was asked for.
struct Reading {
    database: Database,
    reader: Caller,
    shadow: ShadowRow,
    decisions_to_come: i64,
    with_changes: bool,
}

impl Reading {
    /// The sum; none where nobody listens any more.
    async fn summed(
        &self,
        sender: &mpsc::Sender<Result<ReadShadowLedgerResponse, Status>>,
    ) -> Result<Option<ShadowLedger>, Error> {
        let (began, shadow) = (Instant::now(), &self.shadow);
        let mut tally = Tally::default();
        let mut from = shadow.first_leaf;
        loop {
            let span = (from, shadow.next_leaf);
            let read = self.database.read(&self.reader, async |connection| {
                let lines = shadow::entries(connection, shadow.id, span, LINES_MAX).await?;
                Ok::<_, Error>(lines)
            });
            let lines = read.await?;
            let is_last = (lines.len() as i64) < LINES_MAX;
            from = lines.last().map_or(from, |line| line.leaf_index + 1);
            let changed = lines.into_iter().filter_map(|line| count(&mut tally, line));
            let changes: Vec<Change> = changed.map(|change| Change::from(&change)).collect();
            if self.with_changes && !changes.is_empty() {
                let changes = response(Part::Changes(Changes { changes }));
                if sender.send(Ok(changes)).await.is_err() {
                    return Ok(None);
                }
            }
            if sender.is_closed() {
                return Ok(None);
            }
            if is_last {
                break;
            }
        }
        let elapsed = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        Ok(Some(ShadowLedger {
            shadow: format!("shadows/{}", shadow.id),
            report: Some(report(&tally, elapsed)),
            since: shadow.since.to_string(),
            first_leaf: shadow.first_leaf,
            next_leaf: shadow.next_leaf,
            decisions_to_come: self.decisions_to_come,
            running: shadow.running,
            problem: shadow.problem.clone(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kezhuan_auth::{CallerKind, Role};

    #[test]
    fn only_its_own_tenant_the_city_auditors_and_services_are_told() {
        let person = |tenant: &str, role| Caller {
            kind: CallerKind::Person,
            roles: [role].into(),
            ..Caller::service("somebody", tenant)
        };
        for own in [Role::RuleAuthor, Role::RuleApprover, Role::CountyStb] {
            assert!(reader(&person("440703", own), "asking", "440703").is_some());
            assert_eq!(reader(&person("440705", own), "asking", "440703"), None);
        }
        let author = person("440703", Role::RuleAuthor);
        let eyes = reader(&author, "asking", "440703").unwrap();
        assert_eq!(eyes, Caller::service("asking", "440703"));
        assert_eq!(
            reader(&person("440703", Role::Applicant), "asking", "440703"),
            None
        );
        for caller in [
            person("440700", Role::CityStb),
            person("", Role::Auditor),
            Caller::service("rules", ""),
        ] {
            assert_eq!(reader(&caller, "asking", "440703"), Some(caller));
        }
    }
}
