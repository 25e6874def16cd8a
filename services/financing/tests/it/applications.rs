//! Applications, from the draft to the contract or to the reason why not.
use kezhuan_protocol::financing::v1::*;
use kezhuan_testkit::settled;
use tonic::Code;

use crate::lending::*;
use crate::rules::{Adopted, adopt};
use crate::step;
use crate::world::*;

const CITY: &str = "440700";
const COUNTY: &str = "440703";

/// What was asked about a case: hooks with what came of them, in order.
async fn asked_about(world: &World, application: &Application) -> Vec<String> {
    let (_, id) = application.name.split_once('/').unwrap();
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query_scalar(
        "SELECT hook || ' ' || rule_tenant || ' ' || outcome_kind FROM decision
          WHERE case_id = $1::uuid ORDER BY id",
    )
    .bind(id)
    .fetch_all(&mut admin)
    .await
    .unwrap()
}

/// The city's package answers one hook for a tenant from 2025 on.
async fn city_answers(world: &World, hook: &str, tenant: &str, settings: &[(&str, i64)]) {
    let adopted = Adopted {
        tenant,
        hook,
        package: "jiangmen",
        settings,
        in_force: "[2025-01-01,)",
        applies_to_open_cases: false,
    };
    adopt(world, adopted).await;
}

fn application_request(
    change: impl FnOnce(&mut CreateApplicationRequest),
) -> CreateApplicationRequest {
    let mut asked = asked_for();
    change(&mut asked);
    asked
}

async fn refused_draft(
    world: &World,
    change: impl FnOnce(&mut CreateApplicationRequest),
) -> (Code, String) {
    let asked = application_request(change);
    let refused = call!(world, &applicant(), create_application, asked).unwrap_err();
    (refused.code(), reason(&refused))
}

async fn seen(world: &World, person: &Person, name: &str) -> Result<Application, tonic::Status> {
    let get = GetApplicationRequest {
        name: name.to_owned(),
    };
    call!(world, person, get_application, get)
}

#[tokio::test]
async fn it_goes_from_the_draft_to_the_contract() {
    let world = World::on(World::CALM).await;
    let draft = drafted(&world, asked_for()).await;
    assert_eq!(draft.state(), application::State::Draft);
    assert!(
        draft.number.starts_with("KZ-IPA-2025-440703-"),
        "{}",
        draft.number
    );
    let eligible = submitted(&world, &draft).await;
    assert_eq!(eligible.submitted_on, World::CALM);
    assert_eq!(eligible.declaration, Some(declared()));
    let reviewed = reviewed(&world, &eligible, &banker()).await;
    assert_eq!(reviewed.collateral, None);
    let approved = approved(&world, &reviewed).await;
    let granted = approved.approval.clone().unwrap();
    let shares = granted
        .shares
        .iter()
        .map(|share| (share.party.as_str(), share.bp));
    assert_eq!(
        shares.collect::<Vec<_>>(),
        [("pool", 4_000), ("bank", 6_000)]
    );
    assert_eq!((granted.subsidy_bp, granted.guarantee_min_bp), (5_000, 0));
    assert_eq!(granted.approved_by, "luo");
    let contract = signed(&world, &approved).await;
    assert_eq!(contract.state(), application::State::Contracted);
    assert_eq!(contract.contracted_on, World::CALM);
    assert_eq!(
        world.events_of(&draft.name).await,
        [
            "ApplicationSubmitted",
            "ApplicationEligible",
            "ApplicationValued",
            "ApplicationReviewed",
            "ApplicationApproved",
            "ApplicationSignedFirst",
            "ApplicationContracted",
        ]
    );
    // Neither county nor city has a rule in force: that is on record, too.
    let asked = [
        ("ip.eligibility@1", COUNTY),
        ("ip.eligibility@1", CITY),
        ("ip.stage@1", COUNTY),
        ("ip.stage@1", CITY),
        ("ip.risk_share@1", CITY),
    ];
    let asked = asked.map(|(hook, tenant)| format!("{hook} {tenant} NO_RULE_IN_FORCE"));
    assert_eq!(asked_about(&world, &draft).await, asked);
}

