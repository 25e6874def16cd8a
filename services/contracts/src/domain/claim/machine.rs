//! Which step leads from which state to which: the chart, and nothing but the chart.
use super::{State, Step};
use crate::domain::refused;

/// The state `step` moves a claim to.
///
/// No wildcard arm: a new state or step does not compile until it is decided here.
pub fn next(state: State, step: Step) -> Result<State, refused::Refused> {
    use {State::*, Step::*};
    match (state, step) {
        (Draft, File) => Ok(Filed),
        (Filed, Compute) | (Manual, ComputeByHand) => Ok(Computed),
        (Filed, SendToManual) => Ok(Manual),
        (Manual, AskAgain) => Ok(Filed),
        (Computed | Approved | Published, Refuse) | (Suspended, UpholdObjection) => Ok(Refused),
        (Computed, Approve) | (Suspended, DismissObjection) => Ok(Approved),
        (Approved, Publish) => Ok(Published),
        (Published, Object) => Ok(Suspended),
        (Published, Pay) => Ok(Paid),
        (Paid, RecordBreach) => Ok(Recovering),
        (Recovering, RecordRecovery) => Ok(Recovered),
        (Recovering, RecordPartRecovery) => Ok(Recovering),
        (Draft | Filed | Computed | Manual | Held, Withdraw) => Ok(Withdrawn),
        (Filed | Manual, Hold) => Ok(Held),
        (Held, Cover | Share) => Ok(Computed),
        (Held, LeaveLine) => Ok(Manual),
        (Held, Refuse) => Ok(Refused),
        (
            Filed | Computed | Manual | Approved | Published | Suspended | Paid | Refused
            | Withdrawn | Recovering | Recovered | Held,
            File,
        )
        | (
            Draft | Computed | Manual | Approved | Published | Suspended | Paid | Refused
            | Withdrawn | Recovering | Recovered | Held,
            Compute | SendToManual,
        )
        | (
            Draft | Filed | Computed | Approved | Published | Suspended | Paid | Refused
            | Withdrawn | Recovering | Recovered | Held,
            ComputeByHand | AskAgain,
        )
        | (
            Draft | Filed | Manual | Suspended | Paid | Refused | Withdrawn | Recovering
            | Recovered,
            Refuse,
        )
        | (
            Draft | Filed | Manual | Approved | Published | Suspended | Paid | Refused | Withdrawn
            | Recovering | Recovered | Held,
            Approve,
        )
        | (
            Draft | Filed | Computed | Manual | Published | Suspended | Paid | Refused | Withdrawn
            | Recovering | Recovered | Held,
            Publish,
        )
        | (
            Draft | Filed | Computed | Manual | Approved | Suspended | Paid | Refused | Withdrawn
            | Recovering | Recovered | Held,
            Object | Pay,
        )
        | (
            Draft | Filed | Computed | Manual | Approved | Published | Paid | Refused | Withdrawn
            | Recovering | Recovered | Held,
            DismissObjection | UpholdObjection,
        )
        | (
            Draft | Filed | Computed | Manual | Approved | Published | Suspended | Refused
            | Withdrawn | Recovering | Recovered | Held,
            RecordBreach,
        )
        | (
            Draft | Filed | Computed | Manual | Approved | Published | Suspended | Paid | Refused
            | Withdrawn | Recovered | Held,
            RecordRecovery | RecordPartRecovery,
        )
        | (
            Approved | Published | Suspended | Paid | Refused | Withdrawn | Recovering | Recovered,
            Withdraw,
        )
        | (
            Draft | Computed | Approved | Published | Suspended | Paid | Refused | Withdrawn
            | Recovering | Recovered | Held,
            Hold,
        )
        | (
            Draft | Filed | Computed | Manual | Approved | Published | Suspended | Paid | Refused
            | Withdrawn | Recovering | Recovered,
            Cover | Share | LeaveLine,
        ) => Err(forbidden(state, step)),
    }
}

fn forbidden(state: State, step: Step) -> refused::Refused {
    let (zh, en) = step.names();
    refused::Refused::new(
        "STATE_FORBIDS",
        format!("当前状态 {} 不能{zh}", state.as_str()),
        format!("a claim in state {} can't {en}", state.as_str()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every step that is not listed beside its state is refused.
    #[test]
    fn the_chart_is_followed_in_every_state() {
        use State::*;
        let chart: [(State, &[(Step, State)]); 13] = [
            (Draft, &[(Step::File, Filed), (Step::Withdraw, Withdrawn)]),
            (
                Filed,
                &[
                    (Step::Compute, Computed),
                    (Step::SendToManual, Manual),
                    (Step::Hold, Held),
                    (Step::Withdraw, Withdrawn),
                ],
            ),
            (
                Computed,
                &[
                    (Step::Refuse, Refused),
                    (Step::Approve, Approved),
                    (Step::Withdraw, Withdrawn),
                ],
            ),
            (
                Manual,
                &[
                    (Step::ComputeByHand, Computed),
                    (Step::AskAgain, Filed),
                    (Step::Hold, Held),
                    (Step::Withdraw, Withdrawn),
                ],
            ),
            (
                Approved,
                &[(Step::Refuse, Refused), (Step::Publish, Published)],
            ),
            (
                Published,
                &[
                    (Step::Refuse, Refused),
                    (Step::Object, Suspended),
                    (Step::Pay, Paid),
                ],
            ),
            (
                Suspended,
                &[
                    (Step::DismissObjection, Approved),
                    (Step::UpholdObjection, Refused),
                ],
            ),
            (Paid, &[(Step::RecordBreach, Recovering)]),
            (Refused, &[]),
            (Withdrawn, &[]),
            (
                Recovering,
                &[
                    (Step::RecordRecovery, Recovered),
                    (Step::RecordPartRecovery, Recovering),
                ],
            ),
            (Recovered, &[]),
            (
                Held,
                &[
                    (Step::Cover, Computed),
                    (Step::Share, Computed),
                    (Step::LeaveLine, Manual),
                    (Step::Refuse, Refused),
                    (Step::Withdraw, Withdrawn),
                ],
            ),
        ];
        assert_eq!(chart.map(|(state, _)| state), State::ALL);
        for (state, answers) in chart {
            for step in Step::ALL {
                let expected = answers.iter().find(|(asked, _)| *asked == step);
                match (next(state, step), expected) {
                    (Ok(to), Some((_, wanted))) => assert_eq!(to, *wanted, "{state:?} {step:?}"),
                    (Err(refused), None) => assert_eq!(refused.reason, "STATE_FORBIDS"),
                    (answer, _) => panic!("{state:?} {step:?}: {answer:?}"),
                }
            }
        }
    }
}
