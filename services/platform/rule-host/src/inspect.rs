//! What can be said of a package without compiling it: a component, of bounded size, importing
//! nothing, exporting the hooks its manifest names, and carrying its papers.

use serde::Serialize;
use wasmparser::{Encoding, Parser, Payload, Validator, WasmFeatures};

use crate::digest::Digest;
use crate::hook_id::HookId;
use crate::manifest::{Class, Manifest, WorkedCase};
use crate::settings::SettingsSchema;

/// Why a package is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    TooLarge,
    NotAComponent,
    Malformed,
    Imports,
    ManifestMissing,
    ManifestInvalid,
    SettingsInvalid,
    CasesInvalid,
    HookNotExported,
    ExportNotInManifest,
    InterfaceMismatch,
}

impl Refusal {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Refusal::TooLarge => "PACKAGE_TOO_LARGE",
            Refusal::NotAComponent => "NOT_A_COMPONENT",
            Refusal::Malformed => "MALFORMED",
            Refusal::Imports => "IMPORTS",
            Refusal::ManifestMissing => "MANIFEST_MISSING",
            Refusal::ManifestInvalid => "MANIFEST_INVALID",
            Refusal::SettingsInvalid => "SETTINGS_INVALID",
            Refusal::CasesInvalid => "CASES_INVALID",
            Refusal::HookNotExported => "HOOK_NOT_EXPORTED",
            Refusal::ExportNotInManifest => "EXPORT_NOT_IN_MANIFEST",
            Refusal::InterfaceMismatch => "INTERFACE_MISMATCH",
        }
    }
}

/// What is wrong, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} at {place}: {problem}; {remedy}", what.code())]
pub struct PackageRefused {
    pub what: Refusal,
    pub place: String,
    pub problem: String,
    pub remedy: String,
}

impl PackageRefused {
    pub(crate) fn new(
        what: Refusal,
        place: impl Into<String>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> PackageRefused {
        let (place, problem, remedy) = (place.into(), problem.into(), remedy.into());
        PackageRefused {
            what,
            place,
            problem,
            remedy,
        }
    }
}

/// A hook a package exports, in which version of its interface, under which name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answers {
    pub hook: HookId,
    pub interface_version: String,
    pub export: String,
}

/// A package's papers.
#[derive(Clone, Debug)]
pub struct Inspection {
    pub digest: Digest,
    pub bytes_len: usize,
    pub manifest: Manifest,
    pub settings_schema: SettingsSchema,
    pub cases: Vec<WorkedCase>,
    pub answers: Vec<Answers>,
}

/// Inspects `bytes` without compiling or running any of it.
pub fn inspect(bytes: &[u8], bytes_max: usize) -> Result<Inspection, PackageRefused> {
    if bytes.len() > bytes_max {
        let problem = format!("{} bytes, at most {bytes_max} are taken", bytes.len());
        return Err(PackageRefused::new(
            Refusal::TooLarge,
            "the file",
            problem,
            "strip names and debug information, or ask the city for a larger class",
        ));
    }
    let outline = outline(bytes)?;
    let manifest: Manifest =
        outline.section("kezhuan:manifest", Refusal::ManifestInvalid, |text| {
            serde_json::from_str(text)
        })?;
    let settings_schema =
        outline.section("kezhuan:settings", Refusal::SettingsInvalid, |text| {
            serde_json::from_str(text)
        })?;
    let cases = outline.section("kezhuan:cases", Refusal::CasesInvalid, |text| {
        text.lines()
            .map(serde_json::from_str::<WorkedCase>)
            .collect::<Result<Vec<_>, _>>()
    })?;
    let answers = answers(&manifest, &outline.exports)?;
    check_cases(&manifest, &settings_schema, &cases)?;
    Ok(Inspection {
        digest: Digest::of(bytes),
        bytes_len: bytes.len(),
        manifest,
        settings_schema,
        cases,
        answers,
    })
}

