//! The author's path with a rule that is a spreadsheet.
use super::{Desk, HOOKS, a_new_package_passes};

#[test]
fn a_new_spreadsheet_builds_and_passes_at_once_whatever_it_answers() {
    let desk = Desk::new();
    // Their answers are a share of each right, and points of each candidate, which no sheet makes.
    let lists = ["ip.ltv", "evt.match"];
    let answered = HOOKS.iter().filter(|hook| !lists.contains(hook));
    answered.for_each(|hook| a_new_package_passes(&desk, "table", hook));
    for hook in lists {
        let said = desk.refused(&["new", "list", "--hook", hook, "--lang", "table"]);
        assert!(said.contains(&format!("can't answer {hook}@1")), "{said}");
        assert!(!desk.at("list").exists());
    }
    // A wrong cell is named, and the last good package stays.
    let workbook = desk.at("table-tc-split/rule.xlsx");
    std::fs::write(&workbook, b"no workbook").unwrap();
    let said = desk.refused(&["build", "table-tc-split"]);
    assert!(said.contains("rule.xlsx, 1 mistakes"), "{said}");
    desk.done(&["test", "table-tc-split"]);
}

#[test]
fn rows_of_a_spreadsheet_are_shown_and_their_codes_need_words() {
    let desk = Desk::new();
    desk.build_example("pengjiang-table");
    let shown = desk.done(&["inspect", "pengjiang-table"]);
    for said in ["table ", "collect", "source", "RELATED", "第三条"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let manifest = desk.at("pengjiang-table/manifest.toml");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let without = text.lines().filter(|line| !line.starts_with("REGION ="));
    std::fs::write(&manifest, without.collect::<Vec<_>>().join("\n")).unwrap();
    let said = desk.refused(&["build", "pengjiang-table"]);
    assert!(
        said.contains(" row ") && said.contains("no [codes.REGION]"),
        "{said}"
    );
}
