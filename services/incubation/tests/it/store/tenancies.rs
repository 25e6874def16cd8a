//! Tenancies, leases and records by themselves: their statements, and that the database lets no unit twice.
use chrono::{Days, NaiveDate};
use futures::future::join_all;
use kezhuan_auth::Caller;
use kezhuan_database::Database;
use kezhuan_incubation::domain::actor::{Actor, Role};
use kezhuan_incubation::domain::lease::{self, Command, Lease, NewLease, Standing};
use kezhuan_incubation::domain::support::{Activity, Investment, Mentor, Mentoring, ServiceRecord};
use kezhuan_incubation::domain::tenancy::{
    self, Answer, Declared, Field, Founder, NewTenancy, Tenancy, TenantKind, Terms,
};
use kezhuan_incubation::domain::unit::{self, NewUnit, Unit};
use kezhuan_incubation::store::listing::SortedPlace;
use kezhuan_incubation::store::records::Record;
use kezhuan_incubation::store::stored::Stored;
use kezhuan_incubation::store::{carrier_counts, chains, leases, records, tenancies};
use kezhuan_incubation::{Error, NAME};
use kezhuan_law::Fen;
use kezhuan_runtime::LegalClock;
use kezhuan_scheduler::Page;
use kezhuan_testkit::TestDatabase;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use sqlx::PgConnection;
use uuid::Uuid;

const COUNTY: &str = "440703";

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn text() -> Option<String> {
    Some("x".to_owned())
}

fn place(day: Option<NaiveDate>) -> SortedPlace {
    SortedPlace {
        create_time: chrono::DateTime::UNIX_EPOCH,
        day,
        id: Uuid::nil(),
    }
}

async fn nothing_of<R: Record + PartialEq + std::fmt::Debug>(
    to: &mut PgConnection,
) -> Result<(), Error> {
    let filter = records::Filter {
        carrier: Some(Uuid::nil()),
        tenancy: Some(Uuid::nil()),
        state: text(),
        from: Some(date("2026-01-05")),
        to: Some(date("2026-01-05")),
    };
    assert_eq!(
        records::list::<R>(to, &filter, Some(&place(None)), 5).await?,
        []
    );
    assert_eq!(records::find::<R>(to, Uuid::nil()).await?, None);
    assert_eq!(records::of_carrier::<R>(to, Uuid::nil()).await?, []);
    Ok(())
}

#[tokio::test]
async fn every_statement_is_one_that_postgres_takes() {
    let tables = TestDatabase::for_service(NAME, sqlx::migrate!())
        .await
        .unwrap();
    let database = tables.open_with(LegalClock::system()).unwrap();
    let service = Caller::service(NAME, "");
    let read = database.read(&service, async |to| {
        for (day, descending) in [(None, true), (Some(date("2026-01-05")), false)] {
            let after = place(day);
            let filter = tenancies::Filter {
                carrier: Some(Uuid::nil()),
                state: text(),
                chain: text(),
                uscc: text(),
                tenant: text(),
                operator: text(),
                organisation: text(),
                entry_from: day,
                entry_to: day,
                until_to: day,
                failed: Some(true),
            };
            for key in [
                tenancies::SortKey::CreateTime,
                tenancies::SortKey::EntryOn,
                tenancies::SortKey::Until,
                tenancies::SortKey::LatestExit,
            ] {
                let order = tenancies::Order { key, descending };
                let found = tenancies::list(to, &filter, order, Some(&after), 5);
                assert_eq!(found.await?, []);
            }
            let filter = leases::Filter {
                carrier: Some(Uuid::nil()),
                unit: Some(Uuid::nil()),
                tenancy: Some(Uuid::nil()),
                state: text(),
                lessee: text(),
                tenant: text(),
                ends_to: day,
            };
            for key in [
                leases::SortKey::CreateTime,
                leases::SortKey::StartsOn,
                leases::SortKey::EndsOn,
            ] {
                let order = leases::Order { key, descending };
                let found = leases::list(to, &filter, order, Some(&after), 5);
                assert_eq!(found.await?, []);
            }
        }
        nothing_of::<Unit>(to).await?;
        nothing_of::<Mentor>(to).await?;
        nothing_of::<Mentoring>(to).await?;
        nothing_of::<ServiceRecord>(to).await?;
        nothing_of::<Investment>(to).await?;
        nothing_of::<Activity>(to).await?;
        assert_eq!(records::invested_in(to, Uuid::nil()).await?, []);
        assert_eq!(chains::list(to, text(), 5).await?, []);
        assert_eq!(chains::find(to, "x").await?, None);
        let page = Page {
            today: date("2026-01-05"),
            after_day: date("2026-01-05"),
            after_id: Uuid::nil(),
            limit: 5,
        };
        assert!(tenancies::ended(to, page).await?.is_empty());
        assert!(tenancies::ending(to, page).await?.is_empty());
        assert!(leases::starting(to, page).await?.is_empty());
        assert!(leases::ending(to, page).await?.is_empty());
        assert!(!leases::runs_beyond(to, Uuid::nil(), page.today).await?);
        assert_eq!(tenancies::waiting_for_a_rule(to, Uuid::nil(), 5).await?, []);
        let today = date("2026-01-05");
        assert_eq!(
            carrier_counts::occupancy(to, Uuid::nil(), today).await?,
            (0, 0)
        );
        let counts = carrier_counts::at(to, Uuid::nil(), today).await?;
        assert_eq!((counts.tenants, counts.returns), (0, 0));
        assert_eq!(
            carrier_counts::of_year(to, Uuid::nil(), 2025)
                .await?
                .tenants,
            0
        );
        Ok::<_, Error>(())
    });
    read.await.unwrap();
}

