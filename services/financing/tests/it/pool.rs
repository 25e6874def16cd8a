//! The pool's books: money in, the balance sheet, the journal, and how far the pool is exposed to whom.
use std::pin::pin;
use std::sync::Arc;

use kezhuan_auth::{Caller, CallerKind, Role};
use kezhuan_database::Write;
use kezhuan_financing::Error;
use kezhuan_financing::domain::ledger::Posting as Movement;
use kezhuan_financing::domain::product::Mode;
use kezhuan_financing::store::ledger_transactions::{self, Of};
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1::*;
use kezhuan_testkit::settled;
use tokio::sync::Semaphore;
use tonic::Code;
use uuid::Uuid;

use crate::lending::{asked_for, drafted, granted, reviewed, submitted};
use crate::world::*;

fn deposit(amount_fen: i64) -> RecordPoolDepositRequest {
    RecordPoolDepositRequest {
        fund: pool_fund::Kind::Compensation.into(),
        source: pool_fund::Source::City.into(),
        amount_fen,
        reference: id(),
        request_id: id(),
    }
}

fn auditor() -> Person {
    person("an", "audit-440700", "440700", &["auditor"])
}

/// An office of a county, which keeps no books of the city's pool.
fn county_payer() -> Person {
    person("qiu", "fin-440703", "440703", &["finance_payer"])
}

/// Whose step it is that no test takes.
fn keeper() -> Caller {
    Caller {
        kind: CallerKind::Person,
        roles: [Role::PoolManager].into(),
        ..Caller::service("pool-440700", "440700")
    }
}

async fn book(write: &mut Write, movement: &Movement) -> Result<(), Error> {
    let of = Of {
        tenant: "440700",
        aggregate: "loan",
        case: Uuid::now_v7(),
        version: 1,
        reference: "",
        actor: "ma",
        legal_date: World::CALM.parse().unwrap(),
    };
    ledger_transactions::post(write, of, movement).await?;
    Ok(())
}

/// Books a movement of a step that no test takes.
pub async fn booked(world: &World, movement: Movement) {
    let (database, by) = (
        world.database.open_with(world.clock.clone()).unwrap(),
        keeper(),
    );
    let written = database.write_as(&by, move |write| {
        let movement = movement.clone();
        Box::pin(async move { book(write, &movement).await })
    });
    written.await.unwrap();
}

/// Whether something waits for a lock that another has.
async fn waits(world: &World) -> bool {
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM pg_stat_activity
                         WHERE datname = current_database() AND wait_event_type = 'Lock')",
    )
    .fetch_one(&mut admin)
    .await
    .unwrap()
}

pub fn cover(bank: &str, mode: Mode, principal: i64) -> Movement {
    Movement::Cover {
        bank: bank.to_owned(),
        mode,
        principal: Fen(principal),
    }
}

pub fn claim(bank: &str, loss: i64) -> Movement {
    Movement::Claim {
        bank: bank.to_owned(),
        mode: Mode::Loan,
        loss: Fen(loss),
        pay: Fen::ZERO,
    }
}

async fn exposures(world: &World, person: &Person, filter: &str) -> ListExposuresResponse {
    let request = ListExposuresRequest {
        filter: filter.to_owned(),
        ..ListExposuresRequest::default()
    };
    call!(world, person, list_exposures, request).unwrap()
}

