//! What payments say of the interest.
use super::*;

#[test]
fn interest_accrues_on_what_is_owed_from_payment_to_payment() {
    let mut loan = active();
    // In either order: 300 for 121 days, then 200 for 244.
    let part = [paid("2026-05-06", 100, 3), paid("2026-03-02", 0, 1)];
    for payments in [part.to_vec(), part.iter().rev().cloned().collect()] {
        loan.payments = payments;
        // 85,100 fen-days at 3.65 % are 8.63 fen.
        assert_eq!(loan.interest_until(date("2027-01-05")), Some(Fen(9)));
        assert_eq!(loan.interest_until(date("2026-01-05")), Some(Fen::ZERO));
    }
    assert_eq!(contracted().interest_until(date("2027-01-05")), None);
}

#[test]
fn penalty_interest_is_told_apart() {
    let mut loan = active();
    let mut late = paid("2026-12-31", 0, 5);
    late.penalty = Fen(2);
    loan.payments = vec![paid("2026-05-06", 0, 3), late, paid("2027-01-01", 0, 90)];
    let (total, penalty) = (Fen(10), Fen(2));
    assert_eq!(
        loan.interest_paid_in(2026),
        Ok(InterestPaid { total, penalty })
    );
}

#[test]
fn a_subsidy_goes_by_the_rule_of_the_day_of_its_last_interest() {
    let mut loan = active();
    loan.payments = vec![
        paid("2026-08-03", 0, 3),
        paid("2026-05-06", 0, 3),
        paid("2026-11-02", 100, 0),
        paid("2027-01-01", 0, 90),
    ];
    assert_eq!(loan.interest_paid_on(2026), date("2026-08-03"));
    assert_eq!(loan.interest_paid_on(2025), date("2025-12-31"));
}

#[test]
fn what_another_loan_took_over_accrues_there() {
    let renew = Command::Renew {
        new_loan: Uuid::from_u128(8),
        principal: Fen(300),
    };
    let loan = desk("2026-05-06").done(&active(), renew).loan;
    // 300 for 121 days: 36,300 fen-days at 3.65 % are 3.68 fen.
    assert_eq!(loan.interest_until(date("2026-05-06")), Some(Fen(4)));
    assert_eq!(loan.interest_until(date("2027-01-05")), Some(Fen(4)));
}
