//! Everything a rules RPC can answer other than success, and its one mapping to a status.
use kezhuan_rpc::Problem;
use kezhuan_rule_host::PackageRefused;
use tonic::{Code, Status};

use crate::domain::owner::NotYours;
use crate::domain::proposal::NotAllowed;
use crate::domain::timeline::Misplaced;
use crate::domain::{appropriation, fact, shadow, signing_key, stop};

const DOMAIN: &str = "rules.kezhuan";

/// One enum for the service.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("package {name} not found")]
    UnknownPackage { name: String },
    #[error("activation {name} not found")]
    UnknownEntry { name: String },
    #[error("key {name} not found")]
    UnknownKey { name: String },
    #[error("appropriation {name} not found")]
    UnknownAppropriation { name: String },
    #[error("{field}: {problem}")]
    Invalid {
        field: &'static str,
        problem: String,
    },
    /// Told in both languages as it was found.
    #[error("{en}")]
    FiguresBeyondLaw { zh: String, en: String },
    #[error("it belongs to {owner}, the caller works for {tenant}")]
    ForeignTenant { owner: String, tenant: String },
    #[error("{service} carries no packages: carrying.services does not name it")]
    NotACarrier { service: String },
    #[error("these bytes are no package: {0}")]
    Unreadable(PackageRefused),
    #[error("only the city approves keys, by its bureau of science and technology")]
    NotTheCity,
    #[error("the package did not pass its checks")]
    NotTested,
    #[error("the package has no signature: upload it again with one")]
    NotSigned,
    #[error("the key that signed the package was revoked: {reason}")]
    KeyRevoked { reason: String },
    #[error("the package does not answer {hook}")]
    HookNotAnswered { hook: String },
    #[error(transparent)]
    NotYours(#[from] NotYours),
    #[error("the tenant has this key already")]
    KeyKnown,
    #[error("who registered a key can't approve it")]
    OwnKey,
    #[error(transparent)]
    Key(#[from] signing_key::Refused),
    #[error(transparent)]
    Proposal(#[from] NotAllowed),
    #[error(transparent)]
    Stop(#[from] stop::Refused),
    #[error(transparent)]
    Appropriation(appropriation::Refused),
    #[error(transparent)]
    Fact(#[from] fact::Refused),
    #[error("no rule of {hook} is in force today")]
    NothingInForce { hook: String },
    #[error("no version stands before the one in force: stop with MANUAL_QUEUE")]
    NoPreviousVersion,
    #[error(transparent)]
    Misplaced(#[from] Misplaced),
    #[error("somebody else changed it meanwhile: look again and repeat")]
    ChangedMeanwhile,
    #[error("the upload has more than {bytes_max} bytes")]
    TooLarge { bytes_max: usize },
    #[error("{most} uploads are under way ({setting}): try again when one is through")]
    UploadsAtOnce { setting: &'static str, most: usize },
    #[error(
        "{most} packages with a scripting engine are in force or to come on these days \
         (intake.scripted_per_tenant_max): replace one of them, or write the rule in Rust or as a spreadsheet"
    )]
    ScriptedQuota { most: i64 },
    #[error("shadow {name} not found")]
    UnknownShadow { name: String },
    #[error(
        "a shadow with this package and these figures is running: read its ledger, or end it first"
    )]
    ShadowRunning,
    #[error("{most} shadows of the hook are running (shadows.per_hook_max): end one of them first")]
    ShadowsMax { most: i64 },
    #[error(transparent)]
    Shadow(#[from] shadow::Ended),
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

impl From<appropriation::Refused> for Error {
    fn from(refused: appropriation::Refused) -> Error {
        match refused {
            appropriation::Refused::Field { field, problem } => Error::Invalid {
                field,
                problem: problem.to_owned(),
            },
            refused => Error::Appropriation(refused),
        }
    }
}

impl Error {
    /// A required reason that is missing.
    pub fn no_reason() -> Error {
        Error::Invalid {
            field: "reason",
            problem: "say why, for the record".to_owned(),
        }
    }
}

impl From<Error> for Status {
    fn from(error: Error) -> Status {
        let english = error.to_string();
        let (code, reason, zh) = match &error {
            Error::Problem(_) | Error::Database(_) | Error::Status(_) => return passed_on(error),
            Error::Invalid { .. }
            | Error::FiguresBeyondLaw { .. }
            | Error::Unreadable(_)
            | Error::Misplaced(Misplaced::Backwards) => {
                return of_a_field(&error).en(english).into();
            }
            Error::UnknownPackage { .. }
            | Error::UnknownEntry { .. }
            | Error::UnknownKey { .. }
            | Error::UnknownAppropriation { .. }
            | Error::UnknownShadow { .. } => {
                let (reason, zh) = unknown(&error);
                (Code::NotFound, reason, zh)
            }
            Error::ShadowRunning => (
                Code::AlreadyExists,
                "SHADOW_RUNNING",
                "同一规则包和参数的影子运行正在进行，请查看其台账，或先予结束",
            ),
            Error::ForeignTenant { .. } | Error::NotACarrier { .. } | Error::NotTheCity => {
                let (reason, zh) = not_permitted(&error);
                (Code::PermissionDenied, reason, zh)
            }
            Error::KeyKnown => (Code::AlreadyExists, "KEY_KNOWN", "本单位已登记此密钥"),
            Error::ChangedMeanwhile => (
                Code::Aborted,
                "CHANGED_MEANWHILE",
                "他人刚刚作了修改，请查看后重试",
            ),
            Error::TooLarge { .. } => (Code::InvalidArgument, "PACKAGE_TOO_LARGE", "规则包过大"),
            Error::UploadsAtOnce { .. } => (
                Code::ResourceExhausted,
                "UPLOADS_AT_ONCE",
                "同时上传的规则包过多，请待其完成后重试",
            ),
            Error::Check(_) | Error::Damaged(_) => {
                tracing::error!(error = english, "request failed inside the service");
                (Code::Internal, "INTERNAL", "内部错误")
            }
            Error::NotTested
            | Error::NotSigned
            | Error::KeyRevoked { .. }
            | Error::HookNotAnswered { .. }
            | Error::NotYours(_)
            | Error::OwnKey
            | Error::Key(_)
            | Error::Proposal(_)
            | Error::Stop(_)
            | Error::Appropriation(_)
            | Error::Fact(_)
            | Error::NothingInForce { .. }
            | Error::NoPreviousVersion
            | Error::ScriptedQuota { .. }
            | Error::ShadowsMax { .. }
            | Error::Shadow(_)
            | Error::Misplaced(Misplaced::Overlap | Misplaced::BackEffect) => {
                let (reason, zh) = precondition(&error);
                (Code::FailedPrecondition, reason, zh)
            }
        };
        Problem::new(code, reason, DOMAIN).zh(zh).en(english).into()
    }
}

/// What is a status already, or knows how to become one.
fn passed_on(error: Error) -> Status {
    match error {
        Error::Problem(problem) => problem.into(),
        Error::Database(error) => error.into(),
        Error::Status(status) => status,
        other => Status::internal(other.to_string()),
    }
}

/// What the caller may not.
fn not_permitted(error: &Error) -> (&'static str, &'static str) {
    match error {
        Error::ForeignTenant { .. } => ("FOREIGN_TENANT", "只能办理本单位的规则"),
        Error::NotACarrier { .. } => (
            "NOT_A_CARRIER",
            "此服务未被允许代为提交规则包，请由人员办理",
        ),
        _ => ("NOT_THE_CITY", "只有市科技局可以批准密钥"),
    }
}

/// What isn't there.
fn unknown(error: &Error) -> (&'static str, &'static str) {
    match error {
        Error::UnknownPackage { .. } => ("PACKAGE_UNKNOWN", "没有这个规则包"),
        Error::UnknownEntry { .. } => ("ENTRY_UNKNOWN", "没有这个启用申请"),
        Error::UnknownKey { .. } => ("KEY_UNKNOWN", "没有这个密钥"),
        Error::UnknownShadow { .. } => ("SHADOW_UNKNOWN", "没有这个影子运行，或无权查看"),
        _ => ("APPROPRIATION_UNKNOWN", "没有这笔预算安排，或无权查看"),
    }
}

/// Refusals that name a field.
fn of_a_field(error: &Error) -> Problem {
    match error {
        Error::Invalid { field, problem } => {
            Problem::new(Code::InvalidArgument, "FIELD_INVALID", DOMAIN)
                .zh(format!("字段 {field} 有误"))
                .field(*field, "FIELD_INVALID", "请按接口说明填写", problem)
        }
        Error::Unreadable(_) => Problem::new(Code::InvalidArgument, "PACKAGE_UNREADABLE", DOMAIN)
            .zh("文件不是可读的规则包，请重新构建后上传")
            .field(
                "chunk",
                "PACKAGE_UNREADABLE",
                "请重新构建后上传",
                "build it again and upload that",
            ),
        Error::FiguresBeyondLaw { zh, .. } => {
            Problem::new(Code::InvalidArgument, "FIGURES_BEYOND_LAW", DOMAIN)
                .zh(zh)
                .field(
                    "settings_json",
                    "FIGURES_BEYOND_LAW",
                    "请把参数改到法律界限之内",
                    "choose figures within the law",
                )
        }
        _ => Problem::new(Code::InvalidArgument, "DATES_BACKWARDS", DOMAIN)
            .zh("失效日期早于生效日期")
            .field(
                "effective_to",
                "DATES_BACKWARDS",
                "不能早于生效日期",
                "must not lie before effective_from",
            ),
    }
}

/// What the state of things forbids.
fn precondition(error: &Error) -> (&'static str, &'static str) {
    match error {
        Error::NotTested => ("PACKAGE_NOT_TESTED", "规则包未通过检查，请查看其问题清单"),
        Error::NotSigned => ("PACKAGE_NOT_SIGNED", "规则包没有签名，请签名后重新上传"),
        Error::KeyRevoked { .. } => (
            "KEY_REVOKED",
            "签名所用密钥已被吊销，请用有效密钥重新签名后上传",
        ),
        Error::HookNotAnswered { .. } => ("HOOK_NOT_ANSWERED", "规则包未实现该问题"),
        Error::NotYours(NotYours::OfAuthorities) => (
            "HOOK_NOT_YOURS",
            "该问题由主管部门的规则回答，不由企业、银行等单位回答",
        ),
        Error::NotYours(NotYours::OfOrganisations) => (
            "HOOK_NOT_YOURS",
            "该问题由各单位（如银行）以自己的规则回答，不由主管部门回答",
        ),
        Error::OwnKey => ("SELF_APPROVAL", "登记密钥的人不能批准该密钥"),
        Error::Key(_) => ("KEY_STATE", "密钥的状态不允许此操作"),
        Error::Proposal(NotAllowed::Decided(_)) => ("ACTIVATION_DECIDED", "该启用申请已有结果"),
        Error::Proposal(NotAllowed::SelfApproval) => {
            ("SELF_APPROVAL", "上传人不能批准启用自己上传的规则包")
        }
        Error::Proposal(NotAllowed::ApprovedAlready) => {
            ("APPROVED_ALREADY", "第二次批准须由另一人作出")
        }
        Error::Proposal(NotAllowed::NotInForce) => ("NOT_IN_FORCE", "该启用申请并未生效"),
        Error::Proposal(NotAllowed::NotProposer) => {
            ("NOT_PROPOSER", "只有提出人可以撤回，审批人可以否决")
        }
        Error::Stop(stop::Refused::AlreadyStopped) => ("ALREADY_STOPPED", "该问题已按此方式停用"),
        Error::Stop(stop::Refused::NotStopped) => ("NOT_STOPPED", "该问题并未停用"),
        Error::Appropriation(appropriation::Refused::FamilyUnknown { .. }) => {
            ("FAMILY_UNKNOWN", "本系统没有该类别的项目，请核对项目类别")
        }
        Error::Appropriation(_) => (
            "APPROPRIATION_BELOW_BOUND",
            "预算不得低于该年度已占用的金额",
        ),
        Error::Fact(fact::Refused::Taken { .. }) => {
            ("FACT_TAKEN", "该事项已由互斥的项目占用或拨付，不得重复支持")
        }
        Error::Fact(fact::Refused::NotReserved) => {
            ("FACT_NOT_RESERVED", "该事项未为此案预留，无可释放")
        }
        Error::Fact(fact::Refused::Paid) => ("FACT_PAID", "该事项已为此案拨付，不能释放"),
        Error::NothingInForce { .. } => ("NO_RULE_IN_FORCE", "今日没有规则生效"),
        Error::NoPreviousVersion => (
            "NO_PREVIOUS_VERSION",
            "生效版本之前没有其他版本，请选择转人工办理",
        ),
        Error::Misplaced(Misplaced::BackEffect) => (
            "BACK_EFFECT_UNMARKED",
            "生效规则会失去提出之日以前的日期：请以更正方式（corrects）提出，或改为当日及以后生效",
        ),
        Error::ScriptedQuota { .. } => (
            "SCRIPTED_QUOTA",
            "内含脚本引擎的规则包已达本单位上限，请先替换其一，或改用 Rust 或表格编写",
        ),
        Error::ShadowsMax { .. } => ("SHADOWS_MAX", "该问题的影子运行已达上限，请先结束其一"),
        Error::Shadow(shadow::Ended) => ("SHADOW_ENDED", "该影子运行已经结束"),
        _ => ("TIMELINE_OVERLAP", "这些日期已有规则生效，请先调整生效日期"),
    }
}
