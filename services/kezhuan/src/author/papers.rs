//! `kezhuan rules inspect`: what a package says of itself, read without running any of it.
use std::fmt::Write as _;

use comfy_table::{Table, presets};
use kezhuan_rule_host::{Inspection, Setting, SettingSchema};

use super::words;

/// Everything a reader of a package file wants to know before it is asked.
pub fn described(papers: &Inspection) -> String {
    let manifest = &papers.manifest;
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "{name:<12}{value}");
    };
    line(
        "package",
        &format!("{} {}", manifest.name, manifest.version),
    );
    line(
        "title",
        &format!("{} / {}", manifest.title_zh, manifest.title_en),
    );
    line("owner", &manifest.owner);
    line("digest", &format!("sha256 {}", papers.digest));
    line("size", &format!("{} bytes", papers.bytes_len));
    line("imports", "none");
    let figures = if manifest.illustrative {
        "illustrative, not law in force"
    } else {
        "in force"
    };
    line("figures", figures);
    let sunset = manifest.sunset.map(|day| day.to_string());
    line(
        "sunset",
        sunset
            .as_deref()
            .unwrap_or("none: name the day it must be looked at again"),
    );
    line("cases", &papers.cases.count().to_string());
    let _ = writeln!(text, "\n{}", hooks(papers));
    if papers.settings_schema.iter().next().is_some() {
        let _ = writeln!(text, "\n{}", settings(papers));
    }
    let _ = writeln!(text, "\n{}", codes(papers));
    if let Some(table) = &papers.table {
        let rows = words::shown(table);
        let rows = rows.unwrap_or_else(|error| format!("its table can't be read: {error}"));
        let _ = writeln!(text, "\n{rows}");
    }
    text
}

fn hooks(papers: &Inspection) -> Table {
    let mut table = table(["hook", "interface", "cases", "regulation", "article"]);
    for hook in &papers.manifest.hooks {
        let answer = papers
            .answers
            .iter()
            .find(|answer| answer.hook == hook.hook);
        let version = answer.map_or("", |answer| answer.interface_version.as_str());
        let cases = papers
            .cases
            .all()
            .iter()
            .filter(|case| case.hook == hook.hook)
            .count();
        table.add_row([
            hook.hook.to_string(),
            version.to_owned(),
            cases.to_string(),
            hook.regulation.clone(),
            hook.article.clone(),
        ]);
    }
    table
}

fn settings(papers: &Inspection) -> Table {
    let mut table = table(["setting", "default", "bounds", "for", "caps", "meaning"]);
    for (name, entry) in papers.settings_schema.iter() {
        let only = entry.hook.as_ref().map(ToString::to_string);
        table.add_row([
            name.to_owned(),
            match &entry.default {
                Setting::Number(figure) => figure.to_string(),
                Setting::Text(word) => word.clone(),
            },
            bounds(entry),
            only.unwrap_or_else(|| "every hook".to_owned()),
            entry.caps.clone().unwrap_or_default(),
            format!("{} / {}", entry.zh, entry.en),
        ]);
    }
    table
}

fn bounds(entry: &SettingSchema) -> String {
    let end =
        |figure: Option<i64>| figure.map_or_else(|| "…".to_owned(), |figure| figure.to_string());
    match (entry.min, entry.max) {
        (None, None) => String::new(),
        (min, max) => format!("{} to {}", end(min), end(max)),
    }
}

fn codes(papers: &Inspection) -> Table {
    let mut table = table(["code", "zh", "en"]);
    for (code, label) in &papers.manifest.codes {
        table.add_row([code, &label.zh, &label.en]);
    }
    table
}

/// A table as every command shows one.
pub fn table<const COLUMNS: usize>(header: [&str; COLUMNS]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_FULL_CONDENSED)
        .set_header(header);
    table
}
