//! What the operator states, and what keeps it from being handed in.
use super::*;
use crate::domain::torch_return::cell::Cell;

fn fields_of(refused: &Refused) -> Vec<(&str, &'static str)> {
    let fields = refused.fields.iter();
    fields
        .map(|wrong| (wrong.field.as_str(), wrong.reason))
        .collect()
}

#[test]
fn a_statement_beside_what_is_known_says_why() {
    let opened = opened();
    let differing = vec![state(Field::Tenants, 8)];
    let refused = on(&opened, "2026-02-01", &operator(), fill(differing)).unwrap_err();
    assert_eq!(refused.reason, "RETURN_FIGURES_INVALID");
    assert_eq!(
        fields_of(&refused),
        [("statements[0]", "DIFFERENCE_UNEXPLAINED")]
    );
    let explained = Statement {
        reason: "one came on the last day".to_owned(),
        ..state(Field::Tenants, 8)
    };
    let filled = done(&opened, "2026-02-01", &operator(), fill(vec![explained]));
    let cell = &filled.figures[&Field::Tenants];
    assert_eq!(
        (cell.known, cell.value(), cell.source()),
        (Some(7), Some(8), Some(Source::Stated))
    );
    // Whoever states what is known states nothing.
    let again = done(
        &filled,
        "2026-02-02",
        &operator(),
        fill(vec![state(Field::Tenants, 7)]),
    );
    let known = Cell {
        known: Some(7),
        ..Cell::default()
    };
    assert_eq!(again.figures[&Field::Tenants], known);
    // A statement that is taken back leaves what is known, or nothing.
    let income = done(
        &again,
        "2026-02-02",
        &operator(),
        fill(vec![state(Field::IncomeTotal, 5)]),
    );
    let back = Statement {
        value: None,
        ..state(Field::IncomeTotal, 0)
    };
    let gone = done(&income, "2026-02-02", &operator(), fill(vec![back]));
    assert_eq!(value(&gone.figures, Field::IncomeTotal), None);
}

#[test]
fn figures_that_can_t_be_are_told_field_by_field() {
    let wrong = vec![
        state(Field::Staff, -1),
        state(Field::NetProfit, -1),
        state(Field::FundSize, i64::MAX),
        state(Field::Staff, 1),
    ];
    let refused = on(&opened(), "2026-02-01", &operator(), fill(wrong)).unwrap_err();
    assert_eq!(
        fields_of(&refused),
        [
            ("statements[0]", "FIGURE_NEGATIVE"),
            ("statements[2]", "FIGURE_TOO_LARGE"),
            ("statements[3]", "FIELD_TWICE"),
        ]
    );
}

#[test]
fn only_the_operator_fills_and_hands_in() {
    let other = Actor::person("guo", "other", "", [Role::CarrierOp]);
    for command in [fill(Vec::new()), withdraw()] {
        assert_eq!(
            refused(&opened(), "2026-02-01", &other, command.clone()),
            "NOT_YOUR_STEP"
        );
        assert_eq!(
            refused(&opened(), "2026-02-01", &county(), command),
            "ROLE_MISSING"
        );
    }
    assert_eq!(
        refused(&filled(), "2026-02-01", &other, Command::Submit),
        "NOT_YOUR_STEP"
    );
    let college = Actor::person("tto", "park", "", [Role::CollegeTto]);
    assert!(on(&filled(), "2026-02-01", &college, Command::Submit).is_ok());
}

#[test]
fn nothing_is_handed_in_that_is_incomplete_unexplained_or_illogical() {
    let half = done(
        &opened(),
        "2026-02-01",
        &operator(),
        fill(vec![state(Field::Staff, 5)]),
    );
    let refused = on(&half, "2026-02-02", &operator(), Command::Submit).unwrap_err();
    assert_eq!(refused.reason, "RETURN_INCOMPLETE");
    assert_eq!(refused.fields.len(), missing(&half).len());
    assert!(!missing(&half).contains(&"STAFF") && missing(&half).contains(&"AREA_TOTAL"));

    let stated = Statement {
        reason: "as agreed".to_owned(),
        ..state(Field::Tenants, 8)
    };
    let off = done(&filled(), "2026-02-02", &operator(), fill(vec![stated]));
    let refused = on(&off, "2026-02-02", &operator(), Command::Submit).unwrap_err();
    assert_eq!(refused.reason, "LOGIC_CHECKS_FAILED");
    let both = "TENANTS,TENANTS_OPENING,TENANTS_ENTERED,TENANTS_EXITED";
    assert_eq!(fields_of(&refused), [(both, "TENANT_BALANCE")]);
    assert!(
        refused.fields[0].text.en.contains("8 and 7"),
        "{}",
        refused.fields[0].text.en
    );

    // What the service knows has changed since, and nobody has said a word about it.
    let known = Known::from([(Field::Staff, 9)]);
    let moved = done(
        &filled(),
        "2026-02-02",
        &operator(),
        Command::Prefill { known },
    );
    let refused = on(&moved, "2026-02-02", &operator(), Command::Submit).unwrap_err();
    assert_eq!(refused.reason, "RETURN_INCOMPLETE");
    let known = Known::from([
        (Field::Staff, 9),
        (Field::TenantsOpening, 6),
        (Field::TenantsEntered, 4),
        (Field::TenantsExited, 3),
        (Field::Tenants, 7),
    ]);
    let moved = done(
        &filled(),
        "2026-02-02",
        &service(),
        Command::Prefill { known },
    );
    let refused = on(&moved, "2026-02-02", &operator(), Command::Submit).unwrap_err();
    assert_eq!(refused.reason, "DIFFERENCE_UNEXPLAINED");
    assert_eq!(fields_of(&refused), [("STAFF", "DIFFERENCE_UNEXPLAINED")]);
}

#[test]
fn a_year_goes_on_from_the_one_the_city_accepted() {
    let filled = filled();
    let mut last_year = filled.figures.clone();
    last_year.insert(
        Field::Tenants,
        Cell {
            known: Some(5),
            ..Cell::default()
        },
    );
    let operator = operator();
    let at = Circumstances {
        actor: &operator,
        today: date("2026-02-02"),
        last_year: Some(&last_year),
        terms: &Terms::default(),
    };
    let refused = decide(&filled, Command::Submit, &at).unwrap_err();
    assert_eq!(
        fields_of(&refused),
        [("TENANTS_OPENING", "OPENING_IS_LAST_CLOSING")]
    );
    assert_eq!(data_quality_bp(&filled, Some(&last_year)), 0);
    assert_eq!(data_quality_bp(&filled, None), 10_000);
    assert_eq!(data_quality_bp(&opened(), None), 1_304);
}