fn operator() -> Actor {
    Actor::person("chen", "park-1", "", [Role::CarrierOp])
}

fn inside() -> Tenancy {
    let new = NewTenancy {
        id: Uuid::now_v7(),
        number: Uuid::now_v7().to_string(),
        carrier: Uuid::from_u128(2),
        operator: "park-1".to_owned(),
        division: COUNTY.to_owned(),
        is_remote: false,
        kind: TenantKind::Enterprise,
        name: "江门示例科技有限公司".to_owned(),
        uscc: "91440703MA50000A8K".to_owned(),
        organisation: "enterprise-1".to_owned(),
        founded_on: Some(date("2024-03-01")),
        entry_on: date("2025-03-03"),
        field: Field::Software,
        founder: Founder::General,
        staff: 3,
        is_overseas_chinese: false,
        source_region: String::new(),
        declared: Declared {
            registered_here: true,
            office_here: true,
            tech_sme: true,
            high_tech: false,
        },
        chain: None,
    };
    let (today, terms) = (date("2025-03-03"), Terms::default());
    let applied = tenancy::apply(new, &operator(), today, &terms).unwrap();
    let at = tenancy::Circumstances {
        actor: &operator(),
        today,
        terms: &terms,
    };
    let admit = tenancy::Command::Admit {
        until: None,
        answer: Some(Answer {
            pass: true,
            priority: 0,
            reasons: Vec::new(),
            decision: Uuid::nil(),
        }),
    };
    tenancy::decide(&applied, admit, &at).unwrap().tenancy
}

fn room() -> Unit {
    let new = NewUnit {
        id: Uuid::now_v7(),
        carrier: Uuid::from_u128(2),
        operator: "park-1".to_owned(),
        code: Uuid::now_v7().to_string(),
        floor: "1".to_owned(),
        area_c: 100,
    };
    unit::add(new, &operator(), date("2025-03-03")).unwrap()
}

/// Signed by both, as if each had found the unit free.
fn signed(lease: &Lease) -> Lease {
    let free = Standing {
        is_incubating: true,
        is_unit_taken: false,
        let_area_c: 0,
        tenant_area_c: None,
    };
    let tenant = Actor::person("guo", "enterprise-1", "", [Role::Applicant]);
    let today = date("2025-03-03");
    let sign = |lease: &Lease, actor: &Actor| {
        let at = lease::Circumstances { actor, today };
        lease::decide(lease, Command::Sign(free), &at)
            .unwrap()
            .lease
    };
    let mut both = sign(&sign(lease, &operator()), &tenant);
    // One write takes it there.
    both.version = lease.version + 1;
    both
}

