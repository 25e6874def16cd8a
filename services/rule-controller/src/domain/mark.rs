//! How a proposal is known again: by a mark in its reason, which the rules service keeps for ever and shows to whoever agrees.
//! Nothing has to be remembered here, and an answer that was lost on its way is found again.
use std::fmt;

use sha2::{Digest as _, Sha256};

const BEFORE: &str = " [RulePackage ";
const DIGITS: usize = 16;

/// Of one period of one resource, in one wording.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mark {
    /// `namespace/name` of the resource, for people.
    pub place: String,
    /// Of the resource: one of the same name that was made anew is another one.
    pub uid: String,
    /// Of everything that is proposed.
    pub content: String,
}

impl Mark {
    /// `parts` is everything that people agree to.
    pub fn of(place: &str, uid: &str, parts: &[&str]) -> Mark {
        let mut hash = Sha256::new();
        for part in parts {
            // Its length first, so that no two lists of parts are the same bytes.
            hash.update(format!("{}:", part.len()));
            hash.update(part);
        }
        let content: String = hex::encode(hash.finalize()).chars().take(DIGITS).collect();
        Mark {
            place: place.to_owned(),
            uid: uid.to_owned(),
            content,
        }
    }

    /// The reason as it is recorded.
    pub fn behind(&self, reason: &str) -> String {
        format!("{reason}{self}")
    }

    /// The mark of a recorded reason, if it has one.
    pub fn read(recorded: &str) -> Option<Mark> {
        let (_, mark) = recorded.strip_suffix(']')?.rsplit_once(BEFORE)?;
        let mut words = mark.split(' ');
        let (place, uid, content) = (words.next()?, words.next()?, words.next()?);
        words.next().is_none().then(|| Mark {
            place: place.to_owned(),
            uid: uid.to_owned(),
            content: content.to_owned(),
        })
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{BEFORE}{} {} {}]", self.place, self.uid, self.content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_written_and_only_at_the_end() {
        let mark = Mark::of("pengjiang/incentive", "u-1", &["a", "b"]);
        let recorded = mark.behind("扶持办法 [RulePackage x y z] 第三条");
        assert_eq!(Mark::read(&recorded), Some(mark.clone()));
        for other in [
            "扶持办法",
            "",
            "x [RulePackage a b]",
            &format!("{recorded} 再议"),
        ] {
            assert_eq!(Mark::read(other), None, "{other}");
        }
    }

    #[test]
    fn another_wording_is_another_mark() {
        let content = |parts: &[&str]| Mark::of("a/b", "u", parts).content;
        assert_ne!(content(&["ab", "c"]), content(&["a", "bc"]));
        assert_ne!(content(&["a", ""]), content(&["a"]));
        assert_eq!(content(&["a", "b"]), content(&["a", "b"]));
    }
}
