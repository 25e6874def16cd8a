//! Rows of trials: good ones, each kind of bad one, rows that fall together, and what an exported table reads as.
use std::collections::BTreeMap;
use std::ops::ControlFlow;

use kezhuan_protocol::agriculture::v1::Trial;
use kezhuan_protocol::agriculture::v1::trial::{MoistureStandard, Role};

use super::*;
use crate::office_sheets::trials::{columns::sheet, export};
use crate::sheet_import::cell::Cell;
use crate::sheet_import::table::{self, Step};
use crate::sheet_import::template::{self, FileKind};

const HEADERS: [&str; 14] = [
    "试验",
    "参试品种",
    "对照品种",
    "造季",
    "标准水分",
    "重复次数",
    "播种日期",
    "收获日期",
    "小区编号",
    "小区品种",
    "重复号",
    "小区面积(亩)",
    "鲜重(千克)",
    "含水率(%)",
];

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 8, 1).expect("a day")
}

fn line(trial: &str, label: &str, role: &str, replication: &str) -> Vec<String> {
    let cells = [
        trial,
        "江农占1号",
        "美香占2号",
        "2025早造",
        "籼稻",
        "1",
        "2025-03-01",
        "2025-07-15",
        label,
        role,
        replication,
        "0.05",
        "30.125",
        "21.5",
    ];
    cells.map(str::to_owned).to_vec()
}

fn pair(trial: &str) -> Vec<Vec<String>> {
    vec![
        line(trial, "A1", "参试品种", "1"),
        line(trial, "B1", "CK", "1"),
    ]
}

/// A row with the cells of some columns changed.
fn with(mut row: Vec<String>, changes: &[(&str, &str)]) -> Vec<String> {
    for (header, text) in changes {
        let at = HEADERS.iter().position(|known| known == header);
        row[at.expect("a column")] = (*text).to_owned();
    }
    row
}

/// The parcels of these rows; the first of them is row 2.
fn parcels(rows: &[Vec<String>]) -> Vec<Parcel<Group>> {
    let headers: Vec<Cell> = HEADERS.iter().map(|header| Cell::of_text(header)).collect();
    let columns = Arc::new(Columns::read(sheet(), &headers).expect("headers"));
    let mut groups = Groups::on(today());
    let mut parcels = Vec::new();
    for (number, row) in (2_u64..).zip(rows) {
        let row = Row {
            number,
            cells: row.iter().map(|text| Cell::of_text(text)).collect(),
            done: number,
        };
        parcels.extend(groups.row(&columns, row));
    }
    parcels.extend(groups.end());
    parcels
}

/// Row, column and reason of everything that was found.
fn told(parcels: &[Parcel<Group>]) -> Vec<(u64, String, String)> {
    let findings = parcels.iter().flat_map(|parcel| &parcel.findings);
    let told = findings.flat_map(|finding| {
        let problems = finding.problems.iter();
        problems.map(|problem| (finding.row, problem.field.clone(), problem.code.clone()))
    });
    told.collect()
}

#[test]
fn the_rows_of_a_trial_are_one_wherever_they_stand() {
    let other = line("乙", "A1", "参试品种", "1");
    let other = with(
        other,
        &[
            ("造季", "2024晚造"),
            ("播种日期", "2024-08-01"),
            ("收获日期", "2024-11-20"),
        ],
    );
    let check = with(
        other.clone(),
        &[("小区编号", "B1"), ("小区品种", "对照品种")],
    );
    let [first, second]: [Vec<String>; 2] = pair("甲").try_into().expect("two rows");
    let parcels = parcels(&[first, other, second, check]);
    assert!(told(&parcels).is_empty());
    let rows: Vec<_> = parcels.iter().map(|parcel| parcel.rows.clone()).collect();
    assert_eq!(rows, [[2, 4], [3, 5]]);
    let group = parcels[0].content.as_ref().expect("a trial");
    let design = group.design();
    assert_eq!(
        (
            design.season.as_str(),
            design.moisture,
            group.replications()
        ),
        ("2025-E", MoistureStandard::Indica, 1)
    );
    let plots = group.plots();
    assert_eq!(
        (plots[0].role(), plots[1].role()),
        (Role::Candidate, Role::Check)
    );
    assert_eq!(
        (plots[0].area_c, plots[0].fresh_g, plots[0].moisture_bp),
        (5, 30_125, 2_150)
    );
}

#[test]
fn a_trial_that_is_not_harvested_has_one_row_without_a_plot() {
    let bare = [
        ("收获日期", ""),
        ("小区编号", ""),
        ("小区品种", ""),
        ("重复号", ""),
        ("小区面积(亩)", ""),
        ("鲜重(千克)", ""),
        ("含水率(%)", ""),
    ];
    let row = with(line("甲", "", "", ""), &bare);
    let one = parcels(std::slice::from_ref(&row));
    let group = one[0].content.as_ref().expect("a trial");
    assert!(group.plots().is_empty() && group.design().harvested_on.is_empty());
    let two = parcels(&[row.clone(), row]);
    assert!(two[0].content.is_none());
    assert_eq!(
        told(&two)[1],
        (3, "试验".to_owned(), "REPEATED_ROW".to_owned())
    );
}

