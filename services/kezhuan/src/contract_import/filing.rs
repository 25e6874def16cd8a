//! One row's way into the register's queue: found there already, or drafted and submitted.
use std::sync::Arc;

use kezhuan_law::Localized;
use kezhuan_protocol::contracts::v1::contract::State;
use kezhuan_protocol::contracts::v1::{
    Contract, CreateContractRequest, Form, ListContractsRequest, SubmitContractRequest,
    UpdateContractRequest, WithdrawContractRequest,
};
use prost::Message;
use sha2::{Digest, Sha256};
use tonic::Status;

use super::field;
use super::{Manner, verdict};
use crate::request_id;
use crate::sheet_import::header::Columns;
use crate::sheet_import::{Problem, ask};

/// The paper contract of one row.
pub struct Paper {
    pub form: Form,
    /// What the service knows the paper by, for good: the office's number, else the row's own content.
    pub number: String,
    /// Whether the office gave the number.
    pub numbered: bool,
    /// The row's content: request ids are derived from it, so that a corrected row is another request.
    digest: String,
    columns: Arc<Columns>,
}

impl Paper {
    /// The paper of a row that was read.
    pub fn of(form: Form, number: Option<String>, columns: Arc<Columns>) -> Paper {
        let digest = hex::encode(Sha256::digest(form.encode_to_vec()));
        Paper {
            form,
            numbered: number.is_some(),
            number: number.unwrap_or_else(|| format!("row {digest}")),
            digest,
            columns,
        }
    }

    /// The office's own header of the column with the number.
    pub fn number_header(&self) -> String {
        field::named("paper_number").map_or_else(String::new, |field| self.columns.header_of(field))
    }

    /// Whether the case has this row's content.
    fn is_filed_as(&self, contract: &Contract) -> bool {
        contract.form == Some(kezhuan_contracts::form_as_kept(self.form.clone()))
    }

    fn request_id(&self, manner: &Manner, parts: &[&str]) -> String {
        let mut all = vec![
            "contract import",
            &manner.organisation,
            &self.number,
            &self.digest,
        ];
        all.extend(parts);
        request_id::derive(&all)
    }

    fn problems(&self, status: &Status) -> Vec<Problem> {
        verdict::problems(status, &self.columns, &self.form)
    }
}

/// What becomes of a row: nothing to say, or what is wrong with it.
type Filed = Result<(), Vec<Problem>>;

/// Files one contract; the inner Err is about the row, the outer about the suite.
pub async fn file(manner: &Manner, paper: &Paper) -> anyhow::Result<Filed> {
    // Asked first: request ids are forgotten after a month, and a contract long since registered may not
    // pass today's check any more.
    let before = match earlier(manner, paper).await? {
        Ok(before) => before,
        Err(status) => return Ok(Err(paper.problems(&status))),
    };
    let before = match before {
        Some(contract) if is_open(&contract) || is_free(&contract) => Some(contract),
        // Refused before: only what has changed since is another application.
        Some(contract) if is_refused(&contract) && !paper.is_filed_as(&contract) => Some(contract),
        // Without a number the row's content is the number: the same content, the same paper.
        Some(contract) if !paper.numbered || paper.is_filed_as(&contract) => {
            return Ok(Ok(()));
        }
        Some(contract) => return Ok(Err(vec![other_content(paper, &contract)])),
        None => None,
    };
    // What is already known to be refused leaves no draft behind.
    if let Err(status) = kezhuan_contracts::precheck(paper.form.clone(), manner.today) {
        return Ok(Err(paper.problems(&status)));
    }
    let draft = match before {
        Some(contract) if is_open(&contract) => correct(manner, paper, contract).await?,
        before => create(manner, paper, before.as_ref()).await?,
    };
    let draft = match draft {
        Ok(draft) => draft,
        Err(status) => return Ok(Err(paper.problems(&status))),
    };
    let Err(status) = submit(manner, paper, &draft).await? else {
        return Ok(Ok(()));
    };
    withdraw(manner, paper, &draft).await?;
    Ok(Err(paper.problems(&status)))
}

