//! The life of a rule as its timeline tells it: a sunset without a successor, days without a rule, a version that
//! isn't asked any more.
use chrono::{Days, NaiveDate};

use super::alert::{Cause, Kind};
use super::timeline::{Span, gaps};

/// One version in the timeline of a tenant's hook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub entry: String,
    pub package: Vec<u8>,
    pub span: Span,
    /// The last day before the package must be looked at again, as it says itself.
    pub sunset: Option<NaiveDate>,
    /// Of the key that signed it, when it was revoked.
    pub revocation: Option<Revocation>,
}

/// A key was revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    pub key: String,
    pub reason: String,
    pub on: NaiveDate,
}

/// How far ahead is looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    pub today: NaiveDate,
    pub sunset_days: u32,
    pub end_days: u32,
}

impl Horizon {
    fn ahead(&self, days: u32) -> NaiveDate {
        let day = self.today.checked_add_days(Days::new(days.into()));
        day.unwrap_or(NaiveDate::MAX)
    }
}

/// What the owner of a hook's timeline should know on that day.
pub fn causes(tenant: &str, hook: &str, versions: &[Version], horizon: Horizon) -> Vec<Cause> {
    let mut found = Vec::new();
    let mut tell = |kind, subject: &str, package: Option<&Version>, since, (zh, en)| {
        found.push(Cause {
            kind,
            tenant: tenant.to_owned(),
            hook: hook.to_owned(),
            subject: subject.to_owned(),
            package: package.map(|version| version.package.clone()),
            since,
            zh,
            en,
        });
    };
    if let Some((version, sunset)) = sunset_ahead(versions, horizon) {
        let kind = match sunset < horizon.today {
            true => Kind::SunsetPassed,
            false => Kind::SunsetNear,
        };
        let since = sunset.succ_opt().unwrap_or(sunset);
        let words = sunset_words(kind, sunset);
        tell(kind, &version.entry, Some(version), since, words);
    }
    let spans: Vec<Span> = versions.iter().map(|version| version.span).collect();
    let soon = horizon.ahead(horizon.end_days);
    for (from, to) in gaps(&spans) {
        if from <= soon && to.is_none_or(|to| to >= horizon.today) {
            let ends = |version: &&Version| version.span.to == from.pred_opt();
            let version = versions.iter().find(ends);
            let words = gap_words(from, to);
            tell(Kind::TimelineEnds, &from.to_string(), version, from, words);
        }
    }
    for version in versions {
        if let Some(revocation) = &version.revocation {
            let words = revocation_words(version.span, revocation);
            let (entry, since) = (&version.entry, revocation.on);
            tell(Kind::KeyRevoked, entry, Some(version), since, words);
        }
    }
    found
}

/// The version in force whose sunset passed or comes soon, unless it ends before or another follows in time.
fn sunset_ahead(versions: &[Version], horizon: Horizon) -> Option<(&Version, NaiveDate)> {
    let covers =
        |span: Span| span.from <= horizon.today && span.to.is_none_or(|last| horizon.today <= last);
    let version = versions.iter().find(|version| covers(version.span))?;
    let sunset = version.sunset?;
    let is_near = sunset <= horizon.ahead(horizon.sunset_days);
    let ends_before = version.span.to.is_some_and(|last| last <= sunset);
    let in_time = |other: &Version| {
        let begins = other.span.from;
        begins > version.span.from && sunset.succ_opt().is_none_or(|next| begins <= next)
    };
    let is_followed = versions.iter().any(in_time);
    (is_near && !ends_before && !is_followed).then_some((version, sunset))
}

fn sunset_words(kind: Kind, sunset: NaiveDate) -> (String, String) {
    match kind == Kind::SunsetPassed {
        true => (
            format!(
                "生效规则包声明的复核日 {sunset} 已过，仍在答复且无后继版本：请复核并启用新版本，或重新声明复核日后上传"
            ),
            format!(
                "the package in force named {sunset} as its sunset; it still answers and no version follows: look at \
                 the rule again and activate a new version, or upload it with a new sunset"
            ),
        ),
        false => (
            format!("生效规则包声明的复核日 {sunset} 将至，之后无后继版本：请及时复核并启用新版本"),
            format!(
                "the package in force names {sunset} as its sunset and no version follows in time: look at the rule \
                 again and activate the next version"
            ),
        ),
    }
}

