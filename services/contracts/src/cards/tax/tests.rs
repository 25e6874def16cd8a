use super::*;
use kezhuan_law::card_input::answer;

type Card = fn(CardInput<'_>) -> Result<Value, CardError>;

fn run(card: Card, input: &Value) -> Value {
    answer(CardInput::new(input).and_then(card))
}

/// The worked cases TC-18 to TC-25.
#[test]
fn the_worked_cases_come_out_as_written() {
    let cases: [(&str, Card, Value, Value); 8] = [
        (
            "TC-18",
            value_added,
            json!({"kind":"ZR-ZL","registered":true,"lines":[{"line":"tech","fen":100000000},{"line":"related","fen":8000000,"same_invoice":true},{"line":"related","fen":2000000,"same_invoice":false},{"line":"goods","fen":15000000}]}),
            json!({"exempt":108000000,"taxable":17000000}),
        ),
        (
            "TC-19",
            value_added,
            json!({"kind":"FW-YB","registered":true,"lines":[{"line":"tech","fen":60000000}]}),
            json!({"exempt":0,"taxable":60000000}),
        ),
        (
            "TC-20",
            corporate_income,
            json!({"items":[{"mode":"ownership","income":620000000,"cost":100000000,"taxes":5000000,"expenses":15000000}]}),
            json!({"eligible":500000000,"exempt":500000000,"halved":0,"tax":0,"saved":125000000,"excluded":[]}),
        ),
        (
            "TC-21",
            corporate_income,
            json!({"items":[{"mode":"ownership","income":900000000,"cost":80000000,"taxes":5000000,"expenses":15000000}]}),
            json!({"eligible":800000000,"exempt":500000000,"halved":300000000,"tax":37500000,"saved":162500000,"excluded":[]}),
        ),
        (
            "TC-22",
            corporate_income,
            json!({"items":[{"mode":"licence","years":4,"income":300000000,"cost":0,"taxes":0},{"mode":"licence","years":5,"income":260000000,"cost":20000000,"taxes":2000000}]}),
            json!({"eligible":238000000,"exempt":238000000,"halved":0,"tax":0,"saved":59500000,"excluded":[[0,"LICENCE_LT_5Y"]]}),
        ),
        (
            "TC-23",
            personal_income,
            json!({"inst":"PUBLIC","kind":"ZR-ZL","registered":true,"notice_wd":15,"received":"2023-03-31","paid":"2026-03-31","reward":30000001}),
            json!({"relief":true,"taxable":15000001}),
        ),
        (
            "TC-24",
            personal_income,
            json!({"inst":"PUBLIC","kind":"ZR-ZL","registered":true,"notice_wd":15,"received":"2023-03-31","paid":"2026-04-01","reward":30000000}),
            json!({"relief":false,"code":"OVER_36_MONTHS","taxable":30000000}),
        ),
        (
            "TC-25",
            personal_income,
            json!({"inst":"PUBLIC","kind":"KF-WT","registered":true,"notice_wd":20,"received":"2025-03-31","paid":"2025-08-01","reward":30000000}),
            json!({"relief":false,"code":"KIND","taxable":30000000}),
        ),
    ];
    for (id, card, input, output) in cases {
        assert_eq!(run(card, &input), output, "{id}");
    }
}

#[test]
fn a_flag_that_is_missing_blocks_the_exemption() {
    let input = json!({"kind":"ZR-ZL","lines":[{"line":"tech","fen":5}]});
    assert_eq!(run(value_added, &input), json!({"exempt":0,"taxable":5}));
    let input = json!({"inst":"PUBLIC","kind":"ZR-ZL","notice_wd":15,"received":"2025-01-01","paid":"2025-02-01","reward":9});
    let output = json!({"relief":false,"code":"NOT_REGISTERED","taxable":9});
    assert_eq!(run(personal_income, &input), output);
}

#[test]
fn what_can_t_be_left_out_is_asked_for() {
    let invalid = json!({"error":"INVALID_INPUT"});
    let cases: [(Card, Value); 7] = [
        (value_added, json!({"registered":true,"lines":[]})),
        (
            value_added,
            json!({"kind":"KF-WT","lines":[{"line":"other","fen":1}]}),
        ),
        (
            value_added,
            json!({"kind":"KF-WT","lines":[{"line":"tech"}]}),
        ),
        (
            corporate_income,
            json!({"items":[{"mode":"licence","income":1,"cost":0,"taxes":0}]}),
        ),
        (
            corporate_income,
            json!({"items":[{"mode":"ownership","income":1,"cost":0}]}),
        ),
        (
            corporate_income,
            json!({"items":[{"mode":"gift","income":1,"cost":0,"taxes":0}]}),
        ),
        (
            personal_income,
            json!({"inst":"PUBLIC","kind":"ZR-ZL","registered":true,"notice_wd":15,"received":"2025-02-30","paid":"2025-03-01","reward":1}),
        ),
    ];
    for (card, input) in cases {
        assert_eq!(run(card, &input), invalid, "{input}");
    }
}
