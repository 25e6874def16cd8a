//! Rows of tenants: good ones, each kind of bad one, and what comes back from a table that was written.
use std::ops::ControlFlow;

use kezhuan_law::identifiers::UnifiedSocialCreditCode;
use kezhuan_protocol::incubation::v1::Tenancy;

use super::*;
use crate::office_sheets::tenants::{export, precheck};
use crate::sheet_import::table::{self, Step};
use crate::sheet_import::template::{self, FileKind};

const GOOD: &[(&str, &str)] = &[
    ("企业名称", "江门示例科技有限公司"),
    ("统一社会信用代码", ""),
    ("成立日期", "2024/3/1"),
    ("入驻日期", "2025年3月3日"),
    ("技术领域", "软件与信息服务"),
    ("创办人类型", "大学生"),
    ("入驻时人数", "12"),
    ("注册地在载体内", "是"),
    ("研发办公在载体内", "是"),
    ("科技型中小企业", "是"),
    ("产业链", "半导体与集成电路"),
    ("年度", "2025"),
    ("营业收入(万元)", "12.5"),
    ("年末从业人员", "20"),
    ("其中大专以上", "15"),
    ("数据来源", "企业年报"),
];

fn code() -> String {
    let code = UnifiedSocialCreditCode::from_body("91440703MA5000001").expect("a body");
    code.as_str().to_owned()
}

fn chains() -> Vec<Chain> {
    vec![Chain {
        name: "chains/IC".to_owned(),
        title_zh: "半导体与集成电路".to_owned(),
        ..Chain::default()
    }]
}

/// The good row with some cells changed.
fn read_with(changes: &[(&str, Cell)]) -> Result<Tenant, Vec<Problem>> {
    let headers: Vec<Cell> = GOOD
        .iter()
        .map(|(header, _)| Cell::of_text(header))
        .collect();
    let mut cells: Vec<Cell> = GOOD.iter().map(|(_, text)| Cell::of_text(text)).collect();
    cells[1] = Cell::Text(code());
    for (header, cell) in changes {
        let at = GOOD.iter().position(|(known, _)| known == header);
        cells[at.expect("a column")] = cell.clone();
    }
    let columns = Arc::new(Columns::read(sheet(), &headers).expect("headers"));
    read(&columns, &cells, &chains())
}

fn text(text: &str) -> Cell {
    Cell::of_text(text)
}

#[test]
fn a_good_row_is_a_tenant_with_its_year() {
    let tenant = read_with(&[]).expect("good");
    let profile = &tenant.profile;
    assert_eq!(
        (profile.kind(), profile.field()),
        (Kind::Enterprise, Field::Software)
    );
    assert_eq!((profile.founder(), profile.staff), (Founder::Student, 12));
    assert_eq!(profile.uscc, code());
    assert_eq!(
        (profile.founded_on.as_str(), profile.entry_on.as_str()),
        ("2024-03-01", "2025-03-03")
    );
    assert!(profile.registered_here && profile.office_here && profile.tech_sme);
    assert!(!profile.high_tech && !profile.overseas_chinese);
    assert_eq!(profile.chain, "chains/IC");
    let year = tenant.year.expect("a year");
    assert_eq!((year.year, year.revenue_fen), (2025, 12_500_000));
    assert_eq!((year.staff, year.college_graduates), (20, 15));
}

#[test]
fn each_bad_cell_is_named_with_its_problem() {
    let rows: &[(&str, Cell, &str)] = &[
        ("企业名称", Cell::Empty, "REQUIRED"),
        ("统一社会信用代码", text("91440703"), "FORMAT"),
        (
            "统一社会信用代码",
            Cell::of_number(9.144_070_3e17),
            "DIGITS_LOST",
        ),
        ("入驻日期", text("昨天"), "DATE_FORMAT"),
        ("入驻日期", text("1948-12-31"), "DATE_FORMAT"),
        ("技术领域", text("养生"), "NOT_IN_LIST"),
        ("入驻时人数", text("十二"), "NUMBER_FORMAT"),
        ("入驻时人数", text("1.5"), "NUMBER_TOO_FINE"),
        ("入驻时人数", text("-1"), "NUMBER_NEGATIVE"),
        ("科技型中小企业", text("也许"), "FLAG_FORMAT"),
        ("产业链", text("养生"), "CHAIN_UNKNOWN"),
        ("营业收入(万元)", text("-1"), "AMOUNT_NEGATIVE"),
        ("年末从业人员", text("14"), "YEAR_FIGURES_INVALID"),
        ("数据来源", Cell::Empty, "YEAR_FIGURES_INVALID"),
        ("年度", Cell::Empty, "YEAR_FIGURES_INVALID"),
    ];
    for (header, cell, code) in rows {
        let problems = read_with(&[(header, cell.clone())]).expect_err(code);
        assert_eq!(problems.len(), 1, "{header} {cell:?}: {problems:?}");
        assert_eq!(problems[0].code, *code, "{header}");
        // A part that is too large is told where the part stands.
        let column = match *header {
            "年末从业人员" => "其中大专以上",
            header => header,
        };
        assert_eq!(problems[0].field, column);
        assert!(!problems[0].remedy.zh.is_empty() && !problems[0].remedy.en.is_empty());
    }
}

