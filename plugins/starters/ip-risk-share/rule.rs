//! `ip.risk_share`: who bears how much of a loss. The shares add up to 10000.

use kezhuan_sdk::ip_risk_share::{Explanation, Facts, Guest, Mode, Outcome};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let pool = facts.header.number(match facts.mode {
            Mode::Loan => "loan_pool_bp",
            Mode::Insurance | Mode::Guarantee => "other_pool_bp",
        });
        let bank = 10_000 - pool;
        let share = |bp| u16::try_from(bp).expect("a share within the settings' bounds");
        Outcome {
            ok: true,
            reasons: vec![],
            explain: vec![Explanation::of("SHARES", &[pool, bank])],
            pool_bp: share(pool),
            bank_bp: share(bank),
            insurer_bp: 0,
            guarantor_bp: 0,
            valuer_bp: 0,
        }
    }
}

kezhuan_sdk::package!(ip_risk_share: Rule);
