//! What can be asked of a contract, with the data each step needs.
use kezhuan_law::{Fen, Localized};
use serde::{Deserialize, Serialize};

use crate::domain::code_list::code_list;
use crate::domain::form::{Findings, Form, PriceItem};
use crate::domain::kind::Kind;
use crate::domain::recognition::Ground;

/// One command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Submit,
    Resubmit,
    /// The time to file again has passed.
    Lapse,
    Withdraw {
        reason: String,
    },
    Return {
        ground: ReturnGround,
        note: String,
    },
    Refuse {
        ground: NotAcceptedGround,
        note: String,
    },
    /// With the county's promise, if its rule made one.
    Accept {
        promised_working_days: Option<u32>,
    },
    AskSupplement {
        note: String,
    },
    FileSupplement {
        /// `None` leaves the form as it is.
        form: Option<Box<Form>>,
        /// The county's promise for the clock that restarts; ignored where it runs on.
        promised_working_days: Option<u32>,
    },
    Classify(Review),
    AskExpertReview,
    GiveOpinion {
        recognise: bool,
        text: String,
    },
    Register(NewRegistration),
    Reject {
        ground: Ground,
        note: String,
    },
    SendBack {
        note: String,
    },
    /// The service reports that a rule failed before the blocked step.
    SendToManual {
        blocked: Blocked,
        hook: String,
        failure: String,
    },
    AskAgain,
    /// A person decides the blocked step without the rule.
    DecideManual {
        reason: String,
        registration: Option<NewRegistration>,
    },
    /// An appeal changed the refusal.
    Reopen {
        reason: String,
    },
    AskAmendment {
        form: Box<Form>,
        reason: String,
    },
    ReviewAmendment(Review),
    ApproveAmendment {
        /// Technical income verified on the contract so far; the new J must not fall below it.
        verified_income: Fen,
    },
    RefuseAmendment {
        note: String,
    },
    WithdrawAmendment,
    Deregister {
        ground: EndGround,
        note: String,
    },
    Annul {
        note: String,
    },
}

/// A registrar's view of a contract; what is `None` stays as the applicant wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Review {
    pub kind: Option<Kind>,
    /// T of a price in renminbi.
    pub total: Option<Fen>,
    /// T of a price in foreign currency, in its minor unit.
    pub currency_amount_minor: Option<i64>,
    pub price_items: Option<Vec<PriceItem>>,
    pub findings: Option<Findings>,
    pub disputed: bool,
}

/// What the edge gives a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRegistration {
    pub certificate_number: String,
    /// As the national system returned it.
    pub national_number: Option<String>,
    /// CNY per unit × 10,000 on the registration day, for a price in foreign currency.
    pub exchange_rate_e4: Option<i64>,
}

code_list! {
    /// Why an application goes back before acceptance.
    ReturnGround {
        PartiesUnclear = "PARTIES_UNCLEAR", "合同主体不明确", "the parties are not identified";
        SubjectUnclear = "SUBJECT_UNCLEAR", "合同标的不明确", "the subject is not clear";
        PriceUnclear = "PRICE_UNCLEAR", "价款不明确", "the price is not clear";
        AuthorisationMissing = "AUTHORISATION_MISSING", "缺少书面授权", "the authorisation is missing";
        ApprovalMissing = "APPROVAL_MISSING", "缺少批准或许可", "a consent or permit is missing";
        MaterialsMissing = "MATERIALS_MISSING", "材料不齐", "materials are missing";
        FormIncorrect = "FORM_INCORRECT", "登记表填写有误", "the form is not filled in correctly";
    }
}

code_list! {
    /// Why an application is not accepted at all.
    NotAcceptedGround {
        Oral = "ORAL", "口头合同不予受理", "an oral contract is not accepted";
        SellerRegion = "SELLER_REGION", "卖方不属于本地区,应向卖方所在地登记处申请", "the seller belongs to another region's office";
    }
}

code_list! {
    /// Why a registration ends without fault.
    EndGround {
        Rescinded = "RESCINDED", "合同解除", "the contract was rescinded";
        Revoked = "REVOKED", "合同被撤销", "the contract was revoked";
    }
}

code_list! {
    /// The step a failed rule stands in the way of.
    Blocked {
        Accept = "ACCEPT", "受理", "acceptance";
        Register = "REGISTER", "登记", "registration";
    }
}

