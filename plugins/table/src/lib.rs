//! A rule written as a spreadsheet becomes a rule package's core module. A workbook holds inputs,
//! decision tables and the outcome; its cells alone decide the bytes of the module.

mod analyse;
mod check;
mod emit;
mod interface;
mod mistake;
mod plain;
mod problem;
mod program;
mod rows;
mod settings;
mod sheets;
mod starter;
mod syntax;
mod workbook;

#[cfg(test)]
mod trial;

pub use mistake::Mistake;
pub use plain::workbook as workbook_of;
pub use starter::starter;

use problem::Problem;
use program::Program;

/// What became of a workbook.
#[derive(Debug, PartialEq, Eq)]
pub struct Compiled {
    /// The core module that answers the hook, with its interface described.
    pub module: Vec<u8>,
    /// The rows as written, in JSON, for the package's `kezhuan:table`.
    pub table: Vec<u8>,
    /// What was not looked for, where; nothing is wrong with it.
    pub notes: Vec<Mistake>,
}

/// Compiles the workbook of an .xlsx file for a hook such as `tc.split@1` with its interface and
/// settings, or says everything that is wrong.
pub fn compile(
    workbook: &[u8],
    wit: &str,
    hook: &str,
    settings_toml: &str,
) -> Result<Compiled, Vec<Mistake>> {
    let (program, table, notes) = checked(workbook, wit, hook, settings_toml)?;
    let mut module = emit::module(&program);
    let embedded = program.interface.embed(&mut module);
    embedded.map_err(|error| of_file(problem::not_answerable(&error)))?;
    Ok(Compiled {
        module,
        table,
        notes,
    })
}

/// The program of a workbook, its rows as JSON, and the notes.
fn checked(
    workbook: &[u8],
    wit: &str,
    hook: &str,
    settings_toml: &str,
) -> Result<(Program, Vec<u8>, Vec<Mistake>), Vec<Mistake>> {
    let interface =
        interface::Interface::of(wit).map_err(|error| of_file(problem::not_answerable(&error)))?;
    let settings = settings::read(settings_toml, hook)
        .map_err(|error| of_file(problem::settings_unreadable(&error)))?;
    let (sheets, mut mistakes) = workbook::read(workbook)?;
    let rule = sheets::read(&sheets, &mut mistakes);
    let Some(program) = check::check(&rule, interface, &settings, &mut mistakes) else {
        return Err(mistakes.in_order());
    };
    let table = rows::json(&rule, &sheets, hook);
    Ok((program, table, mistakes.notes()))
}

/// A mistake that no cell is to blame for.
fn of_file(problem: Problem) -> Vec<Mistake> {
    let Problem { reason, zh, en } = problem;
    vec![Mistake {
        sheet: String::new(),
        cell: String::new(),
        reason,
        zh,
        en,
    }]
}