#[test]
fn a_trial_with_a_bad_row_stays_out_whole_and_says_which_row_it_was() {
    for (header, text, column, code) in [
        ("参试品种", "", "参试品种", "REQUIRED"),
        ("造季", "去年", "造季", "SEASON_FORMAT"),
        ("标准水分", "干", "标准水分", "NOT_IN_LIST"),
        ("小区品种", "野草", "小区品种", "NOT_IN_LIST"),
        ("小区面积(亩)", "0.005", "小区面积(亩)", "NUMBER_TOO_FINE"),
        ("鲜重(千克)", "-1", "鲜重(千克)", "NUMBER_NEGATIVE"),
        ("含水率(%)", "", "含水率(%)", "REQUIRED"),
        ("含水率(%)", "0.21", "含水率(%)", "MOISTURE_UNIT"),
        ("含水率(%)", "101", "含水率(%)", "MOISTURE_UNIT"),
        ("收获日期", "", "收获日期", "REQUIRED"),
        ("对照品种", "别的", "试验", "ROWS_DISAGREE"),
        ("小区编号", "A1", "小区编号", "PLOT_REPEATED"),
        ("鲜重(千克)", "900000", "鲜重(千克)", "YIELD_IMPLAUSIBLE"),
    ] {
        let mut rows = pair("甲");
        rows[1] = with(rows[1].clone(), &[(header, text)]);
        rows.extend(
            pair("乙")
                .into_iter()
                .map(|row| with(row, &[("造季", "2024-L")])),
        );
        let parcels = parcels(&rows);
        assert!(
            parcels[0].content.is_none() && parcels[1].content.is_some(),
            "{header} {text}"
        );
        let told = told(&parcels);
        assert_eq!(told.len(), 2, "{header} {text}: {told:?}");
        assert_eq!(told[0], (2, "试验".to_owned(), "OTHER_ROW_BAD".to_owned()));
        assert_eq!(
            told[1],
            (3, column.to_owned(), code.to_owned()),
            "{header} {text}"
        );
    }
}

#[test]
fn a_replication_without_a_check_and_a_day_that_was_not_are_told() {
    let lonely = parcels(&[
        line("甲", "A1", "参试品种", "1"),
        line("甲", "B1", "对照品种", "2"),
    ]);
    let codes = told(&lonely);
    assert_eq!(codes.len(), 2);
    assert!(
        codes
            .iter()
            .all(|(_, column, code)| column == "重复号" && code == "REPLICATION_LONELY")
    );
    let late = pair("甲")
        .into_iter()
        .map(|row| with(row, &[("收获日期", "2025-08-02")]));
    let late: Vec<Vec<String>> = late.collect();
    assert_eq!(
        told(&parcels(&late))[0],
        (2, "收获日期".to_owned(), "DAY_INVALID".to_owned())
    );
}

#[test]
fn two_trials_of_one_design_have_to_be_named() {
    let rows: Vec<_> = pair("甲").into_iter().chain(pair("乙")).collect();
    let both = parcels(&rows);
    assert!(both[0].content.is_some() && both[1].content.is_none());
    assert_eq!(
        told(&both)[0],
        (4, "试验".to_owned(), "REPEATED_TRIAL".to_owned())
    );
    let rows: Vec<_> = pair("trials/1")
        .into_iter()
        .chain(pair("trials/2"))
        .collect();
    assert!(told(&parcels(&rows)).is_empty());
}

#[test]
fn an_exported_table_reads_as_what_it_was_written_from() {
    let read = parcels(&pair("trials/1"));
    let group = read[0].content.as_ref().expect("a trial");
    let trial = Trial {
        name: "trials/1".to_owned(),
        variety: "varieties/1".to_owned(),
        check_variety: "varieties/2".to_owned(),
        season: "2025-E".to_owned(),
        moisture_standard: MoistureStandard::Indica.into(),
        replications: 1,
        sown_on: "2025-03-01".to_owned(),
        harvested_on: "2025-07-15".to_owned(),
        plots: group.plots(),
        ..Trial::default()
    };
    let titles = [("varieties/1", "江农占1号"), ("varieties/2", "美香占2号")];
    let titles: BTreeMap<String, String> = titles
        .map(|(name, title)| (name.to_owned(), title.to_owned()))
        .into();
    let folder = tempfile::tempdir().expect("a folder");
    for (name, kind) in [("t.xlsx", FileKind::Xlsx), ("t.csv", FileKind::Csv)] {
        let path = folder.path().join(name);
        template::write(&path, kind, sheet(), &export::rows(&trial, &titles)).expect("written");
        let mut groups = Groups::on(today());
        let mut columns = None;
        table::read(&path, sheet(), |step| {
            match step {
                Step::Columns { columns: read, .. } => columns = Some(Arc::new(read)),
                Step::Row(row) => {
                    let columns = columns.as_ref().expect("headers first");
                    assert!(groups.row(columns, row).is_none());
                }
            }
            ControlFlow::Continue(())
        })
        .expect("read");
        let parcels = groups.end();
        assert!(told(&parcels).is_empty(), "{name}: {:?}", told(&parcels));
        let back = parcels[0].content.as_ref().expect("a trial");
        assert_eq!(back.design(), group.design(), "{name}");
        assert_eq!(back.plots(), group.plots(), "{name}");
    }
}

#[test]
fn everything_is_told_in_one_round_and_a_label_names_the_row_that_has_it() {
    let mut rows = pair("甲");
    rows.push(line("甲", "A1", "参试品种", "2"));
    let wet = [("含水率(%)", "101")];
    rows.push(with(line("甲", "B2", "CK", "2"), &wet));
    let parcels = parcels(&rows);
    let repeated = (4, "小区编号".to_owned(), "PLOT_REPEATED".to_owned());
    let wet = (5, "含水率(%)".to_owned(), "MOISTURE_UNIT".to_owned());
    assert_eq!(told(&parcels)[2..], [repeated, wet]);
    let repeated = &parcels[0].findings[2].problems[0];
    assert!(repeated.problem.en.contains("row 2"), "{repeated:?}");
}
