//! Which step leads from which state to which: the chart, and nothing but the chart.
use super::{State, Step};
use crate::domain::refused;

/// The state `step` moves a claim to; refused where the chart is silent.
pub fn next(state: State, step: Step) -> Result<State, refused::Refused> {
    let way = steps(state).iter().find(|(allowed, _)| *allowed == step);
    way.map(|(_, to)| *to).ok_or_else(|| forbidden(state, step))
}

/// The steps a state allows, and where each leads.
///
/// No wildcard arm: a new state does not compile until its steps are decided here.
const fn steps(state: State) -> &'static [(Step, State)] {
    use {State::*, Step::*};
    const WITHDRAW: (Step, State) = (Step::Withdraw, State::Withdrawn);
    match state {
        Draft => &[(File, Filed), WITHDRAW],
        Filed => &[
            (Compute, Computed),
            (SendToManual, Manual),
            (Hold, Held),
            WITHDRAW,
        ],
        Computed => &[(Refuse, Refused), (Approve, Approved), WITHDRAW],
        Manual => &[
            (ComputeByHand, Computed),
            (AskAgain, Filed),
            (Hold, Held),
            WITHDRAW,
        ],
        Held => &[
            (Cover, Computed),
            (Share, Computed),
            (LeaveLine, Manual),
            (Refuse, Refused),
            WITHDRAW,
        ],
        Approved => &[(Refuse, Refused), (Publish, Published)],
        Published => &[(Refuse, Refused), (Object, Suspended), (Pay, Paid)],
        Suspended => &[(DismissObjection, Approved), (UpholdObjection, Refused)],
        Paid => &[(RecordBreach, Recovering)],
        Recovering => &[
            (RecordRecovery, Recovered),
            (RecordPartRecovery, Recovering),
        ],
        Refused | Withdrawn | Recovered => &[],
    }
}

fn forbidden(state: State, step: Step) -> refused::Refused {
    let (zh, en) = step.names();
    refused::Refused::new(
        "STATE_FORBIDS",
        format!("“{}”状态下无法执行“{zh}”", state.as_str()),
        format!("a claim in state {} can't {en}", state.as_str()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Told by the step, as people think of it: from where it may be taken, and where it leads.
    #[rustfmt::skip]
    fn rule_book(step: Step) -> (&'static [State], State) {
        use {State::*, Step as S};
        match step {
            S::File => (&[Draft], Filed),
            S::Compute => (&[Filed], Computed),
            S::SendToManual => (&[Filed], Manual),
            S::ComputeByHand => (&[Manual], Computed),
            S::AskAgain => (&[Manual], Filed),
            S::Refuse => (&[Computed, Held, Approved, Published], Refused),
            S::Approve => (&[Computed], Approved),
            S::Publish => (&[Approved], Published),
            S::Object => (&[Published], Suspended),
            S::DismissObjection => (&[Suspended], Approved),
            S::UpholdObjection => (&[Suspended], Refused),
            S::Pay => (&[Published], Paid),
            S::RecordBreach => (&[Paid], Recovering),
            S::RecordRecovery => (&[Recovering], Recovered),
            S::RecordPartRecovery => (&[Recovering], Recovering),
            S::Withdraw => (&[Draft, Filed, Computed, Manual, Held], Withdrawn),
            S::Hold => (&[Filed, Manual], Held),
            S::Cover | S::Share => (&[Held], Computed),
            S::LeaveLine => (&[Held], Manual),
        }
    }

    #[test]
    fn the_chart_is_followed_in_every_state() {
        for state in State::ALL {
            for step in Step::ALL {
                let (from, to) = rule_book(step);
                match next(state, step) {
                    Ok(found) => {
                        assert!(from.contains(&state), "{state:?} {step:?}");
                        assert_eq!(found, to, "{state:?} {step:?}");
                    }
                    Err(refused) => {
                        assert!(!from.contains(&state), "{state:?} {step:?}");
                        assert_eq!(refused.reason, "STATE_FORBIDS");
                    }
                }
            }
        }
    }
}
