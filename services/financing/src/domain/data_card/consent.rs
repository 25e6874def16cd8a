//! An enterprise's consent: to whom, for what, until when. Without one in force nothing is sent.
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::actor::{Actor, Role};
use crate::domain::code_list::code_list;
use crate::domain::duty;
use crate::domain::refused::Refused;

code_list! {
    /// What is consented to; each is given for itself.
    ConsentKind {
        SendToBank = "SEND_TO_BANK", "向银行提供数据", "data may be sent to the bank";
        Finances = "FINANCES", "提供财务数据", "financial figures may be sent";
        CreditEnquiry = "CREDIT_ENQUIRY", "信用查询", "a credit enquiry may be made";
    }
}

/// One consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    pub id: Uuid,
    pub enterprise: String,
    pub bank: String,
    /// The case it is given for: banks pull by case, never in bulk.
    pub application: Uuid,
    pub kind: ConsentKind,
    pub given_on: NaiveDate,
    /// The last day on which it holds.
    pub until: NaiveDate,
    pub withdrawn_on: Option<NaiveDate>,
}

/// Who asks for what, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request<'a> {
    pub enterprise: &'a str,
    pub bank: &'a str,
    pub application: Uuid,
    pub today: NaiveDate,
}

impl Consent {
    /// The consent as the enterprise gives it, for today at least.
    pub fn given_by(self, actor: &Actor) -> Result<Consent, Refused> {
        duty::of_organisation(actor, Role::Applicant, &self.enterprise)?;
        if self.until < self.given_on {
            return Err(Refused::new(
                "CONSENT_ENDS_IN_PAST",
                "同意的截止日不得早于今日",
                "a consent holds for today at least",
            ));
        }
        Ok(self)
    }

    /// Whether the enterprise may take it back: its own, and once.
    pub fn withdrawable_by(&self, actor: &Actor) -> Result<(), Refused> {
        duty::of_organisation(actor, Role::Applicant, &self.enterprise)?;
        match self.withdrawn_on {
            None => Ok(()),
            Some(_) => Err(withdrawn(self.kind)),
        }
    }

    fn is_for(&self, request: &Request<'_>, kind: ConsentKind) -> bool {
        self.kind == kind
            && self.enterprise == request.enterprise
            && self.bank == request.bank
            && self.application == request.application
            && self.given_on <= request.today
    }

    fn holds_on(&self, today: NaiveDate) -> bool {
        today <= self.until && self.withdrawn_on.is_none_or(|day| today < day)
    }
}

/// The consent of this kind that is in force, or why there is none.
pub(super) fn in_force<'a>(
    consents: &'a [Consent],
    kind: ConsentKind,
    request: &Request<'_>,
) -> Result<&'a Consent, Refused> {
    let given: Vec<&Consent> = consents
        .iter()
        .filter(|consent| consent.is_for(request, kind))
        .collect();
    let holding = given
        .iter()
        .copied()
        .find(|consent| consent.holds_on(request.today));
    if let Some(consent) = holding {
        return Ok(consent);
    }
    let latest = given.iter().max_by_key(|consent| consent.until);
    Err(match latest {
        None => missing(kind),
        Some(consent) if consent.withdrawn_on.is_some() => withdrawn(kind),
        Some(consent) => expired(kind, consent.until),
    })
}

fn missing(kind: ConsentKind) -> Refused {
    Refused::new(
        "CONSENT_MISSING",
        format!("企业未同意“{}”,请联系企业先行同意", kind.name().zh),
        format!(
            "the enterprise has not consented that {}: ask it to give its consent",
            kind.name().en
        ),
    )
    .with("consent", kind.as_str())
}

fn withdrawn(kind: ConsentKind) -> Refused {
    Refused::new(
        "CONSENT_WITHDRAWN",
        format!("企业已撤回“{}”的同意", kind.name().zh),
        format!("the enterprise took its consent back: {}", kind.name().en),
    )
    .with("consent", kind.as_str())
}

fn expired(kind: ConsentKind, until: NaiveDate) -> Refused {
    Refused::new(
        "CONSENT_EXPIRED",
        format!("企业对“{}”的同意已于 {until} 到期", kind.name().zh),
        format!(
            "the enterprise's consent ended on {until}: {}",
            kind.name().en
        ),
    )
    .with("consent", kind.as_str())
}