#[tokio::test]
async fn money_that_is_put_in_stands_on_both_sides_of_the_sheet() {
    let world = World::on(World::CALM).await;
    let empty = call!(
        world,
        &auditor(),
        get_pool_balance,
        GetPoolBalanceRequest {}
    )
    .unwrap();
    assert!(empty.balanced && empty.accounts.is_empty());
    let first = deposit(5_000);
    let posting = call!(world, &pool_manager(), record_pool_deposit, first.clone()).unwrap();
    assert_eq!(posting.kind(), posting::Kind::Deposit);
    assert_eq!(
        (posting.booked_on.as_str(), posting.case_version),
        (World::CALM, 1)
    );
    let sides: Vec<_> = posting
        .entries
        .iter()
        .map(|entry| (entry.side(), entry.amount_fen))
        .collect();
    assert_eq!(
        sides,
        [
            (posting::Side::Debit, 5_000),
            (posting::Side::Credit, 5_000)
        ]
    );
    let again = call!(world, &pool_manager(), record_pool_deposit, first).unwrap();
    assert_eq!(again, posting);
    call!(world, &payer(), record_pool_deposit, deposit(7)).unwrap();
    assert_eq!(world.events_of(&posting.case).await, ["PoolDeposited"]);

    let sheet = call!(
        world,
        &city_stb(),
        get_pool_balance,
        GetPoolBalanceRequest {}
    )
    .unwrap();
    assert!(sheet.balanced);
    assert_eq!((sheet.debits_fen, sheet.credits_fen), (5_007, 5_007));
    let of_kind =
        |kind: pool_fund::Kind| sheet.funds.iter().find(|fund| fund.kind() == kind).unwrap();
    let losses = of_kind(pool_fund::Kind::Compensation);
    assert_eq!(
        (losses.cash_fen, losses.reserved_fen, losses.available_fen),
        (5_007, 0, 5_007)
    );
    assert_eq!(of_kind(pool_fund::Kind::Subsidy).cash_fen, 0);
    let balances: Vec<_> = sheet
        .accounts
        .iter()
        .map(|of| (of.account.as_ref().unwrap().kind(), of.balance_fen))
        .collect();
    assert_eq!(
        balances,
        [
            (account::Kind::Cash, 5_007),
            (account::Kind::Contribution, -5_007)
        ]
    );
}

