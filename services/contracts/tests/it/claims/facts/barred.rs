//! A bar that only the other family's programme declares, before or after a claim's steps here.
use super::*;

/// What the rules service says of the other family's programme; each call says something newer.
fn of_the_other(excludes: &[&str]) -> Appropriation {
    Appropriation {
        family: "ip.subsidy".to_owned(),
        excludes: excludes.iter().map(|family| (*family).to_owned()).collect(),
        ..appropriation("440703", 500_000)
    }
}

async fn heard(world: &World, told: &Appropriation) {
    let answer = announce(world, told.clone(), false).await.unwrap();
    assert!(!answer.owned);
}

#[tokio::test]
async fn a_bar_that_only_the_other_family_declares_is_asked_about_before_and_after_it() {
    let (world, facts) = barring(&[]).await;
    let mut contracts = Vec::new();
    for _ in 0..4 {
        contracts.push(world.registered(world::form()).await.name);
    }
    // Nobody bars anybody: nothing is asked, and nobody has to be there.
    facts.fails(Some(Failing::Away));
    let paid = filed(&world, &contracts[0]).await;
    let computed = filed(&world, &contracts[1]).await;
    for claim in [&paid, &computed] {
        assert_eq!(claim.state(), State::Computed);
    }
    let (first, second) = (
        approved_and_published(&world, &paid).await,
        approved_and_published(&world, &computed).await,
    );
    world
        .clock
        .advance_to("2025-03-11".parse().unwrap())
        .unwrap();
    assert_eq!(pay(&world, &first).await.unwrap().state(), State::Paid);
    facts.fails(None);

    // Declared after the one was paid and before the other is.
    let (silent, bar) = (of_the_other(&[]), of_the_other(&["tc.incentive"]));
    for told in [&bar, &silent, &bar] {
        heard(&world, told).await;
    }
    until_told(&facts, &paid, &["confirm"]).await;
    until_told(&facts, &computed, &["reserve"]).await;
    facts.fails(Some(Failing::Refuses("FACT_TAKEN")));
    let taken = pay(&world, &second).await.unwrap_err();
    assert_eq!(reason(&taken), "FACT_TAKEN");
    facts.fails(Some(Failing::Away));
    let away = pay(&world, &second).await.unwrap_err();
    assert_eq!(away.code(), Code::Unavailable);
    facts.fails(None);
    assert_eq!(pay(&world, &second).await.unwrap().state(), State::Paid);
    until_told(&facts, &computed, &["reserve", "confirm"]).await;

    // Declared before the claim is filed.
    facts.fails(Some(Failing::Refuses("FACT_TAKEN")));
    let taken = filed(&world, &contracts[2]).await;
    assert_eq!(
        (taken.state(), taken.reasons[0].as_str()),
        (State::Manual, "FACT_TAKEN")
    );
    // Taken back: nobody is asked again.
    heard(&world, &of_the_other(&["plt.voucher"])).await;
    let free = filed(&world, &contracts[3]).await;
    assert_eq!(free.state(), State::Computed);
}
