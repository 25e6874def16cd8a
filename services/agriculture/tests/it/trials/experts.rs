//! Experts of a trial.
use kezhuan_protocol::agriculture::v1::*;
use tonic::Code;

use super::cast::*;
use crate::bases::cast::drafted;
use crate::step;
use crate::world::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn experts_have_no_part_in_the_trial_and_speak_for_themselves() {
    let world = World::on(World::CALM).await;
    let base = drafted(&world, base::Level::City).await;
    let pair = pair(&world).await;
    let planned = planned(&world, &base, &pair).await;
    let measured = harvested(&world, &sown(&world, &planned).await, &[59_100, 59_400]).await;
    assert_eq!(measured.warnings, ["FEW_REPLICATIONS"]);
    let mut nominated = nominees();
    nominated[1].organisation = base.organisation.clone();
    let conflict = step!(
        world,
        decider(&base),
        measured,
        assign_trial_experts,
        AssignTrialExpertsRequest { experts: nominated }
    );
    let refused = conflict.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::PermissionDenied, "EXPERT_CONFLICT")
    );
    let stranger = step!(
        world,
        expert(1),
        measured,
        give_trial_opinion,
        GiveTrialOpinionRequest { finding: CONFIRMED }
    );
    assert_eq!(stranger.unwrap_err().code(), Code::NotFound);
    let assigned = step!(
        world,
        decider(&base),
        measured,
        assign_trial_experts,
        AssignTrialExpertsRequest {
            experts: nominees()
        }
    )
    .unwrap();
    let silent = step!(
        world,
        expert(1),
        assigned,
        give_trial_opinion,
        GiveTrialOpinionRequest {
            finding: trial::Finding::Disputed.into()
        }
    );
    assert_eq!(reason(&silent.unwrap_err()), "REASON_MISSING");
    let recused = step!(
        world,
        expert(1),
        assigned,
        declare_trial_conflict,
        DeclareTrialConflictRequest {
            expert: "expert-1".to_owned(),
            reasons: vec!["RELATIVE".to_owned()],
            note: "本人申请回避".to_owned()
        }
    )
    .unwrap();
    assert!(recused.experts[0].recused);
    let too_late = step!(
        world,
        expert(1),
        recused,
        give_trial_opinion,
        GiveTrialOpinionRequest { finding: CONFIRMED }
    );
    assert_eq!(reason(&too_late.unwrap_err()), "NOT_ASSIGNED");
}
