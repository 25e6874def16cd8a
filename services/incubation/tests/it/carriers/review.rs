//! Experts, the public notice, objections.
use super::*;

fn seat(name: &str) -> Expert {
    Expert {
        expert: name.to_owned(),
        organisation: format!("institute-{name}"),
        ..Expert::default()
    }
}

/// In review by the city.
async fn in_review(world: &World) -> Carrier {
    let carrier = applied(world, Grade::City).await;
    checked(world, &carrier, city_stb()).await.unwrap()
}

async fn seated(world: &World, carrier: &Carrier, experts: Vec<Expert>) -> Result<Carrier, Answer> {
    step!(
        world,
        city_stb(),
        carrier,
        assign_reviewers,
        AssignReviewersRequest { experts: experts }
    )
}

async fn scored(
    world: &World,
    carrier: &Carrier,
    by: &str,
    points: i32,
) -> Result<Carrier, Answer> {
    let scores = ["SPACE", "SERVICES", "OUTCOMES", "MANAGEMENT"].map(|criterion| Score {
        criterion: criterion.to_owned(),
        score: points,
    });
    let request = ScoreCarrierRequest {
        name: carrier.name.clone(),
        request_id: id(),
        scores: scores.to_vec(),
        ..Default::default()
    };
    call!(world, &expert(by), score_carrier, request)
}

async fn proposed_by_city(world: &World, carrier: &Carrier) -> Result<Carrier, Answer> {
    step!(
        world,
        city_stb(),
        carrier,
        propose_carrier,
        ProposeCarrierRequest {}
    )
}

#[tokio::test]
async fn experts_without_a_conflict_score_unseen_by_each_other_and_by_the_operator() {
    let world = World::on(World::CALM).await;
    let carrier = in_review(&world).await;
    let insider = Expert {
        expert: "x".to_owned(),
        organisation: "park-1".to_owned(),
        ..Expert::default()
    };
    let conflict = seated(&world, &carrier, vec![insider]).await.unwrap_err();
    assert_eq!(reason(&conflict), "EXPERT_CONFLICT");
    assert_eq!(conflict.code(), Code::PermissionDenied);
    let carrier = seated(&world, &carrier, vec![seat("a"), seat("b"), seat("c")]).await;
    let carrier = carrier.unwrap();
    assert_eq!(carrier.review.as_ref().unwrap().seats.len(), 3);
    let early = proposed_by_city(&world, &carrier).await.unwrap_err();
    assert_eq!(reason(&early), "SCORES_MISSING");
    let foreign = scored(&world, &carrier, "d", 80).await.unwrap_err();
    assert_eq!(foreign.code(), Code::NotFound);
    let first = scored(&world, &carrier, "a", 80).await.unwrap();
    let own = &first.review.as_ref().unwrap().seats;
    assert_eq!((own.len(), own[0].scores.len()), (1, 4));
    // The office sees who is ready, and no score before all are in.
    let office = read(&world, &carrier.name).await.review.unwrap();
    let ready: Vec<bool> = office.seats.iter().map(|seat| seat.complete).collect();
    assert_eq!(ready, [true, false, false]);
    assert!(office.seats.iter().all(|seat| seat.scores.is_empty()));
    scored(&world, &carrier, "b", 70).await.unwrap();
    scored(&world, &carrier, "c", 60).await.unwrap();
    let carrier = read(&world, &carrier.name).await;
    let proposed = proposed_by_city(&world, &carrier).await.unwrap();
    assert_eq!(proposed.state(), State::Proposed);
    assert_eq!(proposed.review.as_ref().unwrap().means[0].mean, 70);
    let request = GetCarrierRequest { name: carrier.name };
    let own = call!(world, &operator(), get_carrier, request).unwrap();
    assert_eq!(own.checked_by, "");
    assert!(own.review.unwrap().seats.is_empty());
    world.advance_to("2025-03-11");
    let accredit = AccreditCarrierRequest {
        name: proposed.name.clone(),
        etag: proposed.etag.clone(),
        request_id: id(),
        document: String::new(),
    };
    let same = call!(world, &city_stb(), accredit_carrier, accredit.clone()).unwrap_err();
    assert_eq!(reason(&same), "SAME_PERSON");
    let by_another = AccreditCarrierRequest {
        request_id: id(),
        ..accredit
    };
    let held = call!(world, &second_city_stb(), accredit_carrier, by_another).unwrap();
    assert_eq!(held.statuses[0].grade(), Grade::City);
}