#[test]
fn what_the_service_would_refuse_is_told_before_it_is_asked() {
    let today = "2025-03-03".parse().expect("a day");
    let told = |changes: &[(&str, Cell)]| {
        let tenant = read_with(changes).expect("read");
        let problems = precheck::look(&tenant, "park", today);
        let pairs = problems
            .into_iter()
            .map(|problem| (problem.field, problem.code));
        pairs.collect::<Vec<_>>()
    };
    assert!(told(&[]).is_empty());
    for (header, cell, code) in [
        ("成立日期", text("2020-01-01"), "AGE_GT_24M"),
        ("注册地在载体内", text("否"), "REGISTERED_ELSEWHERE"),
        ("研发办公在载体内", text("否"), "OFFICE_ELSEWHERE"),
        ("科技型中小企业", Cell::Empty, "NOT_TECH_SME"),
        ("成立日期", Cell::Empty, "FOUNDED_MISSING"),
        ("统一社会信用代码", Cell::Empty, "USCC_INVALID"),
    ] {
        assert_eq!(
            told(&[(header, cell)]),
            [(header.to_owned(), code.to_owned())]
        );
    }
}

#[test]
fn a_tenant_stands_once_for_each_year_and_says_the_same_of_itself() {
    let mut tenants = Tenants::among(chains());
    let tenant = |year: &str, name: &str| {
        read_with(&[("年度", text(year)), ("企业名称", text(name))]).expect("good")
    };
    let mut code = |row: u64, tenant: &Tenant| {
        let problem = tenants.twice(row, tenant);
        problem.map(|problem| problem.code)
    };
    assert_eq!(code(2, &tenant("2024", "甲")), None);
    assert_eq!(code(3, &tenant("2025", "甲")), None);
    assert_eq!(
        code(4, &tenant("2025", "甲")).as_deref(),
        Some("REPEATED_ROW")
    );
    assert_eq!(
        code(5, &tenant("2023", "乙")).as_deref(),
        Some("ROWS_DISAGREE")
    );
}

#[test]
fn an_exported_table_reads_as_what_it_was_written_from() {
    let tenant = read_with(&[("入驻时人数", text("3"))]).expect("good");
    let years = [2024, 2025].map(|year| TenantYear {
        year,
        high_tech_on: "2024-11-20".to_owned(),
        revenue_fen: 123_456,
        ..tenant.year.clone().expect("a year")
    });
    let tenancy = Tenancy {
        profile: Some(Profile {
            organisation: code(),
            ..tenant.profile.clone()
        }),
        until: "2029-03-02".to_owned(),
        years: years.to_vec(),
        ..Tenancy::default()
    };
    let folder = tempfile::tempdir().expect("a folder");
    for (name, kind) in [("t.xlsx", FileKind::Xlsx), ("t.csv", FileKind::Csv)] {
        let path = folder.path().join(name);
        template::write(&path, kind, sheet(), &export::rows(&tenancy)).expect("written");
        let (mut columns, mut found) = (None, Vec::new());
        table::read(&path, sheet(), |step| {
            match step {
                Step::Columns { columns: read, .. } => columns = Some(Arc::new(read)),
                Step::Row(row) => found.push(row.cells),
            }
            ControlFlow::Continue(())
        })
        .expect("read");
        let columns = columns.expect("headers");
        assert_eq!(columns.columns.len(), sheet().fields.len());
        let read: Vec<Tenant> = found
            .iter()
            .map(|cells| read(&columns, cells, &chains()).expect("good"))
            .collect();
        assert_eq!(read.len(), 2, "{name}");
        for (read, year) in read.iter().zip(&years) {
            assert_eq!(read.profile, tenant.profile, "{name}");
            assert_eq!(
                (read.until.as_str(), read.year.as_ref()),
                ("2029-03-02", Some(year))
            );
        }
    }
}
