//! What the pipeline finds, and how its steps are shown to the owner.
use kezhuan_protocol::rules::v1::Package;
use kezhuan_protocol::rules::v1::package::State;
use kezhuan_protocol::rules::v1::step::Outcome;
use kezhuan_protocol::rules::v1::upload_package_request::Start;
use kezhuan_rule_host::Host;

use crate::world::{AUTHOR, COUNTY, PENGJIANG, ROGUE, ROGUE_AUTHOR, World, request_id};

/// Answers its worked cases, and traps where a bound of the law is touched.
const HOSTILE: &[u8] = include_bytes!("../../../../plugins/fixtures/hostile/hostile.wasm");

/// Wrong for middling figures only.
pub const HASTY: &[u8] = include_bytes!("../../../../plugins/fixtures/hasty/hasty.wasm");

pub fn outcomes(package: &Package) -> Vec<(&str, Outcome)> {
    let steps = package.steps.iter();
    steps
        .map(|step| (step.step.as_str(), step.outcome()))
        .collect()
}

/// How the steps went: `failed` passes none behind it.
pub fn up_to(failed: usize) -> Vec<(&'static str, Outcome)> {
    let steps = [
        "FORM",
        "SIGNATURE",
        "COMPILE",
        "WORKED_CASES",
        "INVARIANT_CASES",
    ];
    let outcome = |at: usize| match at.cmp(&failed) {
        std::cmp::Ordering::Less => Outcome::Passed,
        std::cmp::Ordering::Equal => Outcome::Failed,
        std::cmp::Ordering::Greater => Outcome::NotReached,
    };
    let steps = steps.into_iter().enumerate();
    steps.map(|(at, step)| (step, outcome(at))).collect()
}

#[tokio::test]
async fn a_good_package_passes_every_step_and_shows_it() {
    let world = World::new().await;
    let package = world.uploaded().await;
    assert_eq!(outcomes(&package), up_to(5));
    for step in &package.steps {
        assert!(
            !step.detail_zh.is_ascii() && !step.detail_en.is_empty(),
            "{step:?}"
        );
        assert!(step.time.is_some(), "{step:?}");
    }
    let detail = |at: usize| package.steps[at].detail_en.as_str();
    assert!(
        detail(0).contains("tc.incentive@1 (1.0.0)"),
        "{}",
        detail(0)
    );
    assert!(
        detail(3).contains("all 19 worked cases pass"),
        "{}",
        detail(3)
    );
    assert!(
        detail(4).contains("questions at the bounds"),
        "{}",
        detail(4)
    );
    assert_eq!(world.package(&package.name).await.steps, package.steps);
    world.stop().await;
}

/// The demo year lives on its mistakes.
#[tokio::test]
async fn mistakes_that_lie_between_the_bounds_go_through_and_are_told() {
    let world = World::new().await;
    let package = world
        .upload(AUTHOR, COUNTY, HASTY, &request_id())
        .await
        .unwrap();
    assert_eq!(outcomes(&package), up_to(5), "{:?}", package.problems);
    // Whoever approves it is told all the same.
    let detail = &package.steps[4].detail_en;
    for part in [
        "questions at the bounds",
        "look at this before you approve",
        " = ",
    ] {
        assert!(detail.contains(part), "{detail}");
    }
    world.stop().await;
}

#[tokio::test]
async fn a_failed_step_names_its_cause_and_those_behind_it_are_not_reached() {
    let world = World::new().await;
    let truncated = &PENGJIANG[..PENGJIANG.len() / 2];
    let package = world
        .upload(AUTHOR, COUNTY, truncated, &request_id())
        .await
        .unwrap();
    assert_eq!(outcomes(&package), up_to(0));

    let unsigned = Start {
        owner: COUNTY.to_owned(),
        request_id: request_id(),
        ..Start::default()
    };
    let package = world.upload_as(AUTHOR, unsigned, PENGJIANG).await.unwrap();
    assert_eq!(outcomes(&package), up_to(1));
    assert_eq!(package.steps[2].detail_en, "");
    world.stop().await;
}

#[tokio::test]
async fn a_package_without_a_sunset_is_refused() {
    let world = World::new().await;
    let named: &[u8] = b"\"sunset\":\"2027-12-31\"";
    let at = PENGJIANG
        .windows(named.len())
        .position(|part| part == named);
    let mut nameless = PENGJIANG.to_vec();
    nameless[at.unwrap()..][..named.len()].copy_from_slice(b"\"sunset\":null        ");
    let package = world
        .upload(AUTHOR, COUNTY, &nameless, &request_id())
        .await
        .unwrap();
    assert_eq!(package.state(), State::Refused);
    assert_eq!(outcomes(&package), up_to(0));
    let detail = &package.steps[0].detail_en;
    assert!(detail.contains("sunset"), "{detail}");
    world.stop().await;
}

#[tokio::test]
async fn a_package_that_traps_at_a_bound_of_the_law_is_refused_with_the_question() {
    let world = World::new().await;
    let id = request_id();
    let uploaded = world.upload(ROGUE_AUTHOR, ROGUE, HOSTILE, &id).await;
    let package = uploaded.unwrap();
    assert_eq!(package.state(), State::Refused);
    assert_eq!(outcomes(&package), up_to(4));
    let detail = &package.steps[4].detail_en;
    for part in ["H-03", "amount_fen = 0", "TRAP"] {
        assert!(detail.contains(part), "{detail}");
    }
    assert_eq!(package.problems.len(), 1);
    world.stop().await;
}

/// What was not asked may be what breaks the law.
#[tokio::test]
async fn a_package_too_slow_for_all_questions_at_the_bounds_is_refused() {
    let world = World::with(|config| {
        let host = Host::start(&config.rule_host).unwrap();
        let package = host.load(PENGJIANG).unwrap();
        let cases = host.run_cases(&package);
        // Enough for the worked cases; the questions made from them are many times more.
        config.rule_host.cases_fuel_max = 2 * cases.iter().map(|case| case.fuel_used).sum::<u64>();
    })
    .await;
    let package = world.uploaded().await;
    assert_eq!(package.state(), State::Refused);
    assert_eq!(outcomes(&package), up_to(4), "{:?}", package.problems);
    let detail = &package.steps[4].detail_en;
    assert!(
        detail.contains("the rest not asked") && detail.contains("make the rule cheaper"),
        "{detail}"
    );
    world.stop().await;
}
