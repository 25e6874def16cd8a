//! `evt.registration`: whether somebody may come to an event, beside the host's own quotas.

use kezhuan_sdk::evt_registration::{Admission, Explanation, Facts, Guest, Outcome};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        if i64::from(facts.person.colleagues) >= header.number("colleagues_max") {
            return Outcome {
                ok: false,
                reasons: vec!["COLLEAGUES".into()],
                explain: vec![],
                admission: Admission::Refuse,
                outside_max: None,
            };
        }
        // The host counts how many of them hold a place: only it knows while many come at once.
        let outside = kezhuan_sdk::bp(facts.places.into(), header.number("outside_bp"));
        Outcome {
            ok: true,
            reasons: vec![],
            explain: vec![Explanation::of("OUTSIDE", &[outside])],
            admission: Admission::Accept,
            outside_max: Some(u32::try_from(outside).expect("a part of the places")),
        }
    }
}

kezhuan_sdk::package!(evt_registration: Rule);