struct Outline<'a> {
    exports: Vec<String>,
    sections: Vec<(&'a str, &'a [u8])>,
}

impl Outline<'_> {
    fn section<T>(
        &self,
        name: &str,
        invalid: Refusal,
        parse: impl FnOnce(&str) -> Result<T, serde_json::Error>,
    ) -> Result<T, PackageRefused> {
        let content = self.sections.iter().find(|(section, _)| *section == name);
        let (_, content) = content.ok_or_else(|| {
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
}

fn malformed(error: &wasmparser::BinaryReaderError) -> PackageRefused {
    let place = format!("byte {}", error.offset());
    PackageRefused::new(
        Refusal::Malformed,
        place,
        error.message(),
        "upload the file as it was built",
    )
}

/// What rule packages may use: today's components, without threads, shared or 64-bit memory,
/// garbage collection, exceptions or relaxed SIMD.
fn features() -> WasmFeatures {
    WasmFeatures::WASM2.difference(WasmFeatures::MULTI_MEMORY)
        | WasmFeatures::EXTENDED_CONST
        | WasmFeatures::COMPONENT_MODEL
}

fn outline(bytes: &[u8]) -> Result<Outline<'_>, PackageRefused> {
    let mut outline = Outline {
        exports: Vec::new(),
        sections: Vec::new(),
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
                    outline.exports.push(export.name.name.to_owned());
                }
            }
            Payload::CustomSection(custom) if depth == 1 => {
                outline.sections.push((custom.name(), custom.data()));
            }
            _ => {}
        }
    }
    Validator::new_with_features(features())
        .validate_all(bytes)
        .map_err(|error| malformed(&error))?;
    Ok(outline)
}

fn answers(manifest: &Manifest, exports: &[String]) -> Result<Vec<Answers>, PackageRefused> {
    let mut answers = Vec::new();
    for entry in &manifest.hooks {
        let prefix = entry.hook.export_prefix();
        let export = exports
            .iter()
            .find(|export| export.starts_with(&prefix))
            .ok_or_else(|| {
                let problem = format!(
                    "no export {prefix}x, the exports are: {}",
                    exports.join(", ")
                );
                let remedy = "export the hook, or take it out of the manifest";
                PackageRefused::new(
                    Refusal::HookNotExported,
                    entry.hook.to_string(),
                    problem,
                    remedy,
                )
            })?;
        answers.push(Answers {
            hook: entry.hook.clone(),
            interface_version: export.rsplit('@').next().unwrap_or_default().to_owned(),
            export: export.clone(),
        });
    }
    // What a scripting engine was set up through is still exported, under a plain name; the host calls
    // hooks alone.
    let is_engines = |export: &str| manifest.class == Class::Scripted && !export.contains(':');
    let is_known = |export: &&String| {
        is_engines(export) || answers.iter().any(|answer| answer.export == **export)
    };
    if let Some(stray) = exports.iter().find(|export| !is_known(export)) {
        return Err(PackageRefused::new(
            Refusal::ExportNotInManifest,
            format!("export {stray}"),
            "the manifest doesn't name it",
            "add a [[hooks]] entry with regulation and article, or don't export it",
        ));
    }
    Ok(answers)
}

fn check_cases(
    manifest: &Manifest,
    schema: &SettingsSchema,
    cases: &[WorkedCase],
) -> Result<(), PackageRefused> {
    let refused = |place: String, problem: String, remedy: &str| {
        PackageRefused::new(Refusal::CasesInvalid, place, problem, remedy)
    };
    for entry in &manifest.hooks {
        if !cases.iter().any(|case| case.hook == entry.hook) {
            let problem = "no worked case".to_owned();
            return Err(refused(
                entry.hook.to_string(),
                problem,
                "add a case to cases.jsonl",
            ));
        }
    }
    for case in cases {
        schema.check(&case.settings).map_err(|error| {
            refused(
                format!("case {}", case.id),
                error.to_string(),
                "correct the case's settings",
            )
        })?;
    }
    Ok(())
}
