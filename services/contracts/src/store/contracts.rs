//! The contract as a row: loaded whole, inserted once, replaced where its version is still the one that was read.
use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use futures::future::BoxFuture;
use kezhuan_database::{AuditEntry, Lookup, Write};
use kezhuan_rpc::etag;
use kezhuan_scheduler::{Due, Page};
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection, Postgres, QueryBuilder, Row};
use uuid::Uuid;

use super::contract_rows::{ContractRow, Replacement};
use super::contract_versions::{self, VersionRow};
use super::parties;
use crate::api::publish_contract_event;
use crate::domain::contract::{Contract, Decided};
use crate::domain::materials::Material;
use crate::domain::refused::Refused;
use crate::error::Error;

/// A contract with what stands beside its body.
#[derive(Debug, Clone)]
pub struct Case {
    pub contract: Contract,
    /// Kinds of the documents in its file.
    pub materials: BTreeSet<Material>,
    /// The same paper is in the register as another contract.
    pub has_registered_twin: bool,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
pub(super) struct CaseRow {
    pub body: Json<Contract>,
    pub materials: Vec<String>,
    pub has_registered_twin: bool,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
}

pub(super) const CASE_COLUMNS: &str = "contract.body, contract.create_time, contract.update_time,
    ARRAY(SELECT DISTINCT material FROM attachment WHERE attachment.contract_id = contract.id) AS materials,
    CASE WHEN contract.state IN ('SUBMITTED', 'ACCEPTED', 'AWAITING_SUPPLEMENT', 'FIRST_REVIEWED', 'EXPERT_REVIEW', 'MANUAL')
         THEN is_registered_elsewhere(contract.fingerprint, contract.id) ELSE false END AS has_registered_twin";

impl Case {
    /// A new case without documents.
    pub fn new(contract: Contract) -> Case {
        // As Postgres keeps it, so that the first answer equals every later one.
        let now = Utc::now().trunc_subsecs(6);
        Case {
            contract,
            materials: BTreeSet::new(),
            has_registered_twin: false,
            create_time: now,
            update_time: now,
        }
    }

    /// The case with its contract as a step left it.
    pub fn moved_to(&self, contract: &Contract) -> Case {
        Case {
            contract: contract.clone(),
            materials: self.materials.clone(),
            has_registered_twin: self.has_registered_twin,
            create_time: self.create_time,
            update_time: Utc::now().trunc_subsecs(6),
        }
    }
}

impl From<CaseRow> for Case {
    fn from(row: CaseRow) -> Case {
        Case {
            contract: row.body.0,
            materials: row
                .materials
                .iter()
                .filter_map(|code| Material::parse(code))
                .collect(),
            has_registered_twin: row.has_registered_twin,
            create_time: row.create_time,
            update_time: row.update_time,
        }
    }
}

/// Contracts by their ids, as far as they are there and the caller may see them.
pub struct ById;

impl Lookup for ById {
    type Key = Uuid;
    type Found = Option<Case>;

    fn find<'c>(
        ids: &'c [Uuid],
        connection: &'c mut PgConnection,
    ) -> BoxFuture<'c, Result<Vec<Option<Case>>, sqlx::Error>> {
        Box::pin(async move {
            let mut query = QueryBuilder::<Postgres>::new("SELECT asked.place, ");
            query
                .push(CASE_COLUMNS)
                .push(" FROM unnest(")
                .push_bind(ids)
                .push("::uuid[]) WITH ORDINALITY AS asked(id, place) JOIN contract ON contract.id = asked.id");
            let mut found: Vec<Option<Case>> = ids.iter().map(|_| None).collect();
            for row in query.build().fetch_all(connection).await? {
                let place: i64 = row.try_get("place")?;
                let case = Case::from(CaseRow::from_row(&row)?);
                if let Some(answer) = usize::try_from(place - 1)
                    .ok()
                    .and_then(|at| found.get_mut(at))
                {
                    *answer = Some(case);
                }
            }
            Ok(found)
        })
    }
}

/// One contract, if it is there and the caller may see it.
pub async fn load(connection: &mut PgConnection, id: Uuid) -> Result<Option<Case>, Error> {
    let mut found = ById::find(&[id], connection).await?;
    Ok(found.pop().flatten())
}

/// A drafted contract: its parties first, so that row security lets the applicant add the case.
pub async fn insert(write: &mut Write, case: &Case, applicant: &str) -> Result<(), Error> {
    let contract = &case.contract;
    write.in_tenant(&contract.tenant);
    parties::insert(write, contract, applicant).await?;
    ContractRow::of(contract, case.create_time)?
        .insert(write)
        .await?;
    audit(
        write,
        contract,
        "contract.drafted",
        serde_json::json!({ "number": contract.number }),
    );
    Ok(())
}

