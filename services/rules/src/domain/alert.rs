//! Alerts: one is open as long as its cause lasts, whoever looks and however often.
use chrono::NaiveDate;

/// What kind of thing is the matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    PackageNotLoaded,
    SunsetNear,
    SunsetPassed,
    TimelineEnds,
    RuleNotAsked,
    CasesWithoutRule,
    KeyRevoked,
    AppropriationBelowBound,
}

/// What is the matter now, and what its owner is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    pub kind: Kind,
    pub tenant: String,
    pub hook: String,
    /// Tells two causes of one kind and hook apart.
    pub subject: String,
    pub package: Option<Vec<u8>>,
    pub since: NaiveDate,
    pub zh: String,
    pub en: String,
}

/// What a look changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Opens an alert for this one of the causes.
    Open(usize),
    /// This open alert says what this cause says now.
    Reword(usize, usize),
    /// The cause of this open alert is gone.
    Close(usize),
}

impl Kind {
    pub const ALL: [Kind; 8] = [
        Kind::PackageNotLoaded,
        Kind::SunsetNear,
        Kind::SunsetPassed,
        Kind::TimelineEnds,
        Kind::RuleNotAsked,
        Kind::CasesWithoutRule,
        Kind::KeyRevoked,
        Kind::AppropriationBelowBound,
    ];

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Kind::PackageNotLoaded => "PACKAGE_NOT_LOADED",
            Kind::SunsetNear => "SUNSET_NEAR",
            Kind::SunsetPassed => "SUNSET_PASSED",
            Kind::TimelineEnds => "TIMELINE_ENDS",
            Kind::RuleNotAsked => "RULE_NOT_ASKED",
            Kind::CasesWithoutRule => "CASES_WITHOUT_RULE",
            Kind::KeyRevoked => "KEY_REVOKED",
            Kind::AppropriationBelowBound => "APPROPRIATION_BELOW_BOUND",
        }
    }

    /// Reads a stored one.
    pub fn parse(text: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == text)
    }
}

impl Cause {
    fn is_of(&self, open: &Cause) -> bool {
        (self.kind, &self.tenant, &self.hook, &self.subject)
            == (open.kind, &open.tenant, &open.hook, &open.subject)
    }
}

/// What changes between the alerts that are open and what is the matter now.
pub fn compare(open: &[Cause], found: &[Cause]) -> Vec<Change> {
    let standing = |cause: &Cause| open.iter().position(|open| cause.is_of(open));
    let news = found.iter().enumerate().filter_map(|(at, cause)| {
        let Some(known) = standing(cause) else {
            return Some(Change::Open(at));
        };
        (open[known] != *cause).then_some(Change::Reword(known, at))
    });
    let gone = open.iter().enumerate().filter_map(|(at, open)| {
        let lasts = found.iter().any(|cause| cause.is_of(open));
        (!lasts).then_some(Change::Close(at))
    });
    news.chain(gone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cause(kind: Kind, subject: &str, zh: &str) -> Cause {
        Cause {
            kind,
            tenant: "440703".to_owned(),
            hook: "tc.incentive@1".to_owned(),
            subject: subject.to_owned(),
            package: None,
            since: NaiveDate::default(),
            zh: zh.to_owned(),
            en: String::new(),
        }
    }

    #[test]
    fn one_alert_is_open_per_cause_until_the_cause_is_gone() {
        let ends = cause(Kind::TimelineEnds, "a", "x");
        let revoked = cause(Kind::KeyRevoked, "a", "x");
        let found = [ends.clone(), revoked.clone()];
        assert_eq!(compare(&[], &found), [Change::Open(0), Change::Open(1)]);
        assert_eq!(compare(&found, &found), []);
        let other_words = cause(Kind::TimelineEnds, "a", "y");
        let other_subject = cause(Kind::KeyRevoked, "b", "x");
        assert_eq!(
            compare(&found, &[other_words, other_subject]),
            [Change::Reword(0, 0), Change::Open(1), Change::Close(1)]
        );
        assert_eq!(compare(&[ends], &[]), [Change::Close(0)]);
    }

    #[test]
    fn a_kind_is_read_as_it_is_stored() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.code()), Some(kind));
        }
    }
}
