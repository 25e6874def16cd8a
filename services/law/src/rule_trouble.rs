//! What may be the matter with a rule that a service asks, or with what its programme may spend, and what the owner is told.
use chrono::NaiveDate;

/// What kind of thing is the matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Its package can't be loaded: each process sees that for itself.
    PackageNotLoaded,
    RuleNotAsked,
    CasesWithoutRule,
    /// What was announced is less than the books had bound: nothing is available.
    AppropriationBelowBound,
}

impl Kind {
    pub const ALL: [Kind; 4] = [
        Kind::PackageNotLoaded,
        Kind::RuleNotAsked,
        Kind::CasesWithoutRule,
        Kind::AppropriationBelowBound,
    ];

    /// Whether it takes a look through all decisions to find.
    pub fn is_of_decisions(self) -> bool {
        match self {
            Kind::RuleNotAsked | Kind::CasesWithoutRule => true,
            Kind::PackageNotLoaded | Kind::AppropriationBelowBound => false,
        }
    }

    /// As it is stored, and called between services.
    pub fn code(self) -> &'static str {
        match self {
            Kind::PackageNotLoaded => "PACKAGE_NOT_LOADED",
            Kind::RuleNotAsked => "RULE_NOT_ASKED",
            Kind::CasesWithoutRule => "CASES_WITHOUT_RULE",
            Kind::AppropriationBelowBound => "APPROPRIATION_BELOW_BOUND",
        }
    }
}

/// One thing that is the matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub kind: Kind,
    pub tenant: String,
    /// Empty where it is about no hook.
    pub hook: String,
    /// Tells two causes of one kind and hook apart.
    pub subject: String,
    pub package: Option<Vec<u8>>,
    pub since: NaiveDate,
    pub zh: String,
    pub en: String,
}

/// The beginning of a digest, as people compare them.
fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}

/// A package in force can't be loaded, and why; `last_good` answers in its place.
pub fn not_loaded(
    (service, tenant, hook): (&str, &str, &str),
    package: (&str, &[u8]),
    why: &str,
    last_good: Option<&str>,
    today: NaiveDate,
) -> Trouble {
    let (digest, bytes) = package;
    let meanwhile = match last_good.map(short) {
        Some(last_good) => (
            format!("由此前可用的规则包 {last_good} 代为答复"),
            format!("the last good package {last_good} answers in its place"),
        ),
        None => (
            "此前没有可用的规则包，案件转人工".to_owned(),
            "no package before it can answer, so its cases go to a person".to_owned(),
        ),
    };
    let named = short(digest);
    Trouble {
        kind: Kind::PackageNotLoaded,
        tenant: tenant.to_owned(),
        hook: hook.to_owned(),
        subject: digest.to_owned(),
        package: Some(bytes.to_vec()),
        since: today,
        zh: format!(
            "{service} 服务不能装载生效的规则包 {named}（{why}），{}：服务会自动重试；持续不行请联系运维，或启用另一版本",
            meanwhile.0
        ),
        en: format!(
            "the {service} service can't load package {named}, which is in force ({why}); {}: it is tried again by \
             itself; if that goes on, tell the operators or activate another version",
            meanwhile.1
        ),
    }
}

/// A rule in force that no case asked for so many days.
pub fn not_asked(
    (tenant, hook): (&str, &str),
    package: (&str, &[u8]),
    since: NaiveDate,
    days: u32,
) -> Trouble {
    let (digest, bytes) = package;
    let named = short(digest);
    Trouble {
        kind: Kind::RuleNotAsked,
        tenant: tenant.to_owned(),
        hook: hook.to_owned(),
        subject: digest.to_owned(),
        package: Some(bytes.to_vec()),
        since,
        zh: format!(
            "该规则（现行规则包 {named}）自 {since} 起 {days} 天以上没有案件询问：请核对其适用条件与日期，不再需要的请设定失效日期"
        ),
        en: format!(
            "no case asked this rule, today package {named}, for more than {days} days, since {since}: check its \
             conditions and dates, or end it if it is no longer needed"
        ),
    }
}

/// Cases that were decided without a rule, on days that still have none.
pub fn without_rule(
    (tenant, hook): (&str, &str),
    cases: i64,
    (first, last): (NaiveDate, NaiveDate),
) -> Trouble {
    Trouble {
        kind: Kind::CasesWithoutRule,
        tenant: tenant.to_owned(),
        hook: hook.to_owned(),
        subject: String::new(),
        package: None,
        since: first,
        zh: format!(
            "{cases} 件案件的法定日期（{first} 至 {last}）没有本地规则生效，只按法定规则办理：如非本意，请启用覆盖这些日期的版本"
        ),
        en: format!(
            "{cases} cases with legal dates from {first} to {last} were decided by the law alone, since no local rule was \
             in force: if that is not meant, activate a version for these days"
        ),
    }
}