#[tokio::test]
async fn an_expert_leaves_for_a_conflict() {
    let world = World::on(World::CALM).await;
    let carrier = in_review(&world).await;
    let carrier = seated(&world, &carrier, vec![seat("a")]).await.unwrap();
    let leave = DeclareConflictRequest {
        name: carrier.name.clone(),
        request_id: id(),
        reasons: vec!["RELATIVE".to_owned()],
        note: "亲属在该载体任职".to_owned(),
        ..Default::default()
    };
    let left = call!(world, &expert("a"), declare_conflict, leave).unwrap();
    assert!(left.review.unwrap().seats[0].recused);
    let late = scored(&world, &carrier, "a", 80).await.unwrap_err();
    assert_eq!(reason(&late), "EXPERT_RECUSED");
}

#[tokio::test]
async fn everybody_may_object_while_the_notice_stands_and_nobody_after() {
    let world = World::on(World::CALM).await;
    let carrier = proposed(&world).await;
    let notices = ListNoticesRequest::default();
    let listed = call!(world, &applicant(), list_notices, notices.clone()).unwrap();
    assert_eq!(listed.notices.len(), 1);
    assert_eq!(listed.notices[0].case, carrier.name);
    let object = |text: &str| ObjectToCarrierRequest {
        name: carrier.name.clone(),
        request_id: id(),
        text: text.to_owned(),
        ..Default::default()
    };
    let empty = call!(world, &applicant(), object_to_carrier, object(" ")).unwrap_err();
    assert_eq!(reason(&empty), "REASON_MISSING");
    let suspended = call!(world, &applicant(), object_to_carrier, object("数据不实")).unwrap();
    assert_eq!(suspended.state(), State::Suspended);
    let listed = call!(world, &applicant(), list_notices, notices).unwrap();
    assert!(listed.notices.is_empty());
    let twice = call!(world, &other_applicant(), object_to_carrier, object("同上")).unwrap_err();
    assert_eq!(twice.code(), Code::NotFound);
    let dismissed = step!(
        world,
        county_stb(),
        suspended,
        resolve_carrier_objection,
        ResolveCarrierObjectionRequest {
            upheld: false,
            reason: "经核查属实".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(dismissed.state(), State::Proposed);
    assert_eq!(dismissed.notice.unwrap().last_day, "2025-03-10");
    world.advance_to("2025-03-11");
    let late = call!(world, &other_applicant(), object_to_carrier, object("迟到")).unwrap_err();
    assert_eq!(reason(&late), "NOTICE_OVER");
}

#[tokio::test]
async fn an_objection_that_is_upheld_ends_the_application() {
    let world = World::on(World::CALM).await;
    let carrier = proposed(&world).await;
    let object = ObjectToCarrierRequest {
        name: carrier.name.clone(),
        request_id: id(),
        text: "面积不实".to_owned(),
        ..Default::default()
    };
    let suspended = call!(world, &applicant(), object_to_carrier, object).unwrap();
    let uphold = |code: &str| ResolveCarrierObjectionRequest {
        name: carrier.name.clone(),
        etag: suspended.etag.clone(),
        request_id: id(),
        upheld: true,
        reason: "实地测量不足".to_owned(),
        code: code.to_owned(),
    };
    let unnamed = call!(world, &county_stb(), resolve_carrier_objection, uphold("")).unwrap_err();
    assert_eq!(reason(&unnamed), "REFUSAL_CODE_INVALID");
    let upheld = uphold("AREA_FALSE");
    let refused = call!(world, &county_stb(), resolve_carrier_objection, upheld).unwrap();
    assert_eq!(refused.state(), State::Refused);
    assert_eq!(refused.refusal.unwrap().code, "AREA_FALSE");
}
