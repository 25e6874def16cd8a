//! Who sees and writes what, table by table, whatever a query forgets.
use std::borrow::Cow;

use kezhuan_auth::{Caller, Role};
use kezhuan_financing::Error;
use kezhuan_financing::domain::actor::{self, Actor};
use kezhuan_financing::domain::application::{self, Application};
use kezhuan_financing::domain::data_card::{Consent, ConsentKind, Field, FieldKind, Source};
use kezhuan_financing::domain::recon::Batch;
use kezhuan_financing::store::{applications, consents, facts, loans, recon_batches};
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use super::cast::*;
use super::lent::{application, loan_of};

/// Every table in which a case of the bank stands.
const TABLES: [&str; 8] = [
    "ip_asset",
    "asset_reservation",
    "loan_application",
    "application_asset",
    "loan",
    "pledge",
    "pledge_asset",
    "recon_batch",
];

/// One case of one bank, with a row in each table.
async fn case(tables: &Tables) -> Application {
    let name = bank_name(1);
    let asset = right(tables, 1, &[]).await.body.id;
    let draft = application(asset);
    let (by, drafted) = (owner(), draft.clone());
    let written = tables.database.write_as(&by, move |write| {
        let drafted = drafted.clone();
        Box::pin(async move {
            let before = applications::insert(write, COUNTY, drafted, 0).await?;
            let mut after = before.body.clone();
            (after.state, after.version) = (application::State::Submitted, 2);
            applications::save(write, &before, after, "ApplicationSubmitted").await?;
            let loan = loan_of(&before.body);
            loans::insert(write, COUNTY, OWNER, loan, 1).await?;
            Ok::<_, Error>(())
        })
    });
    written.await.unwrap();
    let pledge = agreed_pledge(tables, &name, &[asset]).await;
    filed_by_bank(tables, &name, pledge).await.unwrap();
    let by = bank(&name);
    let written = tables.database.write_as(&by, move |write| {
        Box::pin(async move {
            let batch = Batch::open(Uuid::now_v7(), bank_name(1), date("2026-01-05"));
            recon_batches::insert(write, CITY, batch, 1).await?;
            Ok::<_, Error>(())
        })
    });
    written.await.unwrap();
    draft
}

/// How many rows of a table somebody sees.
pub async fn seen(tables: &Tables, by: &Caller, table: &str) -> i64 {
    let count = format!("SELECT count(*) FROM {table}");
    let read = tables.database.read(by, async |connection| {
        let seen = sqlx::query_scalar(AssertSqlSafe(count.clone()));
        Ok::<i64, Error>(seen.fetch_one(connection).await?)
    });
    read.await.unwrap()
}

/// How many rows a statement of somebody's writes.
async fn rows_written(tables: &Tables, by: &Caller, statement: &str) -> Result<u64, Error> {
    let statement = statement.to_owned();
    let written = tables.database.write_as(by, move |write| {
        let statement = statement.clone();
        Box::pin(async move {
            let done = sqlx::query(AssertSqlSafe(statement));
            let done = done.execute(&mut **write).await?;
            Ok::<_, Error>(done.rows_affected())
        })
    });
    written.await
}

/// What Postgres calls a failure.
fn sqlstate(error: &Error) -> Option<String> {
    match error {
        Error::Database(kezhuan_database::Error::Sqlx(cause)) => {
            cause.as_database_error()?.code().map(Cow::into_owned)
        }
        _ => None,
    }
}

