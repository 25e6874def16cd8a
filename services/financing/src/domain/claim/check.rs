//! What a claim has to meet, and what the pool then pays: part of the principal lost, as far as its money goes.
//! The figures are illustrative, but for the pool's limit.
use kezhuan_law::Fen;
use kezhuan_law::money::basis_points_floor;

use super::Terms;
use crate::domain::code_list::code_list;

code_list! {
    /// Why the pool does not pay, in the order tested.
    Reason {
        OverdueTooShort = "OVERDUE_LT_60", "本金逾期未满规定天数", "the principal is not overdue for long enough";
        NoLegalAction = "NO_LEGAL_ACTION", "银行未起诉、仲裁或申请强制执行", "the bank has not sued, gone to arbitration or asked for enforcement";
        LatePoolFiling = "LATE_POOL_FILING", "放款后未在规定期限内向资金池备案", "the loan was filed with the pool too late";
        Ineligible = "INELIGIBLE", "贷款批准时不符合条件", "the loan was not eligible when approved";
    }
}

/// What a claim is tested on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    pub overdue_days: i64,
    pub legal_action: bool,
    /// Working days from the disbursement to the filing with the pool.
    pub filed_working_days: i64,
    /// Principal lost.
    pub loss: Fen,
    /// The pool's share of it.
    pub bp: u16,
    /// What the pool can pay.
    pub pool: Fen,
    pub eligible_at_approval: bool,
}

/// What the pool pays, or every reason why it does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Nothing when there are reasons.
    pub pay: Fen,
    pub reasons: Vec<Reason>,
}

/// Tests a claim.
pub fn check(facts: &Facts, terms: &Terms) -> Found {
    let reasons: Vec<Reason> = [
        (
            facts.overdue_days < i64::from(terms.overdue_days_min),
            Reason::OverdueTooShort,
        ),
        (!facts.legal_action, Reason::NoLegalAction),
        (
            facts.filed_working_days > i64::from(terms.pool_filing_working_days),
            Reason::LatePoolFiling,
        ),
        (!facts.eligible_at_approval, Reason::Ineligible),
    ]
    .into_iter()
    .filter_map(|(applies, reason)| applies.then_some(reason))
    .collect();
    let share = Fen(basis_points_floor(facts.loss.get(), facts.bp));
    let pay = match reasons.is_empty() {
        true => share.min(facts.pool).max(Fen::ZERO),
        false => Fen::ZERO,
    };
    Found { pay, reasons }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        Facts {
            overdue_days: 60,
            legal_action: true,
            filed_working_days: 10,
            loss: Fen(1_001),
            bp: 4_000,
            pool: Fen(1_000),
            eligible_at_approval: true,
        }
    }

    #[test]
    fn each_condition_has_its_limit_and_its_reason() {
        let terms = Terms::default();
        assert_eq!(check(&facts(), &terms).pay, Fen(400));
        let none = Facts {
            overdue_days: 59,
            legal_action: false,
            filed_working_days: 11,
            eligible_at_approval: false,
            ..facts()
        };
        let found = check(&none, &terms);
        assert_eq!(
            (found.pay, found.reasons),
            (Fen::ZERO, Reason::ALL.to_vec())
        );
    }

    #[test]
    fn the_pool_pays_no_more_than_it_has() {
        for (pool, pay) in [(400, 400), (399, 399), (0, 0), (-5, 0)] {
            let facts = Facts {
                pool: Fen(pool),
                ..facts()
            };
            assert_eq!(check(&facts, &Terms::default()).pay, Fen(pay), "{pool}");
        }
    }
}
