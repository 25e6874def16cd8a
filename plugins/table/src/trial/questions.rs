//! Random questions: the module and the walk through the tree must answer each alike, bytes and
//! refusals to answer included.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::Compiled;
use crate::interface::Shape;
use crate::syntax::date_text;

use super::{HOOKS, Hook, evaluate, hook, machine::Machine, shown};

/// What a workbook with every word of the language holds.
const EVERYTHING: &str = include_str!("everything.txt");
const SETTINGS: &str = "
factor_count = { default = 3 }
share_bp = { default = 30 }
limit_fen = { default = 1000 }
word = { default = 'KF-WT' }
";

/// Numbers where arithmetic goes wrong, and such as rules name.
fn numbers() -> impl Strategy<Value = i64> {
    let edges = [
        i64::MIN,
        i64::MIN + 1,
        -10_001,
        -10_000,
        -1,
        0,
        1,
        2,
        9_999,
        10_000,
        99_999_999,
        100_000_000,
        i64::MAX / 10_000,
        i64::MAX - 1,
        i64::MAX,
    ];
    prop_oneof![
        proptest::sample::select(edges.to_vec()),
        -20_000..20_000_i64,
        any::<i64>()
    ]
}

fn texts() -> impl Strategy<Value = String> {
    let known = [
        "",
        "K",
        "KF",
        "KF-WT",
        "ZR-ZL",
        "XK",
        "ZX",
        "440703",
        "440705",
        "技术",
        "KF-WT-长",
    ];
    proptest::sample::select(known.to_vec()).prop_map(str::to_owned)
}

/// Any value of a shape.
fn value(shape: &Shape) -> BoxedStrategy<Value> {
    match shape {
        Shape::YesNo => any::<bool>().prop_map(Value::from).boxed(),
        Shape::Number { bytes: 8, .. } => numbers().prop_map(Value::from).boxed(),
        Shape::Number { .. } => (0..40_u16).prop_map(Value::from).boxed(),
        Shape::Text => texts().prop_map(Value::from).boxed(),
        Shape::Date => (2024..2028_u32, 1..13_u32, 1..29_u32)
            .prop_map(|(year, month, day)| date_text(year << 16 | month << 8 | day).into())
            .boxed(),
        Shape::Label(labels) => proptest::sample::select(labels.labels.clone())
            .prop_map(Value::from)
            .boxed(),
        Shape::Option(inner, _) => prop_oneof![Just(Value::Null), value(inner)].boxed(),
        Shape::Record(record) => {
            let names: Vec<String> = record
                .fields
                .iter()
                .map(|field| field.name.clone())
                .collect();
            let values: Vec<_> = record
                .fields
                .iter()
                .map(|field| value(&field.shape))
                .collect();
            let members = move |values: Vec<Value>| {
                let members = names.iter().cloned().zip(values);
                members
                    .filter(|(_, value)| !value.is_null())
                    .collect::<serde_json::Map<_, _>>()
                    .into()
            };
            values.prop_map(members).boxed()
        }
        Shape::List(item, _) => proptest::collection::vec(value(item), 0..4)
            .prop_map(Value::from)
            .boxed(),
        // The settings are put in afterwards.
        Shape::Other => Just(json!({ "NUMBER": 0 })).boxed(),
    }
}

/// The settings of a schema with any values.
fn params(settings: &str) -> BoxedStrategy<Vec<Value>> {
    let settings: toml::Table = toml::from_str(settings).unwrap();
    let params: Vec<_> = settings
        .into_iter()
        .map(|(name, entry)| {
            let is_text = entry["default"].is_str();
            let number = prop_oneof![0..100_000_i64, numbers()];
            (number, texts()).prop_map(move |(number, text)| {
                let value = if is_text {
                    json!({ "TEXT": text })
                } else {
                    json!({ "NUMBER": number })
                };
                json!({ "name": name, "value": value })
            })
        })
        .collect();
    params.boxed()
}

