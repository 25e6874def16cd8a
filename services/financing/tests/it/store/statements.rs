//! Every reading statement of the store is one that Postgres takes, with every term of every filter in it.
use kezhuan_auth::Caller;
use kezhuan_database::Database;
use kezhuan_financing::Error;
use kezhuan_financing::domain::biz_no::BizNo;
use kezhuan_financing::domain::data_card::Source;
use kezhuan_financing::domain::ledger::{Account, Fund};
use kezhuan_financing::domain::product::ProductKind;
use kezhuan_financing::store::listing::SortedPlace;
use kezhuan_financing::store::*;
use sqlx::PgConnection;
use uuid::Uuid;

use super::cast::*;

fn text() -> Option<String> {
    Some("x".to_owned())
}

fn day() -> Option<chrono::NaiveDate> {
    Some(date("2026-01-05"))
}

fn id() -> Option<Uuid> {
    Some(Uuid::nil())
}

fn place() -> (chrono::DateTime<chrono::Utc>, Uuid) {
    (chrono::DateTime::UNIX_EPOCH, Uuid::nil())
}

fn sorted(day: Option<chrono::NaiveDate>) -> SortedPlace {
    SortedPlace {
        create_time: chrono::DateTime::UNIX_EPOCH,
        day,
        id: Uuid::nil(),
    }
}

/// Reads as the service, which sees every case: there is none.
async fn read<T>(
    database: &Database,
    body: impl AsyncFnOnce(&mut PgConnection) -> Result<T, Error>,
) -> T {
    let service = Caller::service("financing", "");
    database.read(&service, body).await.unwrap()
}

