//! Files that are no rule package, or not the one they say they are.

use serde_json::{Value, json};

use crate::component::{Core, answering, answering_in};
use crate::papers::{Class, case, manifest, with_papers, with_sections};
use crate::{End, Specimen};

use End::{Answered, NotCompiled, Refused};

/// A question nobody asks, in a world nobody knows.
const OTHER_WORLD: &str = "package somebody:else@1.0.0;
    interface rule { decide: func(amount: s64) -> s64; }
    world other { export rule; }";

/// The hook's name with types of its own.
const OTHER_TYPES: &str = "package kezhuan:tc-split@1.0.0;
    interface rule { decide: func(amount: s64) -> s64; }
    world other { export rule; }";

/// A version of the interface that this host does not answer to.
const OTHER_VERSION: &str = "package kezhuan:tc-split@1.9.0;
    interface rule { decide: func(amount: s64) -> s64; }
    world other { export rule; }";

/// Every such file.
pub fn all() -> anyhow::Result<Vec<Specimen>> {
    let honest = answering(&Core::HONEST.text())?;
    let mut all = files(&honest)?;
    all.extend(worlds()?);
    all.extend(papers(&honest));
    all.extend(texts(&honest));
    Ok(all)
}

fn split() -> Value {
    manifest(Class::Native, &["tc.split@1"])
}

fn files(honest: &[u8]) -> anyhow::Result<Vec<Specimen>> {
    let import = |what: &str| -> anyhow::Result<Vec<u8>> {
        let importing = wat::parse_str(format!("(component (import \"{what}\" (func)))"))?;
        Ok(with_papers(&importing, &split()))
    };
    let nested = (0..40).fold("(component)".to_owned(), |inner, _| {
        format!("(component {inner})")
    });
    Ok(vec![
        Specimen::new("nothing", vec![], Refused("MALFORMED")),
        Specimen::new("a text", b"rule: yes".to_vec(), Refused("MALFORMED")),
        Specimen::new(
            "an ELF",
            b"\x7fELF\x02\x01\x01\0".to_vec(),
            Refused("MALFORMED"),
        ),
        Specimen::new(
            "a core module",
            with_papers(&wat::parse_str(Core::HONEST.text())?, &split()),
            Refused("NOT_A_COMPONENT"),
        ),
        Specimen::new(
            "an import of a function",
            import("give-me-the-time")?,
            Refused("IMPORTS"),
        ),
        Specimen::new(
            "an import of WASI",
            with_papers(
                &wat::parse_str(
                    "(component (import \"wasi:clocks/wall-clock@0.2.0\" (instance)))",
                )?,
                &split(),
            ),
            Refused("IMPORTS"),
        ),
        Specimen::new(
            "forty components in one another",
            with_papers(&wat::parse_str(nested)?, &split()),
            Refused("BEYOND_LIMITS"),
        ),
        Specimen::new(
            "bytes behind the end",
            [
                &with_papers(honest, &split()),
                &b"\xff\xff\xff\xff\xff\xff"[..],
            ]
            .concat(),
            Refused("MALFORMED"),
        ),
        Specimen::new(
            "30 MiB of notes",
            with_sections(
                &with_papers(honest, &split()),
                &[("notes", &vec![b'n'; 30 << 20])],
            ),
            Answered,
        ),
        Specimen::new("200 MiB", vec![0; 200 << 20], Refused("PACKAGE_TOO_LARGE")),
    ])
}

fn worlds() -> anyhow::Result<Vec<Specimen>> {
    let other = |wit: &str, interface: &str| -> anyhow::Result<Vec<u8>> {
        let core = format!(
            "(module (func (export \"{interface}#decide\") (param i64) (result i64) (local.get 0)))"
        );
        answering_in(wit, "other", &core)
    };
    let stranger = other(OTHER_WORLD, "somebody:else/rule@1.0.0")?;
    let types = other(OTHER_TYPES, "kezhuan:tc-split/rule@1.0.0")?;
    let version = other(OTHER_VERSION, "kezhuan:tc-split/rule@1.9.0")?;
    let honest = answering(&Core::HONEST.text())?;
    let both = manifest(Class::Native, &["tc.split@1", "tc.sla@1"]);
    let future = manifest(Class::Native, &["tc.split@2"]);
    let none = manifest(Class::Native, &[]);
    let unknown = manifest(Class::Native, &["no.such@1"]);
    Ok(vec![
        Specimen::new(
            "another world",
            with_papers(&stranger, &split()),
            Refused("HOOK_NOT_EXPORTED"),
        ),
        Specimen::new(
            "other types under the hook's name",
            with_papers(&types, &split()),
            NotCompiled("INTERFACE_MISMATCH"),
        ),
        Specimen::new(
            "a version to come",
            with_papers(&version, &split()),
            NotCompiled("INTERFACE_MISMATCH"),
        ),
        Specimen::new(
            "a hook that is not exported",
            with_papers(&honest, &both),
            Refused("HOOK_NOT_EXPORTED"),
        ),
        Specimen::new(
            "another major version",
            with_papers(&honest, &future),
            Refused("HOOK_NOT_EXPORTED"),
        ),
        Specimen::new(
            "an export nobody mentions",
            with_papers(&honest, &none),
            Refused("EXPORT_NOT_IN_MANIFEST"),
        ),
        Specimen::new(
            "a hook nobody asks",
            with_papers(&stranger, &unknown),
            Refused("HOOK_NOT_EXPORTED"),
        ),
    ])
}