/// An edited draft: no transition, so no event.
pub async fn save_edit(
    write: &mut Write,
    before: &Contract,
    after: &Contract,
) -> Result<(), Error> {
    write.in_tenant(&after.tenant);
    replace(write, before, after).await?;
    audit(write, after, "contract.edited", serde_json::json!({}));
    Ok(())
}

/// A national number: no transition, so no event. Every registered version is known by it.
pub async fn save_national_number(
    write: &mut Write,
    before: &Contract,
    after: &Contract,
) -> Result<(), Error> {
    write.in_tenant(&after.tenant);
    let number = after
        .registration
        .as_ref()
        .and_then(|entry| entry.national_number.as_deref());
    let number = number.unwrap_or_default();
    contract_versions::set_national_number(write, after.id, number).await?;
    replace(write, before, after).await?;
    let detail = serde_json::json!({ "national_number": number });
    audit(write, after, "contract.national_number", detail);
    Ok(())
}

/// A step the domain decided: the row, its parties, its version, the audit entry and the event, together.
pub async fn save(write: &mut Write, before: &Contract, decided: &Decided) -> Result<(), Error> {
    let after = &decided.contract;
    write.in_tenant(&after.tenant);
    replace(write, before, after).await?;
    if let Some(version) = &decided.new_version {
        write.batch::<VersionRow>(VersionRow::of(version)?).await?;
    }
    if before.ended_on.is_none()
        && let Some(ended_on) = after.ended_on
    {
        contract_versions::end(write, after.id, ended_on).await?;
    }
    let detail = serde_json::json!({
        "event": decided.event.name(),
        "from": decided.from.as_str(),
        "to": after.state.as_str(),
    });
    audit(write, after, "contract.moved", detail);
    publish_contract_event(write, decided);
    Ok(())
}

async fn replace(write: &mut Write, before: &Contract, after: &Contract) -> Result<(), Error> {
    if before.parties != after.parties {
        parties::replace(write, after).await?;
    }
    let row = ContractRow::of(after, Utc::now().trunc_subsecs(6))?;
    write
        .batch::<Replacement>(Replacement {
            before: before.version,
            row,
        })
        .await
        .map_err(not_replaced)
}

/// No row of that version: someone else was faster. The same paper in the register: it is there already.
fn not_replaced(error: sqlx::Error) -> Error {
    match error {
        sqlx::Error::RowNotFound => etag::stale().into(),
        sqlx::Error::Database(error) if error.constraint() == Some("contract_fingerprint_key") => {
            duplicate_registration().into()
        }
        error => error.into(),
    }
}

fn duplicate_registration() -> Refused {
    Refused::new(
        "DUPLICATE_REGISTRATION",
        "同一合同已登记,一份合同只登记一次",
        "the same contract is registered already; a contract is registered once",
    )
}

fn audit(write: &mut Write, contract: &Contract, action: &'static str, detail: serde_json::Value) {
    write.audit(AuditEntry {
        action,
        aggregate: "contract",
        aggregate_id: contract.id,
        version: contract.version,
        detail,
    });
}

/// Returned applications whose time to file again has passed, by the day on which they lapse.
pub async fn lapsing(
    connection: &mut PgConnection,
    page: Page,
) -> Result<Vec<Due<Contract>>, Error> {
    let rows: Vec<(NaiveDate, Json<Contract>)> = sqlx::query_as(
        "SELECT lapses_on + 1, body FROM contract
          WHERE state = 'RETURNED' AND lapses_on < $1 AND (lapses_on + 1, id) > ($2, $3)
          ORDER BY lapses_on + 1, id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .fetch_all(connection)
    .await?;
    let due = rows.into_iter().map(|(due_on, body)| Due {
        due_on,
        subject: body.0.id,
        row: body.0,
    });
    Ok(due.collect())
}

/// Contracts that wait for a person since before an entry for the rule that failed them was adopted, in any major.
pub async fn with_a_newer_rule(
    connection: &mut PgConnection,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Contract>, Error> {
    let bodies: Vec<Json<Contract>> = sqlx::query_scalar(
        "SELECT body FROM contract
          WHERE waits_for_person AND id > $1 AND EXISTS (
                SELECT FROM rule_entry entry
                 WHERE entry.tenant = contract.tenant
                   AND split_part(entry.hook, '@', 1) = split_part(contract.body #>> '{manual,hook}', '@', 1)
                   AND entry.adopt_time > contract.update_time)
          ORDER BY id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(bodies.into_iter().map(|body| body.0).collect())
}
