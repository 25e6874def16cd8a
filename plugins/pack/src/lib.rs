//! Makes a rule package: a component without names and producers that carries its manifest,
//! settings and worked cases as custom sections. The output depends on the input bytes alone.

mod papers;
mod sections;

use std::path::Path;

/// What is wrong, in which file, and where in it.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// The name in the manifest of a package's folder.
pub fn name(folder: &Path) -> Result<String> {
    papers::name(folder)
}

/// The one hook of a package whose rule can answer one alone.
pub fn only_hook(folder: &Path) -> Result<String> {
    papers::only_hook(folder)
}

/// The package of a core module, as a compiler of native code makes it, and the papers in `folder`.
pub fn of_module(core: &[u8], folder: &Path) -> Result<Vec<u8>> {
    let core = sections::without_names(core)?;
    let component = wit_component::ComponentEncoder::default()
        .module(&core)?
        .validate(true)
        .encode()?;
    of_component(&component, folder)
}

/// The package of a component, as the tools of scripting languages make it, and the papers in `folder`.
pub fn of_component(component: &[u8], folder: &Path) -> Result<Vec<u8>> {
    let mut package = sections::without_customs(component)?;
    for (name, content) in papers::read(folder)? {
        sections::append(&mut package, name, &content);
    }
    Ok(package)
}

/// The package with the rows of the spreadsheet it was made from, so that any holder can read them.
pub fn with_table(mut package: Vec<u8>, rows: &[u8]) -> Vec<u8> {
    sections::append(&mut package, "kezhuan:table", rows);
    package
}
