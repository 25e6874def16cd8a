//! A rule that fails at acceptance: a person decides without it, or it is asked again.
use kezhuan_protocol::contracts::v1::contract::State;
use kezhuan_protocol::contracts::v1::*;

use crate::step;
use crate::world::{self, World, person, reason, registrar};
use crate::{rules, world::applicant};

/// Tries until the service has seen the change of its rulebook.
const TRIES_MAX: usize = 200;

/// A contract whose county's rule promises no day at all, which no law allows.
async fn stuck(world: &World) -> Contract {
    rules::in_force(
        world,
        "tc.sla@1",
        "pengjiang",
        &[("promise_working_days", 0)],
    )
    .await;
    for _ in 0..TRIES_MAX {
        let submitted = world.submitted(world::form()).await;
        let answered = world.accept(&submitted).await.unwrap();
        if answered.state() == State::Manual {
            return answered;
        }
    }
    panic!("the rule never came into force");
}

#[tokio::test]
async fn a_person_with_the_right_of_the_step_decides_without_the_rule() {
    let world = World::on("2025-03-03").await;
    let manual = stuck(&world).await;
    assert_eq!(manual.manual_from(), State::Submitted);
    let waits = manual.manual.clone().unwrap();
    assert_eq!(
        (waits.hook.as_str(), waits.failure.as_str()),
        ("tc.sla@1", "INVALID_OUTPUT")
    );
    let decisions = world.decisions(&manual.name).await;
    assert_eq!(
        (decisions[0].outcome.as_str(), decisions[0].failure.as_str()),
        ("FAILED", "INVALID_OUTPUT")
    );
    let silent = step!(
        world,
        registrar(),
        manual,
        resolve_manual_contract,
        ResolveManualContractRequest {}
    );
    assert_eq!(reason(&silent.unwrap_err()), "REASON_MISSING");
    let accepted = step!(
        world,
        registrar(),
        manual,
        resolve_manual_contract,
        ResolveManualContractRequest {
            reason: "规则故障,按法定时限办理".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(
        (accepted.state(), &accepted.manual),
        (State::Accepted, &None)
    );
    let decided = &accepted.manual_decisions[0];
    assert_eq!(
        (decided.hook.as_str(), decided.reason.as_str()),
        ("tc.sla@1", "规则故障,按法定时限办理")
    );
    assert_eq!(decided.decided_on, "2025-03-03");
    let clock = accepted.acceptance.clone().unwrap();
    assert_eq!(
        (clock.due_on.as_str(), clock.promised_working_days),
        ("2025-04-02", 0)
    );
}

#[tokio::test]
async fn a_repaired_rule_is_asked_again() {
    let world = World::on("2025-03-03").await;
    let manual = stuck(&world).await;
    // Whoever may ask again also sees the case.
    let operator = person("ops", "platform", "440703", &["operator", "registrar"]);
    let back = step!(
        world,
        operator,
        manual,
        resolve_manual_contract,
        ResolveManualContractRequest { ask_again: true }
    )
    .unwrap();
    assert_eq!(
        (back.state(), back.acceptance.clone()),
        (State::Submitted, None)
    );
    // The broken rule is asked, and fails, again; repaired it promises.
    let again = world.accept(&back).await.unwrap();
    assert_eq!(again.state(), State::Manual);
    rules::in_force(&world, "tc.sla@1", "pengjiang", &[]).await;
    let mut stuck = again;
    for _ in 0..TRIES_MAX {
        let back = step!(
            world,
            operator,
            stuck,
            resolve_manual_contract,
            ResolveManualContractRequest { ask_again: true }
        )
        .unwrap();
        stuck = world.accept(&back).await.unwrap();
        if stuck.state() == State::Accepted {
            break;
        }
    }
    assert!(stuck.acceptance.unwrap().promised_working_days > 0);
}

#[tokio::test]
async fn what_waits_for_a_person_may_be_withdrawn_and_nothing_else() {
    let world = World::on("2025-03-03").await;
    let manual = stuck(&world).await;
    let refused = world.accept(&manual).await.unwrap_err();
    assert_eq!(reason(&refused), "STATE_FORBIDS");
    let withdrawn = step!(
        world,
        applicant(),
        manual,
        withdraw_contract,
        WithdrawContractRequest {
            reason: "不再申请".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(withdrawn.state(), State::Withdrawn);
}
