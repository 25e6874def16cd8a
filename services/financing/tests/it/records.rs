//! What is on record of a case, who may read it, and events that were set aside.
use kezhuan_financing::domain::asset::AssetKind;
use kezhuan_protocol::contracts::v1::{ContractRegistered, RegisteredVersion};
use kezhuan_protocol::financing::v1::*;
use kezhuan_protocol::rules::v1::{RuleActivated, TimelineEntry};
use kezhuan_rule_host::{Digest, Settings};
use prost::{Message, Name};
use tonic::{Code, Status};
use uuid::Uuid;

use crate::claim_cast::*;
use crate::step;
use crate::world::*;

const HOOK: &str = "ip.subsidy@1";

pub fn operator() -> Person {
    person("ops", "platform", CITY, &["operator"])
}

/// A claim that the city's rule has computed.
async fn computed(world: &mut World) -> SubsidyClaim {
    city_rule(world, HOOK).await;
    let world = &*world;
    deposited(world, pool_fund::Kind::Subsidy, 10_000_000).await;
    let loan = Lent {
        right: Some(AssetKind::Trademark),
        interest: 1_000_000,
        ..Lent::due("2025-09-03")
    };
    let request = CreateSubsidyClaimRequest {
        loan: lent(world, loan).await,
        year: 2025,
        other_fen: 0,
        request_id: id(),
    };
    let claim = call!(world, &applicant(), create_subsidy_claim, request).unwrap();
    step!(
        world,
        applicant(),
        claim,
        file_subsidy_claim,
        FileSubsidyClaimRequest {
            materials: claim.required_materials.clone(),
        }
    )
    .unwrap()
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
async fn a_decision_is_given_whole_with_its_ground_to_whoever_sees_it() {
    let mut world = World::on(World::CALM).await;
    let claim = computed(&mut world).await;
    let request = GetDecisionRequest {
        name: claim.decision.clone(),
    };
    let whole = call!(world, &banker(), get_decision, request.clone()).unwrap();
    assert_eq!(
        (
            whole.case.as_str(),
            whole.case_tenant.as_str(),
            whole.tenant.as_str()
        ),
        (claim.name.as_str(), TENANT, CITY)
    );
    assert_eq!(whole.legal_date, World::CALM);
    let settings = Settings::from_json(&serde_json::from_str(&whole.settings_json).unwrap());
    assert_eq!(
        settings.unwrap().digest().to_string(),
        whole.settings_digest
    );
    let ground = whole.ground.unwrap();
    assert_eq!(ground.package_name, "jiangmen");
    assert_eq!(ground.steps[0].code, "RATE");
    assert!(ground.steps[0].zh.contains("500000"));
    let bytes = package(&world, &applicant(), &claim.decision)
        .await
        .unwrap();
    assert_eq!(Digest::of(&bytes).to_string(), whole.package_digest);

    let stranger = call!(world, &other_banker(), get_decision, request);
    assert_eq!(stranger.unwrap_err().code(), Code::NotFound);
    let stranger = package(&world, &other_banker(), &claim.decision).await;
    assert_eq!(stranger.unwrap_err().code(), Code::NotFound);
    // Nobody's package answered for the county.
    let asked = decisions(&world, &applicant(), &claim.name).await;
    let county = asked.iter().find(|asked| asked.tenant == TENANT).unwrap();
    let none = package(&world, &applicant(), &county.name).await;
    assert_eq!(none.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn lists_of_a_case_are_paged_and_hidden_from_strangers() {
    let mut world = World::on(World::CALM).await;
    let claim = computed(&mut world).await;
    let mut page = ListDecisionsRequest {
        case: claim.name.clone(),
        page_size: 1,
        ..Default::default()
    };
    let mut found = 0;
    loop {
        let answer = call!(world, &applicant(), list_decisions, page.clone()).unwrap();
        found += answer.decisions.len();
        page.page_token = answer.next_page_token;
        if page.page_token.is_empty() {
            break;
        }
    }
    assert_eq!(found, 2);
    let stranger = call!(world, &other_applicant(), list_decisions, page);
    assert_eq!(stranger.unwrap_err().code(), Code::NotFound);
    let nameless = ListDecisionsRequest {
        case: "assets/7".to_owned(),
        ..Default::default()
    };
    let nameless = call!(world, &applicant(), list_decisions, nameless).unwrap_err();
    assert_eq!(reason(&nameless), "NAME_INVALID");

    // The record of the loan is that of its claims as well.
    let request = |case: &str| ListAuditEntriesRequest {
        case: case.to_owned(),
        ..Default::default()
    };
    let of_loan = call!(world, &payer(), list_audit_entries, request(&claim.loan)).unwrap();
    let actions: Vec<&str> = of_loan
        .audit_entries
        .iter()
        .map(|entry| entry.action.as_str())
        .collect();
    assert!(actions.contains(&"subsidy.moved") && actions.contains(&"ledger.posted"));
    let stranger = call!(
        world,
        &other_applicant(),
        list_audit_entries,
        request(&claim.loan)
    );
    assert_eq!(stranger.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn every_closed_list_is_told_in_both_languages() {
    let world = World::on(World::CALM).await;
    let answer = call!(world, &applicant(), list_codes, ListCodesRequest {}).unwrap();
    let list = |field: &str| {
        let found = answer.lists.iter().find(|list| list.field == field);
        found.unwrap().codes.len()
    };
    assert_eq!(list("CompensationClaim.State"), 9);
    assert_eq!((list("Product.Mode"), list("COMPENSATION")), (3, 4));
    let all = answer.lists.iter().flat_map(|list| &list.codes);
    assert!(
        all.into_iter()
            .all(|code| !code.zh.is_empty() && !code.en.is_empty())
    );
}

/// An event that was set aside, as the bus sets it aside; the letter's name.
pub async fn set_aside<E: Message + Name>(
    world: &World,
    (consumer, subject): (&str, &str),
    aggregate: &str,
    event: &E,
) -> String {
    let (event_id, aggregate_id) = (Uuid::now_v7(), Uuid::now_v7());
    let headers = serde_json::json!({
        "ce-id": event_id, "ce-aggregate": aggregate, "ce-aggregateid": aggregate_id, "ce-sequence": "1",
        "ce-tenant": TENANT, "ce-time": "2025-03-03T01:00:00Z", "ce-legaldate": World::CALM,
    });
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query(
        "INSERT INTO dead_letter (consumer, event_id, subject, payload, headers, cause, tries, first_at, last_at)
         VALUES ($1, $2, $3, $4, $5, 'planted', 8, now(), now())",
    )
    .bind(consumer)
    .bind(event_id)
    .bind(format!("{subject}.{}", E::NAME))
    .bind(event.encode_to_vec())
    .bind(headers)
    .execute(&mut admin)
    .await
    .unwrap();
    format!("deadLetters/{event_id}")
}

async fn open_letters(world: &World, page_size: i32, page_token: &str) -> (Vec<String>, String) {
    let request = ListDeadLettersRequest {
        page_size,
        page_token: page_token.to_owned(),
    };
    let answer = call!(world, &operator(), list_dead_letters, request).unwrap();
    let letters = answer.dead_letters.into_iter();
    (
        letters.map(|letter| letter.name).collect(),
        answer.next_page_token,
    )
}

#[tokio::test]
async fn what_a_consumer_set_aside_is_listed_and_taken_over_by_a_replay() {
    let world = World::on(World::CALM).await;
    let unreadable = RuleActivated {
        entry: Some(TimelineEntry {
            name: "timelineEntries/7".to_owned(),
            ..Default::default()
        }),
        closed: Vec::new(),
    };
    let timeline = ("financing-rulebook", "kezhuan.rules.v1.timeline");
    let unreadable = set_aside(&world, timeline, "timeline", &unreadable).await;
    let registered = ContractRegistered {
        version: Some(RegisteredVersion {
            seller_organisation: "enterprise-1".to_owned(),
            number: "2025440705000001".to_owned(),
            registered_on: World::CALM.to_owned(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let contract = ("financing-contracts", "kezhuan.contracts.v1.contract");
    let registered = set_aside(&world, contract, "contract", &registered).await;

    let disbursed = LoanDisbursed {
        moved: Some(LoanMoved {
            loan: format!("loans/{}", Uuid::now_v7()),
            bank: "bank-1".to_owned(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let own = ("financing-webhooks", "kezhuan.financing.v1.loan");
    let untold = set_aside(&world, own, "loan", &disbursed).await;

    let (first, next) = open_letters(&world, 1, "").await;
    let (second, next) = open_letters(&world, 1, &next).await;
    let (third, last) = open_letters(&world, 1, &next).await;
    assert_eq!(
        [first, second, third].concat(),
        [unreadable.clone(), registered.clone(), untold.clone()]
    );
    assert_eq!(last, "");
    let replay = async |by: Person, name: &str| {
        let request = ReplayDeadLetterRequest {
            name: name.to_owned(),
            request_id: id(),
        };
        call!(world, &by, replay_dead_letter, request)
    };
    let denied = replay(city_stb(), &registered).await.unwrap_err();
    assert_eq!(denied.code(), Code::PermissionDenied);
    let misnamed = replay(operator(), "deadLetters/7").await.unwrap_err();
    assert_eq!(reason(&misnamed), "NAME_INVALID");
    let failing = replay(operator(), &unreadable).await.unwrap_err();
    assert_eq!(reason(&failing), "STILL_FAILING");
    for taken_over in [&registered, &untold] {
        assert!(replay(operator(), taken_over).await.unwrap().resolved);
    }
    assert_eq!(open_letters(&world, 0, "").await.0, [unreadable]);
    let mut admin = world.database.admin().await.unwrap();
    let facts: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM enterprise_fact WHERE enterprise = 'enterprise-1'",
    )
    .fetch_one(&mut admin)
    .await
    .unwrap();
    assert_eq!(facts, 1);
}
