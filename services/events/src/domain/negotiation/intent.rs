//! A letter of intent: one side proposes it and has signed, the other signs the same.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use serde::{Deserialize, Serialize};

use super::decide::{Circumstances, Event};
use super::terms::INTENT_FEN_HIGHEST;
use super::{Negotiation, Side};
use crate::domain::form::{Form, NAME_MAX};
use crate::domain::refused::Refused;

/// What is agreed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub subject: String,
    /// As intended; nothing where none is named.
    pub amount: Fen,
    pub signed_on: NaiveDate,
}

/// An intent as it was proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    pub subject: String,
    pub amount: Fen,
    pub signed_on: NaiveDate,
    pub proposed_by: Side,
}

pub(super) fn propose(
    negotiation: &mut Negotiation,
    terms: Terms,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    let side = at.side(negotiation)?;
    let mut form = Form::default();
    form.needed("subject", &terms.subject, NAME_MAX);
    let most = at.terms.intent_fen_max.min(INTENT_FEN_HIGHEST);
    form.between("amount_fen", terms.amount.get(), (0, most));
    form.happened("signed_on", terms.signed_on, at.today);
    form.not_before("signed_on", terms.signed_on, negotiation.event_starts_on);
    form.check()?;
    negotiation.proposed_intent = Some(Intent {
        subject: terms.subject,
        amount: terms.amount,
        signed_on: terms.signed_on,
        proposed_by: side,
    });
    Ok(Event::IntentProposed { side })
}

pub(super) fn sign(
    negotiation: &mut Negotiation,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    let side = at.side(negotiation)?;
    let proposed = negotiation.proposed_intent.take().ok_or_else(|| {
        Refused::new(
            "NO_INTENT_PROPOSED",
            "尚无待签署的意向，请先由一方提出",
            "no intent waits for a signature: one side proposes it first",
        )
    })?;
    if proposed.proposed_by == side {
        return Err(Refused::new(
            "SIGNED_ALREADY",
            "本方已签署，等待另一方签署",
            "this side has signed: the other signs now",
        ));
    }
    negotiation.intent = Some(proposed.clone());
    Ok(Event::IntentSigned { intent: proposed })
}
