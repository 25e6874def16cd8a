//! One case of the demo year, living through its steps as its people would.
use kezhuan_auth::Role;
use kezhuan_protocol::contracts::v1 as proto;
use tonic::{Code, Status};

use super::people::People;
use crate::demo::year::{CasePlan, Step, with_wrong_credit_code};
use crate::request_id::derive;
use crate::suite::Session;

/// What an office scans: the demo's documents are small text files.
const CHUNK: usize = 256 * 1024;

/// A case and what is known of it so far.
pub struct Case {
    index: usize,
    plan: CasePlan,
    contract: String,
    /// Whose office the contract lies at: the seller's county, unless the seller is from elsewhere.
    office: String,
    missing: Vec<String>,
    claim: String,
    claim_amount: i64,
    steps_done: usize,
    ended: bool,
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
            missing: Vec::new(),
            claim: String::new(),
            claim_amount: 0,
            steps_done: 0,
            ended: false,
            problem: None,
        }
    }

    /// Its place in the plan.
    pub fn index(&self) -> usize {
        self.index
    }

    /// The answer nobody expected, once.
    pub fn take_problem(&mut self) -> Option<String> {
        self.problem.take()
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

    fn key(&self, part: &str) -> String {
        derive(&[
            "demo",
            &self.index.to_string(),
            &self.steps_done.to_string(),
            part,
        ])
    }

    async fn step(&mut self, people: &People, step: Step) -> anyhow::Result<()> {
        match step {
            Step::Create
            | Step::UploadMaterials
            | Step::SubmitWrong { .. }
            | Step::Submit
            | Step::Resubmit
            | Step::Withdraw
            | Step::FileSupplement
            | Step::AskAmendment { .. } => self.as_applicant(people, step).await,
            Step::CreateClaim
            | Step::FileClaim
            | Step::DecideClaim
            | Step::PublishClaim
            | Step::PayClaim => self.about_claim(people, step).await,
            Step::Accept
            | Step::Return(_)
            | Step::Refuse(_)
            | Step::AskSupplement
            | Step::Classify
            | Step::ExpertReview
            | Step::Register
            | Step::Reject(_)
            | Step::ReviewAmendment
            | Step::ApproveAmendment
            | Step::Deregister
            | Step::Annul => self.at_office(people, step).await,
        }
    }

    fn seen(&mut self, answer: tonic::Response<proto::Contract>) {
        let contract = answer.into_inner();
        self.contract = contract.name;
        self.office = contract.tenant;
        self.missing = contract.missing_materials;
    }

    async fn as_applicant(&mut self, people: &People, step: Step) -> anyhow::Result<()> {
        let session = people.applicant(&self.plan.seller.id)?;
        let mut client = session.contracts()?;
        let name = self.contract.clone();
        let request_id = self.key("step");
        let answer = match step {
            Step::Create => {
                let form = Some(self.plan.form.clone());
                client
                    .create_contract(proto::CreateContractRequest { form, request_id })
                    .await?
            }
            Step::UploadMaterials => return self.upload(&session).await,
            Step::SubmitWrong { correct } => return self.submit_wrong(&session, correct).await,
            Step::Submit => {
                client
                    .submit_contract(proto::SubmitContractRequest {
                        name,
                        request_id,
                        etag: String::new(),
                    })
                    .await?
            }
            Step::Resubmit => {
                client
                    .resubmit_contract(proto::ResubmitContractRequest {
                        name,
                        request_id,
                        etag: String::new(),
                    })
                    .await?
            }
            Step::Withdraw => {
                let reason = "重复申报".to_owned();
                client
                    .withdraw_contract(proto::WithdrawContractRequest {
                        name,
                        request_id,
                        reason,
                        etag: String::new(),
                    })
                    .await?
            }
            Step::FileSupplement => {
                client
                    .file_supplement(proto::FileSupplementRequest {
                        name,
                        request_id,
                        ..proto::FileSupplementRequest::default()
                    })
                    .await?
            }
            Step::AskAmendment { percent } => {
                let mut form = self.plan.form.clone();
                form.total_amount_fen = form.total_amount_fen / 10_000 * percent * 100;
                let reason = "补充协议调整价款".to_owned();
                client
                    .request_amendment(proto::RequestAmendmentRequest {
                        name,
                        request_id,
                        form: Some(form),
                        reason,
                        etag: String::new(),
                    })
                    .await?
            }
            other => anyhow::bail!("{other:?} is no applicant's step"),
        };
        self.seen(answer);
        Ok(())
    }

    async fn upload(&mut self, session: &Session) -> anyhow::Result<()> {
        for material in std::mem::take(&mut self.missing) {
            let text = format!("%PDF-1.4\n% {material} of {}\n", self.contract);
            let start = proto::upload_attachment_request::Start {
                contract: self.contract.clone(),
                file_name: format!("{material}.pdf"),
                request_id: self.key(&material),
                material,
            };
            let mut parts = vec![proto::UploadAttachmentRequest {
                part: Some(proto::upload_attachment_request::Part::Start(start)),
            }];
            parts.extend(text.as_bytes().chunks(CHUNK).map(|chunk| {
                proto::UploadAttachmentRequest {
                    part: Some(proto::upload_attachment_request::Part::Chunk(
                        chunk.to_vec(),
                    )),
                }
            }));
            session
                .contracts()?
                .upload_attachment(futures::stream::iter(parts))
                .await?;
        }
        Ok(())
    }

    /// Spoils the form, sees the service refuse it by field, and corrects it when somebody cares.
    async fn submit_wrong(&mut self, session: &Session, correct: bool) -> anyhow::Result<()> {
        let mut client = session.contracts()?;
        let mut update = proto::UpdateContractRequest {
            name: self.contract.clone(),
            form: Some(with_wrong_credit_code(&self.plan.form)),
            request_id: self.key("spoil"),
            etag: String::new(),
        };
        client.update_contract(update.clone()).await?;
        let submit = proto::SubmitContractRequest {
            name: self.contract.clone(),
            request_id: self.key("wrong"),
            etag: String::new(),
        };
        expect_refusal(client.submit_contract(submit).await, Code::InvalidArgument)?;
        if correct {
            update.form = Some(self.plan.form.clone());
            update.request_id = self.key("correct");
            client.update_contract(update).await?;
        }
        Ok(())
    }

    async fn at_office(&mut self, people: &People, step: Step) -> anyhow::Result<()> {
        let county = &self.office.clone();
        let clerk = 1 + self.index % 3;
        let mut first = people
            .official(county, Role::Registrar, clerk)?
            .contracts()?;
        let mut second = people
            .official(county, Role::Registrar2, clerk)?
            .contracts()?;
        let (name, etag, request_id) = (self.contract.clone(), String::new(), self.key("step"));
        let note = "演示".to_owned();
        let answer = match step {
            Step::Accept => {
                first
                    .accept_contract(proto::AcceptContractRequest {
                        name,
                        etag,
                        request_id,
                    })
                    .await?
            }
            Step::Return(code) => {
                first
                    .return_contract(proto::ReturnContractRequest {
                        name,
                        etag,
                        request_id,
                        code: code.to_owned(),
                        note,
                    })
                    .await?
            }
            Step::Refuse(code) => {
                first
                    .refuse_contract(proto::RefuseContractRequest {
                        name,
                        etag,
                        request_id,
                        code: code.to_owned(),
                        note,
                    })
                    .await?
            }
            Step::AskSupplement => {
                first
                    .request_supplement(proto::RequestSupplementRequest {
                        name,
                        etag,
                        request_id,
                        note,
                    })
                    .await?
            }
            Step::Classify => {
                first
                    .classify_contract(proto::ClassifyContractRequest {
                        name,
                        etag,
                        request_id,
                        ..proto::ClassifyContractRequest::default()
                    })
                    .await?
            }
            Step::ExpertReview => return self.experts(people, &mut second).await,
            Step::Register => {
                second
                    .register_contract(proto::RegisterContractRequest {
                        name,
                        etag,
                        request_id,
                        ..proto::RegisterContractRequest::default()
                    })
                    .await?
            }
            Step::Reject(code) => {
                second
                    .reject_contract(proto::RejectContractRequest {
                        name,
                        etag,
                        request_id,
                        code: code.to_owned(),
                        note,
                    })
                    .await?
            }
            Step::ReviewAmendment => {
                first
                    .review_amendment(proto::ReviewAmendmentRequest {
                        name,
                        etag,
                        request_id,
                        ..proto::ReviewAmendmentRequest::default()
                    })
                    .await?
            }
            Step::ApproveAmendment => {
                second
                    .approve_amendment(proto::ApproveAmendmentRequest {
                        name,
                        etag,
                        request_id,
                    })
                    .await?
            }
            Step::Deregister => {
                let mut applicant = people.applicant(&self.plan.seller.id)?.contracts()?;
                let ground = "RESCINDED".to_owned();
                applicant
                    .deregister_contract(proto::DeregisterContractRequest {
                        name,
                        etag,
                        request_id,
                        ground,
                        note,
                    })
                    .await?
            }
            Step::Annul => {
                let mut city = people.official("440700", Role::CityStb, 1)?.contracts()?;
                city.annul_contract(proto::AnnulContractRequest {
                    name,
                    etag,
                    request_id,
                    note,
                })
                .await?
            }
            other => anyhow::bail!("{other:?} is no step of an office"),
        };
        self.seen(answer);
        Ok(())
    }

    async fn experts(
        &mut self,
        people: &People,
        second: &mut proto::contracts_service_client::ContractsServiceClient<
            crate::suite::Authorised,
        >,
    ) -> anyhow::Result<()> {
        let name = self.contract.clone();
        let ask = proto::RequestExpertReviewRequest {
            name: name.clone(),
            etag: String::new(),
            request_id: self.key("experts"),
        };
        second.request_expert_review(ask).await?;
        for nth in 1..=3 {
            let mut expert = people
                .official(self.plan.county, Role::Expert, nth)?
                .contracts()?;
            let opinion = proto::GiveExpertOpinionRequest {
                name: name.clone(),
                etag: String::new(),
                request_id: self.key(&format!("opinion-{nth}")),
                recognise: true,
                opinion: "同意认定".to_owned(),
            };
            expert.give_expert_opinion(opinion).await?;
        }
        Ok(())
    }

    async fn about_claim(&mut self, people: &People, step: Step) -> anyhow::Result<()> {
        let county = self.plan.county;
        let mut applicant = people.applicant(&self.plan.seller.id)?.contracts()?;
        let mut authority = people
            .official(county, Role::CountyStb, 1 + self.index % 2)?
            .contracts()?;
        let (name, etag, request_id) = (self.claim.clone(), String::new(), self.key("claim"));
        let answer = match step {
            Step::CreateClaim => {
                let contract = self.contract.clone();
                let answer = applicant
                    .create_claim(proto::CreateClaimRequest {
                        contract,
                        paying_tenant: String::new(),
                        request_id,
                    })
                    .await?;
                self.missing
                    .clone_from(&answer.get_ref().required_materials);
                self.upload(&people.applicant(&self.plan.seller.id)?)
                    .await?;
                answer
            }
            Step::FileClaim => {
                applicant
                    .file_claim(proto::FileClaimRequest {
                        name,
                        etag,
                        request_id,
                    })
                    .await?
            }
            Step::DecideClaim if self.claim_amount == 0 => {
                self.ended = true;
                let (code, note) = ("NO_BENEFIT".to_owned(), "规则未给出奖补金额".to_owned());
                authority
                    .refuse_claim(proto::RefuseClaimRequest {
                        name,
                        etag,
                        request_id,
                        code,
                        note,
                    })
                    .await?
            }
            Step::DecideClaim => {
                authority
                    .approve_claim(proto::ApproveClaimRequest {
                        name,
                        etag,
                        request_id,
                        ..proto::ApproveClaimRequest::default()
                    })
                    .await?
            }
            Step::PublishClaim => {
                authority
                    .publish_claim(proto::PublishClaimRequest {
                        name,
                        etag,
                        request_id,
                        working_days: 0,
                    })
                    .await?
            }
            Step::PayClaim => {
                let mut payer = people
                    .official(county, Role::FinancePayer, 1)?
                    .contracts()?;
                payer
                    .pay_claim(proto::PayClaimRequest {
                        name,
                        etag,
                        request_id,
                    })
                    .await?
            }
            other => anyhow::bail!("{other:?} is no step of a claim"),
        };
        let claim = answer.into_inner();
        self.claim_amount = claim.amount_fen;
        self.ended |= claim.state == i32::from(proto::claim::State::Manual);
        self.claim = claim.name;
        Ok(())
    }
}

fn expect_refusal<T>(answer: Result<T, Status>, code: Code) -> anyhow::Result<()> {
    match answer {
        Err(status) if status.code() == code => Ok(()),
        Err(status) => Err(status.into()),
        Ok(_) => anyhow::bail!("a form with a wrong credit code was taken"),
    }
}
