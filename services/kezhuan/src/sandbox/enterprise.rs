//! An enterprise that borrows on a patent: enters it, applies, signs, files the pledge with its bank, and claims a subsidy of
//! its interest.
use anyhow::Context;
use chrono::NaiveDate;
use kezhuan_auth::Role;
use kezhuan_law::calendar::add_months;
use kezhuan_law::identifiers::PatentNumber;
use kezhuan_protocol::financing::v1::application::{self, Security};
use kezhuan_protocol::financing::v1::declaration::Qualification;
use kezhuan_protocol::financing::v1::{
    Application, Asset, CreateApplicationRequest, CreateSubsidyClaimRequest, Declaration,
    FilePledgeRequest, FileSubsidyClaimRequest, ListApplicationsRequest, ListPledgesRequest,
    Pledge, Product, RegisterAssetRequest, SignApplicationRequest, SubmitApplicationRequest, asset,
    pledge, product,
};

use super::journal::Journal;
use crate::money_text::yuan;
use crate::refusal;
use crate::request_id::derive;
use crate::suite::{Clients, Person, Session};

const ENTERPRISE: &str = "企业 enterprise";
/// How long ago its patent was filed, and the last year whose fee is paid: none falls due in the year of the loan.
const FILED_MONTHS_AGO: i32 = 18;
const FEE_PAID_THROUGH: i32 = 3;
/// 2,000 万元 of the last full year.
const REVENUE_FEN: i64 = 2_000_000_000;

/// What it asks a bank for.
#[derive(Clone, Debug)]
pub struct Wish {
    pub bank: String,
    pub amount_fen: i64,
    pub term_months: i32,
    pub stage: product::Stage,
    /// Seven digits of the patent's number; the others follow.
    pub serial: u32,
}

/// One enterprise with one applicant.
pub struct Enterprise {
    organisation: String,
    division: String,
    session: Session,
    journal: Journal,
}

impl Enterprise {
    /// The enterprise of this organisation, registered in a county.
    pub fn open(
        clients: &Clients,
        organisation: &str,
        division: &str,
        journal: Journal,
    ) -> anyhow::Result<Enterprise> {
        let applicant = Person::new(format!("applicant-{organisation}"));
        let applicant = applicant.organisation(organisation).role(Role::Applicant);
        Ok(Enterprise {
            organisation: organisation.to_owned(),
            division: division.to_owned(),
            session: clients.session(&applicant)?,
            journal,
        })
    }

    /// Enters its patent and applies for a loan on it; the same wish twice is one application.
    pub async fn apply(&self, wish: &Wish, today: NaiveDate) -> anyhow::Result<Application> {
        let asset = self.enter_patent(wish.serial, today).await?;
        let draft = self.draft(wish, &asset).await?;
        let request = SubmitApplicationRequest {
            name: draft.name.clone(),
            request_id: self.id("submit", &draft.name),
            declaration: Some(Declaration {
                revenue_fen: REVENUE_FEN,
                qualifications: vec![Qualification::Hnte.into(), Qualification::CoreIp.into()],
                ..Declaration::default()
            }),
            ..SubmitApplicationRequest::default()
        };
        let answer = self.session.financing()?.submit_application(request).await;
        let submitted = answer.map_err(refusal::readable)?.into_inner();
        let what = format!("以 {} 质押申请贷款 applied for a loan on it", asset.number);
        self.journal.line(ENTERPRISE, &what, &submitted.name);
        Ok(submitted)
    }

    /// Signs and files what waits for it; how much was done.
    pub async fn work(&self) -> anyhow::Result<usize> {
        let mut done = 0;
        let own = format!("enterprise=\"{}\"", self.organisation);
        let applications = all!(
            self.session,
            list_applications(ListApplicationsRequest),
            applications,
            own
        );
        for application in &applications {
            done += usize::from(self.sign(application).await?);
        }
        let prepared = all!(
            self.session,
            list_pledges(ListPledgesRequest),
            pledges,
            "state=\"PREPARED\""
        );
        for pledge in &prepared {
            done += usize::from(self.file(pledge).await?);
        }
        Ok(done)
    }

    /// Claims a subsidy of the interest it paid on a loan in a calendar year, with every paper that is asked for.
    pub async fn claim_subsidy(&self, loan: &str, year: i32) -> anyhow::Result<()> {
        let request = CreateSubsidyClaimRequest {
            loan: loan.to_owned(),
            year,
            request_id: self.id("subsidy", &format!("{loan} {year}")),
            ..CreateSubsidyClaimRequest::default()
        };
        let mut client = self.session.financing()?;
        let answer = client.create_subsidy_claim(request).await;
        let draft = answer.map_err(refusal::readable)?.into_inner();
        let request = FileSubsidyClaimRequest {
            name: draft.name.clone(),
            request_id: self.id("file", &draft.name),
            materials: draft.required_materials,
            ..FileSubsidyClaimRequest::default()
        };
        let answer = client.file_subsidy_claim(request).await;
        let filed = answer.map_err(refusal::readable)?.into_inner();
        let computed_fen = filed.amount.as_ref().map_or(0, |amount| amount.total_fen);
        let what = format!(
            "申请贴息，按规则核算 claimed a subsidy, by rule {} 元 ({})",
            yuan(computed_fen),
            filed.decision
        );
        self.journal.line(ENTERPRISE, &what, &filed.name);
        Ok(())
    }

