//! Trials of a base as tests need them.
use kezhuan_protocol::agriculture::v1::*;
use tonic::Status;

use crate::step;
use crate::varieties::{approved, entering};
use crate::world::*;

pub const SOWN: &str = "2025-02-20";
pub const HARVESTED: &str = "2025-03-01";
pub const CONFIRMED: i32 = trial::Finding::Confirmed as i32;

/// Who decides on a base's trials: the office of its authority.
pub fn decider(base: &Base) -> Person {
    match base.tenant.as_str() {
        "440700" => city(),
        _ => county(),
    }
}

/// A variety of the base's own organisation, and an approved one as its check.
pub async fn pair(world: &World) -> (Variety, Variety) {
    let owner = operator_of_base();
    let own = call!(
        world,
        &owner,
        register_variety,
        entering("rice", "江农占1号")
    )
    .unwrap();
    (own, approved(world, "美香占2号").await)
}

pub fn planning(base: &Base, (variety, check): &(Variety, Variety)) -> PlanTrialRequest {
    PlanTrialRequest {
        base: base.name.clone(),
        variety: variety.name.clone(),
        check_variety: check.name.clone(),
        season: "2025-E".to_owned(),
        moisture_standard: trial::MoistureStandard::Indica.into(),
        replications: 3,
        request_id: id(),
    }
}

pub async fn planned(world: &World, base: &Base, pair: &(Variety, Variety)) -> Trial {
    call!(world, &operator_of_base(), plan_trial, planning(base, pair)).unwrap()
}

pub async fn sown(world: &World, trial: &Trial) -> Trial {
    step!(
        world,
        operator_of_base(),
        trial,
        sow_trial,
        SowTrialRequest {
            sown_on: SOWN.to_owned()
        }
    )
    .unwrap()
}

/// Plots of a tenth of a mu with these weights in grams, each beside one of the check.
pub fn plots(weights_g: &[i64]) -> Vec<trial::Plot> {
    let plot = |label: String, role: trial::Role, replication: i32, fresh_g: i64| trial::Plot {
        label,
        role: role.into(),
        replication,
        area_c: 10,
        fresh_g,
        moisture_bp: 1_350,
    };
    let weights = (1..).zip(weights_g);
    let pairs = weights.flat_map(|(replication, weight)| {
        [
            plot(
                format!("A{replication}"),
                trial::Role::Candidate,
                replication,
                *weight,
            ),
            plot(
                format!("B{replication}"),
                trial::Role::Check,
                replication,
                56_000,
            ),
        ]
    });
    pairs.collect()
}

pub async fn harvested(world: &World, trial: &Trial, weights_g: &[i64]) -> Trial {
    let rows = plots(weights_g);
    step!(
        world,
        operator_of_base(),
        trial,
        harvest_trial,
        HarvestTrialRequest {
            harvested_on: HARVESTED.to_owned(),
            plots: rows
        }
    )
    .unwrap()
}

pub fn nominees() -> Vec<AssignedExpert> {
    let numbers = 1..=3;
    let nominee = |number: i32| AssignedExpert {
        expert: format!("expert-{number}"),
        organisation: format!("academy-{number}"),
        ..AssignedExpert::default()
    };
    numbers.map(nominee).collect()
}

/// Three experts look at it and confirm it; as the last of them sees it.
pub async fn confirmed(world: &World, base: &Base, trial: &Trial) -> Trial {
    let nominated = nominees();
    let mut trial = step!(
        world,
        decider(base),
        trial,
        assign_trial_experts,
        AssignTrialExpertsRequest { experts: nominated }
    )
    .unwrap();
    for number in 1..=3 {
        trial = step!(
            world,
            expert(number),
            trial,
            give_trial_opinion,
            GiveTrialOpinionRequest { finding: CONFIRMED }
        )
        .unwrap();
    }
    trial
}

/// The fields that a refusal names.
pub fn fields(status: &Status) -> Vec<String> {
    let explained = kezhuan_rpc::Explanation::of(status);
    explained
        .fields
        .into_iter()
        .map(|field| field.path)
        .collect()
}