#[tokio::test]
async fn a_deposit_that_says_too_little_is_refused_and_books_nothing() {
    let world = World::on(World::CALM).await;
    for (request, expected) in [
        (deposit(0), "AMOUNT_NOT_POSITIVE"),
        (
            RecordPoolDepositRequest {
                reference: " ".to_owned(),
                ..deposit(1)
            },
            "REFERENCE_INVALID",
        ),
        (
            RecordPoolDepositRequest {
                fund: 0,
                ..deposit(1)
            },
            "CODE_UNKNOWN",
        ),
        (
            RecordPoolDepositRequest {
                source: 9,
                ..deposit(1)
            },
            "CODE_UNKNOWN",
        ),
    ] {
        let refused = call!(world, &pool_manager(), record_pool_deposit, request).unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::InvalidArgument, expected)
        );
    }
    let elsewhere = call!(world, &county_payer(), record_pool_deposit, deposit(1)).unwrap_err();
    assert_eq!(reason(&elsewhere), "NOT_YOUR_STEP");
    let unseen = call!(
        world,
        &county_payer(),
        get_pool_balance,
        GetPoolBalanceRequest {}
    )
    .unwrap_err();
    assert_eq!(unseen.code(), Code::PermissionDenied);
    let journal = call!(
        world,
        &pool_manager(),
        list_postings,
        ListPostingsRequest::default()
    )
    .unwrap();
    assert!(journal.postings.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_puts_its_money_in_once_whoever_enters_it() {
    let world = World::on(World::CALM).await;
    let of_document = |reference: &str| RecordPoolDepositRequest {
        reference: reference.to_owned(),
        ..deposit(100)
    };
    let enter = async |person: Person, request: RecordPoolDepositRequest| {
        call!(world, &person, record_pool_deposit, request)
    };
    // Two offices at once, each under a request id of its own.
    let (one, other) = tokio::join!(
        enter(pool_manager(), of_document("江财〔2025〕1号")),
        enter(payer(), of_document("江财[2025] 1号")),
    );
    let refused: Vec<_> = [one, other].into_iter().filter_map(Result::err).collect();
    let [refused] = &refused[..] else {
        panic!("one of the two is refused: {refused:?}");
    };
    assert_eq!(
        (refused.code(), reason(refused).as_str()),
        (Code::AlreadyExists, "DOCUMENT_USED")
    );
    let later = enter(pool_manager(), of_document("江财（2025）1号")).await;
    assert_eq!(reason(&later.unwrap_err()), "DOCUMENT_USED");

    // The same document may name money for the other fund, and the province's beside the city's.
    for (fund, source) in [
        (pool_fund::Kind::Subsidy, pool_fund::Source::City),
        (pool_fund::Kind::Compensation, pool_fund::Source::Province),
    ] {
        let request = RecordPoolDepositRequest {
            fund: fund.into(),
            source: source.into(),
            ..of_document("江财〔2025〕1号")
        };
        enter(pool_manager(), request).await.unwrap();
    }
    let request = GetPoolBalanceRequest {};
    let sheet = call!(world, &pool_manager(), get_pool_balance, request).unwrap();
    assert_eq!((sheet.debits_fen, sheet.credits_fen), (300, 300));
}

#[tokio::test]
async fn the_journal_is_read_newest_first_and_narrowed() {
    let world = World::on(World::CALM).await;
    for amount in [1, 2, 3] {
        call!(world, &pool_manager(), record_pool_deposit, deposit(amount)).unwrap();
    }
    booked(&world, cover("bank-1", Mode::Loan, 100)).await;
    let list = async |person: Person, filter: &str, page_size, page_token: &str| {
        let request = ListPostingsRequest {
            filter: filter.to_owned(),
            page_size,
            page_token: page_token.to_owned(),
        };
        call!(world, &person, list_postings, request)
    };
    let amounts = |answer: &ListPostingsResponse| -> Vec<i64> {
        let postings = answer.postings.iter();
        postings
            .map(|posting| posting.entries[0].amount_fen)
            .collect()
    };
    let page = list(pool_manager(), "", 3, "").await.unwrap();
    assert_eq!(amounts(&page), [100, 3, 2]);
    let rest = list(pool_manager(), "", 3, &page.next_page_token)
        .await
        .unwrap();
    assert_eq!(
        (amounts(&rest), rest.next_page_token.as_str()),
        (vec![1], "")
    );
    for (filter, expected) in [
        ("kind=\"DEPOSIT\"", vec![3, 2, 1]),
        (
            "fund=\"COMPENSATION\" AND booked_on>=\"2025-03-03\"",
            vec![3, 2, 1],
        ),
        ("bank=\"bank-1\"", vec![100]),
        ("booked_on<=\"2025-03-02\"", vec![]),
    ] {
        let found = list(pool_manager(), filter, 0, "").await.unwrap();
        assert_eq!(amounts(&found), expected, "{filter}");
    }
    let of_case = format!("case=\"{}\"", page.postings[1].case);
    let found = list(pool_manager(), &of_case, 0, "").await.unwrap();
    assert_eq!(amounts(&found), [3]);
    for wrong in ["kind=\"GIFT\"", "case=\"pledges/1\"", "amount=3"] {
        let refused = list(pool_manager(), wrong, 0, "").await.unwrap_err();
        assert_eq!(reason(&refused), "FILTER_INVALID", "{wrong}");
    }
    // Whose money is in the pool is no bank's business.
    let of_bank = list(banker(), "", 0, "").await.unwrap();
    assert!(of_bank.postings.is_empty());
}

#[tokio::test]
async fn a_bank_is_suspended_by_its_own_claims_and_sees_itself_alone() {
    let world = World::on(World::CALM).await;
    booked(&world, cover("bank-1", Mode::Loan, 900)).await;
    booked(&world, cover("bank-1", Mode::Guarantee, 100)).await;
    booked(&world, cover("bank-2", Mode::Loan, 1_000)).await;
    booked(&world, claim("bank-1", 51)).await;
    booked(&world, claim("bank-2", 50)).await;

    let all = exposures(&world, &pool_manager(), "").await;
    let told: Vec<_> = all
        .exposures
        .iter()
        .map(|of| {
            let figures = (of.covered_fen, of.claimed_fen, of.claimed_bp);
            (of.bank.as_str(), figures, of.suspended, of.modes.len())
        })
        .collect();
    assert_eq!(
        told,
        [
            ("bank-1", (949, 51, 510), true, 2),
            ("bank-2", (950, 50, 500), false, 1)
        ]
    );
    let modes: Vec<_> = all
        .modes
        .iter()
        .map(|of| (of.mode(), of.covered_fen, of.claimed_fen))
        .collect();
    assert_eq!(
        modes,
        [
            (product::Mode::Loan, 1_799, 101),
            (product::Mode::Guarantee, 100, 0)
        ]
    );
    let suspended = exposures(&world, &auditor(), "suspended=true").await;
    assert_eq!(suspended.exposures.len(), 1);
    assert_eq!(suspended.exposures[0].suspended_above_bp, 500);

    let own = exposures(&world, &banker(), "").await;
    assert_eq!((own.exposures.len(), own.modes.len()), (1, 0));
    assert_eq!(own.exposures[0].bank, "bank-1");
    let foreign = exposures(&world, &banker(), "bank=\"bank-2\"").await;
    assert!(foreign.exposures.is_empty());
}

#[tokio::test]
async fn a_bank_that_a_claim_suspends_while_it_approves_is_refused() {
    let world = World::on(World::CALM).await;
    let eligible = submitted(&world, &drafted(&world, asked_for()).await).await;
    let reviewed = reviewed(&world, &eligible, &banker()).await;
    booked(&world, cover("bank-1", Mode::Loan, 100)).await;

    // A claim that is booked, and not committed before somebody waits for it.
    let (written, waited_for) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let (tell, until) = (written.clone(), waited_for.clone());
    let (database, by) = (
        world.database.open_with(world.clock.clone()).unwrap(),
        keeper(),
    );
    let claiming = database.write_as(&by, move |write| {
        let (tell, until) = (tell.clone(), until.clone());
        Box::pin(async move {
            book(write, &claim("bank-1", 6)).await?;
            tell.add_permits(1);
            let _permit = until.acquire().await;
            Ok::<_, Error>(())
        })
    });
    let approver = second_banker();
    let approving = async {
        let _permit = written.acquire().await.unwrap();
        let grant = granted(&reviewed);
        let mut answer = pin!(async { call!(world, &approver, approve_application, grant) });
        let waiting = tokio::select! {
            answer = &mut answer => panic!("approved by books that moved: {answer:?}"),
            waiting = settled(SOON, true, async || waits(&world).await) => waiting,
        };
        assert!(waiting);
        waited_for.add_permits(1);
        answer.await
    };
    let (claimed, answer) = tokio::join!(claiming, approving);
    claimed.unwrap();
    assert_eq!(reason(&answer.unwrap_err()), "BANK_SUSPENDED");
    let events = world.events_of(&reviewed.name).await;
    assert_eq!(events.last().unwrap(), "ApplicationReviewed");
}

#[tokio::test]
async fn banks_come_page_by_page() {
    let world = World::on(World::CALM).await;
    for bank in ["bank-1", "bank-2", "bank-3"] {
        booked(&world, cover(bank, Mode::Loan, 10)).await;
    }
    let (mut token, mut seen) = (String::new(), Vec::new());
    loop {
        let request = ListExposuresRequest {
            page_size: 2,
            page_token: token,
            ..ListExposuresRequest::default()
        };
        let page = call!(world, &pool_manager(), list_exposures, request).unwrap();
        seen.extend(page.exposures.into_iter().map(|of| of.bank));
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(seen, ["bank-1", "bank-2", "bank-3"]);
}
