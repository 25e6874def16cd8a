//! What can be said of a package without compiling it: a component, of bounded size, importing
//! nothing, exporting the hooks its manifest names, and carrying its papers.

mod checks;
mod outline;

use serde::Serialize;

use crate::digest::Digest;
use crate::hook_id::HookId;
use crate::manifest::Manifest;
use crate::settings::SettingsSchema;
use crate::shortened::shortened;
use crate::worked_cases::{self, WorkedCases};

pub use outline::validate;

/// Characters of what a refusal says: names of a hostile file are part of it.
const SAID_CHARS_MAX: usize = 500;

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
    BeyondLimits,
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
            Refusal::BeyondLimits => "BEYOND_LIMITS",
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
        PackageRefused {
            what,
            place: shortened(&place.into(), SAID_CHARS_MAX),
            problem: shortened(&problem.into(), SAID_CHARS_MAX),
            remedy: remedy.into(),
        }
    }
}

/// The file is not what it looks like.
pub(crate) fn malformed(place: &str, problem: &str) -> PackageRefused {
    let remedy = "upload the file as it was built";
    PackageRefused::new(Refusal::Malformed, place, problem, remedy)
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
    pub cases: WorkedCases,
    pub answers: Vec<Answers>,
    /// The rows of the spreadsheet it was made from, where it was.
    pub table: Option<String>,
}

/// Inspects `bytes` without compiling or running any of it.
pub fn inspect(bytes: &[u8], bytes_max: usize) -> Result<Inspection, PackageRefused> {
    let papers = read_papers(bytes, bytes_max)?;
    validate(bytes)?;
    Ok(papers)
}

/// The papers of what looks like a package. Takes time and memory in proportion to the file, whoever
/// made it; whether the code in it is code at all is left to [`validate`].
pub fn read_papers(bytes: &[u8], bytes_max: usize) -> Result<Inspection, PackageRefused> {
    if bytes.len() > bytes_max {
        let problem = format!("{} bytes, at most {bytes_max} are taken", bytes.len());
        return Err(PackageRefused::new(
            Refusal::TooLarge,
            "the file",
            problem,
            "strip names and debug information, or ask the city for a larger class",
        ));
    }
    let outline = outline::outline(bytes)?;
    let manifest: Manifest =
        outline.section("kezhuan:manifest", Refusal::ManifestInvalid, |text| {
            serde_json::from_str(text)
        })?;
    let settings_schema: SettingsSchema =
        outline.section("kezhuan:settings", Refusal::SettingsInvalid, |text| {
            serde_json::from_str(text)
        })?;
    let (cases, read) = outline.section("kezhuan:cases", Refusal::CasesInvalid, |text| {
        let cases = worked_cases::parse(text)?;
        Ok((WorkedCases::checked(text), cases))
    })?;
    checks::manifest(&manifest)?;
    checks::settings(&settings_schema)?;
    let answers = checks::answers(&manifest, &outline.exports)?;
    checks::cases(&manifest, &settings_schema, &read)?;
    Ok(Inspection {
        digest: Digest::of(bytes),
        bytes_len: bytes.len(),
        manifest,
        settings_schema,
        cases,
        answers,
        table: outline.table().map(str::to_owned),
    })
}
