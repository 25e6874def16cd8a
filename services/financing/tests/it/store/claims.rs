//! Claims: one for each loan, whoever files at the same time; and what an outsider may do to one that is published.
use futures::future::join_all;
use kezhuan_auth::Role;
use kezhuan_financing::Error;
use kezhuan_financing::domain::actor::{self, Actor};
use kezhuan_financing::domain::biz_no::BizNo;
use kezhuan_financing::domain::loan::{Disbursement, Paid, State as LoanState};
use kezhuan_financing::domain::notice::{Counting, Length, Objection, Outcome, PublicNotice};
use kezhuan_financing::domain::subsidy::{self, Amount, Claim, Interest, NewClaim, Split};
use kezhuan_financing::store::stored::Stored;
use kezhuan_financing::store::{loans, movements, subsidies};
use kezhuan_law::{Fen, WorkingCalendar};
use uuid::Uuid;

use super::cast::*;
use super::lent::signed_loan;

fn claim(loan: Uuid, number: usize) -> Claim {
    let new = NewClaim {
        id: Uuid::now_v7(),
        number: format!("KZ-IPS-2026-440703-{number:06}"),
        loan,
        enterprise: OWNER.to_owned(),
        bank: bank_name(1),
        division: COUNTY.to_owned(),
        year: 2026,
        interest: Interest {
            paid: Fen(200),
            penalty: Fen::ZERO,
            other: Fen::ZERO,
            already: Fen::ZERO,
        },
        on_ip_pledge: true,
        required_materials: Vec::new(),
        already_claimed: false,
    };
    let enterprise = Actor::person("li", OWNER, "", [actor::Role::Applicant]);
    subsidy::draft(new, &enterprise).unwrap()
}

async fn insert(tables: &Tables, drafted: Claim) -> Result<Stored<Claim>, Error> {
    let by = owner();
    let written = tables.database.write_as(&by, move |write| {
        let drafted = drafted.clone();
        Box::pin(async move { subsidies::insert(write, COUNTY, drafted, 0).await })
    });
    written.await
}

#[tokio::test]
async fn of_claims_that_come_at_once_a_loan_s_year_has_one() {
    let tables = tables().await;
    let loan = signed_loan(&tables).await.body.id;
    let claims = (0..4).map(|number| insert(&tables, claim(loan, number)));
    let answers = join_all(claims).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    for refused in answers.iter().filter_map(|answer| answer.as_ref().err()) {
        assert_eq!(reason(refused), "ALREADY_CLAIMED");
    }
}

/// A claim as it stands published.
async fn published(tables: &Tables) -> Stored<Claim> {
    let loan = signed_loan(tables).await.body.id;
    let before = insert(tables, claim(loan, 1)).await.unwrap();
    let by = owner();
    let written = tables.database.write_as(&by, move |write| {
        let before = before.clone();
        Box::pin(async move {
            let mut after = before.body.clone();
            let counting = Counting {
                count_first_day: false,
            };
            let notice = PublicNotice::open(
                date("2026-01-05"),
                Length::WorkingDays(5),
                counting,
                WorkingCalendar::shipped(),
            );
            (after.state, after.version) = (subsidy::State::Published, 2);
            after.notice = Some(notice?);
            after.amount = Some(Amount {
                base: Fen(200),
                total: Fen(100),
                split: Split {
                    city: Fen(60),
                    county: Fen(40),
                },
            });
            subsidies::save(write, &before, after, "SubsidyPublished").await
        })
    });
    let stored: Result<_, Error> = written.await;
    stored.unwrap()
}

/// The claim with an objection, as the domain leaves it.
fn objected(before: &Claim) -> Claim {
    let mut after = before.clone();
    (after.state, after.version) = (subsidy::State::Suspended, before.version + 1);
    if let Some(notice) = after.notice.as_mut() {
        notice.outcome = Some(Outcome::Disputed);
    }
    after.objections.push(Objection {
        objector: "guo".to_owned(),
        organisation: "enterprise-2".to_owned(),
        text: "the interest was paid by another".to_owned(),
        filed_on: date("2026-01-06"),
        resolution: None,
    });
    after
}