/// A command without its data: what the chart knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Step {
    Submit,
    Resubmit,
    Lapse,
    Withdraw,
    Return,
    Refuse,
    Accept,
    AskSupplement,
    FileSupplement,
    Classify,
    AskExpertReview,
    /// An opinion that leaves others to be heard.
    GiveOpinion,
    /// The opinion that completes the hearing.
    CompleteOpinions,
    Register,
    Reject,
    SendBack,
    SendToManual,
    AskAgain,
    DecideManual,
    Reopen,
    AskAmendment,
    ReviewAmendment,
    ApproveAmendment,
    RefuseAmendment,
    WithdrawAmendment,
    Deregister,
    Annul,
}

impl Command {
    /// The chart's step of the command; an opinion may be the one that completes the hearing.
    pub fn step(&self, completes_opinions: bool) -> Step {
        match self {
            Command::Submit => Step::Submit,
            Command::Resubmit => Step::Resubmit,
            Command::Lapse => Step::Lapse,
            Command::Withdraw { .. } => Step::Withdraw,
            Command::Return { .. } => Step::Return,
            Command::Refuse { .. } => Step::Refuse,
            Command::Accept { .. } => Step::Accept,
            Command::AskSupplement { .. } => Step::AskSupplement,
            Command::FileSupplement { .. } => Step::FileSupplement,
            Command::Classify(_) => Step::Classify,
            Command::AskExpertReview => Step::AskExpertReview,
            Command::GiveOpinion { .. } if completes_opinions => Step::CompleteOpinions,
            Command::GiveOpinion { .. } => Step::GiveOpinion,
            Command::Register(_) => Step::Register,
            Command::Reject { .. } => Step::Reject,
            Command::SendBack { .. } => Step::SendBack,
            Command::SendToManual { .. } => Step::SendToManual,
            Command::AskAgain => Step::AskAgain,
            Command::DecideManual { .. } => Step::DecideManual,
            Command::Reopen { .. } => Step::Reopen,
            Command::AskAmendment { .. } => Step::AskAmendment,
            Command::ReviewAmendment(_) => Step::ReviewAmendment,
            Command::ApproveAmendment { .. } => Step::ApproveAmendment,
            Command::RefuseAmendment { .. } => Step::RefuseAmendment,
            Command::WithdrawAmendment => Step::WithdrawAmendment,
            Command::Deregister { .. } => Step::Deregister,
            Command::Annul { .. } => Step::Annul,
        }
    }
}

impl Step {
    /// What people read in a refusal.
    pub const fn name(self) -> Localized {
        match self {
            Step::Submit => Localized::fixed("提交", "submit"),
            Step::Resubmit => Localized::fixed("重新提交", "resubmit"),
            Step::Lapse => Localized::fixed("逾期失效", "lapse"),
            Step::Withdraw => Localized::fixed("撤回", "withdraw"),
            Step::Return => Localized::fixed("退回", "return"),
            Step::Refuse => Localized::fixed("不予受理", "refuse acceptance"),
            Step::Accept => Localized::fixed("受理", "accept"),
            Step::AskSupplement => Localized::fixed("要求补充材料", "ask for a supplement"),
            Step::FileSupplement => Localized::fixed("提交补充材料", "file a supplement"),
            Step::Classify => Localized::fixed("初审", "classify"),
            Step::AskExpertReview => Localized::fixed("提请专家评审", "ask experts"),
            Step::GiveOpinion | Step::CompleteOpinions => {
                Localized::fixed("出具专家意见", "give an expert opinion")
            }
            Step::Register => Localized::fixed("登记", "register"),
            Step::Reject => Localized::fixed("不予登记", "reject"),
            Step::SendBack => Localized::fixed("退回初审", "send back"),
            Step::SendToManual => Localized::fixed("转人工处理", "send to a person"),
            Step::AskAgain => Localized::fixed("重新询问规则", "ask the rule again"),
            Step::DecideManual => Localized::fixed("人工决定", "decide by hand"),
            Step::Reopen => Localized::fixed("重新办理", "reopen"),
            Step::AskAmendment => Localized::fixed("申请变更", "ask for an amendment"),
            Step::ReviewAmendment => Localized::fixed("变更初审", "review an amendment"),
            Step::ApproveAmendment => Localized::fixed("变更复核", "approve an amendment"),
            Step::RefuseAmendment => Localized::fixed("不予变更", "refuse an amendment"),
            Step::WithdrawAmendment => Localized::fixed("撤回变更申请", "withdraw an amendment"),
            Step::Deregister => Localized::fixed("注销登记", "deregister"),
            Step::Annul => Localized::fixed("撤销登记", "annul"),
        }
    }
}
