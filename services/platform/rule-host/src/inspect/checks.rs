//! What the papers must say, and how much at most: they are shown to people and sent in events.

use super::{Answers, PackageRefused, Refusal};
use crate::manifest::{Class, Manifest, WorkedCase};
use crate::settings::{Setting, SettingsSchema, TEXT_CHARS_MAX};

const HOOKS_MAX: usize = 64;
const CODES_MAX: usize = 1_000;
const SETTINGS_MAX: usize = 200;

/// Texts and lists of bounded length, without characters that would let a text on a screen pass for another.
pub(super) fn manifest(manifest: &Manifest) -> Result<(), PackageRefused> {
    let refused = |place: &str, problem: String| {
        let remedy = "correct manifest.toml";
        PackageRefused::new(Refusal::ManifestInvalid, place, problem, remedy)
    };
    for (place, count, most) in [
        ("hooks", manifest.hooks.len(), HOOKS_MAX),
        ("codes", manifest.codes.len(), CODES_MAX),
    ] {
        if count > most {
            return Err(refused(place, format!("{count}, at most {most} are taken")));
        }
    }
    for (at, entry) in manifest.hooks.iter().enumerate() {
        if manifest.hooks[..at]
            .iter()
            .any(|other| other.hook == entry.hook)
        {
            return Err(refused(&entry.hook.to_string(), "named twice".to_owned()));
        }
    }
    let hooks = manifest.hooks.iter();
    let hooks =
        hooks.flat_map(|hook| [("regulation", &hook.regulation), ("article", &hook.article)]);
    let codes = manifest.codes.iter();
    let codes =
        codes.flat_map(|(code, label)| [("code", code), ("zh", &label.zh), ("en", &label.en)]);
    [
        ("name", &manifest.name),
        ("version", &manifest.version),
        ("owner", &manifest.owner),
        ("title_zh", &manifest.title_zh),
        ("title_en", &manifest.title_en),
    ]
    .into_iter()
    .chain(hooks)
    .chain(codes)
    .try_for_each(|(place, text)| readable(text).map_err(|problem| refused(place, problem)))
}

/// Settings of bounded number, with names people can read.
pub(super) fn settings(schema: &SettingsSchema) -> Result<(), PackageRefused> {
    let refused = |place: &str, problem: String| {
        let remedy = "correct settings.toml";
        PackageRefused::new(Refusal::SettingsInvalid, place, problem, remedy)
    };
    let count = schema.iter().count();
    if count > SETTINGS_MAX {
        let problem = format!("{count}, at most {SETTINGS_MAX} are taken");
        return Err(refused("settings", problem));
    }
    schema.iter().try_for_each(|(name, entry)| {
        let word = match &entry.default {
            Setting::Text(word) => word.as_str(),
            Setting::Number(_) => "",
        };
        let texts = [name, &entry.zh, &entry.en, word];
        let mut readables = texts.into_iter().map(readable);
        readables
            .find_map(Result::err)
            .map_or(Ok(()), |problem| Err(refused(name, problem)))
    })
}

fn readable(text: &str) -> Result<(), String> {
    let length = text.chars().count();
    if length > TEXT_CHARS_MAX {
        return Err(format!(
            "{length} characters, at most {TEXT_CHARS_MAX} are taken"
        ));
    }
    let is_unseen = |c: &char| c.is_control() && *c != '\n' || BIDIRECTIONAL.contains(c);
    match text.chars().find(is_unseen) {
        None => Ok(()),
        Some(unseen) => Err(format!("the character {unseen:?} can't be seen")),
    }
}

/// They change the order in which the text around them is shown.
const BIDIRECTIONAL: [char; 9] = [
    '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}',
    '\u{2069}',
];

/// The export behind each hook of the manifest; there are no others.
pub(super) fn answers(
    manifest: &Manifest,
    exports: &[String],
) -> Result<Vec<Answers>, PackageRefused> {
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

/// Each hook has a case, and each case settings that are some.
pub(super) fn cases(
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
