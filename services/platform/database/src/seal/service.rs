//! `SealService`: what anybody needs to check this service's log by himself. One for every service.
use kezhuan_auth::Caller;
use kezhuan_protocol::seal::v1::seal_service_server::{SealService, SealServiceServer};
use kezhuan_protocol::seal::v1::{self as proto, *};
use kezhuan_rpc::{Problem, page};
use sqlx::PgConnection;
use tonic::{Code, Request, Response, Status};
use uuid::Uuid;

use super::{RowKind, VerifyingKey, head, heads, message};
use crate::{Database, Error};

/// As descriptors and permission tables call it.
pub const SERVICE: &str = "kezhuan.seal.v1.SealService";
/// Who may call what.
pub const PERMISSIONS: &str = include_str!("../../../../../proto/kezhuan/seal/v1/permissions.toml");
/// Under whose name its reasons are unique.
const DOMAIN: &str = "seal.kezhuan";

/// Serves the log of one service.
pub struct SealedLog {
    database: Database,
    key: VerifyingKey,
}

/// The log of `database`, whose heads are signed with `key`.
pub fn service(database: Database, key: VerifyingKey) -> SealServiceServer<SealedLog> {
    SealServiceServer::new(SealedLog { database, key })
}

#[tonic::async_trait]
impl SealService for SealedLog {
    async fn get_receipt(
        &self,
        request: Request<GetReceiptRequest>,
    ) -> Result<Response<proto::Receipt>, Status> {
        let caller = Caller::of(&request)?;
        let name = request.into_inner().name;
        let (kind, row_id) = row(&name).ok_or_else(|| name_invalid(&name))?;
        let service = self.database.service();
        let found = self.database.read(&caller, async |connection| {
            if !may_read(connection, kind, row_id).await? {
                return Ok(None);
            }
            super::receipt(connection, service, row_id).await.map(Some)
        });
        let found: Option<Option<super::Receipt>> = found.await.map_err(|error: Error| error)?;
        let sealed = found.ok_or_else(|| not_found(&name))?;
        let receipt = sealed.ok_or_else(|| not_sealed(&name))?;
        Ok(Response::new(message::receipt(&receipt)))
    }

    async fn list_tree_heads(
        &self,
        request: Request<ListTreeHeadsRequest>,
    ) -> Result<Response<ListTreeHeadsResponse>, Status> {
        let caller = Caller::of(&request)?;
        let input = request.into_inner();
        let size = page::size(input.page_size)?;
        let before: Option<i64> = page::start(&input.page_token)?;
        let read = self.database.read(&caller, async |connection| {
            Ok::<_, Error>(heads::page(connection, before.unwrap_or(i64::MAX), size + 1).await?)
        });
        let mut rows = read.await?;
        let next_page_token = page::cut(&mut rows, size, |head| head.number);
        Ok(Response::new(ListTreeHeadsResponse {
            tree_heads: rows.iter().map(message::tree_head).collect(),
            next_page_token,
        }))
    }

    async fn get_sealing_key(
        &self,
        _: Request<GetSealingKeyRequest>,
    ) -> Result<Response<SealingKey>, Status> {
        let public_key_pem = head::key_to_pem(&self.key).map_err(|error| {
            tracing::error!(error = ?error, "the sealing key can't be written down");
            Status::internal("the sealing key can't be written down")
        })?;
        Ok(Response::new(SealingKey {
            service: self.database.service().to_owned(),
            algorithm: head::ALGORITHM.to_owned(),
            key_id: head::key_id(&self.key),
            public_key_pem,
        }))
    }
}

/// The row a name ends with.
fn row(name: &str) -> Option<(RowKind, Uuid)> {
    let mut parts = name.rsplit('/');
    let (id, collection) = (parts.next()?, parts.next()?);
    Some((RowKind::of_collection(collection)?, id.parse().ok()?))
}

/// Row security says it.
async fn may_read(
    connection: &mut PgConnection,
    kind: RowKind,
    row_id: Uuid,
) -> Result<bool, sqlx::Error> {
    let found = match kind {
        RowKind::Audit => sqlx::query_scalar("SELECT EXISTS (SELECT FROM audit WHERE id = $1)"),
        RowKind::Decision => {
            sqlx::query_scalar("SELECT EXISTS (SELECT FROM decision WHERE id = $1)")
        }
    };
    found.bind(row_id).fetch_one(connection).await
}

fn name_invalid(name: &str) -> Problem {
    let (zh, en) = (
        "应以 decisions/{uuid} 或 auditEntries/{uuid} 结尾",
        "it ends with decisions/{uuid} or auditEntries/{uuid}",
    );
    Problem::new(Code::InvalidArgument, "NAME_INVALID", DOMAIN)
        .zh(format!("name：{zh}"))
        .en(format!("name: {en}"))
        .field("name", "NAME_INVALID", zh, en)
        .meta("name", name)
}

fn not_found(name: &str) -> Problem {
    Problem::new(Code::NotFound, "NOT_FOUND", DOMAIN)
        .zh(format!("没有这条记录（{name}），或无权查看"))
        .en(format!("there is no record {name}, or you may not see it"))
        .meta("name", name)
}

fn not_sealed(name: &str) -> Problem {
    Problem::new(Code::FailedPrecondition, "NOT_SEALED_YET", DOMAIN)
        .zh(format!("{name} 尚未封存，约一秒后重试"))
        .en(format!("{name} is not sealed yet: try again in a second"))
        .meta("name", name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_named_with_or_without_what_stands_before_it() {
        let id = Uuid::now_v7();
        for (name, kind) in [
            (format!("decisions/{id}"), RowKind::Decision),
            (format!("contracts/x/decisions/{id}"), RowKind::Decision),
            (format!("auditEntries/{id}"), RowKind::Audit),
        ] {
            assert_eq!(row(&name), Some((kind, id)), "{name}");
        }
        for name in ["", "decisions/", "decisions/1", &id.to_string(), "leaves/1"] {
            assert_eq!(row(name), None, "{name}");
        }
    }
}
