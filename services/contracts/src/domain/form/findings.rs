//! What the recognition rules ask about: filled in by the applicant, found again by the registrar.
use kezhuan_law::Fen;
use serde::{Deserialize, Serialize};

use super::Form;
use crate::domain::kind::Kind;
use crate::domain::recognition::Facts;

/// Each is false when nothing speaks against the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Findings {
    pub oral: bool,
    pub parties_unclear: bool,
    pub subject_unclear: bool,
    pub price_unclear: bool,
    pub authorisation_missing: bool,
    pub approvals_missing: bool,
    pub not_in_force: bool,
    pub ownership_dispute: bool,
    pub monopoly_clause: bool,
    pub not_innovative: bool,
    pub technology_not_existing: bool,
    pub rights_unclear: bool,
    pub not_technical_topic: bool,
    pub routine: bool,
    pub general_education: bool,
    pub information_only: bool,
}

impl Findings {
    /// The facts the recognition rules judge, with the dates the form states.
    pub fn facts(self, form: &Form, kind: Kind, technical: Option<Fen>) -> Facts<'static> {
        Facts {
            kind: kind.recognition_code(),
            written: !self.oral,
            parties_clear: !self.parties_unclear,
            subject_clear: !self.subject_unclear,
            price_clear: !self.price_unclear,
            authorised: !self.authorisation_missing,
            approvals: !self.approvals_missing,
            in_force: !self.not_in_force,
            dispute: self.ownership_dispute,
            monopoly: self.monopoly_clause,
            innovative: !self.not_innovative,
            existing_technology: !self.technology_not_existing,
            rights_clear: !self.rights_unclear,
            licence_end: form.licence_end.get(),
            patent_expiry: form.patent_expiry.get(),
            technical_topic: !self.not_technical_topic,
            routine: self.routine,
            general_education: self.general_education,
            led_to_contract: !self.information_only,
            technical,
        }
    }
}
