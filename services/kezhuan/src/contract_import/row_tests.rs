//! Rows of tables, good and bad, and what becomes of them.
use chrono::NaiveDate;
use kezhuan_protocol::contracts::v1::Form;

use super::field::sheet;
use super::row;
use crate::sheet_import::Problem;
use crate::sheet_import::cell::Cell;
use crate::sheet_import::header::Columns;

/// A complete row; each test changes what it is about.
const GOOD: &[(&str, &str)] = &[
    ("序号", "1"),
    ("合同名称", "高效电机控制系统研发"),
    ("合同类别", "委托开发"),
    ("签订日期", "2025/1/31"),
    ("合同开始日期", "2025年2月1日"),
    ("合同截止日期", "2026-01-31"),
    ("合同成交额(万元)", "50.5"),
    ("支付方式", "分期支付"),
    ("卖方名称", "江门恒信智能装备有限公司"),
    ("卖方统一社会信用代码", "91440703MA5000000K"),
    ("卖方类型", "内资企业"),
    ("卖方行政区划代码", "440703 蓬江区"),
    ("卖方机构标识", "org-hengxin"),
    ("买方名称", "广州联达科技有限公司"),
    ("买方统一社会信用代码", ""),
    ("买方类型", "ENTERPRISE_DOMESTIC"),
    ("买方行政区划代码", "440106"),
    ("技术领域", "先进制造"),
    ("关联交易", "否"),
    ("设备费(元)", "10,000"),
    ("备注", "补录"),
];

fn code(body: &str) -> String {
    kezhuan_law::identifiers::UnifiedSocialCreditCode::from_body(body)
        .expect("a body")
        .as_str()
        .to_owned()
}

/// Reads the good row with some cells changed or columns added.
fn read_with(changes: &[(&str, Cell)]) -> Result<Form, Vec<Problem>> {
    let mut headers: Vec<&str> = GOOD.iter().map(|(header, _)| *header).collect();
    let mut cells: Vec<Cell> = GOOD.iter().map(|(_, text)| Cell::of_text(text)).collect();
    cells[9] = Cell::Text(code("91440703MA5000000"));
    for (header, cell) in changes {
        match headers.iter().position(|known| known == header) {
            Some(position) => cells[position] = cell.clone(),
            None => {
                headers.push(header);
                cells.push(cell.clone());
            }
        }
    }
    let headers: Vec<Cell> = headers.into_iter().map(Cell::of_text).collect();
    row::read(&Columns::read(sheet(), &headers).expect("headers"), &cells)
}

fn text(text: &str) -> Cell {
    Cell::of_text(text)
}

