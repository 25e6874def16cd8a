//! The states of a claim, and what each holds of the budget.
use serde::{Deserialize, Serialize};

/// Where a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    Draft,
    Filed,
    Computed,
    /// The rule failed or its answer was refused: a person computes, or asks again.
    Manual,
    Approved,
    Published,
    Suspended,
    Paid,
    Refused,
    Withdrawn,
    Recovering,
    Recovered,
    /// The budget can't cover the amount, or others wait before it: it waits for its turn.
    Held,
}

/// What a claim holds of its programme's budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BudgetState {
    None,
    Reserved,
    Committed,
    Paid,
    Recovered,
}

impl State {
    /// Every state.
    pub const ALL: [State; 13] = [
        State::Draft,
        State::Filed,
        State::Computed,
        State::Manual,
        State::Approved,
        State::Published,
        State::Suspended,
        State::Paid,
        State::Refused,
        State::Withdrawn,
        State::Recovering,
        State::Recovered,
        State::Held,
    ];

    /// The stable name stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            State::Draft => "DRAFT",
            State::Filed => "FILED",
            State::Computed => "COMPUTED",
            State::Manual => "MANUAL",
            State::Approved => "APPROVED",
            State::Published => "PUBLISHED",
            State::Suspended => "SUSPENDED",
            State::Paid => "PAID",
            State::Refused => "REFUSED",
            State::Withdrawn => "WITHDRAWN",
            State::Recovering => "RECOVERING",
            State::Recovered => "RECOVERED",
            State::Held => "HELD",
        }
    }

    /// The state with this stable name.
    pub fn parse(name: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

impl BudgetState {
    /// What a claim in `state` holds; nothing when its benefit is none.
    pub const fn of(state: State, has_amount: bool) -> BudgetState {
        if !has_amount {
            return BudgetState::None;
        }
        match state {
            State::Draft | State::Filed | State::Manual | State::Held => BudgetState::None,
            State::Computed => BudgetState::Reserved,
            State::Approved | State::Published | State::Suspended => BudgetState::Committed,
            State::Paid | State::Recovering => BudgetState::Paid,
            State::Recovered => BudgetState::Recovered,
            State::Refused | State::Withdrawn => BudgetState::None,
        }
    }
}
