//! What may be the matter with what a programme of this service may spend.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use kezhuan_law::rule_trouble::{Kind, Trouble};

use super::budget::Ledger;

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
            "{year} 年度 {family} 项目预算为 {announced} 元，而账上已占用 {bound} 元，多出 {missing} 元：在有申请退出或撤销之前没有可用余额，新申请无法安排；请将预算调至不低于已占用金额，或处理占用预算的申请"
        ),
        en: format!(
            "{announced} yuan are appropriated for {family} in {year} and the books have bound {bound} yuan, {missing} more: nothing is \
             available and no new claim can be covered until claims give that back; appropriate at least what is bound, or settle claims that bind it"
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
