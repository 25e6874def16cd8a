//! What lets others check a decision by themselves: the decision in full, its package, its receipt.
use std::time::Duration;

use kezhuan_database::seal::{self, Receipt, RowKind, TreeHead};
use kezhuan_protocol::contracts::v1::*;
use kezhuan_protocol::seal::v1 as log;
use kezhuan_protocol::seal::v1::seal_service_client::SealServiceClient;
use kezhuan_rule_host::Settings;
use kezhuan_testkit::eventually;
use tonic::{Code, Status};

use crate::rules;
use crate::world::{self, Person, World, applicant, call, person, reason, registrar};

const SEALED_WITHIN: Duration = Duration::from_secs(10);
/// Tries until the service has seen the change of its rulebook.
const TRIES_MAX: usize = 200;

/// A registered contract whose acceptance Pengjiang's own rule was asked about.
pub async fn promised(world: &World) -> (Contract, Decision) {
    rules::in_force(
        world,
        "tc.sla@1",
        "pengjiang",
        &[("promise_working_days", 7)],
    )
    .await;
    for _ in 0..TRIES_MAX {
        let contract = world.registered(world::form()).await;
        let decisions = world.decisions(&contract.name).await;
        let answered = decisions
            .into_iter()
            .find(|decision| decision.hook == "tc.sla@1" && decision.outcome == "ANSWERED");
        if let Some(decision) = answered {
            return (contract, decision);
        }
    }
    panic!("the rule never came into force");
}

async fn get(world: &World, by: &Person, name: &str) -> Result<Decision, Status> {
    let request = GetDecisionRequest {
        name: name.to_owned(),
    };
    call!(world, by, get_decision, request)
}

async fn package(world: &World, by: &Person, name: &str) -> Result<Vec<u8>, Status> {
    let request = DownloadDecisionPackageRequest {
        name: name.to_owned(),
    };
    let mut chunks = call!(world, by, download_decision_package, request)?;
    let mut bytes = Vec::new();
    while let Some(part) = chunks.message().await? {
        assert!(part.chunk.len() <= 256 * 1024);
        bytes.extend(part.chunk);
    }
    Ok(bytes)
}

#[tokio::test]
async fn a_decision_is_given_whole_to_whoever_sees_it() {
    let world = World::on("2025-03-03").await;
    let (contract, listed) = promised(&world).await;
    let whole = get(&world, &applicant(), &listed.name).await.unwrap();
    assert_eq!(
        (whole.case.as_str(), whole.case_tenant.as_str()),
        (contract.name.as_str(), "440703")
    );
    assert_eq!(whole.result_json, whole.outcome_json);
    let settings = Settings::from_json(&serde_json::from_str(&whole.settings_json).unwrap());
    let settings = settings.unwrap();
    assert_eq!(settings.digest().to_string(), whole.settings_digest);
    assert!(whole.settings_json.contains("\"promise_working_days\":7"));
    let ground = whole.ground.as_ref().unwrap();
    assert_eq!(ground.package_name, "pengjiang");
    assert!(ground.regulation.contains("蓬江区") && ground.article.contains('条'));
    let [step] = &ground.steps[..] else {
        panic!("{:?}", ground.steps);
    };
    assert_eq!(step.code, "PROMISE");
    assert!(step.zh.contains('7') && step.en.contains('7'), "{step:?}");
    // The list says the same, without what is looked up elsewhere.
    let as_listed = Decision {
        settings_json: String::new(),
        ..whole.clone()
    };
    assert_eq!(as_listed, listed);

    let (_, id) = listed.name.rsplit_once('/').unwrap();
    let by_id = format!("contracts/-/decisions/{id}");
    assert_eq!(get(&world, &registrar(), &by_id).await.unwrap(), whole);
    let bytes = package(&world, &applicant(), &by_id).await.unwrap();
    assert!(bytes == world::shipped()["pengjiang"]);

    let other = world.registered(world::form()).await.name;
    let elsewhere = format!("{other}/decisions/{id}");
    let stranger = person("xu", "office-440705", "440705", &["registrar"]);
    for (by, name) in [(registrar(), &elsewhere), (stranger, &listed.name)] {
        let refused = get(&world, &by, name).await.unwrap_err();
        assert_eq!(refused.code(), Code::NotFound);
        let refused = package(&world, &by, name).await.unwrap_err();
        assert_eq!(refused.code(), Code::NotFound);
    }
    let misnamed = get(&world, &registrar(), &contract.name).await.unwrap_err();
    assert_eq!(reason(&misnamed), "NAME_INVALID");
}