fn gap_words(from: NaiveDate, to: Option<NaiveDate>) -> (String, String) {
    match to {
        Some(to) => (
            format!("{from} 至 {to} 没有规则生效：请启用填补这些日期的版本"),
            format!("no rule is in force from {from} to {to}: activate a version for these days"),
        ),
        None => (
            format!(
                "自 {from} 起没有规则生效，也无后继版本：请启用后继版本，否则此后案件无地方扶持"
            ),
            format!(
                "no rule is in force from {from} on and none follows: activate a successor, or later cases get no \
                 local benefit"
            ),
        ),
    }
}

fn revocation_words(span: Span, revocation: &Revocation) -> (String, String) {
    let Revocation { key, reason, .. } = revocation;
    let from = span.from;
    let (until_zh, until_en) = match span.to {
        Some(last) => (format!("至 {last} "), format!("to {last}")),
        None => ("起".to_owned(), "on".to_owned()),
    };
    (
        format!(
            "签名密钥 {key} 已吊销（{reason}），{from} {until_zh}的规则不再答复，案件转人工：请由规则包所属单位用有效\
             密钥重新签名并上传，再以更正方式启用"
        ),
        format!(
            "the signing key {key} was revoked ({reason}): the rule from {from} {until_en} isn't asked and its cases go \
             to a person: have its owner sign the package with another key and upload it, then activate it as a correction"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn version(from: &str, to: &str, sunset: &str) -> Version {
        Version {
            entry: from.to_owned(),
            package: vec![1],
            span: Span {
                from: day(from),
                to: to.parse().ok(),
            },
            sunset: sunset.parse().ok(),
            revocation: None,
        }
    }

    fn told(versions: &[Version], today: &str) -> Vec<(Kind, NaiveDate)> {
        let horizon = Horizon {
            today: day(today),
            sunset_days: 90,
            end_days: 30,
        };
        let found = causes("440703", "tc.incentive@1", versions, horizon);
        found
            .iter()
            .map(|cause| (cause.kind, cause.since))
            .collect()
    }

    #[test]
    fn a_sunset_is_told_before_and_after_unless_a_version_follows_in_time() {
        let alone = [version("2025-01-01", "", "2025-12-31")];
        assert_eq!(told(&alone, "2025-10-01"), []);
        let since = day("2026-01-01");
        assert_eq!(told(&alone, "2025-10-02"), [(Kind::SunsetNear, since)]);
        assert_eq!(told(&alone, "2025-12-31"), [(Kind::SunsetNear, since)]);
        assert_eq!(told(&alone, "2026-01-01"), [(Kind::SunsetPassed, since)]);
        // It had not begun, or is over.
        assert_eq!(told(&alone, "2024-12-31"), []);

        let followed = |from: &str, last: &str| {
            let first = version("2025-01-01", last, "2025-12-31");
            [first, version(from, "", "2027-12-31")]
        };
        assert_eq!(
            told(&followed("2026-01-01", "2025-12-31"), "2025-12-01"),
            []
        );
        assert_eq!(
            told(&followed("2026-01-02", "2026-01-01"), "2025-12-01"),
            [(Kind::SunsetNear, since)]
        );
        assert_eq!(
            told(&followed("2026-01-02", "2026-01-01"), "2026-01-02"),
            []
        );
        let nameless = [version("2025-01-01", "", "")];
        assert_eq!(told(&nameless, "2099-01-01"), []);
    }

    #[test]
    fn days_without_a_rule_are_told_a_month_before_and_until_they_are_over() {
        let ending = [version("2025-01-01", "2025-06-30", "2027-12-31")];
        let since = day("2025-07-01");
        assert_eq!(told(&ending, "2025-05-31"), []);
        assert_eq!(told(&ending, "2025-06-01"), [(Kind::TimelineEnds, since)]);
        assert_eq!(told(&ending, "2030-06-01"), [(Kind::TimelineEnds, since)]);
        let gap = [
            version("2025-01-01", "2025-06-30", ""),
            version("2025-08-01", "", ""),
        ];
        assert_eq!(told(&gap, "2025-07-31"), [(Kind::TimelineEnds, since)]);
        assert_eq!(told(&gap, "2025-08-01"), []);
        let touching = [
            version("2025-01-01", "2025-06-30", ""),
            version("2025-07-01", "", ""),
        ];
        assert_eq!(told(&touching, "2025-06-15"), []);
    }

    #[test]
    fn every_version_of_a_revoked_key_is_told_past_ones_too() {
        let mut versions = [
            version("2024-01-01", "2024-12-31", ""),
            version("2025-01-01", "", ""),
        ];
        versions[0].revocation = Some(Revocation {
            key: "ab".to_owned(),
            reason: "lost".to_owned(),
            on: day("2025-02-01"),
        });
        let found = told(&versions, "2025-03-01");
        assert_eq!(found, [(Kind::KeyRevoked, day("2025-02-01"))]);
    }
}
