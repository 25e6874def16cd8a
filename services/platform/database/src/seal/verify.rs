//! Recomputes the whole log from the stored rows and compares it with every signed head.
use std::collections::{HashMap, HashSet};

use ed25519_dalek::VerifyingKey;
use sqlx::PgConnection;
use uuid::Uuid;

use super::digest::RowKind;
use super::finding::{Finding, Report};
use super::frontier::{Frontier, Hash};
use super::named::{KeptRules, Named};
use super::path::STEP;
use super::{TreeHead, heads};
use crate::audit::AuditRow;
use crate::decision::StoredDecision;
use crate::{Database, Error};

const CHUNK: i64 = 2_000;
/// A row unsealed for longer than this was not written through the door, or nobody seals.
const SEALED_WITHIN_SECONDS: f64 = 10.0;
const UNSEALED_MAX: i64 = 1_000;

/// How far an audit is.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    pub leaves: i64,
    pub of: i64,
}

/// Recomputes every digest, every root and every signature of the service's log, and the digests of the
/// packages and settings that sealed decisions name.
///
/// Truncation of the newest heads together with their rows shows only against heads that were
/// kept elsewhere: compare `Report::newest` with those.
pub async fn verify_log(
    database: &Database,
    key: &VerifyingKey,
    rules: &dyn KeptRules,
) -> Result<Report, Error> {
    verify_log_telling(database, key, rules, &|_| {}).await
}

/// The same, told how far it is.
pub async fn verify_log_telling(
    database: &Database,
    key: &VerifyingKey,
    rules: &dyn KeptRules,
    tell: &(dyn Fn(Progress) + Sync),
) -> Result<Report, Error> {
    let service = database.service();
    database
        .relay_snapshot(async |connection| {
            let mut report = Report::default();
            let heads = heads::all(connection).await?;
            check_heads(&heads, service, key, &mut report);
            Walk::new(&heads, rules, tell)
                .through(connection, &mut report)
                .await?;
            unsealed(connection, &mut report).await?;
            report.newest = heads.into_iter().next_back().map(|head| head.head);
            Ok(report)
        })
        .await
}

fn check_heads(heads: &[heads::Kept], service: &str, key: &VerifyingKey, report: &mut Report) {
    let mut expected = 1;
    for heads::Kept { head, .. } in heads {
        let TreeHead { number, .. } = *head;
        for missing in expected..number {
            report.find(Finding::HeadMissing { number: missing });
            if report.is_full() {
                break;
            }
        }
        expected = number + 1;
        if !head.is_signed_by(service, key) {
            report.find(Finding::HeadUnsigned { number });
        }
    }
    report.heads = heads.len() as i64;
}

#[derive(sqlx::FromRow)]
struct Leaf {
    leaf_index: i64,
    kind: i16,
    row_id: Uuid,
    digest: Vec<u8>,
}

/// Goes through the leaves in order and stops at each head to compare roots.
struct Walk<'w> {
    heads: std::iter::Peekable<std::slice::Iter<'w, heads::Kept>>,
    promised: i64,
    named: Named<'w>,
    tell: &'w (dyn Fn(Progress) + Sync),
    frontier: Frontier,
    next: i64,
    /// Subtrees that were completed and whose kept hash is not compared yet.
    nodes: Vec<(i16, i64, Hash)>,
    /// Once a leaf is missing, no subtree is what it was.
    whole: bool,
}