    async fn enter_patent(&self, serial: u32, today: NaiveDate) -> anyhow::Result<Asset> {
        let filed_on = add_months(today, -FILED_MONTHS_AGO).context("a day beyond the calendar")?;
        let number = patent_number(filed_on, serial).context("no such patent number")?;
        let request = RegisterAssetRequest {
            kind: asset::Kind::Invention.into(),
            number: number.to_string(),
            owner: self.organisation.clone(),
            filed_on: filed_on.to_string(),
            fee_paid_through: FEE_PAID_THROUGH,
            division: self.division.clone(),
            request_id: self.id("patent", &number.to_string()),
            ..RegisterAssetRequest::default()
        };
        let answer = self.session.financing()?.register_asset(request).await;
        let asset = answer.map_err(refusal::readable)?.into_inner();
        let what = format!("登记专利 entered its patent {}", asset.number);
        self.journal.line(ENTERPRISE, &what, &asset.name);
        Ok(asset)
    }

    async fn draft(&self, wish: &Wish, asset: &Asset) -> anyhow::Result<Application> {
        let request = CreateApplicationRequest {
            enterprise: self.organisation.clone(),
            division: self.division.clone(),
            bank: wish.bank.clone(),
            product: Some(Product {
                kind: product::Kind::YiKeDai.into(),
                pledge_first: true,
                mode: product::Mode::Loan.into(),
                stage: wish.stage.into(),
            }),
            security: vec![Security::IpPledge.into()],
            amount_fen: wish.amount_fen,
            term_months: wish.term_months,
            purpose: "中试线扩建 a larger pilot line".to_owned(),
            repayment_source: "销售收入 sales".to_owned(),
            assets: vec![asset.name.clone()],
            request_id: self.id("draft", &asset.name),
            ..CreateApplicationRequest::default()
        };
        let answer = self.session.financing()?.create_application(request).await;
        Ok(answer.map_err(refusal::readable)?.into_inner())
    }

    async fn sign(&self, application: &Application) -> anyhow::Result<bool> {
        let signed = application.signed.as_ref();
        let own = signed.is_some_and(|signed| signed.side() == application::Side::Enterprise);
        if application.state() != application::State::Approved || own {
            return Ok(false);
        }
        let id = self.id("sign", &application.name);
        let request = SignApplicationRequest {
            name: application.name.clone(),
            request_id: id.clone(),
            ..SignApplicationRequest::default()
        };
        let mut client = self.session.financing()?;
        let step = (ENTERPRISE, "签约 signed", application.name.as_str());
        self.journal
            .once(step, &id, client.sign_application(request))
            .await
    }

    async fn file(&self, pledge: &Pledge) -> anyhow::Result<bool> {
        let agreed = pledge.agreed.as_ref();
        let own = agreed.is_some_and(|agreed| agreed.side() == pledge::Side::Pledgor);
        if pledge.pledgor != self.organisation || own {
            return Ok(false);
        }
        let id = self.id("file", &pledge.name);
        let request = FilePledgeRequest {
            name: pledge.name.clone(),
            request_id: id.clone(),
            channel: pledge::Channel::Online.into(),
            ..FilePledgeRequest::default()
        };
        let mut client = self.session.financing()?;
        let what = "同意质押登记 agreed to file the pledge";
        let step = (ENTERPRISE, what, pledge.name.as_str());
        self.journal
            .once(step, &id, client.file_pledge(request))
            .await
    }

    fn id(&self, step: &str, of: &str) -> String {
        derive(&["sandbox", &self.organisation, step, of])
    }
}

/// An invention's number of that filing year: one of the eleven check characters fits.
fn patent_number(filed_on: NaiveDate, serial: u32) -> Option<PatentNumber> {
    let digits = format!("{}1{serial:07}", filed_on.format("%Y"));
    "0123456789X"
        .chars()
        .find_map(|check| PatentNumber::parse(&format!("ZL{digits}.{check}")).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_serial_makes_a_number_that_registers_would_print() {
        let filed_on = "2023-09-01".parse().unwrap();
        for serial in [0, 1, 2, 9_999_999] {
            let number = patent_number(filed_on, serial).unwrap();
            assert_eq!(number.year(), 2023);
        }
        assert!(patent_number(filed_on, 10_000_000).is_none());
    }
}
