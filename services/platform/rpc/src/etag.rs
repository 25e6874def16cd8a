//! Etags: the version of a resource as text. Stale is ABORTED, empty skips the check.
use tonic::Code;

use crate::Problem;

/// The etag of a version.
pub fn of(version: i64) -> String {
    format!("v{version}")
}

/// The version an etag names; `None` when it is empty.
pub fn parse(etag: &str) -> Result<Option<i64>, Problem> {
    parse_field("etag", etag)
}

fn parse_field(path: &str, etag: &str) -> Result<Option<i64>, Problem> {
    if etag.is_empty() {
        return Ok(None);
    }
    etag.strip_prefix('v')
        .and_then(|digits| digits.parse().ok())
        .map(Some)
        .ok_or_else(|| {
            Problem::new(Code::InvalidArgument, "ETAG_INVALID", "rpc.kezhuan")
                .zh("etag 格式不正确，请使用最近一次查询返回的值")
                .en("the etag is not one this service gave: send the one from your last read")
                .field(
                    path,
                    "ETAG_INVALID",
                    "格式不正确",
                    "not an etag of this service",
                )
        })
}

/// Refuses a write on a version that is no longer the current one.
pub fn check(etag: &str, version: i64) -> Result<(), Problem> {
    check_field("etag", etag, version)
}

/// The same of an etag that stands in the field `path`.
pub fn check_field(path: &str, etag: &str, version: i64) -> Result<(), Problem> {
    match parse_field(path, etag)? {
        Some(seen) if seen != version => Err(stale()),
        _ => Ok(()),
    }
}

/// Someone else was faster.
pub fn stale() -> Problem {
    Problem::new(Code::Aborted, "STALE_ETAG", "rpc.kezhuan")
        .zh("数据已被他人修改，请重新读取后再提交")
        .en("the resource changed since its etag was read: read it again, then retry")
}
