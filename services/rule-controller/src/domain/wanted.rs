//! What a resource asks for, as far as it can be judged without asking anybody.
use kezhuan_artifacts::Pinned;

use super::{Allowed, Mark, Problem};
use crate::resource;

const SHA256_DIGITS: usize = 64;

/// A resource that makes sense.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// `namespace/name`.
    pub place: String,
    pub uid: String,
    pub owner: String,
    pub author: String,
    pub source: Source,
    pub periods: Vec<Period>,
}

/// Where the package is.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    Registry(Pinned),
    /// At the rules service: `packages/{sha256}`.
    Service(String),
}

/// Days on which it is to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    pub hook: String,
    pub tenant: String,
    pub from: String,
    /// Empty = open.
    pub to: String,
    /// Empty = the package's own figures.
    pub settings_json: String,
    pub applies_to_open_cases: bool,
    pub corrects: bool,
    pub reason: String,
}

impl Wanted {
    /// Reads a resource of `namespace`.
    pub fn of(
        (namespace, name, uid): (&str, &str, &str),
        spec: &resource::RulePackageSpec,
        allowed: &Allowed,
    ) -> Result<Wanted, Problem> {
        let source = source(&spec.source)?;
        if let Source::Registry(pinned) = &source {
            allowed.may_pull(pinned)?;
            allowed.speaks_for(namespace, &spec.owner)?;
            if spec.author.trim().is_empty() {
                return Err(Problem::new(
                    "AuthorMissing",
                    "请在 spec.author 中写明规则包的编写人，编写人不得批准启用",
                    "name who made the package in spec.author: he agrees to none of its activations",
                ));
            }
        }
        let periods = spec.timeline.iter().map(|given| period(given, &spec.owner));
        let periods = periods.collect::<Result<Vec<_>, _>>()?;
        for period in &periods {
            allowed.speaks_for(namespace, &period.tenant)?;
        }
        Ok(Wanted {
            place: format!("{namespace}/{name}"),
            uid: uid.to_owned(),
            owner: spec.owner.clone(),
            author: spec.author.trim().to_owned(),
            source,
            periods,
        })
    }

    /// Whether the package, which says it is of `named`, is of the owner whose key is asked for.
    pub fn is_of(&self, named: &str) -> Result<(), Problem> {
        let owner = &self.owner;
        match named == owner {
            true => Ok(()),
            false => Err(Problem::new(
                "OwnerDiffers",
                format!("规则包写明所属单位为 {named}，与 spec.owner（{owner}）不符，请更正其一"),
                format!(
                    "the package says it is of {named}, and spec.owner is {owner}: correct one of them"
                ),
            )),
        }
    }

    /// What a proposal of `period` with `package` is known by.
    pub fn mark(&self, package: &str, period: &Period) -> Mark {
        let flags = format!("{} {}", period.applies_to_open_cases, period.corrects);
        let parts = [
            package,
            &period.hook,
            &period.tenant,
            &period.from,
            &period.to,
            &period.settings_json,
            &flags,
            &period.reason,
        ];
        Mark::of(&self.place, &self.uid, &parts)
    }
}

fn source(given: &resource::Source) -> Result<Source, Problem> {
    match (&given.oci, &given.digest) {
        (Some(text), None) => text.parse().map(Source::Registry).map_err(|error| {
            Problem::new(
                "ReferenceInvalid",
                format!("spec.source.oci 有误，请填写 kezhuan rules push 打印的引用：{text}"),
                format!("spec.source.oci: {error}"),
            )
        }),
        (None, Some(digest)) => {
            let is_hex = |digit: u8| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit);
            match digest.len() == SHA256_DIGITS && digest.bytes().all(is_hex) {
                true => Ok(Source::Service(format!("packages/{digest}"))),
                false => Err(Problem::new(
                    "DigestInvalid",
                    "spec.source.digest 有误，应为 64 位小写十六进制 SHA-256",
                    "spec.source.digest: give the SHA-256 as 64 lower-case hex digits",
                )),
            }
        }
        (Some(_), Some(_)) | (None, None) => Err(Problem::new(
            "SourceAmbiguous",
            "spec.source 须且只须填写 oci 或 digest 之一",
            "spec.source: give oci or digest, and not both",
        )),
    }
}

