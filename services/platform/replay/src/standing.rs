//! What came of a question, as far as people compare it: whether it was granted, what is paid, and why.
use chrono::NaiveDate;
use kezhuan_database::PastDecision;
use kezhuan_rule_host::{Outcome, canonical};
use serde_json::Value;
use uuid::Uuid;

/// One answer, or why there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// A rule answered, and the service took the answer.
    pub answered: bool,
    pub ok: bool,
    /// What is paid; only where it is granted.
    pub amount_fen: i64,
    pub reasons: Vec<String>,
}

/// A decision that would have been another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub decision: Uuid,
    pub case_id: Uuid,
    /// The case's tenant.
    pub division: String,
    pub legal_date: NaiveDate,
    pub before: Standing,
    pub after: Standing,
    /// The answer differs in nothing but the words of its reasoning.
    pub only_explained: bool,
    /// Another decision stands in its place: no money hangs on it.
    pub outdone: bool,
}

impl Change {
    /// What the budget pays more.
    pub fn delta_fen(&self) -> i128 {
        i128::from(self.after.amount_fen) - i128::from(self.before.amount_fen)
    }

    /// Granted before and not now, or the other way round.
    pub fn is_flip(&self) -> bool {
        self.before.ok != self.after.ok
    }
}

/// The stored side; `amount` names the figure of the outcome that is paid.
pub(crate) fn before(past: &PastDecision, amount: Option<&str>) -> Standing {
    let outcome = serde_json::from_slice(&past.outcome).unwrap_or(Value::Null);
    if is_answered(past) {
        return answered(&outcome, amount);
    }
    let stored = past.reasons.as_deref();
    let reasons = match stored.map(serde_json::from_slice) {
        Some(Ok(reasons)) => reasons,
        Some(Err(_)) | None => unanswered(&outcome),
    };
    Standing {
        reasons,
        ..Standing::default()
    }
}

/// What the stored side pays, without the rest of it.
pub(crate) fn amount_before(past: &PastDecision, amount: Option<&str>) -> i64 {
    let Some(amount) = amount.filter(|_| is_answered(past)) else {
        return 0;
    };
    match canonical::member(&past.outcome, "ok") {
        Some(b"true") => canonical::number(&past.outcome, amount).unwrap_or(0),
        _ => 0,
    }
}

fn is_answered(past: &PastDecision) -> bool {
    &past.outcome_kind[..] == b"ANSWERED"
}

/// The candidate's side. What the service refused for reasons of its own, such as an empty budget, it would
/// have refused again.
pub(crate) fn after(past: &PastDecision, outcome: &Outcome, amount: Option<&str>) -> Standing {
    if &past.outcome_kind[..] == b"REFUSED_BY_HOST" && matches!(outcome, Outcome::Answered(_)) {
        return before(past, amount);
    }
    match outcome {
        Outcome::Answered(answer) => answered(&answer.value, amount),
        Outcome::Failed(_) | Outcome::NoRuleInForce => Standing {
            reasons: outcome.reasons(),
            ..Standing::default()
        },
    }
}

/// Whether two answers are the same but for the words of their reasoning.
pub(crate) fn only_explained(past: &PastDecision, outcome: &Outcome) -> bool {
    let Outcome::Answered(answer) = outcome else {
        return false;
    };
    let without_words = |mut value: Value| {
        if let Some(members) = value.as_object_mut() {
            members.remove("explain");
        }
        value
    };
    let Ok(stored) = serde_json::from_slice(&past.outcome) else {
        return false;
    };
    is_answered(past) && without_words(stored) == without_words(answer.value.clone())
}

fn answered(outcome: &Value, amount: Option<&str>) -> Standing {
    let ok = outcome["ok"].as_bool().unwrap_or(false);
    let paid = amount
        .filter(|_| ok)
        .and_then(|amount| outcome[amount].as_i64());
    let reasons = outcome["reasons"].as_array();
    let reasons = reasons.into_iter().flatten().filter_map(Value::as_str);
    Standing {
        answered: true,
        ok,
        amount_fen: paid.unwrap_or(0),
        reasons: reasons.map(str::to_owned).collect(),
    }
}

