//! `evt.registration`: a small match is for those who may agree on something; others come where places are left.

use kezhuan_sdk::evt_registration::{
    Admission, EventKind, Explanation, Facts, Guest, Outcome, PersonRole,
};

pub struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let role = facts.person.role;
        if facts.kind == EventKind::SmallMatch && role == PersonRole::Media {
            return Outcome {
                ok: false,
                reasons: vec!["NOT_OPEN".into()],
                explain: vec![],
                admission: Admission::Refuse,
                outside_max: None,
            };
        }
        let outside_bp = facts.header.number("outside_bp");
        let outside = kezhuan_sdk::bp(facts.places.into(), outside_bp);
        let mut explain = vec![Explanation::of("OUTSIDE", &[outside])];
        let is_second = facts.kind == EventKind::SmallMatch
            && matches!(role, PersonRole::Student | PersonRole::Visitor);
        if is_second {
            explain.push(Explanation::of("SECOND_IN_LINE", &[]));
        }
        Outcome {
            ok: true,
            reasons: vec![],
            explain,
            admission: match is_second {
                true => Admission::Wait,
                false => Admission::Accept,
            },
            outside_max: Some(u32::try_from(outside).expect("a part of the places")),
        }
    }
}