#[tokio::test]
async fn without_a_rule_in_force_there_is_a_decision_and_no_package() {
    let world = World::on("2025-03-03").await;
    let contract = world.registered(world::form()).await.name;
    let decision = world.decisions(&contract).await.remove(0);
    let whole = get(&world, &registrar(), &decision.name).await.unwrap();
    assert_eq!(whole.result_json, r#"{"no_rule":"NO_RULE_IN_FORCE"}"#);
    assert_eq!((whole.settings_json.as_str(), whole.ground), ("", None));
    let none = package(&world, &registrar(), &decision.name).await;
    assert_eq!(none.unwrap_err().code(), Code::NotFound);
}

async fn entries(
    world: &World,
    by: &Person,
    name: &str,
    (page_size, page_token): (i32, &str),
) -> Result<ListAuditEntriesResponse, Status> {
    let request = ListAuditEntriesRequest {
        name: name.to_owned(),
        page_size,
        page_token: page_token.to_owned(),
    };
    call!(world, by, list_audit_entries, request)
}

#[tokio::test]
async fn every_step_of_a_case_is_given_as_sealed_to_whoever_sees_it() {
    let world = World::on("2025-03-03").await;
    let (contract, _) = promised(&world).await;
    let document = world.upload(&contract.name, "PRICE_BREAKDOWN").await;
    let request = CreateClaimRequest {
        contract: contract.name.clone(),
        request_id: world::id(),
        ..Default::default()
    };
    let claim = call!(world, &applicant(), create_claim, request).unwrap();

    let all = entries(&world, &registrar(), &contract.name, (0, "")).await;
    let all = all.unwrap().audit_entries;
    let detail = |action: &str| -> serde_json::Value {
        let entry = all.iter().rfind(|entry| entry.action == action);
        serde_json::from_str(&entry.expect(action).detail_json).unwrap()
    };
    assert!(all.iter().any(|entry| entry.action == "contract.moved"));
    let added = detail("attachment.added");
    assert_eq!(added["sha256"], document.sha256);
    assert!(
        document
            .name
            .ends_with(added["attachment"].as_str().unwrap())
    );
    // A claim's entry says whose claim it is: nothing else that is sealed does.
    let drafted = detail("claim.drafted");
    assert!(
        contract
            .name
            .ends_with(drafted["contract"].as_str().unwrap())
    );
    assert!(
        all.iter()
            .any(|entry| claim.name.ends_with(&entry.aggregate_id))
    );
    // What is given gives the digest that was sealed.
    for entry in &all {
        let (_, id) = entry.name.rsplit_once('/').unwrap();
        let sealed: String =
            sqlx::query_scalar("SELECT encode(digest, 'hex') FROM audit WHERE id = $1::uuid")
                .bind(id)
                .fetch_one(&mut world.database.admin().await.unwrap())
                .await
                .unwrap();
        assert_eq!(entry.row_digest, sealed, "{entry:?}");
    }

    let first = entries(&world, &registrar(), &contract.name, (1, "")).await;
    let first = first.unwrap();
    assert_eq!(first.audit_entries[..], all[..1]);
    let next = (1, first.next_page_token.as_str());
    let second = entries(&world, &registrar(), &contract.name, next).await;
    assert_eq!(second.unwrap().audit_entries[..], all[1..2]);
    let seen = entries(&world, &applicant(), &contract.name, (0, "")).await;
    assert!(!seen.unwrap().audit_entries.is_empty());
    let stranger = person("xu", "office-440705", "440705", &["registrar"]);
    let hidden = entries(&world, &stranger, &contract.name, (0, "")).await;
    assert_eq!(hidden.unwrap_err().code(), Code::NotFound);
}

fn read(receipt: log::Receipt) -> Receipt {
    let hex = |text: &str| hex::decode(text).unwrap();
    let head = receipt.tree_head.unwrap();
    let at = head.seal_time.unwrap();
    let at = chrono::DateTime::from_timestamp(at.seconds, u32::try_from(at.nanos).unwrap());
    let (collection, id) = receipt.row.split_once('/').unwrap();
    Receipt {
        service: receipt.service,
        kind: RowKind::of_collection(collection).unwrap(),
        row_id: id.parse().unwrap(),
        digest: hex(&receipt.row_digest),
        leaf_index: receipt.leaf_index,
        head: TreeHead {
            number: head.number,
            size: head.size,
            root: hex(&head.root),
            sealed_at: at.unwrap(),
            algorithm: head.algorithm,
            key_id: head.key_id,
            signature: hex(&head.signature),
        },
        proof: receipt
            .inclusion_proof
            .iter()
            .flat_map(|hash| hex(hash))
            .collect(),
    }
}

#[tokio::test]
async fn a_receipt_proves_a_row_to_whoever_sees_it() {
    let world = World::on("2025-03-03").await;
    let (contract, decision) = promised(&world).await;
    let client = || SealServiceClient::new(world.channel.clone());
    let receipt = async |by: &Person, name: &str| {
        let request = log::GetReceiptRequest {
            name: name.to_owned(),
        };
        let answer = client().get_receipt(world.ask(by, request)).await;
        answer.map(tonic::Response::into_inner)
    };
    let sealed = eventually(SEALED_WITHIN, async || {
        receipt(&applicant(), &decision.name).await.is_ok()
    });
    assert!(sealed.await);
    let request = world.ask(&applicant(), log::GetSealingKeyRequest {});
    let key = client().get_sealing_key(request).await;
    let key = key.unwrap().into_inner();
    assert_eq!(key.service, "contracts");
    let key = seal::key_from_pem(&key.public_key_pem).unwrap();
    let given = receipt(&applicant(), &decision.name).await.unwrap();
    assert_eq!(given.row_digest, decision.row_digest);
    assert_eq!(read(given.clone()).check(&key), Ok(()));

    let (_, contract_id) = contract.name.split_once('/').unwrap();
    let entry: uuid::Uuid =
        sqlx::query_scalar("SELECT id FROM audit WHERE aggregate_id = $1::uuid LIMIT 1")
            .bind(contract_id)
            .fetch_one(&mut world.database.admin().await.unwrap())
            .await
            .unwrap();
    let of_entry = receipt(&registrar(), &format!("auditEntries/{entry}"))
        .await
        .unwrap();
    assert_eq!(read(of_entry).check(&key), Ok(()));

    let stranger = person("xu", "office-440705", "440705", &["registrar"]);
    for name in [decision.name.as_str(), &format!("auditEntries/{entry}")] {
        let refused = receipt(&stranger, name).await.unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::NotFound, "NOT_FOUND")
        );
    }
    let misnamed = receipt(&registrar(), &contract.name).await.unwrap_err();
    assert_eq!(reason(&misnamed), "NAME_INVALID");

    let request = log::ListTreeHeadsRequest {
        page_size: 1,
        page_token: String::new(),
    };
    let page = client()
        .list_tree_heads(world.ask(&stranger, request))
        .await;
    let newest = &page.unwrap().into_inner().tree_heads[0];
    assert!(newest.number >= given.tree_head.unwrap().number);
}
