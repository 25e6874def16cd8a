//! What others need to know of a contract: columns, statistics, claims and appeals.
use std::collections::BTreeSet;

use chrono::NaiveDate;
use kezhuan_law::{Fen, regions};

use super::parts::{Acceptance, Classification, ContractVersion};
use super::{Contract, RegisteredVersion, State, guard};
use crate::domain::appeal::{Appealable, AppealedDecision};
use crate::domain::claim::{ContractFacts, FactsParty, Payee};
use crate::domain::form::Form;
use crate::domain::form::codes::IntellectualPropertyType;
use crate::domain::kind::Kind;
use crate::domain::materials::{self, Basis, Material};
use crate::domain::refused::Refused;

impl Contract {
    /// The kind as reviewed, else as filed; `None` while nothing readable was filled in.
    pub fn kind(&self) -> Option<Kind> {
        let reviewed = self.classification.as_ref().map(|found| found.kind);
        reviewed.or(self.form.kind.get())
    }

    /// The kind's code; empty without one.
    pub fn kind_code(&self) -> &'static str {
        self.kind().map_or("", Kind::as_str)
    }

    /// T as reviewed, else as filed; nothing while it can't be computed.
    pub fn total(&self) -> Fen {
        let reviewed = self.classification.as_ref().map(|found| found.total);
        reviewed.or_else(|| self.form.total()).unwrap_or(Fen::ZERO)
    }

    /// J as reviewed.
    pub fn technical(&self) -> Option<Fen> {
        self.classification.as_ref()?.technical
    }

    /// Whether there is a registration in force with a certified J: tax relief and rewards wait for both.
    pub fn is_certified(&self) -> bool {
        self.state.is_in_force() && self.technical().is_some()
    }

    /// The registration day of version 1.
    pub fn registered_on(&self) -> Option<NaiveDate> {
        Some(self.registration.as_ref()?.registered_on)
    }

    /// The certificate's number.
    pub fn certificate_number(&self) -> Option<&str> {
        Some(&self.registration.as_ref()?.certificate_number)
    }

    /// Last day of the decision while one is due.
    pub fn due_on(&self) -> Option<NaiveDate> {
        let due = self.acceptance.as_ref()?.due_on;
        self.state.is_under_review().then_some(due)
    }

    /// Whether the acceptance check or the legal time limit has passed without a decision.
    pub fn overdue(&self, today: NaiveDate) -> bool {
        self.check_due_on.is_some_and(|last| today > last)
            || self.decision_waits_past(|accepted| today > accepted.legal_due_on)
    }

    /// Whether the day the county promised has passed without a decision.
    pub fn promise_missed(&self, today: NaiveDate) -> bool {
        let promised = |accepted: &Acceptance| {
            accepted
                .promised_working_days
                .is_some_and(|_| today > accepted.due_on)
        };
        self.decision_waits_past(promised)
    }

    fn decision_waits_past(&self, passed: impl Fn(&Acceptance) -> bool) -> bool {
        self.state.is_under_review()
            && self.clock_runs()
            && self.acceptance.as_ref().is_some_and(passed)
    }

    /// Under the newer measures a supplement restarts the clock, so none runs while it is awaited.
    fn clock_runs(&self) -> bool {
        use crate::domain::regime::Regime;
        let regime = self.acceptance.as_ref().map(|accepted| accepted.regime);
        !(self.state == State::AwaitingSupplement && regime == Some(Regime::R2026))
    }

    /// Whether J is so small a part of T that a person should look twice.
    pub fn low_technical_share(&self) -> bool {
        self.classification
            .as_ref()
            .is_some_and(|found| found.low_technical_share)
    }

    /// The materials the case calls for, as it was filed and reviewed, that are not in the file.
    pub fn missing_materials(&self, attached: &BTreeSet<Material>) -> Vec<Material> {
        let basis = self.material_basis(&self.form, self.classification.as_ref());
        materials::missing(basis, attached)
    }

    /// What decides on the materials of `form`: the review of it, where there is one, before what it says itself.
    pub(super) fn material_basis<'a>(
        &self,
        form: &'a Form,
        review: Option<&Classification>,
    ) -> Basis<'a> {
        let filed = Basis {
            by_agent: self.by_agent(),
            ..Basis::as_filed(form)
        };
        let Some(found) = review else {
            return filed;
        };
        let items = found.price_items.as_ref().unwrap_or(&form.price_items);
        Basis {
            kind: Some(found.kind),
            has_price_parts: !items.is_empty(),
            ..filed
        }
    }

    /// Holds that a document may come into the file: the case is open, and may be kept on line.
    pub fn takes_documents(&self) -> Result<(), Refused> {
        if self.form.confidential {
            return Err(Refused::new(
                "CONFIDENTIAL_OFFLINE",
                "涉密合同的材料不得上传，请线下提交",
                "documents of a confidential contract are handed in off-line, never uploaded",
            ));
        }
        if self.state.is_closed() {
            let name = self.state.name();
            return Err(Refused::new(
                "STATE_FORBIDS",
                format!("合同{}，案卷已闭合，不再接收材料", name.zh),
                format!("the contract is {}; its file is closed", name.en),
            )
            .with("state", self.state.as_str()));
        }
        Ok(())
    }

    /// Whether another organisation than the applying party's applies for it.
    pub fn by_agent(&self) -> bool {
        let party = &self.form.applying_party().organisation;
        !self.applicant_organisation.is_empty() && *party != self.applicant_organisation
    }

    /// What the contract is known by on paper, so that it is registered once: the parties, the day it was
    /// signed, what it is about and the price. As registered first; an amendment makes no other contract of it.
    pub fn fingerprint(&self) -> Option<String> {
        match &self.registration {
            Some(entry) => Some(entry.fingerprint.clone()).filter(|known| !known.is_empty()),
            None => self.form.fingerprint(),
        }
    }

    /// Who made the classification as it stands.
    pub fn first_reviewer(&self) -> Option<&str> {
        self.classification.as_ref().map(|found| found.by.as_str())
    }

    /// Who took part in the decision as it stands, or in one before that an appeal changed.
    pub fn reviewers(&self) -> Vec<String> {
        let decided = self.refusal.as_ref().map(|refusal| refusal.by.clone());
        let first = self.first_reviewer().map(str::to_owned);
        let earlier = self.excluded_reviewers.iter().cloned();
        first.into_iter().chain(decided).chain(earlier).collect()
    }

    /// What other services need of the version in force.
    pub fn registered_version(&self) -> Result<RegisteredVersion, Refused> {
        let entry = self
            .registration
            .as_ref()
            .ok_or_else(|| guard::inconsistent("registration"))?;
        let found = self
            .classification
            .as_ref()
            .ok_or_else(|| guard::inconsistent("classification"))?;
        Ok(RegisteredVersion {
            number: self.number.clone(),
            kind: found.kind,
            total: found.total,
            technical: found.technical,
            registered_on: entry.registered_on,
            in_force_from: entry.in_force_from,
            seller_division: self.form.seller.division.clone(),
            form_version: self.form_version,
            seller_organisation: self.form.seller.organisation.clone(),
            buyer_type: self.form.buyer.party_type.text().into_owned(),
            buyer_organisation: self.form.buyer.organisation.clone(),
            buyer_credit_code: self.form.buyer.recipient().credit_code,
            seller_credit_code: self.form.seller.recipient().credit_code,
        })
    }

    /// The registered version in force, as statistics keep it.
    pub fn version_in_force(&self) -> Option<ContractVersion> {
        let entry = self.registration.as_ref()?;
        Some(ContractVersion {
            contract: self.id,
            form_version: self.form_version,
            tenant: self.tenant.clone(),
            number: self.number.clone(),
            certificate_number: entry.certificate_number.clone(),
            national_number: entry.national_number.clone(),
            registered_on: entry.registered_on,
            in_force_from: entry.in_force_from,
            form: self.form.clone(),
            classification: self.classification.clone()?,
        })
    }

    /// What a claim or an income has to know; `None` before registration.
    pub fn claim_facts(&self) -> Option<ContractFacts> {
        let entry = self.registration.as_ref()?;
        let side = |name: &str| match name {
            "buyer" => Payee::Buyer,
            "broker" => Payee::Broker,
            _ => Payee::Seller,
        };
        let parties = self.form.parties().map(|(name, party)| FactsParty {
            side: side(name),
            enterprise: party.enterprise().to_owned(),
            recipient: party.recipient(),
            organisation: party.organisation.clone(),
            division: party.division.clone(),
        });
        Some(ContractFacts {
            id: self.id,
            in_force: self.state.is_in_force(),
            registered_on: entry.registered_on,
            certificate_number: entry.certificate_number.clone(),
            form_version: self.form_version,
            kind: self.kind_code().to_owned(),
            public_name: self.public_name().map(str::to_owned),
            total: self.total(),
            technical: self.technical(),
            parties: parties.collect(),
            office: Some(entry.office.clone()).filter(|office| !office.is_empty()),
            office_name: self.office_name(),
        })
    }

    /// The project's name, unless the contract is confidential or about a technical secret (技术秘密).
    fn public_name(&self) -> Option<&str> {
        let form = &self.form;
        let reviewed = self.classification.as_ref().map(|found| found.kind);
        let mut kinds = form.kind.get().into_iter().chain(reviewed);
        let is_secret = form.confidential
            || form.intellectual_property_type.get()
                == Some(IntellectualPropertyType::TechnicalSecret)
            || kinds.any(Kind::is_of_a_secret);
        (!is_secret).then_some(form.project_name.as_str())
    }

    /// What people call the office that has the case.
    fn office_name(&self) -> String {
        let place = regions::division(&self.tenant).map_or("", |division| &division.name.zh);
        format!("{place}技术合同认定登记机构")
    }

    /// The decision an appeal would be against.
    pub fn appealed(&self) -> AppealedDecision {
        let kind = match self.state {
            State::NotAccepted => Some(Appealable::NotAccepted),
            State::Rejected => Some(Appealable::Rejected),
            _ => None,
        };
        let decided_on = self.refusal.as_ref().map(|refusal| refusal.decided_on);
        AppealedDecision {
            contract: self.id,
            tenant: self.tenant.clone(),
            version: self.version,
            is_reexamined: false,
            kind,
            decided_on: decided_on.unwrap_or_default(),
            reviewers: self.reviewers(),
            parties: self
                .parties
                .iter()
                .map(|party| party.organisation.clone())
                .collect(),
        }
    }
}