#[tokio::test]
async fn the_bank_s_own_work_is_the_bank_s_to_see() {
    let world = World::on(World::CALM).await;
    let contract = contracted(&world, asked_for()).await;
    let by_enterprise = seen(&world, &applicant(), &contract.name).await.unwrap();
    let approval = by_enterprise.approval.unwrap();
    let signed = by_enterprise.signed.unwrap();
    let hidden = [
        by_enterprise.finding,
        by_enterprise.reviewed_by,
        approval.approved_by,
        signed.by,
    ];
    assert_eq!(hidden, [""; 4]);
    assert_eq!(signed.side, i32::from(application::Side::Bank));
    let by_bank = seen(&world, &banker(), &contract.name).await.unwrap();
    assert_eq!(
        (by_bank.finding.as_str(), by_bank.reviewed_by.as_str()),
        ("sound", "he")
    );
}

#[tokio::test]
async fn what_is_asked_for_has_to_hold_together() {
    let world = World::on(World::CALM).await;
    type Change = fn(&mut CreateApplicationRequest);
    let unknown = "assets/00000000-0000-7000-8000-000000000001";
    let cases: [(Change, Code, &str); 10] = [
        (
            |asked| asked.division = "440100".to_owned(),
            Code::InvalidArgument,
            "NOT_IN_JIANGMEN",
        ),
        (
            |asked| asked.division = "Jiangmen".to_owned(),
            Code::InvalidArgument,
            "DIVISION_INVALID",
        ),
        (
            |asked| asked.bank.clear(),
            Code::InvalidArgument,
            "BANK_MISSING",
        ),
        (
            |asked| asked.product = None,
            Code::InvalidArgument,
            "PRODUCT_MISSING",
        ),
        (
            |asked| asked.security = vec![99],
            Code::InvalidArgument,
            "CODE_UNKNOWN",
        ),
        (
            |asked| asked.amount_fen = 0,
            Code::InvalidArgument,
            "AMOUNT_NOT_POSITIVE",
        ),
        (
            |asked| asked.term_months = 0,
            Code::InvalidArgument,
            "NUMBER_OUT_OF_RANGE",
        ),
        (
            |asked| asked.purpose = " ".to_owned(),
            Code::InvalidArgument,
            "PURPOSE_MISSING",
        ),
        (
            |asked| asked.enterprise = "enterprise-2".to_owned(),
            Code::PermissionDenied,
            "NOT_YOUR_STEP",
        ),
        (
            |asked| asked.security = vec![application::Security::IpPledge.into()],
            Code::InvalidArgument,
            "SECURITY_MISMATCH",
        ),
    ];
    for (change, code, reason) in cases {
        assert_eq!(
            refused_draft(&world, change).await,
            (code, reason.to_owned())
        );
    }
    let nowhere = refused_draft(&world, |asked| asked.assets = vec![unknown.to_owned()]).await;
    assert_eq!(nowhere, (Code::NotFound, "NOT_FOUND".to_owned()));
    let twice = refused_draft(&world, |asked| {
        asked.parties = vec![Party {
            organisation: "bank-1".to_owned(),
            capacity: "INSURER".to_owned(),
        }];
    })
    .await;
    assert_eq!(twice, (Code::InvalidArgument, "PARTIES_INVALID".to_owned()));
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_a_stale_reader_is_told() {
    let world = World::on(World::CALM).await;
    let asked = asked_for();
    let first = drafted(&world, asked.clone()).await;
    assert_eq!(drafted(&world, asked).await, first);
    let submit = SubmitApplicationRequest {
        name: first.name.clone(),
        etag: first.etag.clone(),
        request_id: id(),
        declaration: Some(declared()),
    };
    let eligible = call!(world, &applicant(), submit_application, submit.clone()).unwrap();
    let again = call!(world, &applicant(), submit_application, submit.clone()).unwrap();
    assert_eq!(again, eligible);
    let stale = SubmitApplicationRequest {
        request_id: id(),
        ..submit
    };
    let stale = call!(world, &applicant(), submit_application, stale).unwrap_err();
    assert_eq!(
        (stale.code(), reason(&stale).as_str()),
        (Code::Aborted, "STALE_ETAG")
    );
    let late = step!(
        world,
        applicant(),
        eligible,
        submit_application,
        SubmitApplicationRequest {
            declaration: Some(declared())
        }
    )
    .unwrap_err();
    assert_eq!(reason(&late), "STATE_FORBIDS");
}

#[tokio::test]
async fn nobody_else_learns_of_it() {
    let world = World::on(World::CALM).await;
    let asked = application_request(|asked| {
        asked.parties = [("valuer-1", "VALUER"), ("insurer-1", "INSURER")]
            .map(|(organisation, capacity)| Party {
                organisation: organisation.to_owned(),
                capacity: capacity.to_owned(),
            })
            .to_vec();
    });
    let draft = drafted(&world, asked).await;
    let insurer = person("ding", "insurer-1", "", &["insurer"]);
    // A draft is the enterprise's alone.
    for person in [banker(), valuer(), insurer.clone(), other_applicant()] {
        let unseen = seen(&world, &person, &draft.name).await.unwrap_err();
        assert_eq!(unseen.code(), Code::NotFound);
    }
    let eligible = submitted(&world, &draft).await;
    for person in [banker(), valuer(), insurer, city_stb()] {
        let found = seen(&world, &person, &draft.name).await.unwrap();
        assert_eq!(found.state(), application::State::Eligible);
        assert_eq!(found.parties.len(), 4);
    }
    for person in [other_applicant(), other_banker()] {
        let unseen = seen(&world, &person, &draft.name).await.unwrap_err();
        assert_eq!(unseen.code(), Code::NotFound);
    }
    let foreign = step!(
        world,
        other_banker(),
        eligible,
        value_application,
        ValueApplicationRequest { biz_no: number() }
    )
    .unwrap_err();
    assert_eq!(foreign.code(), Code::NotFound);
}

#[tokio::test]
async fn the_host_s_own_conditions_ask_no_rule() {
    let world = World::on(World::CALM).await;
    let draft = drafted(&world, asked_for()).await;
    let listed = Declaration {
        listed: true,
        last_violation_on: "2024-01-02".to_owned(),
        ..declared()
    };
    let refused = step!(
        world,
        applicant(),
        draft,
        submit_application,
        SubmitApplicationRequest {
            declaration: Some(listed)
        }
    )
    .unwrap();
    assert_eq!(refused.state(), application::State::Ineligible);
    assert_eq!(refused.reasons, ["LISTED", "VIOLATION"]);
    assert_eq!(refused.decision, "");
    assert_eq!(asked_about(&world, &draft).await, [""; 0]);
    let draft = drafted(&world, asked_for()).await;
    let nothing = step!(
        world,
        applicant(),
        draft,
        submit_application,
        SubmitApplicationRequest {}
    )
    .unwrap_err();
    assert_eq!(reason(&nothing), "DECLARATION_MISSING");
    let future = Declaration {
        last_violation_on: "2025-03-04".to_owned(),
        ..declared()
    };
    let future = step!(
        world,
        applicant(),
        draft,
        submit_application,
        SubmitApplicationRequest {
            declaration: Some(future)
        }
    )
    .unwrap_err();
    assert_eq!(reason(&future), "VIOLATION_IN_FUTURE");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_city_s_rule_speaks_where_the_county_has_none() {
    let mut world = World::on(World::CALM).await;
    city_answers(
        &world,
        "ip.eligibility@1",
        CITY,
        &[("loan_max_fen", 5_000_000)],
    )
    .await;
    city_answers(
        &world,
        "ip.stage@1",
        CITY,
        &[("industrial_subsidy_bp", 4_000)],
    )
    .await;
    city_answers(&world, "ip.risk_share@1", CITY, &[]).await;
    world.restarted(async |_| {}).await;
    let draft = drafted(&world, asked_for()).await;
    let refused = submitted(&world, &draft).await;
    assert_eq!(refused.state(), application::State::Ineligible);
    assert_eq!(refused.reasons, ["SINGLE_LOAN_CAP"]);
    assert!(refused.decision.starts_with("decisions/"));
    let pins = refused
        .rule_pins
        .iter()
        .map(|pin| (pin.hook.as_str(), pin.tenant.as_str()));
    assert_eq!(pins.collect::<Vec<_>>(), [("ip.eligibility@1", CITY)]);

    let smaller = application_request(|asked| asked.amount_fen = 5_000_000);
    let draft = drafted(&world, smaller).await;
    let eligible = submitted(&world, &draft).await;
    let reviewed = reviewed(&world, &eligible, &banker()).await;
    let approval = approved(&world, &reviewed).await.approval.unwrap();
    assert_eq!(approval.subsidy_bp, 4_000);
    assert!(approval.stage_decision.starts_with("decisions/"));
    assert!(approval.shares_decision.starts_with("decisions/"));
    let pool = approval.shares.iter().find(|share| share.party == "pool");
    assert_eq!(pool.unwrap().bp, 4_000);
}

/// A term that no rule can be asked about.
async fn failed(world: &World) -> Application {
    let asked = application_request(|asked| {
        asked.product = Some(Product {
            kind: product::Kind::RndLoan.into(),
            mode: 0,
            ..product(product::Stage::Pilot)
        });
        asked.term_months = 361;
    });
    let waiting = submitted(world, &drafted(world, asked).await).await;
    assert_eq!(waiting.state(), application::State::Submitted);
    assert_eq!(waiting.failure, "INVALID_INPUT");
    waiting
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_that_fails_leaves_it_to_a_person_of_the_city() {
    let mut world = World::on(World::CALM).await;
    city_answers(&world, "ip.eligibility@1", CITY, &[]).await;
    world.restarted(async |_| {}).await;
    let waiting = failed(&world).await;
    let examine = |ask_again, reasons: &[&str], reason: &str| ExamineApplicationRequest {
        name: waiting.name.clone(),
        request_id: id(),
        ask_again,
        reasons: reasons.iter().map(|code| (*code).to_owned()).collect(),
        reason: reason.to_owned(),
        ..ExamineApplicationRequest::default()
    };
    for (request, refusal) in [
        (examine(true, &[], "because"), "EXAMINATION_MIXED"),
        (
            examine(false, &["no code"], "because"),
            "REFUSAL_CODE_INVALID",
        ),
        (examine(false, &[], " "), "REASON_MISSING"),
    ] {
        let refused = call!(world, &city_stb(), examine_application, request).unwrap_err();
        assert_eq!(reason(&refused), refusal);
    }
    // Asked again it fails again, and waits on.
    let again = call!(
        world,
        &city_stb(),
        examine_application,
        examine(true, &[], "")
    )
    .unwrap();
    assert_eq!(again.state(), application::State::Submitted);
    assert_ne!(again.etag, waiting.etag);
    let by_hand = examine(false, &[], "sound on paper");
    let passed = call!(world, &city_stb(), examine_application, by_hand).unwrap();
    assert_eq!(passed.state(), application::State::Eligible);
    assert_eq!(
        (passed.examined_by.as_str(), passed.failure.as_str()),
        ("zhao", "")
    );
    let late = examine(false, &["LOCAL"], "too late");
    let late = call!(world, &city_stb(), examine_application, late).unwrap_err();
    assert_eq!(reason(&late), "STATE_FORBIDS");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_rule_is_asked_by_itself() {
    let mut world = World::on(World::CALM).await;
    city_answers(&world, "ip.eligibility@1", CITY, &[]).await;
    world.restarted(async |_| {}).await;
    let waiting = failed(&world).await;
    city_answers(&world, "ip.eligibility@1", COUNTY, &[]).await;
    let expected = [
        "ApplicationSubmitted",
        "ApplicationRuleFailed",
        "ApplicationRuleFailed",
    ];
    let expected = expected.map(str::to_owned).to_vec();
    let shown = settled(SOON, expected.clone(), async || {
        world.events_of(&waiting.name).await
    })
    .await;
    assert_eq!(shown, expected);
    let asked = asked_about(&world, &waiting).await;
    assert_eq!(asked.last().unwrap(), "ip.eligibility@1 440703 FAILED");
}

#[tokio::test]
async fn a_bank_approves_with_two_people_and_no_more_than_was_asked_for() {
    let world = World::on(World::CALM).await;
    let eligible = submitted(&world, &drafted(&world, asked_for()).await).await;
    let reviewed = reviewed(&world, &eligible, &banker()).await;
    let same = call!(world, &banker(), approve_application, granted(&reviewed)).unwrap_err();
    assert_eq!(reason(&same), "SAME_PERSON");
    type Change = fn(&mut ApproveApplicationRequest);
    let cases: [(Change, &str); 5] = [
        (|grant| grant.amount_fen += 1, "BEYOND_APPLICATION"),
        (|grant| grant.amount_fen = 0, "AMOUNT_NOT_POSITIVE"),
        (|grant| grant.term_months += 1, "BEYOND_APPLICATION"),
        (|grant| grant.rate_bp = 10_001, "NUMBER_OUT_OF_RANGE"),
        (|grant| grant.biz_no.clear(), "BIZ_NO_INVALID"),
    ];
    for (change, expected) in cases {
        let mut grant = granted(&reviewed);
        change(&mut grant);
        let refused = call!(world, &second_banker(), approve_application, grant).unwrap_err();
        assert_eq!(reason(&refused), expected);
    }
    let decline = |code: &str| DeclineApplicationRequest {
        name: reviewed.name.clone(),
        request_id: id(),
        biz_no: number(),
        code: code.to_owned(),
        ..DeclineApplicationRequest::default()
    };
    let no_code = decline("no");
    let no_code = call!(world, &second_banker(), decline_application, no_code).unwrap_err();
    assert_eq!(reason(&no_code), "REFUSAL_CODE_INVALID");
    let declined = decline("CREDIT_POLICY");
    let declined = call!(world, &second_banker(), decline_application, declined).unwrap();
    assert_eq!(declined.state(), application::State::Declined);
    assert_eq!(declined.refusal.unwrap().code, "CREDIT_POLICY");
}

#[tokio::test]
async fn a_proof_of_concept_is_guaranteed() {
    let world = World::on(World::CALM).await;
    let concept =
        application_request(|asked| asked.product = Some(product(product::Stage::Concept)));
    let eligible = submitted(&world, &drafted(&world, concept).await).await;
    let reviewed = reviewed(&world, &eligible, &banker()).await;
    let bare = granted(&reviewed);
    let bare = call!(world, &second_banker(), approve_application, bare).unwrap_err();
    assert_eq!(reason(&bare), "GUARANTEE_TOO_LOW");
    let guaranteed = ApproveApplicationRequest {
        guarantee_bp: 8_000,
        ..granted(&reviewed)
    };
    let approved = call!(world, &second_banker(), approve_application, guaranteed).unwrap();
    let approval = approved.approval.unwrap();
    assert_eq!(
        (approval.guarantee_bp, approval.guarantee_min_bp),
        (8_000, 8_000)
    );
}

#[tokio::test]
async fn a_year_has_one_bank_whoever_was_found_eligible_first() {
    let world = World::on(World::CALM).await;
    let elsewhere = application_request(|asked| asked.bank = "bank-2".to_owned());
    let elsewhere = submitted(&world, &drafted(&world, elsewhere).await).await;
    let here = submitted(&world, &drafted(&world, asked_for()).await).await;
    approved(&world, &reviewed(&world, &here, &banker()).await).await;
    let reviewed = reviewed(&world, &elsewhere, &other_banker()).await;
    let second = person("pan", "bank-2", "", &["bank"]);
    let refused = call!(world, &second, approve_application, granted(&reviewed)).unwrap_err();
    assert_eq!(reason(&refused), "NOT_ELIGIBLE_NOW");
    let after = drafted(
        &world,
        application_request(|asked| asked.bank = "bank-2".to_owned()),
    )
    .await;
    assert_eq!(
        submitted(&world, &after).await.reasons,
        ["OTHER_BANK_THIS_YEAR"]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_banks_that_approve_at_once_are_not_both_the_first() {
    let world = World::on(World::CALM).await;
    let elsewhere = application_request(|asked| asked.bank = "bank-2".to_owned());
    let elsewhere = submitted(&world, &drafted(&world, elsewhere).await).await;
    let here = submitted(&world, &drafted(&world, asked_for()).await).await;
    let here = granted(&reviewed(&world, &here, &banker()).await);
    let elsewhere = granted(&reviewed(&world, &elsewhere, &other_banker()).await);
    let (of_first, of_second) = (second_banker(), person("pan", "bank-2", "", &["bank"]));
    let approve = async |person: &Person, grant| call!(world, person, approve_application, grant);
    let (first, second) = tokio::join!(approve(&of_first, here), approve(&of_second, elsewhere));
    let refused: Vec<String> = [first, second]
        .iter()
        .filter_map(|answer| answer.as_ref().err().map(reason))
        .collect();
    assert_eq!(refused, ["NOT_ELIGIBLE_NOW"]);
}

#[tokio::test]
async fn both_sides_sign_in_time_or_it_lapses() {
    let world = World::on(World::CALM).await;
    let eligible = submitted(&world, &drafted(&world, asked_for()).await).await;
    let approved = approved(&world, &reviewed(&world, &eligible, &banker()).await).await;
    let until = approved.approval.clone().unwrap().sign_until;
    let first = step!(
        world,
        banker(),
        approved,
        sign_application,
        SignApplicationRequest { biz_no: number() }
    )
    .unwrap();
    let again = step!(
        world,
        second_banker(),
        first,
        sign_application,
        SignApplicationRequest { biz_no: number() }
    )
    .unwrap_err();
    assert_eq!(reason(&again), "ALREADY_SIGNED");
    let list = |filter: String| ListApplicationsRequest {
        filter,
        ..ListApplicationsRequest::default()
    };
    let by_then = list(format!("state=APPROVED AND sign_until<={until}"));
    let found = call!(world, &banker(), list_applications, by_then).unwrap();
    assert_eq!(found.applications, [first.clone()]);
    let before = list("sign_until<=2025-03-31 AND bank=\"bank-1\"".to_owned());
    let none = call!(world, &banker(), list_applications, before).unwrap();
    assert_eq!(none.applications, []);
    let wrong = list("sign_until=soon".to_owned());
    let wrong = call!(world, &banker(), list_applications, wrong).unwrap_err();
    assert_eq!(reason(&wrong), "FILTER_INVALID");
    world.advance_to("2025-06-10");
    let lapsed = settled(SOON, true, async || {
        let events = world.events_of(&first.name).await;
        events
            .last()
            .is_some_and(|event| event == "ApplicationLapsed")
    })
    .await;
    assert!(lapsed);
    let late = step!(
        world,
        applicant(),
        first,
        sign_application,
        SignApplicationRequest {}
    )
    .unwrap_err();
    assert_eq!(reason(&late), "STALE_ETAG");
}

#[tokio::test]
async fn pages_of_applications_follow_each_other() {
    let world = World::on(World::CALM).await;
    let mut drafts = Vec::new();
    for _ in 0..3 {
        drafts.push(drafted(&world, asked_for()).await.name);
    }
    let page = |page_token: String| ListApplicationsRequest {
        filter: "enterprise=\"enterprise-1\" AND product=YI_KE_DAI".to_owned(),
        page_size: 2,
        page_token,
    };
    let first = call!(world, &applicant(), list_applications, page(String::new())).unwrap();
    let token = first.next_page_token.clone();
    let last = call!(world, &applicant(), list_applications, page(token)).unwrap();
    assert_eq!(last.next_page_token, "");
    let shown = first.applications.into_iter().chain(last.applications);
    let shown: Vec<String> = shown.map(|application| application.name).collect();
    drafts.reverse();
    assert_eq!(shown, drafts);
    let nothing = call!(
        world,
        &other_applicant(),
        list_applications,
        page(String::new())
    );
    assert_eq!(nothing.unwrap().applications, []);
}
