//! What is paid, and what comes back.
use super::*;

fn recover(amount: i64) -> Command {
    Command::RecordRecovery {
        amount: Fen(amount),
    }
}

#[test]
fn it_is_paid_after_its_notice_by_someone_who_did_not_approve() {
    assert_eq!(
        refused(&published(), "2026-03-13", &payer(), Command::Pay),
        "NOTICE_NOT_OVER"
    );
    let approver = person("wu", Role::FinancePayer);
    assert_eq!(
        refused(&published(), "2026-03-14", &approver, Command::Pay),
        "SAME_PERSON"
    );
    let paid = done(&published(), "2026-03-14", &payer(), Command::Pay);
    let (city, county) = (Fen(150), Fen(350));
    assert_eq!(paid.posting, Some(Posting::Subsidise { city, county }));
}

#[test]
fn a_breach_while_a_commitment_runs_takes_the_grant_back() {
    let breach = || Command::RecordBreach {
        reason: text("moved away"),
    };
    assert_eq!(
        refused(&paid(), "2031-03-04", &amr(), breach()),
        "NO_COMMITMENT_IN_FORCE"
    );
    let on_its_last_day = done(&paid(), "2031-03-03", &amr(), breach()).claim;
    assert_eq!(on_its_last_day.state, State::Recovering);
    let recovering = recovering();
    for amount in [0, -1, 501] {
        assert_eq!(
            refused(&recovering, "2027-04-01", &payer(), recover(amount)),
            "RECOVERY_OUT_OF_RANGE"
        );
    }
    let part = done(&recovering, "2027-04-01", &payer(), recover(1));
    assert_eq!(part.claim.state, State::Recovering);
    // Three fen in ten are the city's: of one, none.
    let (city, county) = (Fen::ZERO, Fen(1));
    assert_eq!(part.posting, Some(Posting::ReturnSubsidy { city, county }));
    let rest = done(&part.claim, "2027-04-01", &payer(), recover(499));
    assert_eq!(rest.claim.state, State::Recovered);
    let (city, county) = (Fen(150), Fen(349));
    assert_eq!(rest.posting, Some(Posting::ReturnSubsidy { city, county }));
}