/// Drafted by a run that was interrupted, or left as a draft by an office that can't withdraw.
fn is_open(contract: &Contract) -> bool {
    contract.state() == State::Draft
}

/// Ended without a decision: the paper may come again.
fn is_free(contract: &Contract) -> bool {
    matches!(contract.state(), State::Withdrawn | State::Lapsed)
}

/// Decided on and not registered: the paper may come again, put right.
fn is_refused(contract: &Contract) -> bool {
    matches!(contract.state(), State::NotAccepted | State::Rejected)
}

fn other_content(paper: &Paper, contract: &Contract) -> Problem {
    let number = &contract.number;
    Problem {
        field: paper.number_header(),
        value: paper.number.clone(),
        code: "PAPER_FILED_BEFORE".to_owned(),
        problem: Localized::new(
            format!("该合同编号已申报为 {number}，内容与本行不同"),
            format!("this paper was filed as {number}, with other content than this row"),
        ),
        remedy: Localized::fixed(
            "已申报的合同请在系统中补正或办理变更；编号录错的，请更正编号后重新导入",
            "correct or amend the contract that was filed; if the number is wrong, correct it and import again",
        ),
    }
}

async fn earlier(
    manner: &Manner,
    paper: &Paper,
) -> anyhow::Result<Result<Option<Contract>, Status>> {
    let number = paper.number.replace('\\', "\\\\").replace('"', "\\\"");
    let request = ListContractsRequest {
        filter: format!("paper_number=\"{number}\""),
        page_size: 1,
        ..ListContractsRequest::default()
    };
    let found = ask!(manner.session.contracts(), list_contracts, request);
    Ok(found.map(|mut page| page.contracts.pop()))
}

/// A new draft; `before` is the case of the paper that ended, so that this is another request.
async fn create(
    manner: &Manner,
    paper: &Paper,
    before: Option<&Contract>,
) -> anyhow::Result<Result<Contract, Status>> {
    let before = before.map_or("", |contract| contract.name.as_str());
    let request = CreateContractRequest {
        form: Some(paper.form.clone()),
        request_id: paper.request_id(manner, &["create", before]),
        paper_number: paper.number.clone(),
    };
    Ok(ask!(manner.session.contracts(), create_contract, request))
}

/// The draft that is there, with this row's content.
async fn correct(
    manner: &Manner,
    paper: &Paper,
    draft: Contract,
) -> anyhow::Result<Result<Contract, Status>> {
    if paper.is_filed_as(&draft) {
        return Ok(Ok(draft));
    }
    let request = UpdateContractRequest {
        name: draft.name,
        request_id: paper.request_id(manner, &["correct", &draft.etag]),
        etag: draft.etag,
        form: Some(paper.form.clone()),
    };
    Ok(ask!(manner.session.contracts(), update_contract, request))
}

async fn submit(
    manner: &Manner,
    paper: &Paper,
    draft: &Contract,
) -> anyhow::Result<Result<Contract, Status>> {
    let request = SubmitContractRequest {
        name: draft.name.clone(),
        etag: String::new(),
        request_id: paper.request_id(manner, &["submit", &draft.name]),
    };
    Ok(ask!(manner.session.contracts(), submit_contract, request))
}

/// Takes the draft of a refused row back where the importer may: it should not lie around.
async fn withdraw(manner: &Manner, paper: &Paper, draft: &Contract) -> anyhow::Result<()> {
    if !manner.may_withdraw {
        return Ok(());
    }
    let request = WithdrawContractRequest {
        name: draft.name.clone(),
        etag: String::new(),
        request_id: paper.request_id(manner, &["withdraw", &draft.name]),
        reason: "导入时未通过校验".to_owned(),
    };
    if let Err(status) = manner.session.contracts()?.withdraw_contract(request).await {
        tracing::debug!(contract = draft.name, %status, "the draft of a refused row stays");
    }
    Ok(())
}
