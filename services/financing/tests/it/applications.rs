//! Applications, from the draft to the contract or to the reason why not.
mod bank;
mod rule;

use kezhuan_protocol::financing::v1::*;
use kezhuan_rule_testkit::{Adopted, adopt};
use tonic::Code;

use crate::lending::*;
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
        ..ListApplicationsRequest::default()
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
