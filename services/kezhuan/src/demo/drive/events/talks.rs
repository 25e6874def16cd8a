//! Who talks with whom, what they sign, and which contract came of it.
use anyhow::Context;
use kezhuan_protocol::events::v1 as proto;

use super::super::asking::ask;
use super::super::case::Case;
use super::super::people::People;
use super::Held;
use crate::demo::year::Side;

impl Held {
    /// Every talk is brought about by who runs the event, the first because they match; it is accepted by both, and ends in an
    /// intent that both sign.
    pub(super) async fn negotiate(&mut self, people: &People) -> anyhow::Result<()> {
        let mut found = self.found(people).await?.into_iter();
        for (nth, talk) in self.plan.talks.iter().enumerate() {
            let (need, achievement) = found.next().unwrap_or_default();
            let request = proto::ProposeNegotiationRequest {
                event: self.name.clone(),
                provider: Some(party(&talk.provider)),
                seeker: Some(party(&talk.seeker)),
                topic: talk.topic.clone(),
                need,
                achievement,
                request_id: self.key(&format!("propose {nth}")),
                ..proto::ProposeNegotiationRequest::default()
            };
            let name = ask!(self.organiser(people)?, propose_negotiation, request)?.name;
            for side in [&talk.provider, &talk.seeker] {
                let person = people.applicant(&side.organisation)?;
                let request = proto::AcceptNegotiationRequest {
                    name: name.clone(),
                    etag: String::new(),
                    request_id: self.key(&format!("accept {nth} {}", side.organisation)),
                    credit_code: side.credit_code.clone(),
                };
                ask!(person.events()?, accept_negotiation, request)?;
            }
            let seeker = people.applicant(&talk.seeker.organisation)?;
            let request = proto::ProposeIntentRequest {
                name: name.clone(),
                etag: String::new(),
                request_id: self.key(&format!("intent {nth}")),
                subject: talk.topic.clone(),
                amount_fen: talk.amount_fen,
                signed_on: self.today.to_string(),
            };
            let proposed = ask!(seeker.events()?, propose_intent, request)?;
            let provider = people.applicant(&talk.provider.organisation)?;
            let request = proto::SignIntentRequest {
                name: name.clone(),
                etag: proposed.etag,
                request_id: self.key(&format!("sign {nth}")),
            };
            ask!(provider.events()?, sign_intent, request)?;
            self.negotiations.push(name);
        }
        Ok(())
    }

    /// Each provider without a contract reports that the two still talk.
    pub(super) async fn follow_up(&mut self, people: &People, months: i32) -> anyhow::Result<()> {
        let talks = self.plan.talks.iter().zip(&self.negotiations).enumerate();
        for (nth, (talk, negotiation)) in talks {
            if self.contracted.contains(&nth) {
                continue;
            }
            let request = proto::ReportFollowUpRequest {
                name: negotiation.clone(),
                etag: String::new(),
                request_id: self.key(&format!("follow up {nth} {months}")),
                months,
                progress: proto::negotiation::Progress::Talking.into(),
                note: String::new(),
            };
            let provider = people.applicant(&talk.provider.organisation)?;
            ask!(provider.events()?, report_follow_up, request)?;
        }
        Ok(())
    }

    /// The seller names the contract that the office has registered.
    pub(super) async fn name_contract(
        &mut self,
        people: &People,
        cases: &[Option<Case>],
        nth: usize,
    ) -> anyhow::Result<()> {
        let talks = self.plan.talks.get(nth).zip(self.negotiations.get(nth));
        let (talk, negotiation) = talks.context("nobody negotiated")?;
        let case = cases.get(talk.case).and_then(Option::as_ref);
        let contract = case.map(Case::contract).filter(|name| !name.is_empty());
        let request = proto::NameContractRequest {
            name: negotiation.clone(),
            etag: String::new(),
            request_id: self.key(&format!("contract {nth}")),
            contract: contract.context("the contract was never filed")?.to_owned(),
        };
        let provider = people.applicant(&talk.provider.organisation)?;
        ask!(provider.events()?, name_contract, request)?;
        self.contracted.insert(nth);
        Ok(())
    }
}

fn party(side: &Side) -> proto::negotiation::Party {
    proto::negotiation::Party {
        organisation: side.organisation.clone(),
        display_name: side.display_name.clone(),
        credit_code: side.credit_code.clone(),
    }
}
