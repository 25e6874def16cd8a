use super::testing::{form, goods, goods_in_currency, in_dollars, party};
use super::*;

fn today() -> NaiveDate {
    "2025-03-03".parse().unwrap()
}

fn problems(form: &Form) -> Vec<(String, &'static str)> {
    validate(form, today())
        .into_iter()
        .map(|problem| (problem.field, problem.reason))
        .collect()
}

fn only(field: &str, reason: &'static str) -> Vec<(String, &'static str)> {
    vec![(field.to_owned(), reason)]
}

#[test]
fn a_form_in_order_has_no_problem() {
    assert_eq!(problems(&form()), []);
    let stored = serde_json::to_string(&form()).unwrap();
    assert_eq!(serde_json::from_str::<Form>(&stored).unwrap(), form());
}

#[test]
fn an_empty_form_names_everything_that_is_missing_at_once() {
    let fields: Vec<String> = problems(&Form::default())
        .into_iter()
        .map(|(field, _)| field)
        .collect();
    for field in [
        "project_name",
        "kind",
        "payment_mode",
        "technical_field",
        "sign_date",
        "term_start",
        "term_end",
        "total_amount_fen",
        "seller.display_name",
        "seller.type",
        "seller.division",
        "seller.organisation",
        "buyer.display_name",
        "buyer.type",
        "buyer.division",
    ] {
        assert!(fields.contains(&field.to_owned()), "{field}");
    }
}

type Change = fn(&mut Form);

#[rustfmt::skip] // A table is read by the line.
const PROBLEMS: &[(Change, &str, &str)] = &[
    (|form| form.kind = "KF".into(), "kind", "UNKNOWN_CODE"),
    (|form| form.plan_source = "MOON".into(), "plan_source", "UNKNOWN_CODE"),
    (|form| form.project_name = "长".repeat(201), "project_name", "TOO_LONG"),
    (|form| form.sign_date = "2025-03-04".into(), "sign_date", "IN_THE_FUTURE"),
    (|form| form.sign_date = "2025-02-30".into(), "sign_date", "NOT_A_DATE"),
    (|form| form.term_start = "2026-03-01".into(), "term_end", "BEFORE_TERM_START"),
    (|form| form.total_amount = Fen(0), "total_amount_fen", "NOT_POSITIVE"),
    (|form| form.total_amount = Fen(-1), "total_amount_fen", "NOT_POSITIVE"),
    (|form| form.expected_output = Fen(-1), "expected_output_fen", "NEGATIVE"),
    (|form| form.price_items = vec![goods("", 1)], "price_items[0].type", "REQUIRED"),
    (|form| form.price_items = vec![goods("equipment", 100_001)], "price_items", "PARTS_EXCEED_TOTAL"),
    (|form| form.seller.credit_code.clear(), "seller.credit_code", "REQUIRED"),
    (|form| form.seller.credit_code.push('0'), "seller.credit_code", "CREDIT_CODE_FORMAT"),
    (|form| form.buyer.division = "440799".into(), "buyer.division", "NOT_A_DIVISION"),
    (|form| form.buyer.party_type = "SHOP".into(), "buyer.type", "UNKNOWN_CODE"),
    (|form| form.seller.college = "PKU".into(), "seller.college", "UNKNOWN_CODE"),
    (|form| form.seller.organisation.clear(), "seller.organisation", "APPLYING_ORGANISATION_MISSING"),
    (|form| form.price_items = vec![goods_in_currency("parts", 1)], "price_items[0].currency_amount_minor", "PART_IN_OTHER_CURRENCY"),
    (|form| form.buyer = form.seller.clone(), "buyer", "SAME_PARTY"),
    (|form| form.broker = Some(form.buyer.clone()), "broker", "SAME_PARTY"),
    (|form| form.patent_number = "ZL201110269715.4".into(), "patent_number", "PATENT_NUMBER_CHECK_DIGIT"),
    (|form| form.patent_number = "201110269715".into(), "patent_number", "PATENT_NUMBER_FORMAT"),
    (|form| form.paper_materials = vec!["NAPKIN".into()], "paper_materials[0]", "UNKNOWN_CODE"),
];

#[test]
fn each_problem_names_its_field_and_reason() {
    for (change, field, reason) in PROBLEMS {
        let mut changed = form();
        change(&mut changed);
        assert_eq!(problems(&changed), only(field, reason), "{field} {reason}");
    }
}

#[test]
fn a_wrong_check_character_is_told_from_a_wrong_form() {
    let mut wrong = form();
    let last = if wrong.buyer.credit_code.ends_with('0') {
        "1"
    } else {
        "0"
    };
    wrong.buyer.credit_code.replace_range(17.., last);
    assert_eq!(
        problems(&wrong),
        only("buyer.credit_code", "CREDIT_CODE_CHECK_DIGIT")
    );
}

