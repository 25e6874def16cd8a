//! `evt.registration`: most places are the district's own until registration closes; who stayed away too often waits.

use kezhuan_sdk::evt_registration::{Admission, Explanation, Facts, Guest, Outcome, PersonRole};

pub struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let (header, person) = (&facts.header, &facts.person);
        let is_of_many = person.organisation.is_some()
            && i64::from(person.colleagues) >= header.number("colleagues_max");
        if is_of_many {
            return Outcome {
                ok: false,
                reasons: vec!["COLLEAGUES".into()],
                explain: vec![],
                admission: Admission::Refuse,
                outside_max: None,
            };
        }
        let mut explain = vec![];
        let mut outside_max = None;
        if is_shared_out(person.role) {
            let local_bp = header.number("local_bp");
            let outside = kezhuan_sdk::bp(facts.places.into(), 10_000 - local_bp);
            explain.push(Explanation::of("LOCAL_SHARE", &[local_bp, outside]));
            outside_max = Some(u32::try_from(outside).expect("a part of the places"));
        }
        let no_shows = i64::from(person.no_shows);
        let has_to_wait = no_shows >= header.number("no_shows_from");
        if has_to_wait {
            explain.push(Explanation::of("NO_SHOWS", &[no_shows]));
        }
        Outcome {
            ok: true,
            reasons: vec![],
            explain,
            admission: match has_to_wait {
                true => Admission::Wait,
                false => Admission::Accept,
            },
            outside_max,
        }
    }
}

/// Those who are invited come from wherever they are.
fn is_shared_out(role: PersonRole) -> bool {
    match role {
        PersonRole::Enterprise
        | PersonRole::Researcher
        | PersonRole::Service
        | PersonRole::Student
        | PersonRole::Visitor => true,
        PersonRole::Investor | PersonRole::Official | PersonRole::Expert | PersonRole::Media => {
            false
        }
    }
}
