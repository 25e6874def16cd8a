//! `kezhuan rules build`: from a folder of sources and papers to one package file.
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context;
use kezhuan_rule_host::{HostConfig, Inspection, hooks, inspect};

use super::language::Language;
use super::{toolchain, words};

/// A package that was built and inspected.
pub struct Built {
    pub file: PathBuf,
    pub papers: Inspection,
    /// What the author should know of a spreadsheet that nothing is wrong with, each with sheet and cell.
    pub notes: Vec<String>,
}

/// Where the package of a folder is put: `mycounty/mycounty.wasm`.
pub fn file_of(folder: &Path) -> anyhow::Result<PathBuf> {
    let name = kezhuan_pack::name(folder).map_err(anyhow::Error::from_boxed)?;
    Ok(folder.join(format!("{name}.wasm")))
}

/// Builds the package of a folder. The file of an earlier build stays until this one is whole.
pub fn build(folder: &Path) -> anyhow::Result<Built> {
    let language = Language::of(folder)?;
    let file = file_of(folder)?;
    let mut notes = Vec::new();
    let package = match language {
        Language::Table => table(folder, &mut notes),
        Language::Rust => kezhuan_pack::of_module(&toolchain::rust::module(folder)?, folder),
        Language::JavaScript => {
            kezhuan_pack::of_component(&toolchain::javascript::component(folder)?, folder)
        }
        Language::Python => {
            kezhuan_pack::of_component(&toolchain::python::component(folder)?, folder)
        }
    };
    let package = package
        .map_err(anyhow::Error::from_boxed)
        .with_context(|| format!("the package of {} can't be made", folder.display()))?;
    let papers = inspect(&package, HostConfig::default().package_bytes_max)
        .with_context(|| format!("no host would take the package of {}", folder.display()))?;
    anyhow::ensure!(
        papers.manifest.sunset.is_some(),
        "manifest.toml names no sunset: write sunset = \"YYYY-MM-DD\", the day after which the rule must be looked at again"
    );
    replace(&file, &package)?;
    Ok(Built {
        file,
        papers,
        notes,
    })
}

/// The package of a workbook: no tools are needed for it.
fn table(
    folder: &Path,
    notes: &mut Vec<String>,
) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    let read = |name: &str| {
        let file = folder.join(name);
        std::fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))
    };
    let hook = kezhuan_pack::only_hook(folder)?;
    let known = hooks().iter().find(|known| known.id == hook);
    let known = known.and_then(|known| known.newest());
    let known = known.ok_or_else(|| format!("manifest.toml: nobody asks {hook}"))?;
    let settings = String::from_utf8(read("settings.toml")?)?;
    let compiled = kezhuan_table::compile(&read("rule.xlsx")?, known.wit, &hook, &settings)
        .map_err(|mistakes| {
            let mistakes: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
            format!(
                "rule.xlsx, {} mistakes:\n{}",
                mistakes.len(),
                mistakes.join("\n")
            )
        })?;
    notes.extend(compiled.notes.iter().map(ToString::to_string));
    let manifest: toml::Table = String::from_utf8(read("manifest.toml")?)?.parse()?;
    let missing = words::missing(&compiled.table, &manifest)?;
    if !missing.is_empty() {
        return Err(missing.join("\n").into());
    }
    let package = kezhuan_pack::of_module(&compiled.module, folder)?;
    Ok(kezhuan_pack::with_table(package, &compiled.table))
}

fn replace(file: &Path, package: &[u8]) -> anyhow::Result<()> {
    let around = file.parent().unwrap_or(Path::new("."));
    let mut whole = tempfile::NamedTempFile::new_in(around)
        .with_context(|| format!("can't write in {}", around.display()))?;
    whole.write_all(package)?;
    whole
        .persist(file)
        .with_context(|| format!("can't write {}", file.display()))?;
    Ok(())
}
