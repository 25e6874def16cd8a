//! SetAppropriation: what the caller's tenant may spend on a programme family in a year.
use chrono::{SubsecRound, Utc};
use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, RequestKey, Write};
use kezhuan_law::Fen;
use kezhuan_protocol::rules::v1 as proto;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::{RulesApi, convert, own_tenant};
use crate::adoption::News;
use crate::domain::appropriation::Wanted;
use crate::error::Error;
use crate::store;
use crate::store::appropriations::AppropriationRow;

pub(super) async fn handle(
    api: &RulesApi,
    caller: &Caller,
    key: &RequestKey,
    input: proto::SetAppropriationRequest,
) -> Result<proto::Appropriation, Error> {
    let tenant = own_tenant(caller, &input.tenant)?;
    let when_exhausted = convert::when_exhausted(input.when_exhausted())?;
    let wanted = Wanted {
        family: input.family,
        year: input.year,
        amount: Fen(input.appropriation_fen),
        excludes: input.excludes,
        legal_source: input.legal_source,
    };
    let wanted = wanted.check()?;
    let row = AppropriationRow {
        id: Uuid::now_v7(),
        tenant,
        family: wanted.family.clone(),
        year: wanted.year,
        appropriation_fen: wanted.amount.get(),
        when_exhausted: when_exhausted.as_str().to_owned(),
        excludes: wanted.excludes.clone(),
        legal_source: wanted.legal_source.clone(),
        set_by: caller.subject.clone(),
        set_time: Utc::now().trunc_subsecs(6),
        version: 1,
    };
    // Before the write, so that nothing waits for another service while a row is locked. A claim that comes in
    // between shows as the difference between what was announced and what stands in the books.
    let heard = api.teller.hear(&convert::appropriation(&row)).await;
    wanted.fits(&heard)?;
    let seen = input.etag;
    let appropriation = api
        .database
        .write(caller, key, move |write: &mut Write| {
            let (row, seen) = (row.clone(), seen.clone());
            Box::pin(async move { set(write, row, &seen).await })
        })
        .await?;
    let news = News::Appropriation(appropriation.clone());
    api.teller.tell(&news).await;
    Ok(appropriation)
}

async fn set(
    write: &mut Write,
    mut row: AppropriationRow,
    seen: &str,
) -> Result<proto::Appropriation, Error> {
    let programme_year = (row.tenant.as_str(), row.family.as_str(), row.year);
    let known = store::appropriations::of(write, programme_year).await?;
    etag::check(seen, known.as_ref().map_or(0, |known| known.version))?;
    if let Some(known) = known {
        (row.id, row.version) = (known.id, known.version + 1);
    }
    if !store::appropriations::save(write, &row).await? {
        return Err(Error::ChangedMeanwhile);
    }
    write.audit(AuditEntry {
        action: "appropriation.set",
        aggregate: "appropriation",
        aggregate_id: row.id,
        version: row.version,
        detail: serde_json::json!({
            "family": row.family, "year": row.year, "appropriation_fen": row.appropriation_fen,
            "when_exhausted": row.when_exhausted, "excludes": row.excludes, "legal_source": row.legal_source,
        }),
    });
    let answer = convert::appropriation(&row);
    let event = proto::AppropriationSet {
        appropriation: Some(answer.clone()),
    };
    write.publish("appropriation", row.id, row.version, &event);
    Ok(answer)
}