#[tokio::test]
async fn a_foreign_bank_sees_nothing_and_whoever_has_part_in_it_sees_the_case() {
    let tables = tables().await;
    case(&tables).await;
    let strangers = [
        bank(&bank_name(2)),
        caller("enterprise-2", "", Role::Applicant),
        caller("stb-440781", "440781", Role::CountyStb),
        caller("office-440703", COUNTY, Role::RuleAuthor),
        caller("stb-440100", "440100", Role::CityStb),
    ];
    let concerned = [
        bank(&bank_name(1)),
        pool_manager(),
        caller("amr-440700", CITY, Role::RegistryClerk),
        caller("stb-440700", CITY, Role::CityStb),
        caller("auditor-1", "", Role::Auditor),
    ];
    for table in TABLES {
        for by in &strangers {
            assert_eq!(
                seen(&tables, by, table).await,
                0,
                "{table} {}",
                by.organisation
            );
            let touch = format!("UPDATE {table} SET tenant = tenant");
            let touched = rows_written(&tables, by, &touch).await.unwrap();
            assert_eq!(touched, 0, "{table} {}", by.organisation);
        }
        for by in &concerned {
            assert_ne!(
                seen(&tables, by, table).await,
                0,
                "{table} {}",
                by.organisation
            );
        }
    }
    // The county reads its cases; a bank's day is the city's.
    let county = caller("stb-440703", COUNTY, Role::CountyStb);
    assert_eq!(seen(&tables, &county, "loan").await, 1);
    assert_eq!(seen(&tables, &county, "recon_batch").await, 0);
}

#[tokio::test]
async fn a_bank_sees_a_draft_only_once_it_is_submitted_and_writes_no_foreign_case() {
    let tables = tables().await;
    let asset = right(&tables, 1, &[]).await.body.id;
    let draft = application(asset);
    let by = owner();
    let written = tables.database.write_as(&by, move |write| {
        let draft = draft.clone();
        Box::pin(async move {
            applications::insert(write, COUNTY, draft, 0).await?;
            Ok::<_, Error>(())
        })
    });
    written.await.unwrap();
    assert_eq!(
        seen(&tables, &bank(&bank_name(1)), "loan_application").await,
        0
    );
    assert_eq!(seen(&tables, &bank(&bank_name(1)), "ip_asset").await, 0);
    for by in [bank(&bank_name(1)), bank(&bank_name(2))] {
        let written = tables.database.write_as(&by, |write| {
            Box::pin(async move {
                let touch = "UPDATE ip_asset SET number = number";
                let done = sqlx::query(touch).execute(&mut **write).await?;
                Ok::<_, Error>(done.rows_affected())
            })
        });
        assert_eq!(written.await.unwrap(), 0);
    }
}

#[tokio::test]
async fn nobody_moves_a_case_away_speaks_for_another_or_unsays_what_was_said() {
    let tables = tables().await;
    case(&tables).await;
    let county = caller("stb-440703", COUNTY, Role::CountyStb);
    let (city, lender) = (pool_manager(), bank(&bank_name(1)));
    let (enterprise, other) = (owner(), caller("enterprise-2", "", Role::Applicant));
    for (by, statement) in [
        (&county, "UPDATE loan SET tenant = '440781'"),
        (&city, "UPDATE loan SET tenant = '440100'"),
        (
            &lender,
            "INSERT INTO consent (id, tenant, enterprise, bank, application_id, kind, given_on, until_on, given_by, create_time)
             SELECT gen_random_uuid(), tenant, enterprise, bank, id, 'FINANCES', '2026-01-05'::date, '2026-06-30'::date,
                    'he', now()
               FROM loan_application",
        ),
        (&enterprise, "UPDATE consent SET until_on = until_on + 30"),
        (
            &other,
            "INSERT INTO enterprise_fact (enterprise, kind, source, reference, tenant, version, told_at, value, update_time)
             VALUES ('enterprise-1', 'REVENUE', 'enterprise-2', '2025', '440703', 1, now(), '5', now())",
        ),
        (
            &lender,
            "INSERT INTO bank_instruction (bank, biz_no, tenant, request_id, method, body_digest, case_name, legal_date)
             VALUES ('bank-2', 'P1', '440700', gen_random_uuid(), 'DisburseLoan', sha256('x'), 'loans/1', '2026-01-05')",
        ),
        (&lender, "UPDATE bank_instruction SET body_digest = body_digest"),
        (&lender, "UPDATE loan_movement SET principal_fen = 0"),
        (&lender, "DELETE FROM loan_movement"),
        (&lender, "DELETE FROM asset_reservation"),
        (&enterprise, "DELETE FROM ip_alert"),
        (&lender, "DELETE FROM balance_confirmation"),
    ] {
        let refused = rows_written(&tables, by, statement).await.unwrap_err();
        assert_eq!(sqlstate(&refused).as_deref(), Some("42501"), "{statement}");
    }
}

