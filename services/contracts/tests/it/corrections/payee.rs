//! What a correction says where its rule pays another party of the contract.
use super::*;
use crate::adoption::announce;
use crate::claims::cast::{appropriation, filed_by};
use crate::world::applicant;

const TAISHAN: &str = "440781";

fn taishan() -> Person {
    person("tan", "stb-440781", TAISHAN, &["county_stb"])
}

fn in_taishan(entry: TimelineEntry) -> TimelineEntry {
    TimelineEntry {
        tenant: TAISHAN.to_owned(),
        ..entry
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_that_pays_another_party_is_listed_for_a_person_also_where_the_sum_is_the_same() {
    let world = World::with_rules("2025-03-03", &shelf().await).await;
    // Xinhui's rule pays the seller, wherever it is: 1 % here. Taishan's pays the party in Taishan: the buyer, as much.
    let wrong = of_package("xinhui", &[("rate_to_tier_bp", 100)], "2025-01-01", "");
    let wrong = in_taishan(wrong);
    let adopted = adopt(&world, wrong.clone()).await.unwrap();
    assert!(adopted.in_force, "{}", adopted.problem);
    announce(&world, appropriation(TAISHAN, 10_000_000), false)
        .await
        .unwrap();
    let mut form = Form {
        total_amount_fen: 100_000_000,
        ..world::form()
    };
    if let Some(buyer) = form.buyer.as_mut() {
        buyer.division = TAISHAN.to_owned();
    }
    let contract = world.registered(form).await;
    let claim = filed_by(&world, &applicant(), &contract.name, TAISHAN)
        .await
        .unwrap();
    assert_eq!(
        (claim.amount_fen, claim.payee.as_str()),
        (1_000_000, "SELLER"),
        "{:?}",
        claim.reasons
    );

    let right = in_taishan(TimelineEntry {
        corrects: true,
        ..of_package("taishan", &[], "2025-03-01", "")
    });
    let cut = TimelineEntry {
        effective_to: "2025-02-28".to_owned(),
        ..wrong
    };
    let adopted = adopt_with(&world, right.clone(), vec![cut]).await.unwrap();
    assert!(adopted.in_force, "{}", adopted.problem);
    let name = name_of(&right);
    let listed = lines_for(&world, &taishan(), &name, 1).await;
    let line = line_of(&listed, &claim);
    assert_eq!(
        (line.kind(), line.failure.as_str()),
        (line::Kind::Uncertain, "PAYEE_DIFFERS")
    );
    assert_eq!((line.old_fen, line.new_fen), (1_000_000, 1_000_000));
    // Whom it pays, and what, stands in its answer.
    let outcome: serde_json::Value = serde_json::from_str(&line.outcome_json).unwrap();
    assert_eq!(
        (outcome["payee"].as_str(), outcome["amount_fen"].as_i64()),
        (Some("BUYER"), Some(1_000_000))
    );
    let payeeless = approve(&world, &taishan(), &name, &[&claim]).await;
    assert_eq!(reason(&payeeless.unwrap_err()), "CORRECTION_LINE_UNCERTAIN");
}