#[tokio::test]
async fn lists_of_cases() {
    let tables = tables().await;
    let database = &tables.database;
    read(database, async |to| {
        for (day, descending) in [(None, true), (day(), false)] {
            let after = sorted(day);
            let filter = assets::Filter {
                owner: text(),
                kind: text(),
                number: text(),
                legal: text(),
                encumbrance: text(),
                fee_due_to: day,
                expires_to: day,
                preserved: Some(true),
            };
            for key in [
                assets::SortKey::CreateTime,
                assets::SortKey::FeeDueOn,
                assets::SortKey::ExpiresOn,
            ] {
                let order = assets::Order { key, descending };
                assert_eq!(assets::list(to, &filter, order, Some(&after), 5).await?, []);
            }
            let filter = applications::Filter {
                state: text(),
                enterprise: text(),
                bank: text(),
                tenant: text(),
                product: text(),
                failed: Some(false),
                asset: id(),
                sign_until_to: day,
                submitted_from: day,
                submitted_to: day,
            };
            for key in [
                applications::SortKey::CreateTime,
                applications::SortKey::SignUntil,
            ] {
                let order = applications::Order { key, descending };
                assert_eq!(
                    applications::list(to, &filter, order, Some(&after), 5).await?,
                    []
                );
            }
            let filter = pledges::Filter {
                state: text(),
                bank: text(),
                borrower: text(),
                pledgor: text(),
                loan: id(),
                asset: id(),
                answer_due_to: day,
                settled_to: day,
                debt_end_to: day,
            };
            for key in [
                pledges::SortKey::CreateTime,
                pledges::SortKey::AnswerDueOn,
                pledges::SortKey::SettledOn,
            ] {
                let order = pledges::Order { key, descending };
                assert_eq!(
                    pledges::list(to, &filter, order, Some(&after), 5).await?,
                    []
                );
            }
            let filter = loans::Filter {
                state: text(),
                bank: text(),
                borrower: text(),
                tenant: text(),
                product: text(),
                mode: text(),
                pledge: id(),
                filed: Some(false),
                unfiled_since: day,
                due_to: day,
                maturity_to: day,
                overdue_since_to: day,
            };
            for key in [
                loans::SortKey::CreateTime,
                loans::SortKey::Maturity,
                loans::SortKey::DueOn,
                loans::SortKey::OverdueSince,
            ] {
                let order = loans::Order { key, descending };
                assert_eq!(loans::list(to, &filter, order, Some(&after), 5).await?, []);
            }
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn lists_of_claims_and_of_what_hangs_on_cases() {
    let tables = tables().await;
    let database = &tables.database;
    read(database, async |to| {
        let filter = compensations::Filter {
            state: text(),
            bank: text(),
            borrower: text(),
            loan: id(),
            mode: text(),
            filed_from: day(),
            filed_to: day(),
            notice_ends_to: day(),
        };
        assert_eq!(
            compensations::list(to, &filter, Some(place()), 5).await?,
            []
        );
        let filter = subsidies::Filter {
            state: text(),
            enterprise: text(),
            bank: text(),
            tenant: text(),
            loan: id(),
            year: Some(2026),
            notice_ends_to: day(),
        };
        assert_eq!(subsidies::list(to, &filter, Some(place()), 5).await?, []);
        assert!(
            notices::list(to, Some(CITY), Some(place()), 5)
                .await?
                .is_empty()
        );
        let filter = alerts::Filter {
            asset: id(),
            kind: text(),
            owner: text(),
            bank: text(),
            raised_from: day(),
            raised_to: day(),
            about_to: day(),
        };
        assert_eq!(alerts::list(to, &filter, Some(place()), 5).await?, []);
        assert_eq!(alerts::unraised(to, &[]).await?, []);
        let filter = recon_batches::Filter {
            state: text(),
            bank: text(),
            day_from: day(),
            day_to: day(),
        };
        assert_eq!(
            recon_batches::list(to, &filter, Some(place()), 5).await?,
            []
        );
        let filter = recon_tickets::Filter {
            batch: id(),
            class: text(),
            bank: text(),
            open: Some(true),
        };
        let after = Some((Uuid::nil(), "x".to_owned()));
        assert_eq!(recon_tickets::list(to, &filter, after, 5).await?, []);
        assert_eq!(
            recon_lines::with_numbers(to, Uuid::nil(), &["x".to_owned()]).await?,
            []
        );
        let filter = confirmations::Filter {
            state: text(),
            bank: text(),
            as_of: day(),
        };
        assert_eq!(
            confirmations::list(to, &filter, Some(place()), 5).await?,
            []
        );
        let filter = consents::Filter {
            application: id(),
            kind: text(),
            in_force: Some((date("2026-01-05"), true)),
        };
        assert_eq!(consents::list(to, &filter, Some(place()), 5).await?, []);
        let filter = facts::Filter {
            kind: text(),
            source: text(),
        };
        let after = Some(("x".to_owned(), "x".to_owned(), "x".to_owned()));
        assert_eq!(facts::list(to, OWNER, &filter, after, 5).await?, []);
        assert!(decisions::page(to, Uuid::nil(), id(), 5).await?.is_empty());
        assert!(decisions::find(to, Uuid::nil()).await?.is_none());
        assert!(!decisions::has_failed(to, Uuid::nil(), "ip.subsidy@1").await?);
        assert!(
            audit_entries::page(to, Uuid::nil(), id(), 5)
                .await?
                .is_empty()
        );
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn what_is_due() {
    let tables = tables().await;
    let database = &tables.database;
    let (today, from) = (date("2026-01-05"), Uuid::nil());
    read(database, async |to| {
        assert_eq!(assets::reservations_over(to, today, from, 5).await?, []);
        assert_eq!(assets::falling_due(to, (today, today), from, 5).await?, []);
        assert_eq!(assets::fees_late(to, today, from, 5).await?, []);
        assert_eq!(assets::terms_over(to, today, from, 5).await?, []);
        assert_eq!(applications::unsigned(to, today, from, 5).await?, []);
        assert_eq!(applications::unexamined(to, from, 5).await?, []);
        assert_eq!(pledges::unanswered(to, today, from, 5).await?, []);
        assert_eq!(pledges::unreleased(to, today, from, 5).await?, []);
        assert_eq!(pledges::settled_on(to, &[from]).await?, []);
        assert_eq!(loans::unpaid(to, today, from, 5).await?, []);
        assert_eq!(loans::overdue(to, today, from, 5).await?, []);
        assert_eq!(loans::maturing(to, today, from, 5).await?, []);
        assert_eq!(loans::secured_by(to, from).await?, []);
        assert_eq!(loans::lent_by(to, "bank-1", today, from, 5).await?, []);
        assert_eq!(compensations::notices_over(to, today, from, 5).await?, []);
        assert_eq!(
            compensations::halfway_approved(to, today, from, 5).await?,
            []
        );
        assert_eq!(compensations::of_loan(to, from).await?, None);
        assert_eq!(compensations::of_loans(to, &[from]).await?, []);
        assert_eq!(subsidies::notices_over(to, today, from, 5).await?, []);
        assert_eq!(subsidies::uncomputed(to, from, 5).await?, []);
        assert!(!subsidies::already_claimed_for(to, from, 2026).await?);
        let granted = subsidies::granted_in_year(to, OWNER, 2026, from).await?;
        assert_eq!(granted, kezhuan_law::Fen::ZERO);
        assert!(recon_batches::uncompared(to, from, 5).await?.is_empty());
        assert_eq!(recon_batches::without_a_file(to, today, 5).await?, []);
        assert_eq!(recon_batches::of_day(to, "bank-1", today).await?, None);
        let numbers = ["x".to_owned()];
        assert_eq!(
            bank_instructions::of_day_with(to, "bank-1", today, &numbers).await?,
            []
        );
        assert_eq!(
            movements::of_day(to, "bank-1", today, Some(&"x".to_owned()), 5).await?,
            []
        );
        assert_eq!(movements::of_loan(to, from).await?, []);
        let number = BizNo::parse("P1")?;
        assert_eq!(movements::find(to, "bank-1", &number).await?, None);
        let used = applications::in_use(to, OWNER, ProductKind::YiKeDai, 2026, from).await?;
        assert_eq!(used, applications::InUse::default());
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn what_is_asked_of_one() {
    let tables = tables().await;
    let database = &tables.database;
    let none = Uuid::nil();
    read(database, async |to| {
        assert_eq!(assets::find(to, none).await?, None);
        assert_eq!(assets::find_all(to, &[none]).await?, []);
        assert_eq!(reservations::of_asset(to, none).await?, []);
        assert_eq!(reservations::of_pledge(to, none).await?, []);
        assert_eq!(alerts::find(to, none).await?, None);
        assert_eq!(applications::find(to, none).await?, None);
        assert_eq!(pledges::find(to, none).await?, None);
        assert_eq!(loans::find(to, none).await?, None);
        assert_eq!(compensations::find(to, none).await?, None);
        assert_eq!(subsidies::find(to, none).await?, None);
        assert_eq!(recon_batches::find(to, none, true).await?, None);
        assert_eq!(recon_lines::of(to, none).await?, []);
        assert_eq!(recon_tickets::of(to, none).await?, []);
        assert_eq!(confirmations::find(to, none).await?, None);
        assert_eq!(
            confirmations::file(to, "bank-1", date("2026-01-31")).await?,
            None
        );
        assert_eq!(consents::find(to, none).await?, None);
        assert_eq!(consents::of_application(to, none).await?, []);
        assert_eq!(parties::of(to, none).await?, []);
        let source = Source {
            name: "contracts".to_owned(),
            reference: "x".to_owned(),
        };
        assert!(facts::enterprises(to, &source).await?.is_empty());
        assert_eq!(facts::known(to, OWNER).await?.facts().count(), 0);
        let cash = Account::Cash {
            fund: Fund::Subsidy,
        };
        let turnover = ledger_accounts::turnover(to, CITY, &cash).await?;
        assert_eq!(turnover, Default::default());
        assert_eq!(ledger_accounts::all(to, CITY).await?, []);
        assert_eq!(ledger_accounts::exposures(to, CITY, None).await?, []);
        assert_eq!(ledger_accounts::are_balanced(to, CITY).await?, Some(true));
        assert_eq!(ledger_transactions::last_number(to, CITY).await?, 0);
        assert_eq!(ledger_transactions::find_all(to, &[none]).await?, []);
        let filter = ledger_transactions::Filter {
            case: id(),
            kind: text(),
            fund: text(),
            bank: text(),
            from: day(),
            to: day(),
        };
        assert_eq!(
            ledger_transactions::list(to, CITY, &filter, Some(9), 5).await?,
            []
        );
        assert_eq!(ledger_postings::of_transactions(to, &[none]).await?, []);
        assert_eq!(ledger_postings::statement(to, CITY, &cash, 0, 5).await?, []);
        Ok(())
    })
    .await;
}