fn agree(workbook: &[u8], hook: &Hook, settings: &str, cases: u32) {
    let compiled = crate::compile(workbook, hook.wit, hook.id, settings)
        .unwrap_or_else(|mistakes| panic!("{}", shown(&mistakes)));
    let answered = compare(workbook, &compiled, hook, settings, cases);
    assert!(
        answered > cases / 20,
        "{}: {answered} of {cases} answered",
        hook.id
    );
}

/// Asks the module and the tree; how many questions were answered.
fn compare(workbook: &[u8], compiled: &Compiled, hook: &Hook, settings: &str, cases: u32) -> u32 {
    let (program, ..) = crate::checked(workbook, hook.wit, hook.id, settings).unwrap();
    let machine = Machine::of(&compiled.module, &program);
    let facts = value(&Shape::Record(program.interface.facts.clone()));
    let answered = Cell::new(0);
    let result = runner(cases).run(&(facts, params(settings)), |(mut facts, params)| {
        facts["header"]["params"] = params.into();
        let wanted = evaluate::decide(&program, &facts);
        answered.set(answered.get() + u32::from(wanted.is_some()));
        prop_assert_eq!(machine.decide(&facts), wanted);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{}: {error}", hook.id));
    answered.get()
}

fn runner(cases: u32) -> TestRunner {
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    TestRunner::new(config)
}

const WORDS: [&str; 75] = [
    "contract.t_fen",
    "contract.kind",
    "contract.parties",
    "achievement.kind",
    "achievement",
    "header.budget_left_fen",
    "header.as_of",
    "header.tenant",
    "sellers",
    "left_fen",
    "is_local",
    "maybe",
    "grade.cut_fen",
    "grade.word",
    "steps",
    "approvals",
    "price.days",
    "legal_date",
    "setting limit_fen",
    "setting share_bp",
    "setting factor_count",
    "setting word",
    "none",
    "YES",
    "KF",
    "AGREEMENT",
    "\"ZX\"",
    "\"",
    "1",
    "0",
    "2.5",
    "1万元",
    "0.3%",
    "15 天",
    "2026-01-01",
    "+",
    "-",
    "*",
    "/",
    "=",
    "!=",
    "<",
    ">=",
    "and",
    "or",
    "not",
    "not(",
    "if",
    "then",
    "else",
    "(",
    ")",
    "[",
    "]",
    "..",
    ",",
    "bp(",
    "min(",
    "max(",
    "starts(",
    "any(",
    "all(",
    "count(",
    "given(",
    "or_else(",
    "side",
    "related",
    "SELLER",
    "division",
    "、",
    "≥",
    "“",
    "#",
    "…",
    "",
];

/// A few words of the language in any order.
fn cell() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(WORDS.to_vec()), 0..6)
        .prop_map(|words| words.join(" "))
}

