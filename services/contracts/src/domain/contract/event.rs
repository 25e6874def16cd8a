//! What happened to a contract: one event per transition, named as others read it.
use chrono::NaiveDate;
use kezhuan_law::Fen;

use super::command::{EndGround, NotAcceptedGround, ReturnGround};
use crate::domain::kind::Kind;
use crate::domain::recognition::Ground;
use crate::domain::regime::Regime;

/// The event of one transition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    ContractSubmitted,
    ContractResubmitted,
    ContractReturned {
        ground: ReturnGround,
    },
    ContractLapsed,
    ContractNotAccepted {
        ground: NotAcceptedGround,
    },
    ContractAccepted {
        accepted_on: NaiveDate,
        regime: Regime,
        due_on: NaiveDate,
    },
    ContractSupplementAsked,
    ContractSupplemented {
        accepted_on: NaiveDate,
        due_on: NaiveDate,
    },
    ContractClassified {
        kind: Kind,
        total: Fen,
        technical: Option<Fen>,
    },
    ContractExpertReviewAsked,
    ContractOpinionGiven,
    ContractSentBack,
    ContractRejected {
        ground: Ground,
    },
    ContractWithdrawn,
    ContractSentToManual {
        hook: String,
        failure: String,
    },
    /// The rule is asked again; a decision by hand publishes the event of the step it decides.
    ContractManualResolved,
    ContractReopened,
    ContractRegistered {
        version: RegisteredVersion,
    },
    ContractAmendmentAsked,
    ContractAmendmentReviewed,
    ContractAmendmentEnded {
        outcome: AmendmentEnd,
    },
    ContractAmended {
        version: RegisteredVersion,
    },
    ContractDeregistered {
        version: RegisteredVersion,
        ground: EndGround,
    },
    ContractAnnulled {
        version: RegisteredVersion,
    },
}

/// How an amendment ends that changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmendmentEnd {
    Refused,
    Withdrawn,
}

/// What other services need of a registered version: the plan's figures, also to correct a closed year, and what banks may
/// be shown of the seller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredVersion {
    pub number: String,
    pub kind: Kind,
    pub total: Fen,
    /// `None` while the amount is unknown: no J is certified.
    pub technical: Option<Fen>,
    /// Of version 1; decides the year.
    pub registered_on: NaiveDate,
    pub in_force_from: NaiveDate,
    pub seller_division: String,
    pub form_version: i32,
    /// The seller's organisation in this suite; may be empty.
    pub seller_organisation: String,
    /// What kind of party the buyer is.
    pub buyer_type: String,
    /// The buyer's organisation in this suite; may be empty.
    pub buyer_organisation: String,
    /// Empty where the form has none, and of a person.
    pub buyer_credit_code: String,
    /// The same of the seller.
    pub seller_credit_code: String,
}

impl AmendmentEnd {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            AmendmentEnd::Refused => "REFUSED",
            AmendmentEnd::Withdrawn => "WITHDRAWN",
        }
    }
}

impl Event {
    /// The name under which it travels.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::ContractSubmitted => "ContractSubmitted",
            Event::ContractResubmitted => "ContractResubmitted",
            Event::ContractReturned { .. } => "ContractReturned",
            Event::ContractLapsed => "ContractLapsed",
            Event::ContractNotAccepted { .. } => "ContractNotAccepted",
            Event::ContractAccepted { .. } => "ContractAccepted",
            Event::ContractSupplementAsked => "ContractSupplementAsked",
            Event::ContractSupplemented { .. } => "ContractSupplemented",
            Event::ContractClassified { .. } => "ContractClassified",
            Event::ContractExpertReviewAsked => "ContractExpertReviewAsked",
            Event::ContractOpinionGiven => "ContractOpinionGiven",
            Event::ContractSentBack => "ContractSentBack",
            Event::ContractRejected { .. } => "ContractRejected",
            Event::ContractWithdrawn => "ContractWithdrawn",
            Event::ContractSentToManual { .. } => "ContractSentToManual",
            Event::ContractManualResolved => "ContractManualResolved",
            Event::ContractReopened => "ContractReopened",
            Event::ContractRegistered { .. } => "ContractRegistered",
            Event::ContractAmendmentAsked => "ContractAmendmentAsked",
            Event::ContractAmendmentReviewed => "ContractAmendmentReviewed",
            Event::ContractAmendmentEnded { .. } => "ContractAmendmentEnded",
            Event::ContractAmended { .. } => "ContractAmended",
            Event::ContractDeregistered { .. } => "ContractDeregistered",
            Event::ContractAnnulled { .. } => "ContractAnnulled",
        }
    }
}
