//! Two signatures under one file: the bank's and the pool's, each once.
use crate::domain::actor::{Actor, Role};
use crate::domain::code_list::code_list;
use crate::domain::duty;
use crate::domain::refused::Refused;

code_list! {
    /// Who signs.
    Side {
        Bank = "BANK", "银行", "bank";
        Pool = "POOL", "资金池", "pool";
    }
}

code_list! {
    /// Where a month that somebody signed stands.
    State {
        ConfirmedByOne = "CONFIRMED_BY_ONE", "一方已确认", "confirmed by one side";
        Confirmed = "CONFIRMED", "双方已确认", "confirmed";
    }
}

/// The side that the actor may sign a bank's month for.
pub fn side_of(actor: &Actor, bank: &str) -> Result<Side, Refused> {
    if actor.has(Role::Bank) {
        duty::of_organisation(actor, Role::Bank, bank)?;
        return Ok(Side::Bank);
    }
    actor.require_any(&[Role::PoolManager])?;
    Ok(Side::Pool)
}

/// Where the month stands once `side` has signed it beside those who had.
pub fn sign(signed: &[Side], side: Side) -> Result<State, Refused> {
    match signed {
        [] => Ok(State::ConfirmedByOne),
        [other] if *other != side => Ok(State::Confirmed),
        [_, ..] => Err(already_confirmed()),
    }
}

/// The refusal of a second signature of one side.
pub fn already_confirmed() -> Refused {
    Refused::new(
        "ALREADY_CONFIRMED",
        "本方已签署该月余额确认",
        "this side has signed the month's balances already",
    )
}
