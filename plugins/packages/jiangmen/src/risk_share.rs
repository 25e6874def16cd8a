//! `ip.risk_share`: the pool bears 30 to 40 % by the mode, insurer or guarantor what was agreed, the bank the rest. A bank
//! of whose loans too many were claimed has no new ones covered.

use kezhuan_sdk::ip_risk_share::{Explanation, Facts, Guest, Mode, Outcome};

pub struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        if i64::from(facts.npl_bp) > header.number("suspended_above_bp") {
            return outcome(Some("SUSPENDED"), vec![], [0; 4]);
        }
        let (pool, insurer, guarantor) = match facts.mode {
            Mode::Loan => (header.number("loan_pool_bp"), 0, 0),
            Mode::Insurance => (
                header.number("insurance_pool_bp"),
                header.number("insurer_bp"),
                0,
            ),
            Mode::Guarantee => (
                header.number("guarantee_pool_bp"),
                0,
                header.number("guarantor_bp"),
            ),
        };
        let bank = 10_000 - pool - insurer - guarantor;
        let shares = [pool, bank, insurer, guarantor];
        outcome(None, vec![Explanation::of("SHARES", &shares)], shares)
    }
}

fn outcome(
    refusal: Option<&str>,
    explain: Vec<Explanation>,
    [pool, bank, insurer, guarantor]: [i64; 4],
) -> Outcome {
    // The settings' bounds leave the bank a share; beyond them the rule stops and a person decides.
    let share = |bp| u16::try_from(bp).expect("a share within its bounds");
    Outcome {
        ok: refusal.is_none(),
        reasons: refusal.map(Into::into).into_iter().collect(),
        explain,
        pool_bp: share(pool),
        bank_bp: share(bank),
        insurer_bp: share(insurer),
        guarantor_bp: share(guarantor),
        valuer_bp: 0,
    }
}
