//! Each step from its own state, and nobody else's.
use super::*;

fn training(topic: &str) -> Training {
    Training {
        held_on: day("2025-08-01"),
        topic: topic.to_owned(),
        place: "塘口镇".to_owned(),
        person_times: 45,
    }
}

fn totals(plots: i64) -> Totals {
    Totals {
        households: 2,
        plots,
        area_c: 20_000,
    }
}

fn every_command() -> Vec<(Command, State, Actor)> {
    let (reason, operator, county) = ("面积有误".to_owned(), operator(), county());
    vec![
        (Command::Record(totals(5)), State::Open, operator.clone()),
        (
            Command::Strike {
                totals: totals(2),
                reason: reason.clone(),
            },
            State::Open,
            operator.clone(),
        ),
        (
            Command::Train(training("插秧")),
            State::Open,
            operator.clone(),
        ),
        (Command::Report(price()), State::Open, operator.clone()),
        (Command::Confirm, State::Reported, county.clone()),
        (Command::SendBack { reason }, State::Reported, county),
        (Command::Withdraw, State::Open, operator),
    ]
}

#[test]
fn each_step_is_its_own_side_s() {
    for (command, state, actor) in every_command() {
        let extension = extension(state);
        let decided = took(&extension, command.clone(), &actor).unwrap();
        assert_eq!(decided.extension.version, extension.version + 1);
        assert_eq!(decided.from, state);
        let others = [
            Actor::person("he", "other", "", [Role::CarrierOp]),
            Actor::service("agriculture", "440783"),
        ];
        for other in others {
            assert!(
                took(&extension, command.clone(), &other).is_err(),
                "{command:?}"
            );
        }
        let wrong = super::extension(State::Confirmed);
        assert_eq!(took(&wrong, command, &actor).unwrap_err(), "STATE_FORBIDS");
    }
}

#[test]
fn who_reported_does_not_confirm_and_no_party_does() {
    let reported = extension(State::Reported);
    let same = Actor::person("li", "stb-440783", "440783", [Role::CountyStb]);
    assert_eq!(
        took(&reported, Command::Confirm, &same).unwrap_err(),
        "SAME_PERSON"
    );
    for party in ["jaas", "breeder"] {
        let own = Actor::person("wu", party, "440783", [Role::CountyStb]);
        assert_eq!(
            took(&reported, Command::Confirm, &own).unwrap_err(),
            "OWN_ORGANISATION"
        );
    }
    let confirmed = took(&reported, Command::Confirm, &county())
        .unwrap()
        .extension;
    assert_eq!(confirmed.state, State::Confirmed);
    // Card agr.ext: 120.50 mu, 33.64 kg more a mu, 3.10 yuan a kilogram.
    assert_eq!(confirmed.added_value_fen(), Some(1_256_622));
}

#[test]
fn what_was_sent_back_is_reported_anew() {
    let reason = "单价来源不明".to_owned();
    let back = Command::SendBack {
        reason: reason.clone(),
    };
    let opened = took(&extension(State::Reported), back, &county())
        .unwrap()
        .extension;
    assert_eq!((opened.state, &opened.report), (State::Open, &None));
    assert_eq!(opened.sent_back, Some(reason));
    let again = took(&opened, Command::Report(price()), &operator())
        .unwrap()
        .extension;
    assert_eq!((again.state, again.sent_back), (State::Reported, None));
    let unsaid = Command::SendBack {
        reason: " ".to_owned(),
    };
    let refused = took(&extension(State::Reported), unsaid, &county());
    assert_eq!(refused.unwrap_err(), "REASON_MISSING");
}

#[test]
fn a_report_has_plots_and_a_price_with_its_source() {
    let mut empty = extension(State::Open);
    empty.totals = Totals::default();
    let refused = took(&empty, Command::Report(price()), &operator());
    assert_eq!(refused.unwrap_err(), "NOTHING_RECORDED");
    for wrong in [
        Price {
            fen_per_kg: 0,
            ..price()
        },
        Price {
            source: String::new(),
            ..price()
        },
        Price {
            of_day: day("2025-12-02"),
            ..price()
        },
    ] {
        let refused = took(&extension(State::Open), Command::Report(wrong), &operator());
        assert_eq!(refused.unwrap_err(), "FORM_INVALID");
    }
    let mut unvalued = extension(State::Open);
    unvalued.check_yield_c = None;
    let reported = took(&unvalued, Command::Report(price()), &operator()).unwrap();
    assert_eq!(reported.extension.added_value_fen(), None);
    let mut vast = extension(State::Open);
    vast.yield_c = i64::MAX;
    let refused = took(&vast, Command::Report(price()), &operator());
    assert_eq!(refused.unwrap_err(), "AMOUNT_OVERFLOW");
}

#[test]
fn a_training_counts_once() {
    let one = took(
        &extension(State::Open),
        Command::Train(training("插秧")),
        &operator(),
    );
    let one = one.unwrap().extension;
    let again = took(&one, Command::Train(training("插秧")), &operator());
    assert_eq!(again.unwrap_err(), "TRAINING_RECORDED");
    let two = took(&one, Command::Train(training("施肥")), &operator()).unwrap();
    assert_eq!(two.extension.person_times(), 90);
    let terms = Terms {
        trainings_max: 1,
        ..Terms::default()
    };
    let (actor, listed) = (operator(), variety::Terms::default());
    let at = at(&actor, &terms, &listed);
    let refused = decide(&one, Command::Train(training("施肥")), &at).unwrap_err();
    assert_eq!(refused.reason, "TRAININGS_TOO_MANY");
    let nobody = Training {
        person_times: 0,
        ..training("收割")
    };
    let refused = took(&extension(State::Open), Command::Train(nobody), &operator());
    assert_eq!(refused.unwrap_err(), "FORM_INVALID");
}

#[test]
fn totals_move_with_what_is_recorded_and_struck() {
    let recorded = took(
        &extension(State::Open),
        Command::Record(totals(5)),
        &operator(),
    )
    .unwrap();
    let event = Event::ExtensionHouseholdsRecorded {
        plots: 2,
        area_c: 7_950,
    };
    assert_eq!(recorded.event, event);
    let strike = Command::Strike {
        totals: totals(4),
        reason: "重复".to_owned(),
    };
    let struck = took(&recorded.extension, strike, &operator()).unwrap();
    let event = Event::ExtensionPlotsStruck {
        plots: 1,
        reason: "重复".to_owned(),
    };
    assert_eq!(struck.event, event);
    let refused = took(
        &extension(State::Open),
        Command::Record(totals(20_001)),
        &operator(),
    );
    assert_eq!(refused.unwrap_err(), "PLOTS_TOO_MANY");
    let withdrawn = took(&recorded.extension, Command::Withdraw, &operator()).unwrap();
    assert_eq!(withdrawn.extension.totals, Totals::default());
}
