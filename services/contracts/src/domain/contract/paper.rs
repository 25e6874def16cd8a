//! One paper, one case: the number the filer's organisation gives a paper contract (合同编号) stands for it for good.
use super::{Contract, State};
use crate::domain::refused::Refused;

const CHARACTERS_MAX: usize = 100;

/// The number as it is compared; `None` where the filer gives none.
pub fn paper_number(text: &str) -> Result<Option<String>, Refused> {
    let number = text.trim();
    let readable =
        number.chars().count() <= CHARACTERS_MAX && !number.chars().any(char::is_control);
    if !readable {
        return Err(Refused::new(
            "PAPER_NUMBER_INVALID",
            format!("合同编号最多 {CHARACTERS_MAX} 个字符,且不含控制字符"),
            format!(
                "a paper number has at most {CHARACTERS_MAX} characters and no control characters"
            ),
        ));
    }
    Ok((!number.is_empty()).then(|| number.to_owned()))
}

impl State {
    /// Whether the paper of a contract in this state may come as a new case: where its case ended without ever
    /// coming into the register, as an oral agreement does that is put in writing later. What is registered
    /// twice all the same is refused there, by what the paper is known by.
    pub const fn frees_its_paper(self) -> bool {
        use State::*;
        match self {
            Withdrawn | Lapsed | NotAccepted | Rejected => true,
            Draft | Submitted | Returned | Accepted | AwaitingSupplement | FirstReviewed
            | ExpertReview | Registered | AmendmentPending | Deregistered | Annulled | Manual => {
                false
            }
        }
    }
}

/// Holds that a paper of this number may be filed; `before` is the contract it already is.
pub fn file_again(before: &Contract) -> Result<(), Refused> {
    if before.state.frees_its_paper() {
        return Ok(());
    }
    let (number, state) = (&before.number, before.state.name());
    Err(filed_before(
        format!("该合同编号已申报为 {number}(状态：{})", state.zh),
        format!("this paper was filed as {number}, which is {}", state.en),
    )
    .with("number", number.clone())
    .with("state", before.state.as_str()))
}

/// The refusal where the earlier contract is not the caller's to see.
pub fn filed_before_unseen() -> Refused {
    filed_before(
        "该合同编号已被本单位申报过".to_owned(),
        "this paper was filed before by the same organisation".to_owned(),
    )
}

fn filed_before(zh: String, en: String) -> Refused {
    Refused::new("PAPER_FILED_BEFORE", zh, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_trimmed_bounded_and_may_be_missing() {
        assert_eq!(
            paper_number("  KF-2025-001 ").unwrap().as_deref(),
            Some("KF-2025-001")
        );
        assert_eq!(paper_number(" ").unwrap(), None);
        assert!(paper_number(&"编".repeat(CHARACTERS_MAX)).is_ok());
        for bad in ["编".repeat(CHARACTERS_MAX + 1), "a\u{0}b".to_owned()] {
            assert_eq!(
                paper_number(&bad).unwrap_err().reason,
                "PAPER_NUMBER_INVALID"
            );
        }
    }

    #[test]
    fn a_case_that_ended_outside_the_register_frees_its_paper() {
        let free: Vec<State> = State::ALL
            .iter()
            .copied()
            .filter(|state| state.frees_its_paper())
            .collect();
        assert_eq!(
            free,
            [
                State::Lapsed,
                State::NotAccepted,
                State::Rejected,
                State::Withdrawn
            ]
        );
    }
}
