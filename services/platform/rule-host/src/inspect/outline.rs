//! The sections of a file as they lie there: what it exports, and its papers.

use wasmparser::{Encoding, Parser, Payload, Validator, WasmFeatures};

use super::{PackageRefused, Refusal};

/// Components in components: deeper than any tool makes them.
const DEPTH_MAX: usize = 16;
/// What a scripting engine exports beside its hooks is counted, too.
const EXPORTS_MAX: usize = 1_000;
/// Manifest, settings, cases and table together.
const PAPERS_BYTES_MAX: usize = 2 << 20;
const TABLE: &str = "kezhuan:table";

/// What lies at the top of a file.
pub(super) struct Outline<'a> {
    pub(super) exports: Vec<String>,
    papers: Vec<(&'a str, &'a [u8])>,
}

impl<'a> Outline<'a> {
    /// Reads one of the papers.
    pub(super) fn section<T>(
        &self,
        name: &str,
        invalid: Refusal,
        parse: impl FnOnce(&str) -> Result<T, serde_json::Error>,
    ) -> Result<T, PackageRefused> {
        let content = self.paper(name).ok_or_else(|| {
            let remedy = "make the package with the project's build, which puts it in";
            PackageRefused::new(
                Refusal::ManifestMissing,
                name,
                "the section is missing",
                remedy,
            )
        })?;
        let text = std::str::from_utf8(content).map_err(|error| {
            PackageRefused::new(invalid, name, error.to_string(), "write it in UTF-8")
        })?;
        parse(text).map_err(|error| {
            PackageRefused::new(
                invalid,
                name,
                error.to_string(),
                "correct the file it is made from",
            )
        })
    }

    /// The rows of the spreadsheet it was made from.
    pub(super) fn table(&self) -> Option<&'a str> {
        std::str::from_utf8(self.paper(TABLE)?).ok()
    }

    fn paper(&self, name: &str) -> Option<&'a [u8]> {
        let mut papers = self.papers.iter();
        papers
            .find(|(known, _)| *known == name)
            .map(|(_, content)| *content)
    }

    /// Keeps a custom section if it is one of the papers. One that is there twice could say one thing
    /// to one reader and another to the next.
    fn keep(&mut self, name: &'a str, content: &'a [u8]) -> Result<(), PackageRefused> {
        if !name.starts_with("kezhuan:") {
            return Ok(());
        }
        let refused = |problem: String| {
            let remedy = "make the package with the project's build, which puts each in once";
            PackageRefused::new(Refusal::ManifestInvalid, name, problem, remedy)
        };
        if self.paper(name).is_some() {
            return Err(refused("the section is there twice".to_owned()));
        }
        let before = self.papers.iter().map(|(_, paper)| paper.len());
        let all = before.sum::<usize>() + content.len();
        if all > PAPERS_BYTES_MAX {
            let problem = format!("{all} bytes of papers, at most {PAPERS_BYTES_MAX} are read");
            return Err(refused(problem));
        }
        self.papers.push((name, content));
        Ok(())
    }

    fn export(&mut self, name: &str) -> Result<(), PackageRefused> {
        if self.exports.len() >= EXPORTS_MAX {
            return Err(PackageRefused::new(
                Refusal::BeyondLimits,
                "the exports",
                format!("more than {EXPORTS_MAX}"),
                "export the hooks and nothing else",
            ));
        }
        self.exports.push(name.to_owned());
        Ok(())
    }
}

fn malformed(error: &wasmparser::BinaryReaderError) -> PackageRefused {
    super::malformed(&format!("byte {}", error.offset()), error.message())
}

/// What rule packages may use: today's components, without threads, shared or 64-bit memory,
/// garbage collection and what it would look after, exceptions or relaxed SIMD.
fn features() -> WasmFeatures {
    WasmFeatures::WASM2.difference(WasmFeatures::MULTI_MEMORY | WasmFeatures::GC_TYPES)
        | WasmFeatures::EXTENDED_CONST
        | WasmFeatures::COMPONENT_MODEL
}

/// Whether everything in the file is WebAssembly that rule packages may use. What this takes grows with
/// what the file describes, not with its size: hostile files are put to it in the compiler's process.
pub fn validate(bytes: &[u8]) -> Result<(), PackageRefused> {
    let validated = Validator::new_with_features(features()).validate_all(bytes);
    validated.map(drop).map_err(|error| malformed(&error))
}

/// What lies at the top, as far as that can be told without looking into it.
pub(super) fn outline(bytes: &[u8]) -> Result<Outline<'_>, PackageRefused> {
    let mut outline = Outline {
        exports: Vec::new(),
        papers: Vec::new(),
    };
    let mut depth = 0_usize;
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.map_err(|error| malformed(&error))? {
            Payload::Version {
                encoding: Encoding::Module,
                ..
            } if depth == 0 => {
                return Err(PackageRefused::new(
                    Refusal::NotAComponent,
                    "the file",
                    "a core module, not a component",
                    "make a component of it, as the project's build does",
                ));
            }
            Payload::Version { .. } if depth == DEPTH_MAX => {
                return Err(PackageRefused::new(
                    Refusal::BeyondLimits,
                    "the file",
                    format!("components nested deeper than {DEPTH_MAX}"),
                    "make one component, as the project's build does",
                ));
            }
            Payload::Version { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::ComponentImportSection(imports) if depth == 1 => {
                if let Some(import) = imports.into_iter().next() {
                    let import = import.map_err(|error| malformed(&error))?;
                    return Err(PackageRefused::new(
                        Refusal::Imports,
                        format!("import {:?}", import.name),
                        "a rule gets everything as input and imports nothing",
                        "build for wasm32-unknown-unknown, without WASI, clock or random numbers",
                    ));
                }
            }
            Payload::ComponentExportSection(exports) if depth == 1 => {
                for export in exports {
                    let export = export.map_err(|error| malformed(&error))?;
                    outline.export(export.name.name)?;
                }
            }
            Payload::CustomSection(custom) if depth == 1 => {
                outline.keep(custom.name(), custom.data())?;
            }
            _ => {}
        }
    }
    Ok(outline)
}
