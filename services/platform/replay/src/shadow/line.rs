//! A line of the ledger: what a decision and its shadow said, and how it is counted. The sum of the lines is what a replay
//! of the same decisions gives.
use kezhuan_database::PastDecision;
use kezhuan_database::shadow::LedgerRow;

use crate::run::{Compared, division};
use crate::standing::{self, Change, Standing};
use crate::tally::Tally;

/// A candidate may say what it likes; of its codes so many are kept, and so much of each.
const REASONS_MAX: usize = 50;
const REASON_CHARS_MAX: usize = 100;

/// How the two sides stand to each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Same,
    /// They differ in nothing but the words of their reasoning.
    Explained,
    Changed,
}

impl Verdict {
    const ALL: [Verdict; 3] = [Verdict::Same, Verdict::Explained, Verdict::Changed];

    /// As it is stored.
    fn code(self) -> &'static str {
        match self {
            Verdict::Same => "SAME",
            Verdict::Explained => "EXPLAINED",
            Verdict::Changed => "CHANGED",
        }
    }

    fn parse(text: &str) -> Option<Verdict> {
        Verdict::ALL
            .into_iter()
            .find(|verdict| verdict.code() == text)
    }
}

/// What is kept of one answer.
pub(super) fn line(
    leaf_index: i64,
    past: &PastDecision,
    compared: &Compared,
    amount: Option<&str>,
) -> LedgerRow {
    let (verdict, before, after) = match compared {
        Compared::Same { failed } => {
            // What the service refused is no failure of the package.
            let both = Standing {
                answered: !failed,
                ..standing::before(past, amount)
            };
            (Verdict::Same, both.clone(), both)
        }
        Compared::Other(change) => {
            let verdict = match change.only_explained {
                true => Verdict::Explained,
                false => Verdict::Changed,
            };
            (verdict, change.before.clone(), change.after.clone())
        }
    };
    LedgerRow {
        decision_id: past.id,
        leaf_index,
        case_id: past.case_id,
        tenant: division(past).to_owned(),
        legal_date: past.legal_date,
        verdict: verdict.code().to_owned(),
        before_answered: before.answered,
        before_ok: before.ok,
        before_fen: before.amount_fen,
        before_reasons: kept(before.reasons),
        after_answered: after.answered,
        after_ok: after.ok,
        after_fen: after.amount_fen,
        after_reasons: kept(after.reasons),
        outdone: past.outdone,
    }
}

/// Postgres takes no NUL in a text.
fn kept(reasons: Vec<String>) -> Vec<String> {
    let reasons = reasons.iter().take(REASONS_MAX);
    let shortened = reasons.map(|reason| {
        let chars = reason.chars().filter(|char| *char != '\0');
        chars.take(REASON_CHARS_MAX).collect()
    });
    shortened.collect()
}

/// Adds a line to the sum; answers it where the decision would have been another one.
pub(super) fn count(tally: &mut Tally, row: LedgerRow) -> Option<Change> {
    let verdict = Verdict::parse(&row.verdict);
    if verdict == Some(Verdict::Same) {
        let failed = !row.before_answered;
        let granted_fen = (!row.outdone).then_some(row.before_fen);
        tally.same((&row.tenant, row.legal_date), failed, granted_fen);
        return None;
    }
    let change = Change {
        decision: row.decision_id,
        case_id: row.case_id,
        division: row.tenant,
        legal_date: row.legal_date,
        before: Standing {
            answered: row.before_answered,
            ok: row.before_ok,
            amount_fen: row.before_fen,
            reasons: row.before_reasons,
        },
        after: Standing {
            answered: row.after_answered,
            ok: row.after_ok,
            amount_fen: row.after_fen,
            reasons: row.after_reasons,
        },
        only_explained: verdict == Some(Verdict::Explained),
        outdone: row.outdone,
    };
    tally.other(&change);
    (!change.only_explained).then_some(change)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn past(kind: &'static str, outcome: &'static str) -> PastDecision {
        PastDecision {
            id: Uuid::from_u128(1),
            case_id: Uuid::from_u128(2),
            tenant: "440703".into(),
            legal_date: "2025-03-31".parse().unwrap(),
            outcome_kind: kind.into(),
            reasons: None,
            input: "{}".into(),
            outcome: outcome.into(),
            outdone: false,
        }
    }

    fn other(past: &PastDecision, after: Standing, only_explained: bool) -> Compared {
        Compared::Other(Change {
            decision: past.id,
            case_id: past.case_id,
            division: division(past).to_owned(),
            legal_date: past.legal_date,
            before: standing::before(past, Some("amount_fen")),
            after,
            only_explained,
            outdone: past.outdone,
        })
    }

    /// What is summed from stored lines is what is summed from the answers themselves.
    #[test]
    fn a_line_counts_like_the_answer_it_was_made_of() {
        let paid = past(
            "ANSWERED",
            r#"{"amount_fen":7,"ok":true,"reasons":["PAID"]}"#,
        );
        let failed = past("FAILED", r#"{"failed":"TRAP"}"#);
        let granted = Standing {
            answered: true,
            ok: true,
            amount_fen: 9,
            reasons: vec!["MORE".to_owned()],
        };
        let outdone = PastDecision {
            outdone: true,
            ..paid.clone()
        };
        let same = |failed| Compared::Same { failed };
        for (past, compared) in [
            (&paid, same(false)),
            (&failed, same(true)),
            (&outdone, same(false)),
            (&outdone, other(&outdone, granted.clone(), false)),
            (&paid, other(&paid, granted.clone(), false)),
            (
                &paid,
                other(&paid, standing::before(&paid, Some("amount_fen")), true),
            ),
            (&failed, other(&failed, granted.clone(), false)),
            (&paid, other(&paid, Standing::default(), false)),
        ] {
            let (mut direct, mut stored) = (Tally::default(), Tally::default());
            let changed = match &compared {
                Compared::Same { failed } => {
                    let amount = standing::amount_before(past, Some("amount_fen"));
                    let granted_fen = (!past.outdone).then_some(amount);
                    direct.same((division(past), past.legal_date), *failed, granted_fen);
                    None
                }
                Compared::Other(change) => {
                    direct.other(change);
                    (!change.only_explained).then(|| change.clone())
                }
            };
            let row = line(3, past, &compared, Some("amount_fen"));
            assert_eq!(row.leaf_index, 3);
            assert_eq!(count(&mut stored, row), changed);
            assert_eq!(stored, direct);
        }
    }

    #[test]
    fn what_a_candidate_says_too_much_is_not_kept() {
        let long = format!("A\0{}", "长".repeat(200));
        let said = kept(vec![long; 60]);
        assert_eq!((said.len(), said[0].chars().count()), (50, 100));
        assert!(!said[0].contains('\0'));
    }
}