/// No cell, whatever stands in it, brings the compiler down; and what it takes, it compiles right.
#[test]
fn a_workbook_with_a_cell_of_any_words_is_refused_or_answers_as_its_tree() {
    let hook = hook("tc.college.check@1");
    let cells = EVERYTHING.matches(['|', '\n']).count();
    let taken = Cell::new(0);
    let result = runner(150).run(&(0..cells, cell()), |(place, text)| {
        let ends = EVERYTHING
            .match_indices(['|', '\n'])
            .map(|(index, _)| index);
        let ends: Vec<usize> = ends.collect();
        let start = if place == 0 { 0 } else { ends[place - 1] + 1 };
        if EVERYTHING[start..].starts_with("===") {
            return Ok(());
        }
        let changed = format!(
            "{}{text}{}",
            &EVERYTHING[..start],
            &EVERYTHING[ends[place]..]
        );
        let workbook = crate::workbook_of(&changed).unwrap();
        if let Ok(compiled) = crate::compile(&workbook, hook.wit, hook.id, SETTINGS) {
            taken.set(taken.get() + 1);
            compare(&workbook, &compiled, hook, SETTINGS, 4);
        }
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    assert!(taken.get() > 5, "{} taken", taken.get());
}

#[test]
fn a_workbook_with_every_word_of_the_language_answers_as_its_tree() {
    let workbook = crate::workbook_of(EVERYTHING).unwrap();
    agree(&workbook, hook("tc.college.check@1"), SETTINGS, 600);
}

#[test]
fn each_starter_answers_any_question_as_its_tree() {
    for hook in &HOOKS {
        agree(&crate::starter(hook.id).unwrap(), hook, hook.settings, 100);
    }
}

/// What `tc.split` is asked.
pub fn split(amount: i64, day: &str, setting: i64) -> Value {
    let params = NAMES.map(|name| json!({ "name": name, "value": { "NUMBER": setting } }));
    json!({
        "header": {
            "hook": "", "ver": "", "tenant": "", "division": "", "as_of": day, "params": params,
        },
        "amount_fen": amount,
        "division": "",
    })
}

const NAMES: [&str; 3] = ["s_bp", "s_fen", "s_count"];

/// What a workbook for `tc.split` answers to each question.
pub fn answers(workbook: &str, questions: impl Iterator<Item = Value>) -> Vec<Option<Value>> {
    let (hook, workbook) = (hook("tc.split@1"), crate::workbook_of(workbook).unwrap());
    let settings = NAMES
        .map(|name| format!("{name} = {{ default = 0 }}\n"))
        .concat();
    let (program, ..) = crate::checked(&workbook, hook.wit, hook.id, &settings)
        .unwrap_or_else(|mistakes| panic!("{}", shown(&mistakes)));
    let machine = Machine::of(&crate::emit::module(&program), &program);
    questions.map(|facts| machine.decide(&facts)).collect()
}

/// What the expression is for an amount and a setting, each of any value.
fn figures(expression: &str, questions: &[(i64, i64)]) -> Vec<Option<i64>> {
    let workbook = format!(
        "=== inputs\nname | expression | unit\nx | {expression} |\n=== outcome\nfield | expression\nok | YES\n\
         reasons | none\nexplain | none\ncity_fen | x\ncounty_fen | 0"
    );
    let questions = questions
        .iter()
        .map(|(amount, setting)| split(*amount, "2026-01-01", *setting));
    let outcomes = answers(&workbook, questions).into_iter();
    outcomes
        .map(|outcome| outcome.map(|outcome| outcome["city_fen"].as_i64().unwrap()))
        .collect()
}

#[test]
fn arithmetic_is_exact_or_stops() {
    let edges = [
        i64::MIN,
        i64::MIN + 1,
        -10_001,
        -10_000,
        -1,
        0,
        1,
        3,
        9_999,
        10_000,
        i64::MAX / 9_999,
        i64::MAX,
    ];
    let pairs = edges
        .iter()
        .flat_map(|one| edges.iter().map(|other| (*one, *other)));
    let pairs: Vec<(i64, i64)> = pairs.collect();
    type Exact = fn(i64, i64) -> Option<i64>;
    let operations: [(&str, Exact); 14] = [
        ("amount_fen + setting s_fen", i64::checked_add),
        ("amount_fen - setting s_fen", i64::checked_sub),
        ("amount_fen * setting s_count", i64::checked_mul),
        ("amount_fen / setting s_count", i64::checked_div_euclid),
        ("bp(amount_fen, setting s_bp)", |one, other| {
            let exact = i128::from(one) * i128::from(other);
            i64::try_from(exact.div_euclid(10_000)).ok()
        }),
        ("min(amount_fen, setting s_fen)", |one, other| {
            Some(one.min(other))
        }),
        ("max(amount_fen, setting s_fen)", |one, other| {
            Some(one.max(other))
        }),
        ("-amount_fen", |one, _| one.checked_neg()),
        (
            "if amount_fen < setting s_fen then 1 else 0",
            |one, other| Some((one < other).into()),
        ),
        (
            "if amount_fen <= setting s_fen then 1 else 0",
            |one, other| Some((one <= other).into()),
        ),
        (
            "if amount_fen > setting s_fen then 1 else 0",
            |one, other| Some((one > other).into()),
        ),
        (
            "if amount_fen >= setting s_fen then 1 else 0",
            |one, other| Some((one >= other).into()),
        ),
        (
            "if amount_fen = setting s_fen then 1 else 0",
            |one, other| Some((one == other).into()),
        ),
        (
            "if amount_fen != setting s_fen then 1 else 0",
            |one, other| Some((one != other).into()),
        ),
    ];
    for (expression, exact) in operations {
        let answers = figures(expression, &pairs);
        for ((one, other), answer) in pairs.iter().zip(answers) {
            assert_eq!(answer, exact(*one, *other), "{expression}: {one}, {other}");
        }
    }
}

#[test]
fn each_end_of_a_range_is_where_it_is_written() {
    // The amounts 4 to 8, and the days 4 to 8 of a month, for which the row holds.
    let conditions = [
        ("-", "45678"),
        ("5", "5"),
        ("5, 7", "57"),
        ("not(5, 7)", "468"),
        ("< 6", "45"),
        ("<= 6", "456"),
        ("> 6", "78"),
        (">= 6", "678"),
        ("!= 6", "4578"),
        ("[5..7]", "567"),
        ("(5..7]", "67"),
        ("[5..7)", "56"),
        ("(5..7)", "6"),
        ("not([5..7))", "478"),
        ("[5..6), > 7", "58"),
    ];
    let day = |text: &str| -> String {
        let each = text.chars().map(|c| match c {
            '0'..='9' => format!("2026-01-0{c}"),
            other => other.to_string(),
        });
        each.collect()
    };
    for (condition, wanted) in conditions {
        let columns = [
            ("amount_fen", condition.to_owned()),
            ("header.as_of", day(condition)),
            ("setting s_fen", condition.to_owned()),
        ];
        for (subject, condition) in columns {
            let workbook = format!(
                "=== t\ntable | t | policy | collect\nwhen | then | source\n{subject} | code |\n\
                 {condition} | HOLDS | law\n=== outcome\nfield | expression\nok | count(t) = 1\n\
                 reasons | t\nexplain | none\ncity_fen | 0\ncounty_fen | 0"
            );
            let questions = (4..9).map(|value| split(value, &day(&value.to_string()), value));
            let answers = answers(&workbook, questions).into_iter().zip('4'..='8');
            let held = answers.filter(|(answer, _)| {
                let answer = answer.as_ref().unwrap();
                assert_eq!(answer["ok"] == true, answer["reasons"] == json!(["HOLDS"]));
                answer["ok"] == true
            });
            let held: String = held.map(|(_, value)| value).collect();
            assert_eq!(held, wanted, "{subject}: {condition}");
        }
    }
}

#[test]
fn a_number_that_does_not_fit_its_field_stops_the_rule() {
    let workbook = "=== outcome\nfield | expression\nok | YES\nreasons | none\nexplain | none\n\
                    working_days | setting s_days";
    let (sla, workbook) = (hook("tc.sla@1"), crate::workbook_of(workbook).unwrap());
    let settings = "s_days = { default = 0 }";
    let (program, ..) = crate::checked(&workbook, sla.wit, sla.id, settings).unwrap();
    let machine = Machine::of(&crate::emit::module(&program), &program);
    for (days, is_answered) in [
        (-1, false),
        (0, true),
        (65_535, true),
        (65_536, false),
        (i64::MIN, false),
    ] {
        let case = json!({
            "hook": sla.id, "on": "2026-01-01", "settings": { "s_days": days },
            "facts": { "kind": "ZX", "j_fen": 0, "disputed": false, "limit_working_days": 7 },
        });
        let answer = machine.decide(&super::question(&case, settings, "440703"));
        let wanted = is_answered.then(|| Value::from(days));
        assert_eq!(
            answer.map(|answer| answer["working_days"].clone()),
            wanted,
            "{days}"
        );
    }
}