#[test]
fn a_patent_licence_needs_its_patent_and_both_dates() {
    let mut licence = form();
    licence.kind = "XK-ZL".into();
    let fields: Vec<String> = problems(&licence)
        .into_iter()
        .map(|(field, _)| field)
        .collect();
    assert_eq!(
        fields,
        [
            "intellectual_property_type",
            "patent_number",
            "patent_expiry",
            "licence_end",
            "licence_mode"
        ]
    );
    licence.intellectual_property_type = "PATENT_INVENTION".into();
    licence.patent_number = "ZL 2011 1 0269715.3".to_owned();
    licence.patent_expiry = "2031-05-31".into();
    licence.licence_end = "2031-05-31".into();
    licence.licence_mode = "SOLE".into();
    assert_eq!(problems(&licence), []);
    licence.intellectual_property_type = "PATENT_DESIGN".into();
    assert_eq!(
        problems(&licence),
        only("patent_number", "PATENT_KIND_DIFFERS")
    );
}

#[test]
fn a_foreign_price_needs_a_rate_and_is_converted() {
    let mut foreign = form();
    foreign.currency = "USD".to_owned();
    foreign.currency_amount_minor = 2_000_000;
    foreign.exchange_rate_e4 = 71_234;
    foreign.exchange_rate_date = "2025-02-20".into();
    foreign.total_amount = Fen::ZERO;
    assert_eq!(problems(&foreign), []);
    assert_eq!(foreign.total(), Some(Fen(14_246_800)));
    foreign.total_amount = Fen(14_246_801);
    assert_eq!(
        problems(&foreign),
        only("total_amount_fen", "CONVERSION_DIFFERS")
    );
    foreign.total_amount = Fen(14_246_800);
    foreign.exchange_rate_date = "2025-03-04".into();
    assert_eq!(
        problems(&foreign),
        only("exchange_rate_date", "IN_THE_FUTURE")
    );
    foreign.exchange_rate_date = "2025-03-03".into();
    foreign.currency_amount_minor = i64::MAX;
    foreign.exchange_rate_e4 = i64::MAX;
    assert_eq!(
        problems(&foreign),
        only("currency_amount_minor", "TOO_LARGE")
    );
    foreign.currency = "DOGE".to_owned();
    assert_eq!(problems(&foreign), only("currency", "UNKNOWN_CODE"));
}

#[test]
fn an_unknown_amount_may_be_nothing_and_not_less() {
    let mut unknown = form();
    unknown.amount_unknown = true;
    unknown.payment_mode = "ROYALTY".into();
    unknown.total_amount = Fen::ZERO;
    assert_eq!(problems(&unknown), []);
    unknown.total_amount = Fen(-1);
    assert_eq!(problems(&unknown), only("total_amount_fen", "NOT_POSITIVE"));
}

#[test]
fn an_import_is_applied_for_by_the_buyer() {
    let mut import = form();
    assert!(!import.is_import());
    import.seller.division = "990000".to_owned();
    import.seller.credit_code.clear();
    import.seller.party_type = "ENTERPRISE_FOREIGN".into();
    import.buyer = party("台山机械有限公司", "91440781MA5000003", "440781", "buyer");
    assert!(import.is_import());
    assert_eq!(import.applying_party().division, "440781");
    // Its seller abroad needs no organisation here, and the buyer does.
    import.seller.organisation.clear();
    assert_eq!(problems(&import), []);
    import.buyer.organisation = " ".to_owned();
    assert_eq!(
        problems(&import),
        only("buyer.organisation", "APPLYING_ORGANISATION_MISSING")
    );
    import.seller.organisation = "seller".to_owned();
    import.buyer.division = "810000".to_owned();
    assert_eq!(
        problems(&import),
        only("buyer.division", "NO_DOMESTIC_PARTY")
    );
}

#[test]
fn a_confidential_contract_leaves_only_its_reference_here() {
    let mut confidential = form();
    confidential.confidential = true;
    assert!(confidential.exposes_confidential_content());
    let reference = Form {
        confidential: true,
        offline_reference: "蓬科密〔2025〕1号".to_owned(),
        seller: FormParty {
            division: "440703".to_owned(),
            organisation: "seller".to_owned(),
            ..FormParty::default()
        },
        ..Form::default()
    };
    assert!(!reference.exposes_confidential_content());
    assert_eq!(
        problems(&reference),
        only("confidential", "CONFIDENTIAL_OFFLINE")
    );
}

#[test]
fn the_parts_of_a_foreign_price_are_in_its_currency_and_within_it() {
    let mut foreign = in_dollars(form(), 100_000, 71_234, "2025-02-20");
    foreign.price_items = vec![goods_in_currency("equipment", 100_000)];
    assert_eq!(problems(&foreign), []);
    foreign.price_items[0].currency_amount_minor += 1;
    assert_eq!(
        problems(&foreign),
        only("price_items", "PARTS_EXCEED_TOTAL")
    );
    foreign.price_items[0].currency_amount_minor = -1;
    assert_eq!(
        problems(&foreign),
        only("price_items[0].currency_amount_minor", "NEGATIVE")
    );
    foreign.price_items = vec![goods("equipment", 1)];
    assert_eq!(
        problems(&foreign),
        only(
            "price_items[0].currency_amount_minor",
            "PART_IN_OTHER_CURRENCY"
        )
    );
}