impl<'w> Walk<'w> {
    fn new(
        heads: &'w [heads::Kept],
        rules: &'w dyn KeptRules,
        tell: &'w (dyn Fn(Progress) + Sync),
    ) -> Walk<'w> {
        Walk {
            heads: heads.iter().peekable(),
            promised: heads.iter().map(|kept| kept.head.size).max().unwrap_or(0),
            named: Named::new(rules),
            tell,
            frontier: Frontier::default(),
            next: 0,
            nodes: Vec::new(),
            whole: true,
        }
    }

    async fn through(
        mut self,
        connection: &mut PgConnection,
        report: &mut Report,
    ) -> Result<(), Error> {
        loop {
            let leaves: Vec<Leaf> = sqlx::query_as(
                "SELECT leaf_index, kind, row_id, digest FROM leaf
                  WHERE leaf_index >= $1 ORDER BY leaf_index LIMIT $2",
            )
            .bind(self.next)
            .bind(CHUNK)
            .fetch_all(&mut *connection)
            .await?;
            if leaves.is_empty() {
                break;
            }
            self.check_rows(connection, &leaves, report).await?;
            leaves.iter().for_each(|leaf| self.take(leaf, report));
            self.compare_nodes(connection, report).await?;
            (self.tell)(Progress {
                leaves: report.leaves,
                of: self.promised.max(report.leaves),
            });
        }
        self.end(connection, report).await
    }

    /// The rows of these leaves, and what the decisions among them name.
    async fn check_rows(
        &mut self,
        connection: &mut PgConnection,
        leaves: &[Leaf],
        report: &mut Report,
    ) -> Result<(), Error> {
        let rows = rows_of(connection, leaves).await?;
        let audit = rows.audit.iter().map(|row| (row.id, row.digest()));
        let decisions = rows.decisions.iter().map(|row| (row.id, row.digest()));
        let stored: HashMap<Uuid, Vec<u8>> = audit.chain(decisions).collect();
        let mut altered = HashSet::new();
        for leaf in leaves {
            let (leaf_index, row_id) = (leaf.leaf_index, leaf.row_id);
            let kind = RowKind::of(leaf.kind).unwrap_or(RowKind::Audit);
            match stored.get(&row_id) {
                None => report.find(Finding::RowMissing {
                    leaf_index,
                    kind,
                    row_id,
                }),
                Some(now) if *now != leaf.digest || rows.written.get(&row_id) != Some(now) => {
                    altered.insert(row_id);
                    report.find(Finding::RowAltered {
                        leaf_index,
                        kind,
                        row_id,
                    });
                }
                Some(_) => {}
            }
        }
        // What an altered row names says nothing.
        let sealed = rows.decisions.iter();
        let sealed: Vec<&StoredDecision> =
            sealed.filter(|row| !altered.contains(&row.id)).collect();
        self.named.check(connection, &sealed, report).await
    }

    fn take(&mut self, leaf: &Leaf, report: &mut Report) {
        while self.next < leaf.leaf_index {
            self.whole = false;
            report.find(Finding::LeafMissing {
                leaf_index: self.next,
            });
            self.next += 1;
            if report.is_full() {
                self.next = leaf.leaf_index;
            }
        }
        let nodes = &mut self.nodes;
        self.frontier.push_telling(&leaf.digest, |height, hash| {
            if height % STEP == 0 {
                let level = i16::try_from(height).unwrap_or(i16::MAX);
                nodes.push((level, leaf.leaf_index >> height, *hash));
            }
        });
        self.next = leaf.leaf_index + 1;
        report.leaves += 1;
        while let Some(kept) = self.heads.next_if(|kept| kept.head.size <= report.leaves) {
            let same_root = self.frontier.root().as_slice() == kept.head.root;
            let same_frontier = self.frontier.to_bytes() == kept.frontier;
            if kept.head.size != report.leaves || !same_root || !same_frontier {
                report.find(Finding::HeadBroken {
                    number: kept.head.number,
                });
            }
        }
    }

    async fn compare_nodes(
        &mut self,
        connection: &mut PgConnection,
        report: &mut Report,
    ) -> Result<(), Error> {
        let nodes = std::mem::take(&mut self.nodes);
        if !self.whole || nodes.is_empty() {
            return Ok(());
        }
        let kept: Vec<(i16, i64, Vec<u8>)> = sqlx::query_as(
            "SELECT level, place, hash FROM log_node
              WHERE (level, place) IN (SELECT * FROM unnest($1::smallint[], $2::bigint[]))",
        )
        .bind(nodes.iter().map(|node| node.0).collect::<Vec<_>>())
        .bind(nodes.iter().map(|node| node.1).collect::<Vec<_>>())
        .fetch_all(connection)
        .await?;
        for (level, place, hash) in kept {
            let same = |node: &&(i16, i64, Hash)| (node.0, node.1) == (level, place);
            if nodes
                .iter()
                .find(same)
                .is_none_or(|node| node.2[..] != hash[..])
            {
                report.find(Finding::NodeAltered { level, place });
            }
        }
        Ok(())
    }

    async fn end(
        mut self,
        connection: &mut PgConnection,
        report: &mut Report,
    ) -> Result<(), Error> {
        let covered = self.heads.peek().is_none();
        for kept in self.heads {
            report.find(Finding::HeadBroken {
                number: kept.head.number,
            });
        }
        if covered && report.leaves > self.promised {
            report.find(Finding::LeavesBeyondHead {
                leaves: report.leaves - self.promised,
            });
        }
        // What covers leaves that are not there was put there by somebody.
        let stray: Vec<(i16, i64)> = sqlx::query_as(
            "SELECT level, place FROM log_node WHERE place >= ($1::bigint >> level::int) LIMIT $2",
        )
        .bind(self.next)
        .bind(UNSEALED_MAX)
        .fetch_all(connection)
        .await?;
        for (level, place) in stray {
            report.find(Finding::NodeAltered { level, place });
        }
        Ok(())
    }
}

