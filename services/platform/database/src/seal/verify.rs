//! Recomputes the whole log from the stored rows and compares it with every signed head.
use std::collections::HashMap;

use ed25519_dalek::VerifyingKey;
use sqlx::PgConnection;
use uuid::Uuid;

use super::TreeHead;
use super::digest::KIND_AUDIT;
use super::frontier::Frontier;
use crate::audit::AuditRow;
use crate::decision::StoredDecision;
use crate::{Database, Error};

const CHUNK: i64 = 2_000;
const FINDINGS_MAX: usize = 1_000;
/// A row unsealed for longer than this was not written through the door, or nobody seals.
const SEALED_WITHIN_SECONDS: f64 = 10.0;

/// Something in the log that is not as it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// A leaf number is missing: a leaf was removed.
    LeafMissing { leaf_index: i64 },
    /// A sealed row is gone.
    RowMissing { leaf_index: i64, row_id: Uuid },
    /// A sealed row is not what was sealed.
    RowAltered { leaf_index: i64, row_id: Uuid },
    /// A row that no head covers although it is old enough.
    RowUnsealed { row_id: Uuid },
    /// The leaves below this head have another root than the one signed.
    HeadBroken { number: i64 },
    /// The signature is not the key's.
    HeadUnsigned { number: i64 },
    /// Head numbers have a hole.
    HeadMissing { number: i64 },
    /// Leaves stand beyond the newest head.
    LeavesBeyondHead { leaves: i64 },
}

/// What `verify_log` saw.
#[derive(Debug, Clone, Default)]
pub struct Report {
    pub leaves: i64,
    pub heads: i64,
    /// The first thousand.
    pub findings: Vec<Finding>,
    pub newest: Option<TreeHead>,
}

impl Report {
    /// Whether everything is as it was signed.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }

    fn find(&mut self, finding: Finding) {
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(finding);
        }
    }
}

/// Recomputes every digest, every root and every signature of the service's log.
///
/// Truncation of the newest heads together with their rows shows only against heads that were
/// kept elsewhere: compare `Report::newest` with those.
pub async fn verify_log(database: &Database, key: &VerifyingKey) -> Result<Report, Error> {
    let service = database.service();
    database
        .relay_snapshot(async |connection| verify(connection, service, key).await)
        .await
}

async fn verify(
    connection: &mut PgConnection,
    service: &str,
    key: &VerifyingKey,
) -> Result<Report, Error> {
    let heads: Vec<TreeHead> = sqlx::query_as(
        "SELECT number, size, root, sealed_at, algorithm, key_id, signature
           FROM tree_head ORDER BY number",
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut report = Report::default();
    for (head, number) in heads.iter().zip(1..) {
        if head.number != number {
            report.find(Finding::HeadMissing { number });
        }
        if !head.is_signed_by(service, key) {
            report.find(Finding::HeadUnsigned {
                number: head.number,
            });
        }
    }
    report.heads = heads.len() as i64;
    walk(connection, &heads, &mut report).await?;
    for row_id in unsealed(connection).await? {
        report.find(Finding::RowUnsealed { row_id });
    }
    report.newest = heads.into_iter().next_back();
    Ok(report)
}

#[derive(sqlx::FromRow)]
struct Leaf {
    leaf_index: i64,
    kind: i16,
    row_id: Uuid,
    digest: Vec<u8>,
}

/// Goes through the leaves in order and stops at each head to compare roots.
async fn walk(
    connection: &mut PgConnection,
    heads: &[TreeHead],
    report: &mut Report,
) -> Result<(), Error> {
    let mut frontier = Frontier::default();
    let mut heads = heads.iter().peekable();
    let mut next = 0;
    loop {
        let leaves: Vec<Leaf> = sqlx::query_as(
            "SELECT leaf_index, kind, row_id, digest FROM leaf
              WHERE leaf_index >= $1 ORDER BY leaf_index LIMIT $2",
        )
        .bind(next)
        .bind(CHUNK)
        .fetch_all(&mut *connection)
        .await?;
        if leaves.is_empty() {
            break;
        }
        check_rows(connection, &leaves, report).await?;
        for leaf in &leaves {
            while next < leaf.leaf_index {
                report.find(Finding::LeafMissing { leaf_index: next });
                next += 1;
                if report.findings.len() == FINDINGS_MAX {
                    next = leaf.leaf_index;
                }
            }
            frontier.push(&leaf.digest);
            next = leaf.leaf_index + 1;
            report.leaves += 1;
            while let Some(head) = heads.next_if(|head| head.size <= report.leaves) {
                if head.size != report.leaves || frontier.root().as_slice() != head.root {
                    report.find(Finding::HeadBroken {
                        number: head.number,
                    });
                }
            }
        }
    }
    let covered = heads.peek().is_none();
    for head in heads {
        report.find(Finding::HeadBroken {
            number: head.number,
        });
    }
    let promised = newest_size(connection).await?;
    if covered && report.leaves > promised {
        report.find(Finding::LeavesBeyondHead {
            leaves: report.leaves - promised,
        });
    }
    Ok(())
}

async fn newest_size(connection: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT coalesce(max(size), 0) FROM tree_head")
        .fetch_one(connection)
        .await
}

async fn check_rows(
    connection: &mut PgConnection,
    leaves: &[Leaf],
    report: &mut Report,
) -> Result<(), Error> {
    let ids = |audit: bool| -> Vec<Uuid> {
        let of_kind = leaves
            .iter()
            .filter(|leaf| (leaf.kind == KIND_AUDIT) == audit);
        of_kind.map(|leaf| leaf.row_id).collect()
    };
    let audit: Vec<AuditRow> = sqlx::query_as(
        "SELECT id, tenant, organisation, actor, action, aggregate, aggregate_id, version,
                request_id, detail::text AS detail, legal_date, occurred_at
           FROM audit WHERE id = ANY ($1)",
    )
    .bind(ids(true))
    .fetch_all(&mut *connection)
    .await?;
    let decisions: Vec<StoredDecision> = sqlx::query_as(
        "SELECT id, case_id, tenant, rule_tenant, hook, interface_version, legal_date,
                package_digest, settings_digest, input, outcome, outcome_kind,
                reasons::text AS reasons, fuel, created_at
           FROM decision WHERE id = ANY ($1)",
    )
    .bind(ids(false))
    .fetch_all(&mut *connection)
    .await?;
    let audit = audit.iter().map(|row| (row.id, row.digest()));
    let decisions = decisions.iter().map(|row| (row.id, row.digest()));
    let stored: HashMap<Uuid, Vec<u8>> = audit.chain(decisions).collect();
    for Leaf {
        leaf_index,
        row_id,
        digest,
        ..
    } in leaves
    {
        let (leaf_index, row_id) = (*leaf_index, *row_id);
        match stored.get(&row_id) {
            None => report.find(Finding::RowMissing { leaf_index, row_id }),
            Some(now) if now != digest => report.find(Finding::RowAltered { leaf_index, row_id }),
            Some(_) => {}
        }
    }
    Ok(())
}

async fn unsealed(connection: &mut PgConnection) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT id FROM (
             SELECT id, occurred_at AS at FROM audit
             UNION ALL SELECT id, created_at FROM decision) AS row
          WHERE at < now() - make_interval(secs => $1)
            AND NOT EXISTS (SELECT FROM leaf WHERE leaf.row_id = row.id)
          LIMIT $2",
    )
    .bind(SEALED_WITHIN_SECONDS)
    .bind(FINDINGS_MAX as i64)
    .fetch_all(connection)
    .await
}
