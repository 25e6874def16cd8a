//! A bank's numbers: one number, one body, one answer.
use std::time::Duration;

use futures::future::join_all;
use kezhuan_protocol::financing::v1::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tonic::Code;

use crate::bank_line::*;
use crate::world::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_number_is_the_same_instruction_for_ever() {
    let world = World::on(World::CALM).await;
    let line = BankLine::beside(&world);
    let client = line.client_of("bank-1");
    let application = eligible(&world).await;
    let first = sent(&world, &client, valued(&application, "P001"))
        .await
        .unwrap();
    // Which sending it is, and how fresh the sender was, does not matter; that the state moved on neither.
    let again = ValueApplicationRequest {
        request_id: id(),
        etag: application.etag.clone(),
        ..valued(&application, "P001")
    };
    assert_eq!(sent(&world, &client, again).await.unwrap(), first);
    let other = ValueApplicationRequest {
        values: vec![AssetValue::default()],
        ..valued(&application, "P001")
    };
    let conflict = sent(&world, &client, other).await.unwrap_err();
    assert_eq!(
        (conflict.code(), reason(&conflict).as_str()),
        (Code::AlreadyExists, "IDEMPOTENCY_CONFLICT")
    );
    let settled = came_of(&client, "P001").await.unwrap();
    assert_eq!(settled.status(), instruction::Status::Done);
    assert_eq!(
        (settled.method.as_str(), settled.case, settled.bank.as_str()),
        ("ValueApplication", application.name.clone(), "bank-1")
    );
    assert_eq!(settled.legal_date, World::CALM);
    assert_eq!(times_valued(&world, &application).await, 1);
    // What came of it stands, whoever writes.
    let mut admin = world.database.admin().await.unwrap();
    let unsaid = "UPDATE bank_instruction SET status = 'REFUSED', refusal_code = 9";
    let unsaid = sqlx::query(unsaid).execute(&mut admin).await.unwrap_err();
    let code = unsaid.as_database_error().unwrap().code();
    assert_eq!(code.as_deref(), Some("P0001"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_uses_its_number_up_and_tells_why() {
    let world = World::on(World::CALM).await;
    let line = BankLine::beside(&world);
    let client = line.client_of("bank-1");
    let application = eligible(&world).await;
    sent(&world, &client, valued(&application, "P001"))
        .await
        .unwrap();
    // Valued already: the state forbids it.
    let refused = sent(&world, &client, valued(&application, "P002"))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    let again = sent(&world, &client, valued(&application, "P002"))
        .await
        .unwrap_err();
    assert_eq!(
        (again.code(), again.details()),
        (refused.code(), refused.details())
    );
    let settled = came_of(&client, "P002").await.unwrap();
    assert_eq!(settled.status(), instruction::Status::Refused);
    assert_eq!(settled.refusal_reason, reason(&refused));
    assert!(!settled.refusal_zh.is_ascii() && !settled.refusal_en.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_time_may_heal_leaves_the_number_open() {
    let world = World::on(World::CALM).await;
    let line = BankLine::beside(&world);
    let client = line.client_of("bank-1");
    let application = eligible(&world).await;
    let stale = ValueApplicationRequest {
        etag: "v999".to_owned(),
        ..valued(&application, "P001")
    };
    let refused = sent(&world, &client, stale).await.unwrap_err();
    assert_eq!(refused.code(), Code::Aborted, "{refused:?}");
    let open = came_of(&client, "P001").await.unwrap_err();
    assert_eq!(
        (open.code(), reason(&open).as_str()),
        (Code::Aborted, "INSTRUCTION_OPEN")
    );
    sent(&world, &client, valued(&application, "P001"))
        .await
        .unwrap();
    let settled = came_of(&client, "P001").await.unwrap();
    assert_eq!(settled.status(), instruction::Status::Done);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_has_its_shape_and_belongs_to_its_bank() {
    let world = World::on(World::CALM).await;
    let line = BankLine::beside(&world);
    let client = line.client_of("bank-1");
    let application = eligible(&world).await;
    for bad in ["", " P1", "P 1", "流水1", &"9".repeat(33)[..]] {
        let refused = sent(&world, &client, valued(&application, bad))
            .await
            .unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::InvalidArgument, "BIZ_NO_INVALID"),
            "{bad:?}"
        );
    }
    let longest = "9".repeat(32);
    sent(&world, &client, valued(&application, &longest))
        .await
        .unwrap();
    // Another bank does not even learn that the number is known.
    let other = line.client_of("bank-2");
    let unknown = came_of(&other, &longest).await.unwrap_err();
    assert_eq!(unknown.code(), Code::NotFound);
    let elsewhere = GetInstructionRequest {
        biz_no: longest,
        bank: "bank-1".to_owned(),
    };
    let unseen = other.clone().get_instruction(elsewhere).await.unwrap_err();
    assert_eq!(unseen.code(), Code::NotFound);
}

/// Through which of two instances each sender comes, and after how many milliseconds.
async fn all_at_once(world: &World, lines: [&BankLine; 2], senders: Vec<(bool, u8)>, number: &str) {
    let application = eligible(world).await;
    let clients = lines.map(|line| line.client_of("bank-1"));
    let sendings = senders.iter().map(|(second, delay)| {
        let client = &clients[usize::from(*second)];
        let message = valued(&application, number);
        async move {
            tokio::time::sleep(Duration::from_millis(u64::from(*delay))).await;
            sent(world, client, message).await
        }
    });
    let came = join_all(sendings).await;
    let first = sent(world, &clients[0], valued(&application, number))
        .await
        .unwrap();
    for answer in came {
        match answer {
            Ok(answer) => assert_eq!(answer, first),
            Err(status) => assert_eq!(status.code(), Code::Aborted, "{status:?}"),
        }
    }
    assert_eq!(times_valued(world, &application).await, 1);
}

#[test]
fn however_many_send_one_instruction_at_once_it_is_done_once() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let world = runtime.block_on(World::on(World::CALM));
    let lines = [BankLine::beside(&world), BankLine::beside(&world)];
    let config = Config {
        cases: 8,
        failure_persistence: None,
        max_shrink_iters: 0,
        ..Config::default()
    };
    let count = std::cell::Cell::new(0);
    let strategy = proptest::collection::vec((any::<bool>(), 0..8_u8), 2..40);
    TestRunner::new(config)
        .run(&strategy, |senders| {
            count.set(count.get() + 1);
            let biz_no = format!("P{:03}", count.get());
            let [one, two] = &lines;
            runtime.block_on(all_at_once(&world, [one, two], senders, &biz_no));
            Ok(())
        })
        .unwrap();
}
