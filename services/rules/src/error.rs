//! Everything a rules RPC can answer other than success, and its one mapping to a status.
use kezhuan_rpc::Problem;
use tonic::{Code, Status};

use crate::domain::Misplaced;

const DOMAIN: &str = "rules.kezhuan";

/// One enum for the service.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("package {name} not found")]
    UnknownPackage { name: String },
    #[error("{field}: {problem}")]
    Invalid {
        field: &'static str,
        problem: String,
    },
    #[error("the package belongs to {owner}, the caller works for {tenant}")]
    ForeignTenant { owner: String, tenant: String },
    #[error("the package did not pass its checks")]
    NotTested,
    #[error("the package does not answer {hook}")]
    HookNotAnswered { hook: String },
    #[error("who uploaded a package can't put it in force")]
    SelfApproval,
    #[error(transparent)]
    Misplaced(#[from] Misplaced),
    #[error("the upload has more than {bytes_max} bytes")]
    TooLarge { bytes_max: usize },
    #[error("the request breaks the shape of the interface")]
    Problem(Problem),
    #[error("the caller gave no usable token")]
    Status(#[from] Status),
    #[error("a check could not run: {0}")]
    Check(String),
    #[error("a stored row can't be read")]
    Damaged(#[from] serde_json::Error),
    #[error(transparent)]
    Database(#[from] kezhuan_database::Error),
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Error {
        Error::Problem(problem)
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Error {
        Error::Database(error.into())
    }
}

impl From<Error> for Status {
    fn from(error: Error) -> Status {
        let english = error.to_string();
        let problem = match error {
            Error::Problem(problem) => return problem.into(),
            Error::Database(error) => return error.into(),
            Error::Status(status) => return status,
            Error::UnknownPackage { .. } => {
                Problem::new(Code::NotFound, "PACKAGE_UNKNOWN", DOMAIN).zh("没有这个规则包")
            }
            Error::Invalid { field, ref problem } => {
                Problem::new(Code::InvalidArgument, "FIELD_INVALID", DOMAIN)
                    .zh(format!("字段 {field} 有误"))
                    .field(field, "FIELD_INVALID", "请按接口说明填写", problem)
            }
            Error::ForeignTenant { .. } => {
                Problem::new(Code::PermissionDenied, "FOREIGN_TENANT", DOMAIN)
                    .zh("只能办理本单位的规则")
            }
            Error::NotTested => {
                Problem::new(Code::FailedPrecondition, "PACKAGE_NOT_TESTED", DOMAIN)
                    .zh("规则包未通过检查，请查看其问题清单")
            }
            Error::HookNotAnswered { .. } => {
                Problem::new(Code::FailedPrecondition, "HOOK_NOT_ANSWERED", DOMAIN)
                    .zh("规则包未实现该问题")
            }
            Error::SelfApproval => Problem::new(Code::FailedPrecondition, "SELF_APPROVAL", DOMAIN)
                .zh("上传人不能启用自己上传的规则包"),
            Error::Misplaced(Misplaced::Backwards) => {
                Problem::new(Code::InvalidArgument, "DATES_BACKWARDS", DOMAIN)
                    .zh("失效日期早于生效日期")
                    .field(
                        "effective_to",
                        "DATES_BACKWARDS",
                        "不能早于生效日期",
                        "must not lie before effective_from",
                    )
            }
            Error::Misplaced(Misplaced::Overlap) => {
                Problem::new(Code::FailedPrecondition, "TIMELINE_OVERLAP", DOMAIN)
                    .zh("这些日期已有规则生效，请先调整生效日期")
            }
            Error::TooLarge { .. } => {
                Problem::new(Code::InvalidArgument, "PACKAGE_TOO_LARGE", DOMAIN).zh("规则包过大")
            }
            Error::Check(_) | Error::Damaged(_) => {
                tracing::error!(error = english, "request failed inside the service");
                Problem::new(Code::Internal, "INTERNAL", DOMAIN).zh("内部错误")
            }
        };
        problem.en(english).into()
    }
}