/// A component with these papers in place of good ones.
fn carrying(honest: &[u8], manifest: &str, settings: &str, cases: &str) -> Vec<u8> {
    let papers = [
        ("kezhuan:manifest", manifest.as_bytes()),
        ("kezhuan:settings", settings.as_bytes()),
        ("kezhuan:cases", cases.as_bytes()),
    ];
    with_sections(honest, &papers)
}

fn refused(name: &str, bytes: Vec<u8>, code: &'static str) -> Specimen {
    Specimen::new(name, bytes, Refused(code))
}

fn papers(honest: &[u8]) -> Vec<Specimen> {
    let mut all = manifests(honest);
    all.extend(settings_and_cases(honest));
    all
}

fn manifests(honest: &[u8]) -> Vec<Specimen> {
    let (good, cases) = (split().to_string(), case().to_string());
    let bad = |manifest: &str| carrying(honest, manifest, "{}", &cases);
    let twice = with_sections(
        &with_papers(honest, &split()),
        &[("kezhuan:manifest", good.as_bytes())],
    );
    let latin = with_sections(honest, &[("kezhuan:manifest", b"\xe9")]);
    let hook =
        |number| json!({ "hook": format!("tc.x{number}@1"), "regulation": "", "article": "" });
    let mut crowded = split();
    crowded["hooks"] = (0..10_000).map(hook).collect();
    let double = manifest(Class::Native, &["tc.split@1", "tc.split@1"]);
    let (crowded, double) = (with_papers(honest, &crowded), with_papers(honest, &double));
    vec![
        refused("no papers", honest.to_vec(), "MANIFEST_MISSING"),
        refused("two manifests", twice, "MANIFEST_INVALID"),
        refused("a manifest that is no JSON", bad("{"), "MANIFEST_INVALID"),
        refused(
            "a manifest 200,000 lists deep",
            bad(&"[".repeat(200_000)),
            "MANIFEST_INVALID",
        ),
        refused("a manifest in Latin-1", latin, "MANIFEST_INVALID"),
        refused("ten thousand hooks", crowded, "MANIFEST_INVALID"),
        refused("a hook twice", double, "MANIFEST_INVALID"),
    ]
}

fn settings_and_cases(honest: &[u8]) -> Vec<Specimen> {
    let (good, cases) = (split().to_string(), case().to_string());
    let bad_settings = |settings: &str| carrying(honest, &good, settings, &cases);
    let bad_cases = |cases: &str| carrying(honest, &good, "{}", cases);
    let settings = (0..1_000).map(|number| {
        let entry = json!({ "default": number, "zh": "-", "en": "-" });
        (format!("s{number}"), entry)
    });
    let settings = Value::Object(settings.collect()).to_string();
    let many = |count| format!("{cases}\n").repeat(count);
    let unknown =
        json!({ "hook": "tc.sla@1", "id": "1", "on": "2025-03-31", "facts": {}, "outcome": {} });
    let stray = cases.replace("\"id\"", "\"settings\":{\"x\":1},\"id\"");
    vec![
        refused(
            "a thousand settings",
            bad_settings(&settings),
            "SETTINGS_INVALID",
        ),
        refused(
            "settings that are a list",
            bad_settings("[]"),
            "SETTINGS_INVALID",
        ),
        refused(
            "megabytes of cases",
            bad_cases(&many(20_000)),
            "MANIFEST_INVALID",
        ),
        refused("5,000 cases", bad_cases(&many(5_000)), "CASES_INVALID"),
        refused("no cases", bad_cases(""), "CASES_INVALID"),
        refused(
            "cases of another hook",
            bad_cases(&unknown.to_string()),
            "CASES_INVALID",
        ),
        refused(
            "a case with unknown settings",
            bad_cases(&stray),
            "CASES_INVALID",
        ),
    ]
}

/// Texts of the manifest that would harm who reads them.
fn texts(honest: &[u8]) -> Vec<Specimen> {
    let said = [
        ("a title of a megabyte", "规".repeat(300_000)),
        ("a title that clears the screen", "\u{1b}[2J".to_owned()),
        ("a title that reads backwards", "\u{202e}nuf".to_owned()),
    ];
    let make = |(name, text): (&str, String)| {
        let mut manifest = split();
        manifest["title_zh"] = text.into();
        Specimen::new(
            name,
            with_papers(honest, &manifest),
            Refused("MANIFEST_INVALID"),
        )
    };
    said.into_iter().map(make).collect()
}
