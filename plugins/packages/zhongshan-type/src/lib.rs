//! Zhongshan's shares of a loss: pool, insurer and valuer have theirs, the bank the rest.

use kezhuan_sdk::ip_risk_share::{Explanation, Facts, Guest, Mode, Outcome};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        match facts.mode {
            Mode::Insurance => {
                let [pool, insurer, valuer] =
                    ["pool_bp", "insurer_bp", "valuer_bp"].map(|name| facts.header.number(name));
                let bank = 10_000 - pool - insurer - valuer;
                let shares = [pool, bank, insurer, valuer];
                outcome(None, vec![Explanation::of("SHARES", &shares)], shares)
            }
            Mode::Loan | Mode::Guarantee => outcome(Some("MODE"), vec![], [0; 4]),
        }
    }
}

fn outcome(
    refusal: Option<&str>,
    explain: Vec<Explanation>,
    [pool, bank, insurer, valuer]: [i64; 4],
) -> Outcome {
    // Figures that leave the bank less than nothing stop the rule, and a person decides.
    let share = |bp| u16::try_from(bp).expect("a share of the loss");
    Outcome {
        ok: refusal.is_none(),
        reasons: refusal.map(Into::into).into_iter().collect(),
        explain,
        pool_bp: share(pool),
        bank_bp: share(bank),
        insurer_bp: share(insurer),
        guarantor_bp: 0,
        valuer_bp: share(valuer),
    }
}

kezhuan_sdk::package!(ip_risk_share: Rule);
