//! One paper, one case: what the filer's own number of a paper does, also after its request is forgotten.
use futures::future::join_all;
use kezhuan_protocol::contracts::v1::*;
use tonic::{Code, Status};

use crate::step;
use crate::world::{
    self, Person, World, applicant, id, person, reason, registrar, second_registrar,
};

async fn file(world: &World, who: &Person, number: &str) -> Result<Contract, Status> {
    let request = CreateContractRequest {
        form: Some(world::form()),
        request_id: id(),
        paper_number: number.to_owned(),
    };
    let mut client = world.client();
    let answer = client.create_contract(world.ask(who, request)).await?;
    Ok(answer.into_inner())
}

async fn found(world: &World, who: &Person, number: &str) -> Vec<String> {
    let request = ListContractsRequest {
        filter: format!("paper_number=\"{number}\""),
        ..Default::default()
    };
    let mut client = world.client();
    let page = client.list_contracts(world.ask(who, request)).await;
    let contracts = page.unwrap().into_inner().contracts;
    contracts
        .into_iter()
        .map(|contract| contract.name)
        .collect()
}

#[tokio::test]
async fn a_paper_is_filed_once_however_late_it_comes_again() {
    let world = World::on("2025-03-03").await;
    let first = file(&world, &applicant(), " HT-1 ").await.unwrap();
    assert_eq!(first.paper_number, "HT-1");
    // Another person of the same enterprise, long after the request was forgotten.
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query("DELETE FROM request")
        .execute(&mut admin)
        .await
        .unwrap();
    let colleague = person("zhao", "seller-1", "", &["applicant"]);
    let refused = file(&world, &colleague, "HT-1").await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::AlreadyExists, "PAPER_FILED_BEFORE")
    );
    let metadata = kezhuan_rpc::Explanation::of(&refused).metadata;
    assert_eq!(
        (metadata["contract"].as_str(), metadata["state"].as_str()),
        (first.name.as_str(), "DRAFT")
    );
    assert_eq!(
        found(&world, &colleague, "HT-1").await,
        std::slice::from_ref(&first.name)
    );

    // Numbers are an organisation's own.
    let buyer = person("ma", "buyer-1", "", &["applicant"]);
    assert!(found(&world, &buyer, "HT-1").await.is_empty());
    let other = file(&world, &buyer, "HT-1").await.unwrap();
    assert_eq!(found(&world, &buyer, "HT-1").await, [other.name]);
    // Without a number nothing is compared.
    for _ in 0..2 {
        assert_eq!(
            file(&world, &applicant(), "").await.unwrap().paper_number,
            ""
        );
    }
    let long = file(&world, &applicant(), &"9".repeat(101))
        .await
        .unwrap_err();
    assert_eq!(
        (long.code(), reason(&long).as_str()),
        (Code::InvalidArgument, "PAPER_NUMBER_INVALID")
    );
}

#[tokio::test]
async fn a_withdrawn_paper_may_come_again() {
    let world = World::on("2025-03-03").await;
    let first = file(&world, &applicant(), "HT-2").await.unwrap();
    let request = WithdrawContractRequest {
        name: first.name.clone(),
        etag: String::new(),
        request_id: id(),
        reason: "写错了".to_owned(),
    };
    world
        .client()
        .withdraw_contract(world.ask(&applicant(), request))
        .await
        .unwrap();
    let second = file(&world, &applicant(), "HT-2").await.unwrap();
    assert_ne!(second.name, first.name);
    assert_eq!(found(&world, &applicant(), "HT-2").await, [second.name]);
    assert!(file(&world, &applicant(), "HT-2").await.is_err());
}

#[tokio::test]
async fn of_many_at_once_one_is_filed() {
    let world = World::on("2025-03-03").await;
    let all = join_all((0..16).map(|_| async { file(&world, &applicant(), "HT-3").await })).await;
    let (filed, refused): (Vec<_>, Vec<_>) = all.into_iter().partition(Result::is_ok);
    assert_eq!(filed.len(), 1);
    for refused in refused {
        assert_eq!(reason(&refused.unwrap_err()), "PAPER_FILED_BEFORE");
    }
}

#[tokio::test]
async fn a_paper_that_was_refused_may_come_again() {
    let world = World::on("2025-03-03").await;
    for (number, rejected) in [("HT-4", false), ("HT-5", true)] {
        let first = file(&world, &applicant(), number).await.unwrap();
        world.upload(&first.name, "CONTRACT_TEXT").await;
        let submitted = step!(
            world,
            applicant(),
            first,
            submit_contract,
            SubmitContractRequest {}
        )
        .unwrap();
        assert_eq!(
            reason(&file(&world, &applicant(), number).await.unwrap_err()),
            "PAPER_FILED_BEFORE"
        );
        let refused = match rejected {
            true => {
                let reviewed = world
                    .classify(&world.accept(&submitted).await.unwrap())
                    .await;
                step!(
                    world,
                    second_registrar(),
                    reviewed,
                    reject_contract,
                    RejectContractRequest {
                        code: "KF_NO_INNOVATION".to_owned(),
                        note: "沿用既有技术".to_owned(),
                    }
                )
            }
            false => step!(
                world,
                registrar(),
                submitted,
                refuse_contract,
                RefuseContractRequest {
                    code: "ORAL".to_owned(),
                }
            ),
        };
        assert!(refused.is_ok());
        let again = file(&world, &applicant(), number).await.unwrap();
        assert_ne!(again.name, first.name);
        assert_eq!(found(&world, &applicant(), number).await, [again.name]);
    }
}
