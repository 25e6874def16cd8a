//! Everything a scoreboard RPC can answer other than success, and its one mapping to a status.
use kezhuan_rpc::Problem;
use tonic::{Code, Status};

/// Under whose name the reasons of this service are unique.
pub const DOMAIN: &str = "scoreboard.kezhuan";

/// One enum for the service.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no figure {code}")]
    UnknownFigure { code: String },
    #[error("no contracts stand behind {code}")]
    NotOfContracts { code: String },
    #[error("{division} is no division of Jiangmen")]
    UnknownDivision { division: String },
    #[error("{year} is no year this plan can count")]
    YearInvalid { year: i32 },
    #[error("dead letter {name} not found")]
    UnknownDeadLetter { name: String },
    #[error("the message still can't be processed: {cause}")]
    StillFailing { cause: String },
    #[error("the figures are forgotten and the events that count them can't be had now: {0:#}")]
    EventsAway(anyhow::Error),
    #[error("the request breaks the shape of the interface")]
    Problem(Problem),
    #[error("the sums leave 64 bits")]
    Overflow(#[from] kezhuan_law::money::AmountOverflow),
    #[error("a stored standing can't be read")]
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
            Error::UnknownFigure { .. } => Problem::new(Code::NotFound, "FIGURE_UNKNOWN", DOMAIN)
                .zh("没有这个指标；可用指标：K6、K6b、K7、K9、K10、K10i、K10e、K10a、K10t、K10p")
                .field(
                    "code",
                    "FIGURE_UNKNOWN",
                    "可用：K6、K6b、K7、K9、K10、K10i、K10e、K10a、K10t、K10p",
                    "one of K6, K6b, K7, K9, K10, K10i, K10e, K10a, K10t, K10p",
                ),
            Error::NotOfContracts { .. } => {
                Problem::new(Code::InvalidArgument, "NOT_OF_CONTRACTS", DOMAIN)
                    .zh("该指标不由合同构成")
                    .field(
                        "code",
                        "NOT_OF_CONTRACTS",
                        "K7 请用 ListFigureTenancies，K9 请用 ListFigureBases，K10 请用 ListFigureOutcomes，K10i 请用 ListFigureIntents",
                        "ask ListFigureTenancies of K7, ListFigureBases of K9, ListFigureOutcomes of K10, ListFigureIntents of K10i",
                    )
            }
            Error::UnknownDivision { .. } => {
                Problem::new(Code::InvalidArgument, "DIVISION_UNKNOWN", DOMAIN)
                    .zh("不是江门市的区划代码")
                    .field(
                        "division",
                        "DIVISION_UNKNOWN",
                        "填 440700 或所辖县区代码",
                        "440700 or one of its counties",
                    )
            }
            Error::YearInvalid { .. } => {
                Problem::new(Code::InvalidArgument, "YEAR_INVALID", DOMAIN)
                    .zh("年份无效")
                    .field(
                        "year",
                        "YEAR_INVALID",
                        "填四位年份",
                        "a year of four digits",
                    )
            }
            Error::UnknownDeadLetter { .. } => {
                Problem::new(Code::NotFound, "DEAD_LETTER_UNKNOWN", DOMAIN).zh("没有这条未处理消息")
            }
            Error::StillFailing { .. } => {
                Problem::new(Code::FailedPrecondition, "STILL_FAILING", DOMAIN)
                    .zh("消息仍无法处理，请先排除原因再重放")
            }
            Error::EventsAway(_) => Problem::new(Code::Unavailable, "EVENTS_AWAY", DOMAIN)
                .zh("指标已清空，暂时无法重取事件，请稍后用同一请求号重试"),
            Error::Overflow(_) | Error::Damaged(_) => {
                tracing::error!(error = english, "request failed inside the service");
                Problem::new(Code::Internal, "INTERNAL", DOMAIN).zh("内部错误")
            }
        };
        problem.en(english).into()
    }
}