fn period(given: &resource::Period, owner: &str) -> Result<Period, Problem> {
    if given.reason.trim().is_empty() {
        return Err(Problem::new(
            "ReasonMissing",
            format!("请为 {} 写明依据（reason）", given.hook),
            format!(
                "say why {} is to change, for the record (reason)",
                given.hook
            ),
        ));
    }
    // The map is sorted by its keys: the same figures are the same text.
    let settings_json = match given.settings.is_empty() {
        true => String::new(),
        false => serde_json::to_string(&given.settings).map_err(|error| {
            Problem::new(
                "SettingsInvalid",
                format!("{} 的参数有误", given.hook),
                format!("settings of {}: {error}", given.hook),
            )
        })?,
    };
    Ok(Period {
        hook: given.hook.clone(),
        tenant: given.tenant.clone().unwrap_or_else(|| owner.to_owned()),
        from: given.from.clone(),
        to: given.to.clone().unwrap_or_default(),
        settings_json,
        applies_to_open_cases: given.applies_to_open_cases,
        corrects: given.corrects,
        reason: given.reason.trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed() -> Allowed {
        Allowed::parse("pengjiang=440703", "registry.example.org/rules/").unwrap()
    }

    fn spec() -> resource::RulePackageSpec {
        resource::RulePackageSpec {
            owner: "440703".to_owned(),
            author: " li ".to_owned(),
            source: resource::Source {
                oci: Some(format!(
                    "registry.example.org/rules/pengjiang@sha256:{}",
                    "0".repeat(64)
                )),
                digest: None,
            },
            timeline: vec![resource::Period {
                hook: "tc.incentive@1".to_owned(),
                from: "2026-01-01".to_owned(),
                reason: "扶持办法".to_owned(),
                settings: [("b".to_owned(), 2.into()), ("a".to_owned(), 1.into())].into(),
                ..resource::Period::default()
            }],
        }
    }

    fn read(spec: &resource::RulePackageSpec) -> Result<Wanted, &'static str> {
        Wanted::of(("pengjiang", "incentive", "u-1"), spec, &allowed())
            .map_err(|problem| problem.reason)
    }

    #[test]
    fn what_is_left_out_is_the_owners_and_figures_have_one_order() {
        let wanted = read(&spec()).unwrap();
        assert_eq!(wanted.author, "li");
        assert_eq!(wanted.periods[0].tenant, "440703");
        assert_eq!(wanted.periods[0].settings_json, r#"{"a":1,"b":2}"#);
    }

    #[test]
    fn a_package_that_says_it_is_anothers_is_refused() {
        let wanted = read(&spec()).unwrap();
        assert_eq!(wanted.is_of("440703"), Ok(()));
        let refused = wanted.is_of("440705").unwrap_err();
        assert_eq!(refused.reason, "OwnerDiffers", "{refused}");
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        let changed = |change: fn(&mut resource::RulePackageSpec)| {
            let mut spec = spec();
            change(&mut spec);
            read(&spec).unwrap_err()
        };
        assert_eq!(
            changed(|spec| spec.owner = "440705".to_owned()),
            "ForeignTenant"
        );
        assert_eq!(
            changed(|spec| spec.timeline[0].tenant = Some("440705".to_owned())),
            "ForeignTenant"
        );
        assert_eq!(
            changed(|spec| spec.author = " ".to_owned()),
            "AuthorMissing"
        );
        assert_eq!(changed(|spec| spec.source.oci = None), "SourceAmbiguous");
        assert_eq!(
            changed(|spec| spec.source.digest = Some("0".repeat(64))),
            "SourceAmbiguous"
        );
        assert_eq!(
            changed(|spec| spec.source.oci = Some("registry.example.org/rules/p:1".to_owned())),
            "ReferenceInvalid"
        );
        assert_eq!(
            changed(|spec| {
                spec.source.oci = Some(format!("elsewhere.net/rules/p@sha256:{}", "0".repeat(64)));
            }),
            "RegistryNotAllowed"
        );
        assert_eq!(
            changed(|spec| spec.timeline[0].reason = String::new()),
            "ReasonMissing"
        );
    }

    #[test]
    fn a_package_that_the_service_has_needs_no_author_and_may_be_anybodys() {
        let mut spec = spec();
        spec.source = resource::Source {
            oci: None,
            digest: Some("a".repeat(64)),
        };
        spec.owner = "440705".to_owned();
        spec.author = String::new();
        spec.timeline[0].tenant = Some("440703".to_owned());
        let wanted = read(&spec).unwrap();
        assert_eq!(
            wanted.source,
            Source::Service(format!("packages/{}", "a".repeat(64)))
        );
        spec.source.digest = Some("A".repeat(64));
        assert_eq!(read(&spec).unwrap_err(), "DigestInvalid");
    }

    #[test]
    fn whatever_people_agree_to_is_in_the_mark() {
        let wanted = read(&spec()).unwrap();
        let period = &wanted.periods[0];
        let mark = |period: &Period| wanted.mark("packages/1", period);
        let changes: [fn(&mut Period); 8] = [
            |period| period.hook.push('x'),
            |period| period.tenant.push('x'),
            |period| period.from.push('x'),
            |period| period.to.push('x'),
            |period| period.settings_json.push('x'),
            |period| period.applies_to_open_cases = true,
            |period| period.corrects = true,
            |period| period.reason.push('x'),
        ];
        for change in changes {
            let mut other = period.clone();
            change(&mut other);
            assert_ne!(mark(&other), mark(period), "{other:?}");
        }
        assert_ne!(wanted.mark("packages/2", period), mark(period));
    }
}
