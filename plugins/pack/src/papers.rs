//! What a package says about itself: manifest, settings and worked cases, from the author's files
//! to the JSON that the host reads.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::Result;

/// The three sections, in the order they are appended.
pub fn read(folder: &Path) -> Result<[(&'static str, Vec<u8>); 3]> {
    let manifest = table(folder, "manifest.toml")?;
    let settings = table(folder, "settings.toml")?;
    let cases = cases(&text(folder, "cases.jsonl")?)?;
    check(&manifest, &cases)?;

    let mut lines = Vec::new();
    for case in &cases {
        serde_json::to_writer(&mut lines, case)?;
        lines.push(b'\n');
    }
    Ok([
        ("kezhuan:manifest", serde_json::to_vec(&manifest)?),
        ("kezhuan:settings", serde_json::to_vec(&settings)?),
        ("kezhuan:cases", lines),
    ])
}

/// What the manifest calls the package.
pub fn name(folder: &Path) -> Result<String> {
    let manifest = table(folder, "manifest.toml")?;
    let name = manifest["name"].as_str();
    let name = name.ok_or("manifest.toml: no `name`, such as name = \"mycounty\"")?;
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty() || !name.chars().all(is_plain) {
        return Err(format!("manifest.toml: name `{name}` has more than a-z, 0-9 and -").into());
    }
    Ok(name.to_owned())
}

/// The hook a manifest names, when it names one.
pub fn only_hook(folder: &Path) -> Result<String> {
    let manifest = table(folder, "manifest.toml")?;
    match manifest["hooks"].as_array().map(Vec::as_slice) {
        Some([hook]) => {
            let hook = hook["hook"].as_str();
            Ok(hook
                .ok_or("manifest.toml: a hook without its id")?
                .to_owned())
        }
        _ => Err(
            "manifest.toml: one [[hooks]] entry is expected: a workbook answers one hook".into(),
        ),
    }
}

fn table(folder: &Path, name: &str) -> Result<Value> {
    let table: toml::Table =
        toml::from_str(&text(folder, name)?).map_err(|error| format!("{name}: {error}"))?;
    Ok(sorted(serde_json::to_value(table)?))
}

/// The bytes must not depend on whether some crate of the build turned on insertion order.
fn sorted(mut value: Value) -> Value {
    value.sort_all_objects();
    value
}

fn text(folder: &Path, name: &str) -> Result<String> {
    let path = folder.join(name);
    std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()).into())
}

fn cases(lines: &str) -> Result<Vec<Value>> {
    let numbered = lines
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    numbered
        .map(|(index, line)| {
            let case = serde_json::from_str(line)
                .map_err(|error| format!("cases.jsonl line {}: {error}", index + 1))?;
            Ok(sorted(case))
        })
        .collect()
}

/// Every hook has a worked case, and every code of a case has its words in the manifest.
fn check(manifest: &Value, cases: &[Value]) -> Result<()> {
    let tested: BTreeSet<&str> = cases
        .iter()
        .filter_map(|case| case["hook"].as_str())
        .collect();
    for hook in manifest["hooks"]
        .as_array()
        .ok_or("manifest.toml: no [[hooks]]")?
    {
        let hook = hook["hook"]
            .as_str()
            .ok_or("manifest.toml: a hook without its id")?;
        if !tested.contains(hook) {
            return Err(format!("cases.jsonl: no worked case for {hook}").into());
        }
    }
    for case in cases {
        for code in codes(&case["outcome"]) {
            if manifest["codes"].get(code).is_none() {
                let id = &case["id"];
                return Err(format!("manifest.toml: no [codes.{code}], used by case {id}").into());
            }
        }
    }
    Ok(())
}

/// The codes an outcome names: reasons, explanations, and lists of codes such as materials.
fn codes(outcome: &Value) -> Vec<&str> {
    let lists = outcome
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(_, value)| value.as_array());
    lists
        .flatten()
        .filter_map(|item| item.as_str().or_else(|| item["code"].as_str()))
        .collect()
}
