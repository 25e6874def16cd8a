//! Trials over gRPC: from the plan to the verdict of experts, host and rule.
pub mod cast;
mod experts;
mod rule;

use kezhuan_protocol::agriculture::v1::*;
use tonic::Code;

use self::cast::*;
use crate::bases::cast::drafted;
use crate::step;
use crate::varieties::{approved, bred};
use crate::world::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trial_goes_from_its_plan_to_its_verdict() {
    let world = World::on(World::CALM).await;
    let base = drafted(&world, base::Level::City).await;
    let pair = pair(&world).await;
    let request = planning(&base, &pair);
    let planned = call!(world, &operator_of_base(), plan_trial, request.clone()).unwrap();
    assert_eq!(
        (planned.state(), planned.tenant.as_str()),
        (trial::State::Planned, base.tenant.as_str())
    );
    let again = call!(world, &operator_of_base(), plan_trial, request).unwrap();
    assert_eq!(again, planned);
    let measured = harvested(
        &world,
        &sown(&world, &planned).await,
        &[59_100, 59_400, 59_600],
    )
    .await;
    let figures = measured.figures.unwrap();
    assert_eq!(
        (
            figures.yield_c,
            figures.check_yield_c,
            figures.increase_bp,
            figures.cv_bp
        ),
        (59_367, 56_000, 601, 42)
    );
    let early = step!(
        world,
        decider(&base),
        measured,
        verify_trial,
        VerifyTrialRequest {}
    );
    assert_eq!(reason(&early.unwrap_err()), "TOO_FEW_EXPERTS");
    let looked_at = confirmed(&world, &base, &measured).await;
    assert_eq!(
        looked_at.opinions.len(),
        1,
        "an expert sees the own opinion"
    );
    let verified = step!(
        world,
        decider(&base),
        looked_at,
        verify_trial,
        VerifyTrialRequest {}
    )
    .unwrap();
    assert_eq!(verified.state(), trial::State::Verified);
    let verdict = verified.verdict.clone().unwrap();
    assert_eq!(verdict.reasons, ["NO_RULE_IN_FORCE"]);
    let decision = call!(
        world,
        &decider(&base),
        get_decision,
        GetDecisionRequest {
            name: verdict.decision
        }
    )
    .unwrap();
    assert_eq!(decision.case, verified.name);
    let events = world.events_of(&verified.name).await;
    assert_eq!(
        events,
        [
            "TrialPlanned",
            "TrialSown",
            "TrialHarvested",
            "TrialExpertsAssigned",
            "TrialOpinionGiven",
            "TrialOpinionGiven",
            "TrialOpinionGiven",
            "TrialVerified",
        ]
    );
    let seen = call!(
        world,
        &operator_of_base(),
        get_trial,
        GetTrialRequest {
            name: verified.name.clone()
        }
    )
    .unwrap();
    assert_eq!(
        (seen.verdict.unwrap().by.as_str(), seen.opinions.len()),
        ("", 0)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn uneven_plots_void_a_trial_and_a_lost_crop_does() {
    let world = World::on(World::CALM).await;
    let base = drafted(&world, base::Level::City).await;
    let pair = pair(&world).await;
    let planned = planned(&world, &base, &pair).await;
    let uneven = harvested(
        &world,
        &sown(&world, &planned).await,
        &[50_000, 59_000, 70_000],
    )
    .await;
    let looked_at = confirmed(&world, &base, &uneven).await;
    let void = step!(
        world,
        decider(&base),
        looked_at,
        verify_trial,
        VerifyTrialRequest {}
    )
    .unwrap();
    assert_eq!(
        (void.state(), void.verdict.unwrap().reasons),
        (trial::State::Void, vec!["CV_OVER_LIMIT".to_owned()])
    );
    let lost = sown(&world, &cast::planned(&world, &base, &pair).await).await;
    let void = step!(
        world,
        decider(&base),
        lost,
        void_trial,
        VoidTrialRequest {
            code: "DISASTER".to_owned(),
            note: "台风".to_owned()
        }
    )
    .unwrap();
    assert_eq!(void.state(), trial::State::Void);
    let withdrawn = step!(
        world,
        operator_of_base(),
        cast::planned(&world, &base, &pair).await,
        withdraw_trial,
        WithdrawTrialRequest {}
    );
    assert_eq!(withdrawn.unwrap().state(), trial::State::Withdrawn);
    let over = step!(
        world,
        operator_of_base(),
        base,
        withdraw_base,
        WithdrawBaseRequest {}
    )
    .unwrap();
    assert_eq!(over.state(), base::State::Withdrawn);
    let asked = planning(&over, &pair);
    let status = call!(world, &operator_of_base(), plan_trial, asked).unwrap_err();
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::FailedPrecondition, "BASE_OVER")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_rows_are_named_and_strangers_find_nothing() {
    let world = World::on(World::CALM).await;
    let base = drafted(&world, base::Level::City).await;
    let pair = pair(&world).await;
    let running = sown(&world, &planned(&world, &base, &pair).await).await;
    let mut rows = plots(&[59_100, 59_400]);
    rows[2].area_c = -1;
    let refused = step!(
        world,
        operator_of_base(),
        running,
        harvest_trial,
        HarvestTrialRequest {
            harvested_on: HARVESTED.to_owned(),
            plots: rows
        }
    );
    let status = refused.unwrap_err();
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::InvalidArgument, "FORM_INVALID")
    );
    assert_eq!(fields(&status), ["plots[2].area_c"]);
    let mut nul = plots(&[59_100]);
    nul[0].label = "A\0".to_owned();
    let status = step!(
        world,
        operator_of_base(),
        running,
        harvest_trial,
        HarvestTrialRequest {
            harvested_on: HARVESTED.to_owned(),
            plots: nul
        }
    )
    .unwrap_err();
    assert_eq!(reason(&status), "TEXT_INVALID");
    let mut unknown = plots(&[59_100]);
    unknown[1].role = 9;
    let status = step!(
        world,
        operator_of_base(),
        running,
        harvest_trial,
        HarvestTrialRequest {
            harvested_on: HARVESTED.to_owned(),
            plots: unknown
        }
    )
    .unwrap_err();
    assert_eq!(fields(&status), ["plots[1].role"]);
    let stranger = person("qian", "other-base", "", &["carrier_op"]);
    for person in [&stranger, &other_county()] {
        let hidden = call!(
            world,
            person,
            get_trial,
            GetTrialRequest {
                name: running.name.clone()
            }
        )
        .unwrap_err();
        assert_eq!(hidden.code(), Code::NotFound);
    }
    let by_stranger = step!(
        world,
        stranger,
        running,
        withdraw_trial,
        WithdrawTrialRequest {}
    );
    assert_eq!(by_stranger.unwrap_err().code(), Code::NotFound);
    let asked = PlanTrialRequest {
        base: base.name.clone(),
        ..planning(&base, &pair)
    };
    let elsewhere = call!(world, &stranger, plan_trial, asked).unwrap_err();
    assert_eq!(elsewhere.code(), Code::NotFound);
    let season = PlanTrialRequest {
        season: "2025".to_owned(),
        ..planning(&base, &pair)
    };
    let status = call!(world, &operator_of_base(), plan_trial, season).unwrap_err();
    assert_eq!(fields(&status), ["season"]);
    let own_only = ListTrialsRequest {
        filter: format!(
            "base=\"{}\" AND season=\"2025-E\" AND state=\"RUNNING\"",
            base.name
        ),
        ..ListTrialsRequest::default()
    };
    let found = call!(world, &operator_of_base(), list_trials, own_only.clone()).unwrap();
    assert_eq!(found.trials, [running]);
    assert!(
        call!(world, &other_county(), list_trials, own_only)
            .unwrap()
            .trials
            .is_empty()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn transgenic_material_needs_its_certificate() {
    let world = World::on(World::CALM).await;
    let base = drafted(&world, base::Level::City).await;
    let check = approved(&world, "美香占2号").await;
    let request = RegisterVarietyRequest {
        genetically_modified: true,
        ..crate::varieties::entering("rice", "转基因水稻")
    };
    let owner = operator_of_base();
    let transgenic = call!(world, &owner, register_variety, request).unwrap();
    let status = call!(
        world,
        &owner,
        plan_trial,
        planning(&base, &(transgenic, check.clone()))
    )
    .unwrap_err();
    assert_eq!(
        (reason(&status).as_str(), fields(&status)),
        ("GM_CERT", vec!["variety".to_owned()])
    );
    let hidden = bred(&world, "rice").await;
    let status = call!(world, &owner, plan_trial, planning(&base, &(hidden, check))).unwrap_err();
    assert_eq!(status.code(), Code::NotFound);
}
