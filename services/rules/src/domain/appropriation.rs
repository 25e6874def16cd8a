//! What a programme may spend in a year: what may be written down as an appropriation, and when it is too low.
use kezhuan_law::Fen;

/// An appropriation as its authority wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub family: String,
    pub year: i32,
    pub amount: Fen,
    pub excludes: Vec<String>,
    pub legal_source: String,
}

/// What a service that keeps books said of it before it was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The family's books are its own, and this much of the year is bound.
    Owner { bound: Fen },
    /// Another service keeps them.
    Stranger,
    /// It can't be reached.
    Silent,
}

/// Why an appropriation can't stand.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("{field}: {problem}")]
    Field {
        field: &'static str,
        problem: &'static str,
    },
    #[error("{bound} yuan of the year are bound already: appropriate at least that")]
    BelowBound { bound: Fen },
    #[error("no service of this suite has programmes of the family {family}")]
    FamilyUnknown { family: String },
}

impl Wanted {
    /// Holds that it is complete and can be read; the families it excludes come out sorted, each once.
    pub fn check(mut self) -> Result<Wanted, Refused> {
        let wrong = |field, problem| Err(Refused::Field { field, problem });
        if !is_family(&self.family) {
            return wrong("family", "write it like tc.incentive");
        }
        if !(2000..=2999).contains(&self.year) {
            return wrong("year", "write the year with four digits");
        }
        if self.amount < Fen::ZERO {
            return wrong("appropriation_fen", "an appropriation can't be negative");
        }
        if self.legal_source.trim().is_empty() {
            return wrong("legal_source", "name the document it stands on");
        }
        let readable = |family: &String| is_family(family) && *family != self.family;
        if !self.excludes.iter().all(readable) {
            return wrong("excludes", "name other families, each like ip.subsidy");
        }
        self.excludes.sort();
        self.excludes.dedup();
        Ok(self)
    }

    /// Holds that nobody who keeps the books is known to have bound more, and that somebody may be keeping them.
    pub fn fits(&self, heard: &[Heard]) -> Result<(), Refused> {
        let bound = heard.iter().filter_map(|heard| match heard {
            Heard::Owner { bound } => Some(*bound),
            Heard::Stranger | Heard::Silent => None,
        });
        match bound.max() {
            Some(bound) if self.amount < bound => Err(Refused::BelowBound { bound }),
            Some(_) => Ok(()),
            None if !heard.is_empty() && heard.iter().all(|heard| *heard == Heard::Stranger) => {
                Err(Refused::FamilyUnknown {
                    family: self.family.clone(),
                })
            }
            None => Ok(()),
        }
    }
}

/// Whether it is written as families are: words joined by dots.
fn is_family(text: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    text.len() <= 64 && text.contains('.') && text.split('.').all(word)
}

#[cfg(test)]
mod tests {
    use super::{Heard::*, *};

    /// The field that a change makes wrong.
    type Change = (&'static str, fn(&mut Wanted));

    fn wanted() -> Wanted {
        Wanted {
            family: "tc.incentive".to_owned(),
            year: 2025,
            amount: Fen(100),
            excludes: vec!["plt.voucher".to_owned(), "ip.subsidy".to_owned()],
            legal_source: "蓬江财预〔2025〕1号".to_owned(),
        }
    }

    #[test]
    fn a_wrong_field_is_named() {
        let checked = wanted().check().unwrap();
        assert_eq!(checked.excludes, ["ip.subsidy", "plt.voucher"]);
        let changes: [Change; 8] = [
            ("family", |wanted| wanted.family = "incentive".to_owned()),
            ("family", |wanted| wanted.family = "tc.".to_owned()),
            ("year", |wanted| wanted.year = 25),
            ("appropriation_fen", |wanted| wanted.amount = Fen(-1)),
            ("legal_source", |wanted| {
                wanted.legal_source = " ".to_owned()
            }),
            ("excludes", |wanted| {
                wanted.excludes = vec!["Ip.X".to_owned()]
            }),
            ("excludes", |wanted| {
                wanted.excludes = vec!["tc.incentive".to_owned()]
            }),
            ("excludes", |wanted| wanted.excludes = vec![String::new()]),
        ];
        for (field, change) in changes {
            let mut wrong = wanted();
            change(&mut wrong);
            match wrong.check() {
                Err(Refused::Field { field: named, .. }) => assert_eq!(named, field),
                other => panic!("{field}: {other:?}"),
            }
        }
    }

    #[test]
    fn what_is_known_to_be_bound_is_the_least_and_a_family_needs_an_owner() {
        let family = "tc.incentive".to_owned();
        for (heard, answer) in [
            (vec![], Ok(())),
            (vec![Silent, Stranger], Ok(())),
            (vec![Owner { bound: Fen(100) }, Stranger], Ok(())),
            (
                vec![Silent, Owner { bound: Fen(101) }],
                Err(Refused::BelowBound { bound: Fen(101) }),
            ),
            (vec![Stranger], Err(Refused::FamilyUnknown { family })),
        ] {
            assert_eq!(wanted().fits(&heard), answer, "{heard:?}");
        }
    }
}
