//! The example beside the packages: Pengjiang's incentive as a spreadsheet.

use std::path::Path;

use sha2::Digest;

use super::{hook, run_cases, shown};

const SETTINGS: &str = include_str!("../../../examples/pengjiang-table/settings.toml");
const CASES: &str = include_str!("../../../examples/pengjiang-table/cases.jsonl");
const TEXT: &str = include_str!("../../../examples/pengjiang-table/rule.txt");
/// The package's SHA-256. It changes with the example and with the compiler, and then every county's
/// spreadsheet gives another package than before: on purpose, or not at all.
const DIGEST: &str = "b571aded3dfa0dc878b7a15e4d2819f7fba27268b4e6a0be04ad07463c7003b4";
const RULE: &[u8] = include_bytes!("../../../examples/pengjiang-table/rule.xlsx");

#[test]
fn the_example_answers_each_worked_case_of_pengjiangs_package() {
    let cases = include_str!("../../../packages/pengjiang/cases.jsonl");
    let incentive = hook("tc.incentive@1");
    let run = run_cases(RULE, incentive, SETTINGS, cases, "440703");
    assert_eq!(run, CASES.lines().count());
    assert!(
        cases
            .lines()
            .filter(|line| line.contains("tc.incentive@1"))
            .eq(CASES.lines())
    );
}

#[test]
fn the_spreadsheet_holds_the_cells_of_the_text_beside_it() {
    let incentive = hook("tc.incentive@1");
    let compile = |workbook: &[u8]| {
        crate::compile(workbook, incentive.wit, incentive.id, SETTINGS)
            .unwrap_or_else(|mistakes| panic!("{}", shown(&mistakes)))
    };
    let written = crate::workbook_of(TEXT).unwrap();
    assert_eq!(
        compile(&written),
        compile(RULE),
        "run `cargo run -p kezhuan-table --example workbook -- RULE.txt RULE.xlsx`"
    );
}

#[test]
fn how_a_file_was_saved_does_not_change_the_package() {
    let incentive = hook("tc.incentive@1");
    let compile = |workbook: &[u8]| crate::compile(workbook, incentive.wit, incentive.id, SETTINGS);
    // The same cells with other widths, formats and another author, as another program saves them.
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let properties = rust_xlsxwriter::DocProperties::new().set_author("somebody else");
    workbook.set_properties(&properties);
    for part in TEXT.split("=== ").skip(1) {
        let (name, rows) = part.split_once('\n').unwrap();
        let sheet = workbook.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, line) in (0..).zip(rows.lines()) {
            for (column, text) in (0..).zip(line.split('|')) {
                sheet.write_string(row, column, text.trim()).unwrap();
            }
        }
    }
    let other = workbook.save_to_buffer().unwrap();
    assert_ne!(other, RULE);
    assert_eq!(compile(&other).unwrap(), compile(RULE).unwrap());
}

#[test]
fn the_package_is_made_like_any_other_and_carries_its_rows() {
    let incentive = hook("tc.incentive@1");
    let compiled = crate::compile(RULE, incentive.wit, incentive.id, SETTINGS).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/pengjiang-table");
    let package = kezhuan_pack::of_module(&compiled.module, &folder).unwrap();
    let package = kezhuan_pack::with_table(package, &compiled.table);
    let rows = compiled.table.as_slice();
    assert!(package.windows(rows.len()).any(|part| part == rows));
    let digest = sha2::Sha256::digest(&package);
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, DIGEST);
    let rows: serde_json::Value = serde_json::from_slice(rows).unwrap();
    let steps = rows["tables"]
        .as_array()
        .unwrap()
        .iter()
        .find(|table| table["name"] == "steps");
    let last = &steps.unwrap()["rows"][3];
    assert_eq!(last["then"][0], "BUDGET_LEFT");
    assert_eq!(last["source"], "预算法 第十三条");
    assert_eq!(last["row"], 7);
}
