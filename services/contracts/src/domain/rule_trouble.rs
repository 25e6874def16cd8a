//! What may be the matter with a rule that this service asks, or with what its programme may spend, and what the owner
//! is told.
use chrono::NaiveDate;
use kezhuan_law::Fen;

use super::budget::Ledger;

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
    (tenant, hook): (&str, &str),
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
            "contracts 服务不能装载生效的规则包 {named}（{why}），{}：服务会自动重试；持续不行请联系运维，或启用另一版本",
            meanwhile.0
        ),
        en: format!(
            "the contracts service can't load package {named}, which is in force ({why}); {}: it is tried again by \
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
            "生效的规则包 {named} 自 {since} 起 {days} 天以上没有案件询问：请核对其适用条件与日期，不再需要的请设定失效日期"
        ),
        en: format!(
            "no case asked package {named}, which is in force, for more than {days} days, since {since}: check its \
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
            "{cases} 件案件的法定日期（{first} 至 {last}）没有规则生效，按无地方扶持处理：如非本意，请启用覆盖这些日期的版本"
        ),
        en: format!(
            "{cases} cases with legal dates from {first} to {last} were decided without a rule and got no local \
             benefit: if that is not meant, activate a version for these days"
        ),
    }
}

/// A programme-year whose books have bound more than was announced since; nothing where they agree.
pub fn below_bound(
    (tenant, family, year): (&str, &str, i32),
    ledger: &Ledger,
    today: NaiveDate,
) -> Option<Trouble> {
    let Ledger { announced, .. } = *ledger;
    let bound = ledger.bound();
    let missing = Fen(bound.get().saturating_sub(announced.get()));
    (missing > Fen::ZERO).then(|| Trouble {
        kind: Kind::AppropriationBelowBound,
        tenant: tenant.to_owned(),
        hook: String::new(),
        subject: format!("{family}/{year}"),
        package: None,
        since: today,
        zh: format!(
            "{year} 年度 {family} 项目预算为 {announced} 元，而账上已占用 {bound} 元，多出 {missing} 元：在有申请退出或撤销之前             没有可用余额，新申请无法安排；请将预算调至不低于已占用金额，或处理占用预算的申请"
        ),
        en: format!(
            "{announced} yuan are appropriated for {family} in {year} and the books have bound {bound} yuan, {missing} more:              nothing is available and no new claim can be covered until claims give that back; appropriate at least what              is bound, or settle claims that bind it"
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::budget::Entry;

    #[test]
    fn books_that_bound_more_than_was_announced_are_told_with_the_difference() {
        let today = NaiveDate::default();
        let told = |ledger: &Ledger| below_bound(("440703", "tc.incentive", 2025), ledger, today);
        let bound = Ledger::new(Fen(300), false)
            .book(Entry::Reserve(Fen(200)))
            .unwrap();
        for announced in [200, 250] {
            assert_eq!(
                told(&bound.book(Entry::Announce(Fen(announced))).unwrap()),
                None
            );
        }
        let less = bound.book(Entry::Announce(Fen(150))).unwrap();
        let trouble = told(&less).unwrap();
        assert_eq!(
            (trouble.subject.as_str(), trouble.hook.as_str()),
            ("tc.incentive/2025", "")
        );
        for text in [&trouble.zh, &trouble.en] {
            for figure in ["1.50", "2.00", "0.50"] {
                assert!(text.contains(figure), "{text}");
            }
        }
        let agreed = less.book(Entry::Release(Fen(50))).unwrap();
        assert_eq!(told(&agreed), None);
    }
}