fn unanswered(outcome: &Value) -> Vec<String> {
    match outcome["failed"].as_str() {
        Some(code) => vec![format!("RULE_FAILED_{code}")],
        None => vec!["NO_RULE_IN_FORCE".to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use kezhuan_rule_host::{Answer, Failure, FailureKind};

    fn past(kind: &'static str, outcome: &'static str) -> PastDecision {
        PastDecision {
            id: Uuid::nil(),
            case_id: Uuid::nil(),
            tenant: Bytes::from_static(b"440703"),
            legal_date: NaiveDate::default(),
            outcome_kind: Bytes::from_static(kind.as_bytes()),
            reasons: None,
            input: Bytes::new(),
            outcome: Bytes::from_static(outcome.as_bytes()),
            outdone: false,
        }
    }

    fn answer(text: &str) -> Outcome {
        let value: Value = serde_json::from_str(text).unwrap();
        Outcome::Answered(Answer {
            canonical: text.into(),
            ok: value["ok"] == true,
            reasons: vec![],
            value,
        })
    }

    #[test]
    fn only_what_is_granted_is_paid() {
        let amount = Some("amount_fen");
        for (kind, outcome, fen) in [
            ("ANSWERED", r#"{"amount_fen":7,"ok":true,"reasons":[]}"#, 7),
            (
                "ANSWERED",
                r#"{"amount_fen":7,"ok":false,"reasons":["A"]}"#,
                0,
            ),
            (
                "REFUSED_BY_HOST",
                r#"{"amount_fen":7,"ok":true,"reasons":[]}"#,
                0,
            ),
            ("FAILED", r#"{"failed":"TRAP"}"#, 0),
            ("NO_RULE_IN_FORCE", r#"{"no_rule":"NO_RULE_IN_FORCE"}"#, 0),
        ] {
            let past = past(kind, outcome);
            assert_eq!(before(&past, amount).amount_fen, fen, "{kind} {outcome}");
            assert_eq!(amount_before(&past, amount), fen, "{kind} {outcome}");
            assert_eq!(amount_before(&past, None), 0);
        }
    }

    #[test]
    fn why_there_is_no_answer_is_its_reason() {
        let reasons = |past| before(&past, None).reasons;
        assert_eq!(
            reasons(past("FAILED", r#"{"failed":"TRAP"}"#)),
            ["RULE_FAILED_TRAP"]
        );
        assert_eq!(
            reasons(past("NO_RULE_IN_FORCE", "{}")),
            ["NO_RULE_IN_FORCE"]
        );
        let refused = PastDecision {
            reasons: Some(Bytes::from_static(br#"["NOT_A_PARTY"]"#)),
            ..past("REFUSED_BY_HOST", r#"{"ok":true}"#)
        };
        assert_eq!(reasons(refused.clone()), ["NOT_A_PARTY"]);
        let failed = Outcome::Failed(Failure::new(FailureKind::OutOfFuel, "all of it"));
        for past in [past("ANSWERED", "{}"), refused] {
            let after = after(&past, &failed, None);
            assert_eq!(after.reasons, ["RULE_FAILED_OUT_OF_FUEL"]);
        }
    }

    #[test]
    fn what_the_service_refused_it_would_refuse_again() {
        let refused = PastDecision {
            reasons: Some(Bytes::from_static(br#"["OVER_BUDGET"]"#)),
            ..past(
                "REFUSED_BY_HOST",
                r#"{"amount_fen":7,"ok":true,"reasons":[]}"#,
            )
        };
        let other = answer(r#"{"amount_fen":8,"ok":true,"reasons":[]}"#);
        let amount = Some("amount_fen");
        let stands = after(&refused, &other, amount);
        assert_eq!(stands, before(&refused, amount));
        assert_eq!((stands.ok, stands.amount_fen), (false, 0));
    }

    #[test]
    fn other_words_are_told_from_another_answer() {
        let past = past(
            "ANSWERED",
            r#"{"days":3,"explain":[],"ok":true,"reasons":[]}"#,
        );
        let only = |text: &str| only_explained(&past, &answer(text));
        assert!(only(
            r#"{"days":3,"explain":[{"code":"A"}],"ok":true,"reasons":[]}"#
        ));
        assert!(!only(r#"{"days":4,"explain":[],"ok":true,"reasons":[]}"#));
    }
}