/// The rows that leaves stand for.
struct Rows {
    audit: Vec<AuditRow>,
    /// In the order they were made.
    decisions: Vec<StoredDecision>,
    /// The digests written beside them, which the sealer goes by.
    written: HashMap<Uuid, Vec<u8>>,
}

async fn rows_of(connection: &mut PgConnection, leaves: &[Leaf]) -> Result<Rows, Error> {
    let ids = |kind: RowKind| -> Vec<Uuid> {
        let of_kind = leaves.iter().filter(|leaf| leaf.kind == kind.number());
        of_kind.map(|leaf| leaf.row_id).collect()
    };
    let audit: Vec<AuditRow> = sqlx::query_as(
        "SELECT id, tenant, organisation, actor, action, aggregate, aggregate_id, version,
                request_id, detail::text AS detail, legal_date, occurred_at
           FROM audit WHERE id = ANY ($1)",
    )
    .bind(ids(RowKind::Audit))
    .fetch_all(&mut *connection)
    .await?;
    let decisions: Vec<StoredDecision> = sqlx::query_as(
        "SELECT id, case_id, tenant, rule_tenant, hook, interface_version, legal_date,
                package_digest, settings_digest, input, outcome, outcome_kind,
                reasons::text AS reasons, fuel, created_at
           FROM decision WHERE id = ANY ($1) ORDER BY id",
    )
    .bind(ids(RowKind::Decision))
    .fetch_all(&mut *connection)
    .await?;
    let written: Vec<(Uuid, Vec<u8>)> = sqlx::query_as(
        "SELECT id, digest FROM audit WHERE id = ANY ($1)
          UNION ALL SELECT id, digest FROM decision WHERE id = ANY ($2)",
    )
    .bind(ids(RowKind::Audit))
    .bind(ids(RowKind::Decision))
    .fetch_all(&mut *connection)
    .await?;
    Ok(Rows {
        audit,
        decisions,
        written: written.into_iter().collect(),
    })
}

/// Counts the rows, and finds those that no leaf stands for.
async fn unsealed(connection: &mut PgConnection, report: &mut Report) -> Result<(), Error> {
    (report.audit_entries, report.decisions) =
        sqlx::query_as("SELECT (SELECT count(*) FROM audit), (SELECT count(*) FROM decision)")
            .fetch_one(&mut *connection)
            .await?;
    let rows: Vec<(i16, Uuid)> = sqlx::query_as(
        "SELECT kind, id FROM (
             SELECT 1::smallint AS kind, id, occurred_at AS at FROM audit
             UNION ALL SELECT 2::smallint, id, created_at FROM decision) AS row
          WHERE at < now() - make_interval(secs => $1)
            AND NOT EXISTS (SELECT FROM leaf WHERE leaf.row_id = row.id)
          LIMIT $2",
    )
    .bind(SEALED_WITHIN_SECONDS)
    .bind(UNSEALED_MAX)
    .fetch_all(&mut *connection)
    .await?;
    for (kind, row_id) in rows {
        let kind = RowKind::of(kind).unwrap_or(RowKind::Audit);
        report.find(Finding::RowUnsealed { kind, row_id });
    }
    report.younger = sqlx::query_scalar(
        "SELECT count(*) FROM (
             SELECT id, occurred_at AS at FROM audit
             UNION ALL SELECT id, created_at FROM decision) AS row
          WHERE at >= now() - make_interval(secs => $1)
            AND NOT EXISTS (SELECT FROM leaf WHERE leaf.row_id = row.id)",
    )
    .bind(SEALED_WITHIN_SECONDS)
    .fetch_one(&mut *connection)
    .await?;
    Ok(())
}
