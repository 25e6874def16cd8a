//! What an amendment of the contract does to a claim computed before it.
use super::*;

fn too_much(part: i64) -> Command {
    Command::RecordBreach {
        ground: BreachGround::ContractAmended {
            too_much: Fen(part),
        },
        reason: text("less was done than agreed"),
    }
}

#[test]
fn an_amount_keeps_what_it_was_computed_on() {
    assert_eq!(drafted().basis.unwrap().technical, Fen(1_000));
    let later = on(
        &filed(),
        "2025-03-05",
        &service(),
        &amended(Some(900)),
        compute(Some(amount(90))),
    );
    let claim = later.unwrap().claim;
    let basis = claim.basis.clone().unwrap();
    assert_eq!((basis.form_version, basis.technical), (2, Fen(900)));
    assert!(!claim.is_outdated(&amended(Some(900))));
    assert!(claim.is_outdated(&amended(Some(901))));
}

#[test]
fn a_claim_is_outdated_while_its_amount_stands_on_another_j() {
    let renamed = ContractFacts {
        form_version: 2,
        ..contract()
    };
    for claim in [computed(), approved(), published(), paid()] {
        assert!(!claim.is_outdated(&contract()));
        assert!(!claim.is_outdated(&renamed));
        for technical in [Some(999), Some(1_001), None] {
            assert!(claim.is_outdated(&amended(technical)), "{:?}", claim.state);
        }
    }
    // Nothing was computed yet: the rule is told of the contract as it is.
    for claim in [drafted(), filed()] {
        assert!(!claim.is_outdated(&amended(Some(999))));
    }
    let mut kept_before_there_was_a_basis = computed();
    kept_before_there_was_a_basis.basis = None;
    assert!(!kept_before_there_was_a_basis.is_outdated(&amended(Some(999))));
    let over = on(
        &kept_before_there_was_a_basis,
        "2025-03-05",
        &checker(),
        &amended(Some(99)),
        approve(),
    );
    assert_eq!(over.unwrap_err().reason, "OVER_TECHNICAL_AMOUNT");
}

#[test]
fn an_outdated_claim_goes_no_further_and_makes_room_when_it_is_refused() {
    for technical in [Some(900), Some(1_100)] {
        let now = amended(technical);
        for (claim, day, actor, command) in [
            (computed(), "2025-03-05", checker(), approve()),
            (approved(), "2025-03-06", checker(), publish(5)),
            (published(), "2025-03-14", payer(), Command::Pay),
        ] {
            let stopped = on(&claim, day, &actor, &now, command).unwrap_err();
            assert_eq!(stopped.reason, "CLAIM_OUTDATED", "{:?}", claim.state);
            let refuse = refuse("CONTRACT_AMENDED", "J was amended");
            let ended = on(&claim, day, &checker(), &now, refuse).unwrap();
            assert_eq!(ended.claim.state, State::Refused);
            assert!(ended.claim.refusal.clone().unwrap().outdated);
            assert!(!ended.claim.is_outdated(&now));
        }
    }
    let on_its_merits = done(&computed(), "2025-03-05", &checker(), refuse("NO", "no"));
    assert!(!on_its_merits.claim.refusal.unwrap().outdated);
}

#[test]
fn of_a_paid_grant_a_part_comes_back_when_j_became_smaller() {
    let now = amended(Some(600));
    let ask = |contract: &ContractFacts, command| {
        on(&paid(), "2026-01-05", &checker(), contract, command)
    };
    for contract in [contract(), amended(Some(1_001))] {
        let larger = ask(&contract, too_much(40)).unwrap_err();
        assert_eq!(larger.reason, "AMOUNT_NOT_REDUCED");
    }
    let gone = ContractFacts {
        in_force: false,
        ..amended(Some(600))
    };
    // What is lost is lost as a whole.
    let lost = ask(&gone, too_much(40)).unwrap_err();
    assert_eq!(lost.reason, "AMOUNT_NOT_REDUCED");
    for part in [0, -1, 101] {
        let wrong = ask(&now, too_much(part)).unwrap_err();
        assert_eq!(wrong.reason, "RECOVERY_OUT_OF_RANGE");
    }
    let recovering = ask(&now, too_much(40)).unwrap().claim;
    assert_eq!(
        (recovering.state, recovering.outstanding()),
        (State::Recovering, Fen(40))
    );
    assert_eq!(recovering.amount.as_ref().unwrap().counted, Fen(60));
    let recover = |fen| Command::RecordRecovery { amount: Fen(fen) };
    assert_eq!(
        refused(&recovering, "2026-01-06", &payer(), recover(41)),
        "RECOVERY_OUT_OF_RANGE"
    );
    let part = done(&recovering, "2026-01-06", &payer(), recover(15)).claim;
    assert_eq!(part.state, State::Recovering);
    let whole = done(&part, "2026-01-07", &payer(), recover(25));
    assert_eq!(whole.event, Event::ClaimRecovered { amount: Fen(25) });
    assert_eq!(
        (whole.claim.state, whole.claim.recovered()),
        (State::Recovered, Fen(40))
    );
    // Where no J is certified any more, all of it may be too much.
    let none = ask(&amended(None), too_much(100)).unwrap().claim;
    assert_eq!(none.amount.unwrap().counted, Fen::ZERO);
}
