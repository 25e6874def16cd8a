//! An application and the loan it becomes, past the steps between: these tests are about rows.
use kezhuan_financing::Error;
use kezhuan_financing::domain::actor::{self, Actor};
use kezhuan_financing::domain::application::{self, Application, Approval, NewApplication};
use kezhuan_financing::domain::loan::{self, Due, Loan, NewLoan};
use kezhuan_financing::domain::product::{Mode, ModeTerms, Product, ProductKind, Security, Stage};
use kezhuan_financing::store::stored::Stored;
use kezhuan_financing::store::{applications, loans};
use kezhuan_law::Fen;
use uuid::Uuid;

use super::cast::*;

/// What the enterprise asks of the first bank.
pub fn application(asset: Uuid) -> Application {
    let new = NewApplication {
        id: Uuid::now_v7(),
        number: "KZ-IPA-2026-440703-000001".to_owned(),
        loan: Uuid::now_v7(),
        enterprise: OWNER.to_owned(),
        division: COUNTY.to_owned(),
        bank: bank_name(1),
        product: Product {
            kind: ProductKind::YiKeDai,
            pledge_first: true,
            mode: Some(Mode::Loan),
            stage: Stage::Industrial,
        },
        security: vec![Security::IpPledge],
        amount: Fen(300),
        term_months: 12,
        purpose: "steel".to_owned(),
        repayment_source: "sales".to_owned(),
        assets: vec![asset],
        others: Vec::new(),
    };
    let enterprise = Actor::person("li", OWNER, "", [actor::Role::Applicant]);
    application::draft(new, &enterprise).unwrap()
}

/// The loan of an application that both sides have signed.
pub fn loan_of(application: &Application) -> Loan {
    let mut signed = application.clone();
    signed.state = application::State::Contracted;
    signed.approval = Some(Approval {
        amount: Fen(300),
        rate_bp: 400,
        term_months: 12,
        approved_by: "luo".to_owned(),
        approved_on: date("2026-01-04"),
        sign_until: date("2026-04-04"),
        guarantee_bp: 0,
        guarantee_min_bp: 0,
        subsidy_bp: 5_000,
        stage_decision: None,
        shares: ModeTerms::default().shares(Mode::Loan),
        shares_decision: None,
    });
    let maturity = date("2026-12-30");
    let new = NewLoan {
        number: "KZ-IPL-2026-440703-000001".to_owned(),
        pledge: None,
        maturity,
        schedule: vec![Due {
            on: maturity,
            principal: Fen(300),
        }],
        renews: None,
    };
    loan::draft(new, &signed).unwrap()
}

/// A loan of the first bank, as both sides have signed it.
pub async fn signed_loan(tables: &Tables) -> Stored<Loan> {
    let asset = right(tables, 1, &[]).await.body.id;
    let (by, draft) = (owner(), application(asset));
    let written = tables.database.write_as(&by, move |write| {
        let draft = draft.clone();
        Box::pin(async move {
            let application = applications::insert(write, COUNTY, draft, 0).await?;
            let loan = loan_of(&application.body);
            loans::insert(write, COUNTY, OWNER, loan, 1).await
        })
    });
    let stored: Result<_, Error> = written.await;
    stored.unwrap()
}
