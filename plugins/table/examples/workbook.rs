//! `workbook RULE.txt RULE.xlsx` makes the spreadsheet of a workbook in plain text.

use std::error::Error;
use std::fs;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [text, file] = arguments.as_slice() else {
        return Err("usage: workbook RULE.txt RULE.xlsx".into());
    };
    let workbook = kezhuan_table::workbook_of(&fs::read_to_string(text)?)?;
    fs::write(file, workbook)?;
    Ok(())
}
