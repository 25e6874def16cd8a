//! Decisions, packages and receipts from a running suite.
use std::time::Duration;

use anyhow::Context;
use kezhuan_protocol::contracts::v1::{
    AuditEntry, Decision, DownloadDecisionPackageRequest, GetDecisionRequest,
    ListAuditEntriesRequest, ListDecisionsRequest,
};
use kezhuan_protocol::seal::v1::GetReceiptRequest;
use kezhuan_rule_host::{HostConfig, inspect};
use tonic::{Code, Response, Status, Streaming};
use uuid::Uuid;

use super::{DecisionFile, Keeper, ReceiptFile};
use crate::refusal;
use crate::suite::Session;

/// Who is asked for a decision first, and whose cases are exported.
pub const SERVICE: &str = kezhuan_contracts::NAME;
/// The name of a decision of whichever contract.
const OF_ANY_CONTRACT: &str = "contracts/-/decisions/";
/// How long a row may take to be sealed.
const SEALED_TRIES: u32 = 25;
const SEALED_PAUSE: Duration = Duration::from_millis(200);

/// The full name of a decision that a person called by its id or any form of its name.
pub fn decision_name(id: &str) -> anyhow::Result<String> {
    let bare = id.strip_prefix("decisions/").unwrap_or(id);
    if bare.parse::<Uuid>().is_ok() {
        return Ok(format!("{OF_ANY_CONTRACT}{bare}"));
    }
    anyhow::ensure!(
        id.starts_with("contracts/") && id.contains("/decisions/"),
        "`{id}` 不是裁决 is no decision: give an id that `kezhuan decision contracts/…`, or of another \
         service's case such as loans/…, tenancies/… or trials/…, lists"
    );
    Ok(id.to_owned())
}

/// A decision as a file, with what its package says of it, and the package itself where the suite has it.
pub async fn decision(
    session: &Session,
    name: &str,
) -> anyhow::Result<(DecisionFile, Option<Vec<u8>>)> {
    let (service, decision) = find(session, name).await?;
    let mut file = DecisionFile::of(service, decision)?;
    if file.package.is_none() {
        return Ok((file, None));
    }
    let bytes = match Keeper::named(service) {
        Some(keeper) => keeper.package(session, &file.name).await?,
        None => package(session, &file.name).await?,
    };
    if let Some(bytes) = &bytes {
        // What can't be read is told when the decision is checked.
        if let Ok(papers) = inspect(bytes, HostConfig::default().package_bytes_max) {
            file.explain(&papers);
        }
    }
    Ok((file, bytes))
}

/// The decision, and who keeps it: an id alone does not say.
async fn find(session: &Session, name: &str) -> anyhow::Result<(&'static str, Decision)> {
    let request = GetDecisionRequest {
        name: name.to_owned(),
    };
    let not_found = match session.contracts()?.get_decision(request).await {
        Ok(decision) => return Ok((SERVICE, decision.into_inner())),
        Err(status) if status.code() == Code::NotFound => status,
        Err(status) => return Err(refusal::readable(status)),
    };
    if let Some(id) = name.strip_prefix(OF_ANY_CONTRACT) {
        for keeper in Keeper::ALL {
            if let Some(decision) = keeper.decision(session, id).await? {
                return Ok((keeper.service(), decision));
            }
        }
    }
    Err(refusal::readable(not_found))
}

async fn package(session: &Session, decision: &str) -> anyhow::Result<Option<Vec<u8>>> {
    let request = DownloadDecisionPackageRequest {
        name: decision.to_owned(),
    };
    let mut client = session.contracts()?;
    let parts = client.download_decision_package(request).await;
    gathered(parts, |part| part.chunk).await
}

/// A package that comes in parts; `None` where the service keeps it no more.
pub(super) async fn gathered<T, C: IntoIterator<Item = u8>>(
    answer: Result<Response<Streaming<T>>, Status>,
    chunk: impl Fn(T) -> C,
) -> anyhow::Result<Option<Vec<u8>>> {
    let mut parts = match answer {
        Ok(parts) => parts.into_inner(),
        Err(status) if status.code() == Code::NotFound => return Ok(None),
        Err(status) => return Err(refusal::readable(status)),
    };
    let mut bytes = Vec::new();
    while let Some(part) = parts.message().await.map_err(refusal::readable)? {
        bytes.extend(chunk(part));
    }
    Ok(Some(bytes))
}

/// Every decision of a contract and its claims, oldest first.
pub async fn decisions(session: &Session, contract: &str) -> anyhow::Result<Vec<Decision>> {
    let (mut decisions, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListDecisionsRequest {
            name: contract.to_owned(),
            page_size: 0,
            page_token,
        };
        let page = session.contracts()?.list_decisions(request).await;
        let page = page.map_err(refusal::readable)?.into_inner();
        decisions.extend(page.decisions);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(decisions);
        }
    }
}

/// Every audit entry of a contract and what hangs on it, oldest first.
pub async fn audit_entries(session: &Session, contract: &str) -> anyhow::Result<Vec<AuditEntry>> {
    let (mut entries, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListAuditEntriesRequest {
            name: contract.to_owned(),
            page_size: 0,
            page_token,
        };
        let page = session.contracts()?.list_audit_entries(request).await;
        let page = page.map_err(refusal::readable)?.into_inner();
        entries.extend(page.audit_entries);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(entries);
        }
    }
}

/// The receipt of a row from the first of these services that keeps it; waits a little for one that was just written.
pub async fn receipt(
    session: &Session,
    services: &[&str],
    row: &str,
) -> anyhow::Result<ReceiptFile> {
    let names = match row.parse::<Uuid>() {
        Ok(id) => vec![format!("decisions/{id}"), format!("auditEntries/{id}")],
        Err(_) => vec![row.to_owned()],
    };
    let mut refused: Option<Status> = None;
    for service in services {
        for name in &names {
            match sealed(session, service, name).await? {
                Ok(receipt) => return Ok(receipt),
                Err(status) if status.code() == Code::NotFound => {
                    refused = refused.or(Some(status));
                }
                // Not for this reader, who was told of the service before it already.
                Err(status) if status.code() == Code::PermissionDenied && refused.is_some() => {}
                Err(status) => return Err(refusal::readable(status)),
            }
        }
    }
    Err(refused.map_or_else(|| anyhow::anyhow!("no row was named"), refusal::readable))
}

async fn sealed(
    session: &Session,
    service: &str,
    name: &str,
) -> anyhow::Result<Result<ReceiptFile, Status>> {
    let mut tries = 0;
    loop {
        let request = GetReceiptRequest {
            name: name.to_owned(),
        };
        let status = match session.seal(service)?.get_receipt(request).await {
            Ok(receipt) => {
                let file = ReceiptFile::of(receipt.into_inner());
                return Ok(Ok(file.context("the suite's receipt can't be read")?));
            }
            Err(status) => status,
        };
        tries += 1;
        if refusal::reason(&status) != "NOT_SEALED_YET" || tries == SEALED_TRIES {
            return Ok(Err(status));
        }
        tokio::time::sleep(SEALED_PAUSE).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_may_be_called_by_its_id_or_its_name() {
        let id = Uuid::now_v7();
        let name = format!("contracts/-/decisions/{id}");
        assert_eq!(decision_name(&id.to_string()).unwrap(), name);
        assert_eq!(decision_name(&format!("decisions/{id}")).unwrap(), name);
        assert_eq!(decision_name(&name).unwrap(), name);
        assert!(decision_name("contracts/x").is_err());
        assert!(decision_name("claims/x").is_err());
    }
}