#[tokio::test]
async fn whose_right_it_is_follows_the_register() {
    let tables = tables().await;
    let before = right(&tables, 1, &[]).await;
    let by = owner();
    let handed_over = before.clone();
    let written = tables.database.write_as(&by, move |write| {
        let before = handed_over.clone();
        Box::pin(async move {
            let command = kezhuan_financing::domain::asset::Command::Transfer {
                to: "enterprise-2".to_owned(),
                pledgee_consents: false,
            };
            let actor = Actor::person("li", OWNER, "", [actor::Role::Applicant]);
            save_right(write, &before, command, &actor).await
        })
    });
    written.await.unwrap();
    assert_eq!(seen(&tables, &owner(), "ip_asset").await, 0);
    let heir = caller("enterprise-2", "", Role::Applicant);
    assert_eq!(seen(&tables, &heir, "ip_asset").await, 1);
}

#[tokio::test]
async fn a_bank_reads_facts_of_who_consented_to_it_and_no_more_once_that_is_taken_back() {
    let tables = tables().await;
    let application = case(&tables).await;
    let by = owner();
    let given = Consent {
        id: Uuid::now_v7(),
        enterprise: OWNER.to_owned(),
        bank: bank_name(1),
        application: application.id,
        kind: ConsentKind::SendToBank,
        given_on: date("2026-01-05"),
        until: date("2026-06-30"),
        withdrawn_on: None,
    };
    let written = tables.database.write_as(&by, move |write| {
        let given = given.clone();
        Box::pin(async move {
            for (version, value) in [(2, "5000"), (1, "4000")] {
                let changed = facts::learn(write, OWNER, COUNTY, &fact(version, value)).await?;
                // What comes late tells nothing new.
                assert_eq!(changed, version == 2);
            }
            consents::give(write, COUNTY, given, "li").await
        })
    });
    let consent = written.await.unwrap();
    let lender = bank(&bank_name(1));
    assert_eq!(seen(&tables, &lender, "enterprise_fact").await, 1);
    assert_eq!(
        seen(&tables, &bank(&bank_name(2)), "enterprise_fact").await,
        0
    );
    let read = tables
        .database
        .read(&lender, async |connection: &mut PgConnection| {
            facts::known(connection, OWNER).await
        });
    let known = read.await.unwrap();
    assert_eq!(
        known
            .facts()
            .map(|fact| fact.value.as_str())
            .collect::<Vec<_>>(),
        ["5000"]
    );

    // Whoever reads a consent does not take it back.
    let county = caller("stb-440703", COUNTY, Role::CountyStb);
    for reader in [&lender, &county, &pool_manager()] {
        assert_eq!(seen(&tables, reader, "consent").await, 1);
        let taken = "UPDATE consent SET withdrawn_on = given_on";
        let taken = rows_written(&tables, reader, taken).await.unwrap();
        assert_eq!(taken, 0, "{}", reader.organisation);
    }

    let written = tables.database.write_as(&by, move |write| {
        let consent = consent.clone();
        Box::pin(async move { consents::withdraw(write, &consent, date("2026-01-06")).await })
    });
    written.await.unwrap();
    assert_eq!(seen(&tables, &lender, "enterprise_fact").await, 0);
}

fn fact(version: i64, value: &str) -> Field {
    Field {
        kind: FieldKind::Revenue,
        source: Source {
            name: "enterprise-1".to_owned(),
            reference: "2025".to_owned(),
        },
        version,
        told_at: "2026-01-05T08:00:00Z".parse().unwrap(),
        value: value.to_owned(),
    }
}
