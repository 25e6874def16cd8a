//! What the seller's people do: file, correct, supplement, withdraw, ask for a change or an end.
use kezhuan_protocol::contracts::v1 as proto;
use kezhuan_protocol::contracts::v1::contract::State;
use kezhuan_protocol::contracts::v1::upload_attachment_request::{Part, Start};
use tonic::{Code, Status};
use tonic_types::StatusExt;

use super::super::people::People;
use super::Case;
use crate::demo::year::with_wrong_credit_code;
use crate::refusal;
use crate::suite::Session;

/// What an office scans: the demo's documents are small text files.
const CHUNK: usize = 256 * 1024;

impl Case {
    pub(super) async fn create(&mut self, people: &People) -> anyhow::Result<()> {
        let request = self.creation(self.first_key());
        let mut client = self.applicant(people)?.contracts()?;
        self.take_over(client.create_contract(request).await?);
        Ok(())
    }

    /// The request that files this paper.
    fn creation(&self, request_id: String) -> proto::CreateContractRequest {
        proto::CreateContractRequest {
            form: Some(self.plan.form.clone()),
            request_id,
            paper_number: format!("HT-2025-{}-{:05}", self.plan.county, self.index),
        }
    }

    /// Sends the first request again, as a system does that lost the answer: the first answer comes back.
    pub(super) async fn send_again(&mut self, people: &People) -> anyhow::Result<()> {
        let request = self.creation(self.first_key());
        let mut client = self.applicant(people)?.contracts()?;
        let answer = client.create_contract(request).await?.into_inner();
        let as_drafted = answer.name == self.contract && answer.state() == State::Draft;
        anyhow::ensure!(as_drafted, "a repeated request made {}", answer.name);
        self.seen.answered_again += 1;
        Ok(())
    }

    /// Files the same paper anew: the service says which contract it is already.
    pub(super) async fn file_again(&mut self, people: &People) -> anyhow::Result<()> {
        let request = self.creation(self.key("again"));
        let mut client = self.applicant(people)?.contracts()?;
        let Err(refused) = client.create_contract(request).await else {
            anyhow::bail!("a paper was filed twice");
        };
        let first = refused
            .get_details_error_info()
            .and_then(|info| info.metadata.get("contract").cloned());
        if first.as_ref() != Some(&self.contract) {
            return Err(refusal::readable(refused));
        }
        self.seen.found_again += 1;
        Ok(())
    }

    pub(super) async fn upload_materials(&mut self, people: &People) -> anyhow::Result<()> {
        let session = self.applicant(people)?;
        self.upload(&session).await
    }

    /// Uploads whatever the service last said is missing.
    pub(super) async fn upload(&mut self, session: &Session) -> anyhow::Result<()> {
        for material in std::mem::take(&mut self.missing) {
            let text = format!("%PDF-1.4\n% {material} of {}\n", self.contract);
            let start = Start {
                contract: self.contract.clone(),
                file_name: format!("{material}.pdf"),
                request_id: self.key(&material),
                material,
            };
            let chunks = text.as_bytes().chunks(CHUNK);
            let parts: Vec<_> = std::iter::once(Part::Start(start))
                .chain(chunks.map(|chunk| Part::Chunk(chunk.to_vec())))
                .map(|part| proto::UploadAttachmentRequest { part: Some(part) })
                .collect();
            session
                .contracts()?
                .upload_attachment(futures::stream::iter(parts))
                .await?;
        }
        Ok(())
    }

    pub(super) async fn submit(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::SubmitContractRequest {
            name: self.contract.clone(),
            request_id: self.key("step"),
            etag: String::new(),
        };
        let mut client = self.applicant(people)?.contracts()?;
        self.take_over(client.submit_contract(request).await?);
        Ok(())
    }

    /// Spoils the form, sees the service refuse it by field, and corrects it when somebody cares.
    pub(super) async fn submit_wrong(
        &mut self,
        people: &People,
        correct: bool,
    ) -> anyhow::Result<()> {
        let mut client = self.applicant(people)?.contracts()?;
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

    pub(super) async fn resubmit(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::ResubmitContractRequest {
            name: self.contract.clone(),
            request_id: self.key("step"),
            etag: String::new(),
        };
        let mut client = self.applicant(people)?.contracts()?;
        self.take_over(client.resubmit_contract(request).await?);
        Ok(())
    }

    pub(super) async fn withdraw(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::WithdrawContractRequest {
            name: self.contract.clone(),
            request_id: self.key("step"),
            etag: String::new(),
            reason: "重复申报".to_owned(),
        };
        let mut client = self.applicant(people)?.contracts()?;
        self.take_over(client.withdraw_contract(request).await?);
        Ok(())
    }

    pub(super) async fn file_supplement(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::FileSupplementRequest {
            name: self.contract.clone(),
            request_id: self.key("step"),
            ..proto::FileSupplementRequest::default()
        };
        let mut client = self.applicant(people)?.contracts()?;
        self.take_over(client.file_supplement(request).await?);
        Ok(())
    }

    /// Asks for another price, in percent of the old one.
    pub(super) async fn ask_amendment(
        &mut self,
        people: &People,
        percent: i64,
    ) -> anyhow::Result<()> {
        let mut form = self.plan.form.clone();
        form.total_amount_fen = form.total_amount_fen / 10_000 * percent * 100;
        let request = proto::RequestAmendmentRequest {
            name: self.contract.clone(),
            request_id: self.key("step"),
            etag: String::new(),
            form: Some(form),
            reason: "补充协议调整价款".to_owned(),
        };
        let mut client = self.applicant(people)?.contracts()?;
        self.take_over(client.request_amendment(request).await?);
        Ok(())
    }

    pub(super) async fn deregister(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::DeregisterContractRequest {
            name: self.contract.clone(),
            request_id: self.key("step"),
            etag: String::new(),
            ground: "RESCINDED".to_owned(),
            note: "双方协商解除合同".to_owned(),
        };
        let mut client = self.applicant(people)?.contracts()?;
        self.take_over(client.deregister_contract(request).await?);
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
