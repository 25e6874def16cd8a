//! A fact that was paid though it stood for another programme, too: what its tenant is told of it.
use chrono::NaiveDate;

use super::alert::{Cause, Kind};

/// A case of a programme family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side<'a> {
    pub family: &'a str,
    pub case: &'a str,
}

/// The alert of a payment on that day, and of another case of which the fact is kept or was paid, too.
pub fn cause(
    (tenant, fact): (&str, &str),
    paid: Side<'_>,
    other: Side<'_>,
    other_paid: bool,
    on: NaiveDate,
) -> Cause {
    let (zh, en) = match other_paid {
        true => (
            "两项均已拨付：请核对何者应予追回",
            "both were paid: find out which is to be recovered",
        ),
        false => (
            "后者已不能拨付：请终结该案，或追回前者",
            "the latter can't be paid any more: end it, or recover the former",
        ),
    };
    let (stands_zh, stands_en) = match other_paid {
        true => ("拨付", "paid"),
        false => ("占用", "kept"),
    };
    Cause {
        kind: Kind::FactContested,
        tenant: tenant.to_owned(),
        hook: String::new(),
        subject: fact.to_owned(),
        package: None,
        since: on,
        zh: format!(
            "{fact} 已由 {} 的 {} 拨付，而与其互斥的 {} 的 {} 也{stands_zh}该事项；{zh}",
            paid.family, paid.case, other.family, other.case
        ),
        en: format!(
            "{fact} was paid for {} of {}, and is {stands_en} for {} of {} as well, though one bars the other; {en}",
            paid.case, paid.family, other.case, other.family
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_are_named_and_what_is_to_be_done() {
        let side = |family, case| Side { family, case };
        let (paid, other) = (
            side("tc.incentive", "claims/1"),
            side("ip.subsidy", "loans/1"),
        );
        for (other_paid, deed) in [(true, "recovered"), (false, "end it")] {
            let fact = ("440703", "contracts/1");
            let told = cause(fact, paid, other, other_paid, NaiveDate::default());
            assert_eq!((told.tenant.as_str(), told.subject.as_str()), fact);
            for text in [&told.zh, &told.en] {
                for name in ["tc.incentive", "claims/1", "ip.subsidy", "loans/1"] {
                    assert!(text.contains(name), "{text}");
                }
            }
            assert!(told.en.contains(deed), "{}", told.en);
        }
    }
}
