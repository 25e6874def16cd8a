//! Interest that city and county pay: by rule, by hand, objected to, paid, and taken back.
use kezhuan_financing::domain::asset::AssetKind;
use kezhuan_protocol::financing::v1::subsidy_claim::{Split, State};
use kezhuan_protocol::financing::v1::*;
use kezhuan_rule_testkit::{resumed, stopped};
use kezhuan_testkit::settled;
use tonic::{Code, Status};

use crate::claim_cast::*;
use crate::step;
use crate::world::*;

const HOOK: &str = "ip.subsidy@1";
/// Of IP-19.
const INTEREST: i64 = 10_950_000;

/// A loan on a trademark, of which interest was paid this year.
pub async fn with_interest(world: &World, number: usize) -> String {
    let loan = Lent {
        number,
        right: Some(AssetKind::Trademark),
        interest: INTEREST,
        ..Lent::due("2025-09-03")
    };
    lent(world, loan).await
}

async fn draft(world: &World, loan: &str, by: &Person) -> Result<SubsidyClaim, Status> {
    let request = CreateSubsidyClaimRequest {
        loan: loan.to_owned(),
        year: 2025,
        other_fen: 0,
        request_id: id(),
    };
    call!(world, by, create_subsidy_claim, request)
}

async fn file(world: &World, claim: &SubsidyClaim) -> Result<SubsidyClaim, Status> {
    step!(
        world,
        applicant(),
        claim,
        file_subsidy_claim,
        FileSubsidyClaimRequest {
            materials: claim.required_materials.clone(),
        }
    )
}

pub async fn filed(world: &World, number: usize) -> SubsidyClaim {
    let loan = with_interest(world, number).await;
    let claim = draft(world, &loan, &applicant()).await.unwrap();
    file(world, &claim).await.unwrap()
}

async fn get(world: &World, by: &Person, name: &str) -> Result<SubsidyClaim, Status> {
    let request = GetSubsidyClaimRequest {
        name: name.to_owned(),
    };
    call!(world, by, get_subsidy_claim, request)
}

async fn approve(world: &World, claim: &SubsidyClaim) -> Result<SubsidyClaim, Status> {
    step!(
        world,
        city_amr(),
        claim,
        approve_subsidy_claim,
        ApproveSubsidyClaimRequest {
            commitments: vec![Commitment {
                until: "2028-03-03".to_owned(),
                conditions: vec!["REGISTERED_ADDRESS".to_owned()],
            }],
        }
    )
}

async fn publish(world: &World, claim: &SubsidyClaim) -> Result<SubsidyClaim, Status> {
    step!(
        world,
        city_amr(),
        claim,
        publish_subsidy_claim,
        PublishSubsidyClaimRequest {}
    )
}

async fn object(world: &World, claim: &SubsidyClaim) -> Result<SubsidyClaim, Status> {
    step!(
        world,
        other_applicant(),
        claim,
        object_to_subsidy_claim,
        ObjectToSubsidyClaimRequest {
            text: "利息并非该企业支付".to_owned(),
        }
    )
}

async fn pay(world: &World, claim: &SubsidyClaim) -> Result<SubsidyClaim, Status> {
    step!(
        world,
        payer(),
        claim,
        pay_subsidy_claim,
        PaySubsidyClaimRequest {}
    )
}

async fn take_back(
    world: &World,
    claim: &SubsidyClaim,
    amount_fen: i64,
) -> Result<SubsidyClaim, Status> {
    step!(
        world,
        payer(),
        claim,
        record_subsidy_recovery,
        RecordSubsidyRecoveryRequest {
            amount_fen: amount_fen,
        }
    )
}

async fn subsidy_fund(world: &World) -> (i64, i64) {
    fund(world, pool_fund::Kind::Subsidy).await
}

fn amount(claim: &SubsidyClaim) -> (i64, i64, i64) {
    let amount = claim.amount.as_ref().unwrap();
    let split = amount.split.as_ref().unwrap();
    (amount.total_fen, split.city_fen, split.county_fen)
}