#[test]
fn a_good_row_becomes_a_form() {
    let form = read_with(&[]).expect("good");
    assert_eq!(form.project_name, "高效电机控制系统研发");
    assert_eq!(
        (form.kind.as_str(), form.payment_mode.as_str()),
        ("KF-WT", "INSTALMENT")
    );
    assert_eq!(form.sign_date, "2025-01-31");
    assert_eq!(
        (form.term_start.as_str(), form.term_end.as_str()),
        ("2025-02-01", "2026-01-31")
    );
    assert_eq!(form.total_amount_fen, 50_500_000);
    let seller = form.seller.expect("a seller");
    assert_eq!(
        (seller.division.as_str(), seller.r#type.as_str()),
        ("440703", "ENTERPRISE_DOMESTIC")
    );
    assert_eq!(form.price_items.len(), 1);
    assert_eq!(
        (
            form.price_items[0].r#type.as_str(),
            form.price_items[0].amount_fen
        ),
        ("equipment", 1_000_000)
    );
    assert!(form.broker.is_none() && !form.related_parties);
}

#[test]
fn cells_of_sheets_are_read_as_such() {
    let day = NaiveDate::from_ymd_opt(2025, 3, 1).expect("a day");
    let form = read_with(&[
        ("签订日期", Cell::Date(day)),
        ("合同成交额(万元)", Cell::of_number(0.1 + 0.2)),
        ("买方行政区划代码", Cell::of_number(440_106.0)),
        ("中介方名称", text("江门技术交易所")),
        ("纸质材料", text("合同文本；PRICE_BREAKDOWN、专利证书")),
    ])
    .expect("good");
    assert_eq!(
        (form.sign_date.as_str(), form.total_amount_fen),
        ("2025-03-01", 300_000)
    );
    assert_eq!(
        form.paper_materials,
        ["CONTRACT_TEXT", "PRICE_BREAKDOWN", "IP_PROOF"]
    );
    assert_eq!(form.buyer.expect("a buyer").division, "440106");
    assert_eq!(
        form.broker.expect("a broker").display_name,
        "江门技术交易所"
    );
}

#[test]
fn each_bad_cell_is_named_with_its_problem() {
    let rows: &[(&str, Cell, &str)] = &[
        ("合同名称", Cell::Empty, "REQUIRED"),
        ("合同类别", text("开发"), "NOT_IN_LIST"),
        ("签订日期", text("2025-02-30"), "DATE_FORMAT"),
        ("签订日期", Cell::of_number(45_000.0), "DATE_WITHOUT_FORMAT"),
        ("合同成交额(万元)", text("五十万"), "AMOUNT_FORMAT"),
        ("合同成交额(万元)", text("-1"), "AMOUNT_NEGATIVE"),
        ("合同成交额(万元)", text("0.0000001"), "AMOUNT_BELOW_FEN"),
        (
            "合同成交额(万元)",
            text("99999999999999999999"),
            "AMOUNT_TOO_LARGE",
        ),
        ("合同成交额(万元)", Cell::Empty, "AMOUNT_REQUIRED"),
        (
            "合同成交额(万元)",
            Cell::Broken("#REF!".to_owned()),
            "BROKEN_FORMULA",
        ),
        (
            "卖方统一社会信用代码",
            text("91440703MA50000001"),
            "CHECK_DIGIT",
        ),
        ("卖方统一社会信用代码", text("91440703"), "FORMAT"),
        (
            "卖方统一社会信用代码",
            Cell::of_number(9.144_070_3e17),
            "DIGITS_LOST",
        ),
        ("卖方行政区划代码", text("蓬江区"), "DIVISION_FORMAT"),
        ("关联交易", text("也许"), "FLAG_FORMAT"),
        ("外文文本", text("也许"), "LANGUAGE_FORMAT"),
        (
            "卖方机构标识",
            Cell::of_number(9.144_070_3e17),
            "DIGITS_LOST",
        ),
        ("纸质材料", text("合同、餐巾纸"), "NOT_IN_LIST"),
        ("专利号", text("ZL202310000000.1"), "CHECK_DIGIT"),
    ];
    for (header, cell, code) in rows {
        let problems = read_with(&[(header, cell.clone())]).expect_err(code);
        assert_eq!(problems.len(), 1, "{header} {cell:?}: {problems:?}");
        assert_eq!(
            (problems[0].field.as_str(), problems[0].code.as_str()),
            (*header, *code)
        );
        assert_eq!(problems[0].value, cell.shown());
        assert!(!problems[0].remedy.zh.is_empty() && !problems[0].remedy.en.is_empty());
    }
}

#[test]
fn an_amount_without_a_unit_is_not_guessed() {
    let headers: Vec<Cell> = GOOD
        .iter()
        .map(|(header, _)| text(&header.replace("(万元)", "")))
        .collect();
    let cells: Vec<Cell> = GOOD.iter().map(|(_, value)| text(value)).collect();
    let columns = Columns::read(sheet(), &headers).expect("headers");
    let problems = row::read(&columns, &cells).expect_err("no unit");
    assert!(
        problems.iter().any(|problem| problem.code == "AMOUNT_UNIT"),
        "{problems:?}"
    );
}

#[test]
fn all_problems_of_a_row_are_found_at_once() {
    let problems = read_with(&[
        ("签订日期", text("明天")),
        ("支付方式", Cell::Empty),
        ("技术领域", text("魔法")),
    ])
    .expect_err("bad");
    let codes: Vec<_> = problems
        .iter()
        .map(|problem| problem.code.as_str())
        .collect();
    assert_eq!(codes, ["DATE_FORMAT", "REQUIRED", "NOT_IN_LIST"]);
}

#[test]
fn a_value_without_a_header_is_not_lost_silently() {
    let headers: Vec<Cell> = GOOD.iter().map(|(header, _)| text(header)).collect();
    let mut cells: Vec<Cell> = GOOD.iter().map(|(_, value)| text(value)).collect();
    cells[9] = Cell::Empty;
    cells.push(text("另见附件"));
    let problems =
        row::read(&Columns::read(sheet(), &headers).expect("headers"), &cells).expect_err("beyond");
    assert_eq!(
        (problems[0].field.as_str(), problems[0].code.as_str()),
        ("V", "NO_HEADER")
    );
}

#[test]
fn an_amount_that_is_not_known_yet_may_be_empty() {
    let form =
        read_with(&[("合同成交额(万元)", Cell::Empty), ("金额待定", text("是"))]).expect("good");
    assert!(form.amount_unknown && form.total_amount_fen == 0);
}

#[test]
fn a_foreign_text_is_told_by_yes_and_no_or_by_its_language() {
    for (header, cell, foreign) in [
        ("外文文本", "是", true),
        ("合同语言", "英文", true),
        ("合同语言", "English", true),
        ("contract_language", "Japanese", true),
        ("foreign_language", "yes", true),
        ("合同语言", "中文", false),
        ("合同语言", "中英文", false),
        ("foreign_language", "Chinese", false),
        ("外文文本", "否", false),
        ("外文文本", "", false),
    ] {
        let form = read_with(&[(header, text(cell))]).expect("good");
        assert_eq!(form.foreign_language, foreign, "{header} {cell}");
    }
}

#[test]
fn the_parts_of_a_foreign_price_are_read_in_its_currency() {
    let form = read_with(&[
        ("合同成交额(万元)", Cell::Empty),
        ("币种", text("USD")),
        ("外币金额", text("10,000")),
        ("设备费(元)", Cell::Empty),
        ("外币设备费", text("4,000.50")),
    ])
    .expect("good");
    let parts: Vec<_> = (form.price_items.iter())
        .map(|part| {
            (
                part.r#type.as_str(),
                part.currency_amount_minor,
                part.amount_fen,
            )
        })
        .collect();
    assert_eq!(parts, [("equipment", 400_050, 0)]);
}

#[test]
fn an_amount_is_kept_in_the_minor_unit_its_currency_has() {
    let price = |currency: &str, amount: &str, part: &str| {
        read_with(&[
            ("合同成交额(万元)", Cell::Empty),
            ("币种", text(currency)),
            ("外币金额", text(amount)),
            ("设备费(元)", Cell::Empty),
            ("外币设备费", text(part)),
        ])
    };
    for (currency, amount, part, kept) in [
        ("JPY", "10,000", "4,000.00", (10_000, 4_000)),
        ("USD", "10,000", "4,000.50", (1_000_000, 400_050)),
    ] {
        let form = price(currency, amount, part).expect("good");
        let read = (
            form.currency_amount_minor,
            form.price_items[0].currency_amount_minor,
        );
        assert_eq!(read, kept, "{currency}");
    }
    let problems = price("JPY", "10,000.50", "4,000").expect_err("half a yen");
    assert_eq!(problems[0].code, "AMOUNT_BELOW_MINOR_UNIT");
}

#[test]
fn a_seller_abroad_needs_no_organisation_and_the_service_says_who_does() {
    let form = read_with(&[("卖方机构标识", Cell::Empty)]).expect("read");
    let today = NaiveDate::from_ymd_opt(2025, 3, 3).expect("a day");
    let refused = |form: Form| {
        let status = kezhuan_contracts::precheck(form, today).expect_err("refused");
        let headers: Vec<Cell> = GOOD.iter().map(|(header, _)| text(header)).collect();
        let columns = Columns::read(sheet(), &headers).expect("headers");
        super::verdict::problems(&status, &columns, &Form::default())
    };
    let of_organisations = |problems: Vec<Problem>| -> Vec<Problem> {
        let about = |problem: &Problem| problem.code == "APPLYING_ORGANISATION_MISSING";
        problems.into_iter().filter(about).collect()
    };
    let at_home = of_organisations(refused(form.clone()));
    assert_eq!(at_home.len(), 1);
    assert_eq!(at_home[0].field, "卖方机构标识");
    assert!(
        at_home[0].remedy.zh.contains("机构标识")
            && at_home[0].remedy.en.contains("seller_organisation")
    );
    let mut import = form;
    import.seller.as_mut().expect("a seller").division = "810000".to_owned();
    let import = of_organisations(refused(import));
    assert_eq!(import[0].field, "买方机构标识");
}
