//! How the charts of aggregates are read: a state lists the steps it allows and where each leads.
use crate::code_list::Named;
use crate::refused::Refused;

/// Where `step` leads by the `ways` of `state`; refused where the chart is silent.
pub fn follow<State: Named, Step: Named + PartialEq>(
    state: State,
    step: Step,
    ways: &[(Step, State)],
) -> Result<State, Refused> {
    let way = ways.iter().find(|(allowed, _)| *allowed == step);
    way.map(|(_, to)| *to).ok_or_else(|| forbidden(state, step))
}

fn forbidden<State: Named, Step: Named>(state: State, step: Step) -> Refused {
    let (from, asked) = (state.localized(), step.localized());
    Refused::new(
        "STATE_FORBIDS",
        format!("“{}”状态下无法执行“{}”", from.zh, asked.zh),
        format!("what is {} can't {}", from.en, asked.en),
    )
    .with("state", state.code())
    .with("step", step.code())
}

/// Holds a chart against a rule book told the other way round: by step, from where and to where. For the tests of services.
///
/// # Panics
/// Where the two differ.
pub fn assert_follows<State, Step>(
    states: &[State],
    steps: &[Step],
    next: impl Fn(State, Step) -> Result<State, Refused>,
    rule_book: impl Fn(Step) -> &'static [(State, State)],
) where
    State: Named + PartialEq + std::fmt::Debug + 'static,
    Step: Named + std::fmt::Debug,
{
    for state in states {
        for step in steps {
            let mut ways = rule_book(*step).iter();
            let expected = ways.find(|(from, _)| from == state).map(|(_, to)| *to);
            match next(*state, *step) {
                Ok(found) => assert_eq!(Some(found), expected, "{state:?} {step:?}"),
                Err(refused) => {
                    assert_eq!(expected, None, "{state:?} {step:?}");
                    assert_eq!(refused.reason, "STATE_FORBIDS");
                }
            }
        }
    }
}
