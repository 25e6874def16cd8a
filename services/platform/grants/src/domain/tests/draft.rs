//! The claimant's own steps.
use super::*;

fn drafting(change: impl FnOnce(&mut Subject)) -> Result<Claim, Refused> {
    let mut subject = subject();
    change(&mut subject);
    draft(new_claim(subject), &claimant(), date("2026-03-03"))
}

#[test]
fn only_the_claimant_s_own_people_claim() {
    let of = |actor: &Actor| draft(new_claim(subject()), actor, date("2026-03-03"));
    for role in [Role::CarrierOp, Role::CollegeTto] {
        let operator = Actor::person("op", "acme", "", [role]);
        assert_eq!(of(&operator).unwrap().state, State::Draft);
    }
    for (actor, reason) in [
        (
            Actor::person("eve", "other", "", [Role::Applicant]),
            "NOT_YOUR_STEP",
        ),
        (Actor::person("ann", "acme", "", []), "ROLE_MISSING"),
        (officer(), "ROLE_MISSING"),
        (service(), "ROLE_MISSING"),
    ] {
        assert_eq!(of(&actor).unwrap_err().reason, reason);
    }
}

#[test]
fn a_claim_is_for_something_that_happened_and_for_nothing_twice() {
    let claim = drafting(|_| {}).unwrap();
    assert_eq!((claim.version, claim.total()), (1, Fen::ZERO));
    for facts in [
        facts(&[]),
        facts(&["2026-01", "2026-01"]),
        vec![String::new()],
        (0..121).map(|month| month.to_string()).collect(),
    ] {
        let refused = drafting(|subject| subject.facts = facts).unwrap_err();
        assert_eq!(refused.reason, "FACTS_INVALID");
    }
    let early = drafting(|subject| subject.legal_date = date("2026-03-04"));
    assert_eq!(early.unwrap_err().reason, "NOT_YET_DUE");
}

#[test]
fn what_is_asked_for_is_attached_before_it_is_filed() {
    let empty = Command::File {
        materials: vec![text("LEASE")],
    };
    let refused = on(&drafted(), "2026-03-04", &claimant(), empty).unwrap_err();
    assert_eq!(refused.reason, "MATERIALS_MISSING");
    assert_eq!(refused.fields.len(), 1);
    let filed = done(&drafted(), "2026-03-04", &claimant(), file());
    assert_eq!((filed.event, filed.entry), (Event::Filed, None));
}

#[test]
fn it_is_taken_back_until_it_is_decided_and_what_was_set_aside_is_free() {
    for (claim, entry) in [
        (drafted(), None),
        (filed(), None),
        (manual(), None),
        (computed(), Some(Entry::Release(Fen(500)))),
    ] {
        let taken = done(&claim, "2026-03-05", &claimant(), Command::Withdraw);
        assert_eq!((taken.claim.state, taken.entry), (State::Withdrawn, entry));
        assert!(!taken.claim.is_live() && taken.claim.amount.is_none());
    }
    for claim in [approved(), published(), suspended(), paid(), recovering()] {
        let reason = refused(&claim, "2026-03-14", &claimant(), Command::Withdraw);
        assert_eq!(reason, "STATE_FORBIDS");
    }
    let other = Actor::person("eve", "house", "", [Role::CarrierOp]);
    let reason = refused(&computed(), "2026-03-05", &other, Command::Withdraw);
    assert_eq!(reason, "NOT_YOUR_STEP");
}