async fn kept(database: &Database, unit: &Unit, all: Vec<Lease>) -> Vec<Stored<Lease>> {
    let itself = Caller::service(NAME, COUNTY);
    let unit = unit.clone();
    let written = database.write_as(&itself, move |write| {
        let (unit, all) = (unit.clone(), all.clone());
        Box::pin(async move {
            records::insert(write, COUNTY, unit).await?;
            let mut kept = Vec::new();
            for lease in all {
                kept.push(leases::insert(write, COUNTY, lease).await?);
            }
            Ok::<_, Error>(kept)
        })
    });
    written.await.unwrap()
}

/// Writes the signatures without a look at anybody else; whether they stand.
async fn try_to_sign(database: &Database, before: &Stored<Lease>) -> bool {
    // Each comes through a door of its own.
    let by = Caller::service(format!("{NAME}-{}", before.body.id.simple()), COUNTY);
    loop {
        let before = before.clone();
        let written = database.write_as(&by, move |write| {
            let before = before.clone();
            Box::pin(async move {
                let after = signed(&before.body);
                leases::save(write, &before, after, "LeaseSigned").await?;
                Ok::<_, Error>(())
            })
        });
        match written.await {
            Ok(()) => return true,
            Err(Error::Refused(refused)) => {
                assert_eq!(refused.reason, "LEASE_OVERLAP");
                return false;
            }
            // Several that wait for each other are told to come again.
            Err(error) if error.is_passing() => {}
            Err(error) => panic!("{error:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leases_signed_at_once_never_share_a_unit_and_a_day() {
    let tables = TestDatabase::for_service(NAME, sqlx::migrate!())
        .await
        .unwrap();
    let database = tables.open_with(LegalClock::system()).unwrap();
    let tenancy = inside();
    let (itself, stored) = (Caller::service(NAME, COUNTY), tenancy.clone());
    let written = database.write_as(&itself, move |write| {
        let stored = stored.clone();
        Box::pin(async move {
            tenancies::insert(write, COUNTY, stored, "park-1").await?;
            Ok::<_, Error>(())
        })
    });
    written.await.unwrap();
    let mut runner = TestRunner::deterministic();
    let ranges = proptest::collection::vec((0..120_u64, 0..40_u64), 2..10);
    for _ in 0..8 {
        let drawn = ranges.new_tree(&mut runner).unwrap().current();
        let unit = room();
        let offers = drawn.iter().map(|(from, long)| {
            let starts_on = date("2025-04-01") + Days::new(*from);
            let new = NewLease {
                id: Uuid::now_v7(),
                number: Uuid::now_v7().to_string(),
                rent: Fen(1),
                free_months: 0,
                deposit: Fen::ZERO,
                starts_on,
                ends_on: starts_on + Days::new(*long),
            };
            lease::offer(new, (&unit, &tenancy), &operator(), date("2025-03-03")).unwrap()
        });
        let all = kept(&database, &unit, offers.collect()).await;
        let tried = join_all(all.iter().map(|lease| try_to_sign(&database, lease))).await;
        let days = |lease: &Stored<Lease>| (lease.body.starts_on, lease.body.ends_on);
        let both = all.iter().zip(&tried);
        let have: Vec<_> = both
            .clone()
            .filter(|(_, stands)| **stands)
            .map(|(lease, _)| days(lease))
            .collect();
        let share = |(from, to): (NaiveDate, NaiveDate),
                     (other_from, other_to): (NaiveDate, NaiveDate)| {
            from <= other_to && other_from <= to
        };
        for (place, one) in have.iter().enumerate() {
            for other in &have[place + 1..] {
                assert!(!share(*one, *other), "{one:?} and {other:?}");
            }
        }
        for (lease, stands) in both {
            let is_kept_out = have.iter().any(|one| share(*one, days(lease)));
            assert!(
                *stands || is_kept_out,
                "{:?} was refused for nobody",
                days(lease)
            );
        }
    }
}
