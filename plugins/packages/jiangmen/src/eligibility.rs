//! `ip.eligibility`: the conditions of 邑科贷; the city has none for other products.

use kezhuan_sdk::ip_eligibility::{Explanation, Facts, Guest, Outcome, Product};

pub struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        if facts.product != Product::YiKeDai {
            return outcome(vec![], vec![]);
        }
        let line = facts.header.number("credit_max_fen");
        let owed = facts.enterprise.outstanding_fen + facts.amount_fen;
        outcome(
            reasons(&facts, owed, line),
            vec![Explanation::of("CREDIT_LINE", &[owed, line])],
        )
    }
}

fn reasons(facts: &Facts, owed: i64, line: i64) -> Vec<String> {
    let (header, enterprise) = (&facts.header, &facts.enterprise);
    let violation = enterprise.violation_months.map(i64::from);
    let other_bank = enterprise.bank_this_year.as_ref();
    [
        ("LISTED", enterprise.is_listed),
        (
            "REVENUE",
            enterprise.revenue_fen > header.number("revenue_max_fen"),
        ),
        ("NO_QUALIFICATION", enterprise.qualifications.is_empty()),
        (
            "VIOLATION",
            violation.is_some_and(|months| months < header.number("violation_months")),
        ),
        (
            "OTHER_BANK_THIS_YEAR",
            other_bank.is_some_and(|bank| *bank != facts.bank),
        ),
        (
            "SINGLE_LOAN_CAP",
            facts.amount_fen > header.number("loan_max_fen"),
        ),
        ("CREDIT_CAP", owed > line),
        (
            "TERM",
            i64::from(facts.term_months) > header.number("term_months_max"),
        ),
    ]
    .into_iter()
    .filter(|(_, applies)| *applies)
    .map(|(code, _)| code.into())
    .collect()
}

fn outcome(reasons: Vec<String>, explain: Vec<Explanation>) -> Outcome {
    Outcome {
        ok: reasons.is_empty(),
        reasons,
        explain,
    }
}