/// An outsider lets itself in and leaves the claim as `after`.
async fn suspend(tables: &Tables, claim: Uuid, after: Claim) -> Result<Stored<Claim>, Error> {
    let by = caller("enterprise-2", "", Role::Applicant);
    let written = tables.database.write_as(&by, move |write| {
        let after = after.clone();
        Box::pin(async move {
            subsidies::admit_objector(write, claim).await?;
            let before = subsidies::find(write, claim).await?.unwrap();
            subsidies::suspend(write, &before, after, "SubsidySuspended").await
        })
    });
    written.await
}

#[tokio::test]
async fn an_outsider_adds_an_objection_and_changes_nothing_else() {
    let tables = tables().await;
    let before = published(&tables).await;
    let id = before.body.id;
    let mut more = objected(&before.body);
    more.bank = "bank-9".to_owned();
    assert!(suspend(&tables, id, more).await.is_err());
    let mut none = objected(&before.body);
    none.objections.clear();
    assert!(suspend(&tables, id, none).await.is_err());
    suspend(&tables, id, objected(&before.body)).await.unwrap();
    // It is published no more.
    let again = suspend(&tables, id, objected(&before.body)).await;
    assert!(again.is_err());
}

#[tokio::test]
async fn a_bank_s_number_stands_for_one_movement_of_money() {
    let tables = tables().await;
    let before = signed_loan(&tables).await;
    let lend = async |before: Stored<kezhuan_financing::domain::loan::Loan>| {
        let by = bank(&bank_name(1));
        let written = tables.database.write_as(&by, move |write| {
            let before = before.clone();
            Box::pin(async move {
                let mut after = before.body.clone();
                (after.state, after.version) = (LoanState::Active, after.version + 1);
                after.disbursement = Some(Disbursement {
                    biz_no: BizNo::parse("P001")?,
                    disbursed_on: date("2026-01-05"),
                    disbursed_by: "he".to_owned(),
                });
                loans::save(write, &before, after, "LoanDisbursed").await
            })
        });
        let stored: Result<Stored<_>, Error> = written.await;
        stored
    };
    let after = lend(before.clone()).await.unwrap();
    assert_eq!(after.body.outstanding(), Fen(300));
    // The same again, as it was read before: nothing is lent twice.
    assert!(lend(before).await.is_err());
    let by = pool_manager();
    let read = tables.database.read(&by, async |connection| {
        movements::of_loan(connection, after.body.id).await
    });
    let moved = read.await.unwrap();
    let told: Vec<_> = moved
        .iter()
        .map(|moved| (moved.biz_no.as_str(), moved.principal_fen))
        .collect();
    assert_eq!(told, [("P001", 300)]);
}

#[tokio::test]
async fn a_payment_under_the_number_of_another_movement_is_refused() {
    let tables = tables().await;
    let before = signed_loan(&tables).await;
    let by = bank(&bank_name(1));
    let moved = tables.database.write_as(&by, move |write| {
        let before = before.clone();
        Box::pin(async move {
            let mut lent = before.body.clone();
            (lent.state, lent.version) = (LoanState::Active, lent.version + 1);
            lent.disbursement = Some(Disbursement {
                biz_no: BizNo::parse("P001")?,
                disbursed_on: date("2026-01-05"),
                disbursed_by: "he".to_owned(),
            });
            let lent = loans::save(write, &before, lent, "LoanDisbursed").await?;
            let mut paid = lent.body.clone();
            paid.version += 1;
            paid.payments.push(Paid {
                biz_no: BizNo::parse("P001")?,
                paid_on: date("2026-01-05"),
                principal: Fen(1),
                interest: Fen::ZERO,
                penalty: Fen::ZERO,
            });
            loans::save(write, &lent, paid, "LoanInstalmentPaid").await?;
            Ok::<_, Error>(())
        })
    });
    assert_eq!(reason(&moved.await.unwrap_err()), "BIZ_NO_USED");
}
