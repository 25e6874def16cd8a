//! The life of a delivery: what one attempt makes of it. Pure.
use std::time::Duration;

use kezhuan_webhooks::{Answer, Verdict};

use crate::domain::refused::Refused;
use crate::webhooks::config::WebhooksConfig;

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Pending,
    Delivered,
    /// Given up after the last attempt.
    Failed,
    /// Its endpoint was disabled or deleted first.
    Discarded,
}

/// What happens to a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Succeed,
    FailAttempt,
    GiveUp,
    Discard,
    Replay,
}

/// The state `step` moves a delivery to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    use State::{Delivered, Discarded, Failed, Pending};
    match (state, step) {
        (Pending, Step::Succeed) => Ok(Delivered),
        (Pending, Step::FailAttempt) => Ok(Pending),
        (Pending, Step::GiveUp) => Ok(Failed),
        (Pending, Step::Discard) => Ok(Discarded),
        (Delivered | Failed | Discarded, Step::Replay) => Ok(Pending),
        (Pending, Step::Replay) => Err(Refused::new(
            "WEBHOOK_DELIVERY_PENDING",
            "该消息尚在发送中,无需重放",
            "the message is still being sent: there is nothing to replay",
        )),
        (
            Delivered | Failed | Discarded,
            Step::Succeed | Step::FailAttempt | Step::GiveUp | Step::Discard,
        ) => Err(Refused::new(
            "WEBHOOK_DELIVERY_FINISHED",
            "该消息的发送已经结束",
            "the message is not being sent any more",
        )),
    }
}

/// What the attempt number `tries` of a round comes to; `luck` between 0 and 1 spreads the retries.
pub fn verdict(config: &WebhooksConfig, tries: i32, answer: &Answer, luck: f64) -> Verdict {
    kezhuan_webhooks::verdict(&config.retries(), tries, answer, luck)
}

/// How long an endpoint is left alone after `failures` in a row: it doubles from the first rest on.
pub fn rest(config: &WebhooksConfig, failures: i32) -> Option<Duration> {
    let beyond = u32::try_from(failures - config.rest_after_failures).ok()?;
    let doubled = config
        .rest_s
        .saturating_mul(2_u32.saturating_pow(beyond))
        .min(config.rest_s_max);
    Some(Duration::from_secs(u64::from(doubled)))
}

impl State {
    pub const ALL: [State; 4] = [
        State::Pending,
        State::Delivered,
        State::Failed,
        State::Discarded,
    ];

    /// As rows and messages write it.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Pending => "PENDING",
            State::Delivered => "DELIVERED",
            State::Failed => "FAILED",
            State::Discarded => "DISCARDED",
        }
    }

    /// Reads it.
    pub fn parse(text: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use kezhuan_webhooks::Failure;

    use super::*;

    fn config() -> WebhooksConfig {
        let defaults: toml::Table = include_str!("../../config/default.toml").parse().unwrap();
        defaults["webhooks"].clone().try_into().unwrap()
    }

    fn answered(status_code: u16) -> Answer {
        Answer {
            status_code,
            failure: Some(Failure::RefusedByReceiver),
            retry_after_s: None,
        }
    }

    #[test]
    fn the_chart_is_this() {
        use State::{Delivered, Discarded, Failed, Pending};
        use Step::{Discard, FailAttempt, GiveUp, Replay, Succeed};
        let steps = [Succeed, FailAttempt, GiveUp, Discard, Replay];
        let ended = [None, None, None, None, Some(Pending)];
        let chart = [
            (
                Pending,
                [
                    Some(Delivered),
                    Some(Pending),
                    Some(Failed),
                    Some(Discarded),
                    None,
                ],
            ),
            (Delivered, ended),
            (Failed, ended),
            (Discarded, ended),
        ];
        for (state, row) in chart {
            for (step, expected) in steps.into_iter().zip(row) {
                assert_eq!(next(state, step).ok(), expected, "{state:?} {step:?}");
            }
            assert_eq!(State::parse(state.as_str()), Some(state));
        }
    }

    #[test]
    fn a_message_is_tried_for_days_and_then_given_up() {
        let config = config();
        let (mut tries, mut waited) = (1, Duration::ZERO);
        while let Verdict::Again(pause) = verdict(&config, tries, &answered(500), 0.0) {
            waited += pause;
            tries += 1;
            assert!(tries < 100, "it is never given up");
        }
        assert!(
            waited > Duration::from_secs(2 * 86_400),
            "given up after {waited:?}"
        );
        assert_eq!(
            verdict(&config, tries, &answered(500), 0.5),
            Verdict::GivenUp
        );
    }

    #[test]
    fn the_pauses_of_the_settings_file_are_spread() {
        let pause = |luck| verdict(&config(), 2, &answered(500), luck);
        assert_ne!(pause(0.0), pause(1.0));
    }

    #[test]
    fn luck_spreads_a_pause_to_both_sides() {
        let config = WebhooksConfig {
            retry_s: vec![100],
            jitter_percent_max: 20,
            ..config()
        };
        let pause = |luck| verdict(&config, 1, &answered(503), luck);
        assert_eq!(pause(0.0), Verdict::Again(Duration::from_secs(80)));
        assert_eq!(pause(0.5), Verdict::Again(Duration::from_secs(100)));
        assert_eq!(pause(1.0), Verdict::Again(Duration::from_secs(120)));
    }

    #[test]
    fn a_receiver_may_ask_for_a_longer_pause_and_not_for_ever() {
        let config = WebhooksConfig {
            retry_s: vec![5],
            jitter_percent_max: 0,
            retry_after_s_max: 60,
            ..config()
        };
        let pause = |asked| {
            let answer = Answer {
                retry_after_s: Some(asked),
                ..answered(429)
            };
            verdict(&config, 1, &answer, 0.5)
        };
        assert_eq!(pause(1), Verdict::Again(Duration::from_secs(5)));
        assert_eq!(pause(30), Verdict::Again(Duration::from_secs(30)));
        assert_eq!(pause(u32::MAX), Verdict::Again(Duration::from_secs(60)));
    }

    #[test]
    fn gone_is_not_asked_again() {
        assert_eq!(verdict(&config(), 1, &answered(410), 0.5), Verdict::Gone);
    }

    #[test]
    fn rests_double_up_to_their_limit() {
        let config = WebhooksConfig {
            rest_after_failures: 3,
            rest_s: 10,
            rest_s_max: 60,
            ..config()
        };
        let rests = (1..=7).map(|failures| rest(&config, failures).map(|rest| rest.as_secs()));
        assert_eq!(
            rests.collect::<Vec<_>>(),
            [None, None, Some(10), Some(20), Some(40), Some(60), Some(60)]
        );
        assert_eq!(rest(&config, i32::MAX), Some(Duration::from_secs(60)));
    }
}
