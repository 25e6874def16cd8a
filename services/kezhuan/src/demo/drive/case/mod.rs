//! One case of the demo year, living through its steps as its people would.
mod applicant;
mod by_hand;
mod claim;
mod office;

use kezhuan_protocol::contracts::v1 as proto;
use kezhuan_protocol::contracts::v1::contract::State;
use kezhuan_protocol::contracts::v1::contracts_service_client::ContractsServiceClient;

use super::people::People;
use crate::demo::year::{CasePlan, Step};
use crate::request_id::derive;
use crate::suite::{Authorised, Session};

type Client = ContractsServiceClient<Authorised>;

/// What a case met with beside its usual steps.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// The same request again: got the first answer.
    pub answered_again: u64,
    /// The same paper again: told which contract it is.
    pub found_again: u64,
    pub decided_by_hand: u64,
}

impl Seen {
    /// Adds what another case met with.
    pub fn add(&mut self, other: Seen) {
        self.answered_again += other.answered_again;
        self.found_again += other.found_again;
        self.decided_by_hand += other.decided_by_hand;
    }
}

/// A case and what is known of it so far.
pub struct Case {
    index: usize,
    plan: CasePlan,
    contract: String,
    /// Whose office the contract lies at: the seller's county, unless the seller is from elsewhere.
    office: String,
    state: State,
    technical_fen: i64,
    missing: Vec<String>,
    claim: String,
    claim_state: proto::claim::State,
    claim_amount: i64,
    steps_done: usize,
    ended: bool,
    seen: Seen,
    problem: Option<String>,
}

impl Case {
    /// A case nobody has filed yet.
    pub fn new(index: usize, plan: CasePlan) -> Case {
        Case {
            index,
            plan,
            contract: String::new(),
            office: String::new(),
            state: State::Unspecified,
            technical_fen: 0,
            missing: Vec::new(),
            claim: String::new(),
            claim_state: proto::claim::State::Unspecified,
            claim_amount: 0,
            steps_done: 0,
            ended: false,
            seen: Seen::default(),
            problem: None,
        }
    }

    /// Its place in the plan.
    pub fn index(&self) -> usize {
        self.index
    }

    /// Whose contract it is.
    pub fn seller(&self) -> &str {
        &self.plan.seller.id
    }

    /// The name it has in the service; empty until it was filed.
    pub fn contract(&self) -> &str {
        &self.contract
    }

    /// The answer nobody expected, once.
    pub fn take_problem(&mut self) -> Option<String> {
        self.problem.take()
    }

    /// What it met with.
    pub fn seen(&self) -> Seen {
        self.seen
    }

    /// Does one step; after an unexpected answer the case rests.
    pub async fn act(&mut self, people: &People, step: Step) {
        if self.ended {
            return;
        }
        let label = format!("{step:?}");
        if let Err(error) = self.step(people, step).await {
            self.ended = true;
            let county = self.plan.county;
            self.problem = Some(format!(
                "{} in {county}, {:?}, {label}: {error:#}",
                self.contract, self.plan.fate
            ));
        }
        self.steps_done += 1;
    }

    async fn step(&mut self, people: &People, step: Step) -> anyhow::Result<()> {
        // Who comes to a case that waits for a person decides it first; its applicant may still take it back.
        if self.state == State::Manual && step != Step::Withdraw {
            self.accept_by_hand(people).await?;
        }
        match step {
            Step::Create => self.create(people).await,
            Step::UploadMaterials => self.upload_materials(people).await,
            Step::SubmitWrong { correct } => self.submit_wrong(people, correct).await,
            Step::Submit => self.submit(people).await,
            Step::Resubmit => self.resubmit(people).await,
            Step::Withdraw => self.withdraw(people).await,
            Step::SendAgain => self.send_again(people).await,
            Step::FileAgain => self.file_again(people).await,
            Step::FileSupplement => self.file_supplement(people).await,
            Step::AskAmendment { percent } => self.ask_amendment(people, percent).await,
            Step::Deregister => self.deregister(people).await,
            Step::Accept => self.accept(people).await,
            Step::Return(code) => self.return_for_correction(people, code).await,
            Step::Refuse(code) => self.refuse(people, code).await,
            Step::AskSupplement => self.ask_supplement(people).await,
            Step::Classify => self.classify(people).await,
            Step::ExpertReview => self.ask_experts(people).await,
            Step::Register => self.register(people).await,
            Step::Reject(code) => self.reject(people, code).await,
            Step::ReviewAmendment => self.review_amendment(people).await,
            Step::ApproveAmendment => self.approve_amendment(people).await,
            Step::Annul => self.annul(people).await,
            Step::CreateClaim => self.create_claim(people).await,
            Step::FileClaim => self.file_claim(people).await,
            Step::DecideClaim => self.decide_claim(people).await,
            Step::PublishClaim => self.publish_claim(people).await,
            Step::PayClaim => self.pay_claim(people).await,
        }
    }

    /// The request id of a part of the step under way: the same year asks with the same ids.
    fn key(&self, part: &str) -> String {
        derive(&[
            "demo",
            &self.index.to_string(),
            &self.steps_done.to_string(),
            part,
        ])
    }

    /// The request id that the contract was created under.
    fn first_key(&self) -> String {
        derive(&["demo", &self.index.to_string(), "create"])
    }

    fn applicant(&self, people: &People) -> anyhow::Result<Session> {
        people.applicant(&self.plan.seller.id)
    }

    /// Takes over what the service says the contract is now.
    fn take_over(&mut self, answer: tonic::Response<proto::Contract>) {
        let contract = answer.into_inner();
        self.state = contract.state();
        self.technical_fen = contract
            .registration
            .and_then(|registration| registration.technical_amount_fen)
            .unwrap_or_default();
        self.contract = contract.name;
        self.office = contract.tenant;
        self.missing = contract.missing_materials;
    }
}
