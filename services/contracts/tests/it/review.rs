//! From submission to the register and everything that can come between, over RPC.
use kezhuan_protocol::contracts::v1::contract::State;
use kezhuan_protocol::contracts::v1::*;

use crate::step;
use crate::world::{self, World, applicant, person, reason, registrar, second_registrar};

/// A contract large enough for experts, under the measures of 2026.
fn large() -> Form {
    Form {
        term_end: "2027-02-19".to_owned(),
        total_amount_fen: 600_000_000,
        ..world::form()
    }
}

async fn awaiting_supplement(world: &World) -> Contract {
    let accepted = world.accept(&world.submitted(world::form()).await).await;
    let accepted = accepted.unwrap();
    let note = "请补充技术指标".to_owned();
    step!(
        world,
        registrar(),
        accepted,
        request_supplement,
        RequestSupplementRequest { note: note }
    )
    .unwrap()
}

#[tokio::test]
async fn what_is_returned_is_filed_again_in_time_or_never() {
    let world = World::on("2025-03-03").await;
    let submitted = world.submitted(world::form()).await;
    assert_eq!(submitted.check_due_on, "2025-03-05");
    let returned = step!(
        world,
        registrar(),
        submitted,
        return_contract,
        ReturnContractRequest {
            code: "PRICE_UNCLEAR".to_owned(),
            note: "请写明价款".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(
        (returned.state(), returned.lapses_on.as_str()),
        (State::Returned, "2025-04-02")
    );
    world
        .clock
        .advance_to("2025-04-02".parse().unwrap())
        .unwrap();
    let again = step!(
        world,
        applicant(),
        returned,
        resubmit_contract,
        ResubmitContractRequest {}
    )
    .unwrap();
    assert_eq!(
        (again.state(), again.lapses_on.as_str(), again.refusal),
        (State::Submitted, "", None)
    );
    assert_eq!(again.check_due_on, "2025-04-07");
    let unknown = step!(
        world,
        registrar(),
        returned,
        return_contract,
        ReturnContractRequest {
            code: "MOOD".to_owned(),
        }
    );
    assert_eq!(unknown.unwrap_err().code(), tonic::Code::InvalidArgument);
}

#[tokio::test]
async fn the_older_clock_runs_on_while_a_supplement_is_awaited() {
    let world = World::on("2025-09-25").await;
    let waiting = awaiting_supplement(&world).await;
    assert_eq!(waiting.refusal.as_ref().unwrap().code, "SUPPLEMENT_ASKED");
    world
        .clock
        .advance_to("2025-10-28".parse().unwrap())
        .unwrap();
    let late = world.get(&registrar(), &waiting.name).await.unwrap();
    assert!(late.overdue);
    let filed = step!(
        world,
        applicant(),
        waiting,
        file_supplement,
        FileSupplementRequest {}
    )
    .unwrap();
    let clock = filed.acceptance.clone().unwrap();
    assert_eq!(filed.state(), State::Accepted);
    assert_eq!(
        (clock.accepted_on.as_str(), clock.legal_due_on.as_str()),
        ("2025-09-25", "2025-10-27")
    );
}

#[tokio::test]
async fn the_newer_clock_restarts_with_the_supplement_and_its_form() {
    let world = World::on("2026-06-01").await;
    let form = Form {
        term_end: "2027-02-19".to_owned(),
        ..world::form()
    };
    let accepted = world.accept(&world.submitted(form.clone()).await).await;
    let accepted = accepted.unwrap();
    let waiting = step!(
        world,
        registrar(),
        accepted,
        request_supplement,
        RequestSupplementRequest {
            note: "请补充".to_owned(),
        }
    )
    .unwrap();
    world
        .clock
        .advance_to("2026-06-15".parse().unwrap())
        .unwrap();
    let larger = Form {
        total_amount_fen: 600_000_000,
        ..form
    };
    let filed = step!(
        world,
        applicant(),
        waiting,
        file_supplement,
        FileSupplementRequest { form: Some(larger) }
    )
    .unwrap();
    let clock = filed.acceptance.clone().unwrap();
    assert_eq!(
        (clock.accepted_on.as_str(), clock.track.as_str()),
        ("2026-06-15", "EXPERT")
    );
    // 30 working days, and no day less because the first form was a small one.
    assert_eq!(
        (clock.due_on.as_str(), clock.legal_due_on.as_str()),
        ("2026-07-28", "2026-07-28")
    );
}

async fn with_experts(world: &World) -> Contract {
    let accepted = world.accept(&world.submitted(large()).await).await.unwrap();
    let reviewed = world.classify(&accepted).await;
    let too_early = world.register(&reviewed, &second_registrar()).await;
    assert_eq!(reason(&too_early.unwrap_err()), "EXPERT_OPINION_MISSING");
    step!(
        world,
        second_registrar(),
        reviewed,
        request_expert_review,
        RequestExpertReviewRequest {}
    )
    .unwrap()
}

#[tokio::test]
async fn a_large_contract_is_heard_by_three_experts() {
    let world = World::on("2026-06-01").await;
    let mut heard = with_experts(&world).await;
    let expert = |name: &str| person(name, "academy", "440703", &["expert", "registrar2"]);
    for (nth, name) in ["gao", "lin", "he"].into_iter().enumerate() {
        assert_eq!(heard.state(), State::ExpertReview, "{nth} opinions");
        heard = step!(
            world,
            expert(name),
            heard,
            give_expert_opinion,
            GiveExpertOpinionRequest {
                recognise: true,
                opinion: "具有创新性".to_owned(),
            }
        )
        .unwrap();
    }
    assert_eq!(
        (heard.state(), heard.opinions.len()),
        (State::FirstReviewed, 3)
    );
    let partial = world.register(&heard, &expert("gao")).await.unwrap_err();
    assert_eq!(reason(&partial), "SAME_REVIEWER");
    let registered = world.register(&heard, &second_registrar()).await.unwrap();
    assert_eq!(registered.state(), State::Registered);
}

#[tokio::test]
async fn an_expert_is_heard_once_and_a_small_contract_not_at_all() {
    let world = World::on("2026-06-01").await;
    let expert = person("gao", "academy", "440703", &["expert"]);
    let hearing = with_experts(&world).await;
    let opinion = || "具有创新性".to_owned();
    let once = step!(
        world,
        expert,
        hearing,
        give_expert_opinion,
        GiveExpertOpinionRequest { opinion: opinion() }
    )
    .unwrap();
    let twice = step!(
        world,
        expert,
        once,
        give_expert_opinion,
        GiveExpertOpinionRequest { opinion: opinion() }
    );
    assert_eq!(reason(&twice.unwrap_err()), "EXPERT_HEARD");
    let small = Form {
        total_amount_fen: 1_000_000,
        ..large()
    };
    let accepted = world.accept(&world.submitted(small).await).await.unwrap();
    let reviewed = world.classify(&accepted).await;
    let refused = step!(
        world,
        second_registrar(),
        reviewed,
        request_expert_review,
        RequestExpertReviewRequest {}
    );
    assert_eq!(reason(&refused.unwrap_err()), "EXPERT_TRACK_NOT_NEEDED");
}

#[tokio::test]
async fn what_is_sent_back_is_reviewed_anew_as_the_registrar_sees_it_then() {
    let world = World::on("2025-03-03").await;
    let form = Form {
        price_items: vec![PriceItem {
            r#type: "equipment".to_owned(),
            amount_fen: 2_000_000,
            ..Default::default()
        }],
        paper_materials: vec!["PRICE_BREAKDOWN".to_owned()],
        ..world::form()
    };
    let accepted = world.accept(&world.submitted(form).await).await.unwrap();
    let first = world.classify(&accepted).await;
    let found = first.classification.clone().unwrap();
    assert_eq!(found.technical_amount_fen, Some(8_000_000));
    assert!(!found.price_items_reviewed && found.recognition.is_none());
    let back = step!(
        world,
        second_registrar(),
        first,
        send_back_contract,
        SendBackContractRequest {
            note: "请重新核定类别".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(
        (back.state(), &back.classification),
        (State::Accepted, &None)
    );
    let again = step!(
        world,
        registrar(),
        back,
        classify_contract,
        ClassifyContractRequest {
            kind: "FW-YB".to_owned(),
            no_price_items: true,
            total_amount_fen: 9_000_000,
            recognition: Some(RecognitionFacts {
                not_innovative: true,
                ..Default::default()
            }),
        }
    )
    .unwrap();
    // The second reviewer sees what the first one found.
    let found = again.classification.clone().unwrap();
    assert_eq!(
        (found.total_amount_fen, found.technical_amount_fen),
        (9_000_000, Some(9_000_000))
    );
    assert!(found.price_items_reviewed && found.price_items.is_empty());
    assert!(found.recognition.unwrap().not_innovative);
    let registered = world.register(&again, &second_registrar()).await.unwrap();
    assert_eq!(registered.registration.unwrap().kind, "FW-YB");
}

#[tokio::test]
async fn a_rejection_names_a_lawful_ground_of_its_kind() {
    let world = World::on("2025-03-03").await;
    let accepted = world.accept(&world.submitted(world::form()).await).await;
    let reviewed = world.classify(&accepted.unwrap()).await;
    for (code, expected) in [
        ("FW_ROUTINE", "GROUND_OF_ANOTHER_KIND"),
        ("PRICE_UNCLEAR", "CURABLE_BY_SUPPLEMENT"),
        ("NO_TECH_AMOUNT", "GROUND_NOT_MET"),
        ("KF_NO_INNOVATION", "REASON_MISSING"),
    ] {
        let refused = step!(
            world,
            second_registrar(),
            reviewed,
            reject_contract,
            RejectContractRequest {
                code: code.to_owned(),
            }
        );
        assert_eq!(reason(&refused.unwrap_err()), expected);
    }
    let rejected = step!(
        world,
        second_registrar(),
        reviewed,
        reject_contract,
        RejectContractRequest {
            code: "KF_NO_INNOVATION".to_owned(),
            note: "常规设计调整".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(rejected.state(), State::Rejected);
    let refusal = rejected.refusal.unwrap();
    assert_eq!(
        (refusal.code.as_str(), refusal.note.as_str()),
        ("KF_NO_INNOVATION", "常规设计调整")
    );
}