#[tokio::test]
async fn half_of_the_interest_is_paid_after_its_notice_and_comes_back_when_a_promise_is_broken() {
    let mut world = World::on(World::CALM).await;
    // The county has no rule of its own: its city's is asked.
    city_rule(&mut world, HOOK).await;
    deposited(&world, pool_fund::Kind::Subsidy, 10_000_000).await;
    let loan = with_interest(&world, 1).await;
    let drafted = draft(&world, &loan, &applicant()).await.unwrap();
    assert_eq!(drafted.state(), State::Draft);
    assert_eq!(drafted.interest.as_ref().unwrap().paid_fen, INTEREST);
    let second = draft(&world, &loan, &applicant()).await.unwrap_err();
    assert_eq!(reason(&second), "ALREADY_CLAIMED");
    let bare = step!(
        world,
        applicant(),
        drafted,
        file_subsidy_claim,
        FileSubsidyClaimRequest {}
    );
    assert_eq!(reason(&bare.unwrap_err()), "MATERIALS_MISSING");

    // IP-19.
    let computed = file(&world, &drafted).await.unwrap();
    assert_eq!(computed.state(), State::Computed);
    assert_eq!(amount(&computed), (5_475_000, 1_642_500, 3_832_500));
    assert_eq!(subsidy_fund(&world).await, (10_000_000, 5_475_000));
    let asked = decisions(&world, &applicant(), &computed.name).await;
    let asked: Vec<_> = asked
        .iter()
        .map(|asked| (asked.tenant.as_str(), asked.outcome.as_str()))
        .collect();
    assert_eq!(asked, [(TENANT, "NO_RULE_IN_FORCE"), (CITY, "ANSWERED")]);
    let stale = file(&world, &drafted).await.unwrap_err();
    assert_eq!(stale.code(), Code::Aborted);

    let approved = approve(&world, &computed).await.unwrap();
    let published = publish(&world, &approved).await.unwrap();
    assert_eq!(published.notice.clone().unwrap().last_day, "2025-03-10");
    let hidden = get(&world, &other_applicant(), &published.name).await;
    assert_eq!(hidden.unwrap_err().code(), Code::NotFound);
    let suspended = object(&world, &published).await.unwrap();
    assert_eq!(
        (suspended.state(), suspended.approved_by.as_str()),
        (State::Suspended, "")
    );
    // Whoever objected reads what became of it.
    get(&world, &other_applicant(), &published.name)
        .await
        .unwrap();
    let dismissed = step!(
        world,
        city_amr(),
        suspended,
        dismiss_subsidy_objection,
        DismissSubsidyObjectionRequest {
            reason: "付息凭证齐全".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(dismissed.state(), State::Approved);
    let published = publish(&world, &dismissed).await.unwrap();
    let early = pay(&world, &published).await.unwrap_err();
    assert_eq!(reason(&early), "NOTICE_NOT_OVER");
    world.advance_to("2025-03-11");
    let over = object(&world, &published).await.unwrap_err();
    assert_eq!(reason(&over), "NOTICE_OVER");
    let paid = pay(&world, &published).await.unwrap();
    assert_eq!(subsidy_fund(&world).await, (4_525_000, 0));

    let recovering = step!(
        world,
        city_amr(),
        paid,
        record_subsidy_breach,
        RecordSubsidyBreachRequest {
            reason: "企业迁出".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(
        (recovering.state(), recovering.outstanding_fen),
        (State::Recovering, 5_475_000)
    );
    let too_much = take_back(&world, &recovering, 5_475_001).await;
    assert_eq!(reason(&too_much.unwrap_err()), "RECOVERY_OUT_OF_RANGE");
    let part = take_back(&world, &recovering, 475_000).await.unwrap();
    assert_eq!(
        (part.state(), part.outstanding_fen),
        (State::Recovering, 5_000_000)
    );
    let whole = take_back(&world, &part, 5_000_000).await.unwrap();
    assert_eq!(
        (whole.state(), whole.outstanding_fen),
        (State::Recovered, 0)
    );
    assert_eq!(subsidy_fund(&world).await, (10_000_000, 0));
    assert_eq!(
        world.events_of(&whole.name).await,
        [
            "SubsidyFiled",
            "SubsidyComputed",
            "SubsidyApproved",
            "SubsidyPublished",
            "SubsidySuspended",
            "SubsidyObjectionDismissed",
            "SubsidyPublished",
            "SubsidyPaid",
            "SubsidyRecovering",
            "SubsidyRecoveredInPart",
            "SubsidyRecovered",
        ]
    );
}

#[tokio::test]
async fn without_a_rule_in_force_there_is_no_subsidy_and_no_work_for_a_person() {
    let world = World::on(World::CALM).await;
    let claim = filed(&world, 1).await;
    assert_eq!((claim.state(), &claim.amount), (State::Computed, &None));
    assert_eq!(claim.reasons, ["NO_RULE_IN_FORCE"]);
    let nothing = approve(&world, &claim).await.unwrap_err();
    assert_eq!(reason(&nothing), "AMOUNT_NONE");
    let refused = step!(
        world,
        city_amr(),
        claim,
        refuse_subsidy_claim,
        RefuseSubsidyClaimRequest {
            code: "NO_RULE_IN_FORCE".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(refused.state(), State::Refused);
    let loan = refused.loan.clone();
    let anew = draft(&world, &loan, &applicant()).await.unwrap();
    assert_ne!(anew.name, refused.name);
    let listed = ListSubsidyClaimsRequest {
        filter: format!("loan=\"{loan}\" AND year=2025"),
        page_size: 1,
        ..Default::default()
    };
    let page = call!(world, &banker(), list_subsidy_claims, listed).unwrap();
    assert_eq!(page.subsidy_claims[0].name, anew.name);
    assert_ne!(page.next_page_token, "");
    let unread = ListSubsidyClaimsRequest {
        filter: "colour=\"red\"".to_owned(),
        ..Default::default()
    };
    let unread = call!(world, &banker(), list_subsidy_claims, unread).unwrap_err();
    assert_eq!(reason(&unread), "FILTER_INVALID");
}

#[tokio::test]
async fn a_rule_that_fails_leaves_the_claim_to_a_person_or_to_the_rule_that_follows() {
    let mut world = World::on(World::CALM).await;
    city_rule(&mut world, HOOK).await;
    stopped(&mut world, HOOK).await;
    deposited(&world, pool_fund::Kind::Subsidy, 8_000_000).await;
    let by_hand = filed(&world, 1).await;
    assert_eq!(by_hand.state(), State::Manual);
    assert_ne!(by_hand.failure, "");
    let again = step!(
        world,
        city_amr(),
        by_hand,
        ask_subsidy_again,
        AskSubsidyAgainRequest {}
    )
    .unwrap();
    assert_eq!(again.state(), State::Manual);
    let compute = async |total_fen: i64, split: Option<Split>, reason: &str| {
        step!(
            world,
            city_amr(),
            again,
            compute_subsidy_by_hand,
            ComputeSubsidyByHandRequest {
                total_fen: total_fen,
                split: split,
                reason: reason.to_owned(),
            }
        )
    };
    for (total, split, why, expected) in [
        (100, None, "", "REASON_MISSING"),
        (INTEREST + 1, None, "规则停用", "OVER_INTEREST_PAID"),
        (8_000_001, None, "规则停用", "OVER_BUDGET"),
        (
            100,
            Some(Split {
                city_fen: 1,
                county_fen: 98,
            }),
            "规则停用",
            "SPLIT_MISMATCH",
        ),
    ] {
        let refused = compute(total, split, why).await.unwrap_err();
        assert_eq!(reason(&refused), expected);
    }
    let computed = compute(5_000_000, None, "规则停用").await.unwrap();
    assert_eq!(amount(&computed), (5_000_000, 1_500_000, 3_500_000));
    let own = approve(&world, &computed).await.unwrap_err();
    assert_eq!(reason(&own), "SAME_PERSON");

    let waiting = filed(&world, 2).await;
    assert_eq!(waiting.state(), State::Manual);
    resumed(&world, HOOK).await;
    // What the fund has left is what the rule grants, and the city's yearly cap counts the first claim.
    let shown = settled(SOON, State::Computed, async || {
        let claim = get(&world, &applicant(), &waiting.name).await;
        claim.unwrap().state()
    })
    .await;
    assert_eq!(shown, State::Computed);
    let claim = get(&world, &applicant(), &waiting.name).await.unwrap();
    assert_eq!(amount(&claim), (3_000_000, 900_000, 2_100_000));
    assert_eq!(claim.interest.as_ref().unwrap().already_fen, 5_000_000);
    assert_eq!(subsidy_fund(&world).await, (8_000_000, 8_000_000));
    let withdrawn = step!(
        world,
        applicant(),
        claim,
        withdraw_subsidy_claim,
        WithdrawSubsidyClaimRequest {}
    )
    .unwrap();
    assert_eq!(withdrawn.state(), State::Withdrawn);
    assert_eq!(subsidy_fund(&world).await, (8_000_000, 5_000_000));
}

#[tokio::test]
async fn an_upheld_objection_ends_the_claim_and_frees_its_money() {
    let mut world = World::on(World::CALM).await;
    city_rule(&mut world, HOOK).await;
    deposited(&world, pool_fund::Kind::Subsidy, 10_000_000).await;
    let claim = filed(&world, 1).await;
    let notices = async || {
        let request = ListNoticesRequest::default();
        let answer = call!(world, &other_applicant(), list_notices, request);
        answer.unwrap().notices.len()
    };
    let unpublished = object(&world, &claim).await.unwrap_err();
    assert_eq!(unpublished.code(), Code::NotFound);
    assert_eq!(notices().await, 0);
    let approved = approve(&world, &claim).await.unwrap();
    let published = publish(&world, &approved).await.unwrap();
    assert_eq!(notices().await, 1);
    let suspended = object(&world, &published).await.unwrap();
    assert_eq!(notices().await, 0);
    let upheld = step!(
        world,
        city_amr(),
        suspended,
        uphold_subsidy_objection,
        UpholdSubsidyObjectionRequest {
            code: "PAID_BY_ANOTHER".to_owned(),
            reason: "付款人不符".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(upheld.state(), State::Refused);
    assert_eq!(upheld.objections[0].outcome(), objection::Outcome::Upheld);
    assert_eq!(subsidy_fund(&world).await, (10_000_000, 0));
}

#[tokio::test]
async fn only_interest_on_a_pledged_right_is_claimed_by_the_enterprise_that_paid_it() {
    let world = World::on(World::CALM).await;
    let unsecured = lent(&world, Lent::due("2025-09-03")).await;
    let refused = draft(&world, &unsecured, &applicant()).await.unwrap_err();
    assert_eq!(reason(&refused), "NOT_ON_IP_PLEDGE");
    let software = Lent {
        number: 2,
        right: Some(AssetKind::Software),
        ..Lent::due("2025-09-03")
    };
    let software = lent(&world, software).await;
    let refused = draft(&world, &software, &applicant()).await.unwrap_err();
    assert_eq!(reason(&refused), "NOT_ON_IP_PLEDGE");
    let loan = with_interest(&world, 3).await;
    let stranger = draft(&world, &loan, &other_applicant()).await.unwrap_err();
    assert_eq!(stranger.code(), Code::NotFound);
    for (year, other_fen, expected) in [(2026, 0, "YEAR_INVALID"), (2025, -1, "AMOUNT_NEGATIVE")] {
        let request = CreateSubsidyClaimRequest {
            loan: loan.clone(),
            year,
            other_fen,
            request_id: id(),
        };
        let refused = call!(world, &applicant(), create_subsidy_claim, request);
        assert_eq!(reason(&refused.unwrap_err()), expected);
    }
}

#[tokio::test]
async fn the_same_request_is_answered_once() {
    let world = World::on(World::CALM).await;
    let loan = with_interest(&world, 1).await;
    let request = CreateSubsidyClaimRequest {
        loan,
        year: 2025,
        other_fen: 0,
        request_id: id(),
    };
    let first = call!(world, &applicant(), create_subsidy_claim, request.clone()).unwrap();
    let again = call!(world, &applicant(), create_subsidy_claim, request).unwrap();
    assert_eq!(first, again);
}
