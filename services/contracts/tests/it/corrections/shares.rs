//! What a rule with back effect would have shared otherwise between city and county: a line for a person, per claim.
use super::*;

const SPLIT: &str = "tc.split@1";

/// Pengjiang's split, of which the city bears so many basis points.
fn sharing(city_bp: i64, from: &str, to: &str) -> TimelineEntry {
    TimelineEntry {
        hook: SPLIT.to_owned(),
        ..of_package("pengjiang", &[("city_bp", city_bp)], from, to)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_amount_that_would_have_been_shared_otherwise_is_listed_for_a_person() {
    let incentive = version(&[], "2025-01-01", "");
    let world = under(&incentive).await;
    let wrong = sharing(2_500, "2025-01-01", "");
    let adopted = adopt(&world, wrong.clone()).await.unwrap();
    assert!(adopted.in_force, "{}", adopted.problem);
    let (paid, waiting) = (claimed(&world).await, claimed(&world).await);
    assert_eq!(
        (paid.amount_fen, paid.city_fen, paid.county_fen),
        (100_000, 25_000, 75_000)
    );
    let published = approved_and_published(&world, &paid).await;
    world
        .clock
        .advance_to("2025-03-11".parse().unwrap())
        .unwrap();
    pay(&world, &published).await.unwrap();
    let before = standing(&world, &[&paid, &waiting]).await;

    let right = TimelineEntry {
        corrects: true,
        ..sharing(4_000, "2025-03-01", "")
    };
    let cut = TimelineEntry {
        effective_to: "2025-02-28".to_owned(),
        ..wrong
    };
    let adopted = adopt_with(&world, right.clone(), vec![cut]).await.unwrap();
    assert!(adopted.in_force, "{}", adopted.problem);
    let name = name_of(&right);
    let listed = lines(&world, &name, 2).await;
    for (claim, is_paid) in [(&paid, true), (&waiting, false)] {
        let line = line_of(&listed, claim);
        assert_eq!(
            (line.kind(), line.state(), line.failure.as_str(), line.paid),
            (
                line::Kind::Uncertain,
                line::State::Proposed,
                "SPLIT_DIFFERS",
                is_paid
            )
        );
        assert_eq!(
            (line.old_fen, line.new_fen, line.stale),
            (100_000, 100_000, false)
        );
        // What each would have borne stands in the answer.
        let (input, outcome): (serde_json::Value, serde_json::Value) = (
            serde_json::from_str(&line.input_json).unwrap(),
            serde_json::from_str(&line.outcome_json).unwrap(),
        );
        assert_eq!(input["amount_fen"], 100_000);
        assert_eq!(outcome["city_fen"], 40_000);
        assert_eq!(outcome["county_fen"], 60_000);
    }
    let told = correction(&world, &authority(), &name).await.unwrap();
    assert_eq!(
        (
            told.hook.as_str(),
            told.asked,
            told.lines,
            told.proposed_top_up_fen
        ),
        (SPLIT, 2, 2, 0)
    );
    let figureless = approve(&world, &authority(), &name, &[&paid]).await;
    assert_eq!(
        reason(&figureless.unwrap_err()),
        "CORRECTION_LINE_UNCERTAIN"
    );
    let settled_by_hand = refuse(&world, &name, &[&paid], "市县已另行结算").await;
    assert_eq!(settled_by_hand.unwrap().proposed, 1);
    // Nothing is applied.
    assert_eq!(standing(&world, &[&paid, &waiting]).await, before);

    // Whether the amount was right is another list's to say: neither takes the other's place.
    let more = corrected(&world, &incentive, &[("rate_development_bp", 200)]).await;
    let amounts = lines(&world, &name_of(&more), 2).await;
    assert_eq!(line_of(&amounts, &waiting).kind(), line::Kind::TopUp);
    let listed = lines(&world, &name, 2).await;
    assert_eq!(line_of(&listed, &waiting).state(), line::State::Proposed);

    // Back to the shares that stand: what still waits has nothing to say any more.
    let back = sharing(2_500, "2025-03-01", "");
    adopt_with(&world, back.clone(), vec![superseded(right)])
        .await
        .unwrap();
    let open = settled(SOON, 0, async || {
        let told = correction(&world, &authority(), &name).await;
        told.unwrap().proposed
    });
    assert_eq!(open.await, 0);
    let listed = lines(&world, &name, 2).await;
    assert_eq!(line_of(&listed, &waiting).state(), line::State::Superseded);
    lines(&world, &name_of(&back), 0).await;
    let amounts = lines(&world, &name_of(&more), 2).await;
    assert_eq!(line_of(&amounts, &waiting).state(), line::State::Proposed);
}
