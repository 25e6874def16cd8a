//! What names mean.

use super::{Problem, new};

pub fn unknown_name(name: &str, known: &[String]) -> Problem {
    let known = nearest(name, known);
    new(
        "UNKNOWN_NAME",
        format!("没有“{name}”;相近的有:{known}"),
        format!("there is no `{name}`; nearest are: {known}"),
    )
}

pub fn unknown_fact(path: &str, part: &str, known: &[String]) -> Problem {
    let known = nearest(part, known);
    new(
        "UNKNOWN_NAME",
        format!("“{path}”中没有“{part}”;相近的有:{known}"),
        format!("there is no `{part}` in `{path}`; nearest are: {known}"),
    )
}

pub fn unknown_setting(name: &str, known: &[String]) -> Problem {
    let known = nearest(name, known);
    new(
        "UNKNOWN_SETTING",
        format!("settings.toml 里没有参数“{name}”(或不属于此问题);相近的有:{known}"),
        format!("settings.toml has no `{name}` for this hook; nearest are: {known}"),
    )
}

pub fn unknown_field(name: &str, known: &[&str]) -> Problem {
    let known = known.join(", ");
    new(
        "UNKNOWN_FIELD",
        format!("结果里没有字段“{name}”;字段有:{known}"),
        format!("the outcome has no field `{name}`; its fields are: {known}"),
    )
}

pub fn missing_field(name: &str) -> Problem {
    new(
        "MISSING_FIELD",
        format!("结果缺少字段“{name}”;请加一行"),
        format!("the outcome's field `{name}` is missing; add a row for it"),
    )
}

pub fn unknown_label(word: &str, known: &[String]) -> Problem {
    let known = known.join(", ");
    new(
        "UNKNOWN_LABEL",
        format!("这里不能是“{word}”;可用的有:{known}"),
        format!("`{word}` is not possible here; possible are: {known}"),
    )
}

pub fn unknown_unit(word: &str) -> Problem {
    new(
        "UNKNOWN_UNIT",
        format!(
            "不认识的单位“{word}”;可用的有 fen bp days count date code yes/no(分 基点 天 个数 日期 代码 是/否)"
        ),
        format!("unknown unit `{word}`; known are fen bp days count date code yes/no"),
    )
}

pub fn circle(name: &str) -> Problem {
    new(
        "CIRCLE",
        format!("“{name}”绕了一圈又要用到自己;请拆开"),
        format!("`{name}` needs itself, by way of others; take the circle apart"),
    )
}

pub fn chain_too_long(max: usize) -> Problem {
    new(
        "CHAIN_TOO_LONG",
        format!("名称一环套一环超过 {max} 层;请把先要用到的写在上面"),
        format!(
            "names need each other more than {max} deep; write those that are needed first higher up"
        ),
    )
}

pub fn output_of_collect(table: &str) -> Problem {
    new(
        "OUTPUT_OF_COLLECT",
        format!("collect 表只能整张使用:{table},或其代码列"),
        format!("a collect table is used as a whole, `{table}`, or by its column of codes"),
    )
}

/// The likeliest of the known names first, and not all of them.
fn nearest(name: &str, known: &[String]) -> String {
    const SHOWN: usize = 8;
    let likeness = |other: &str| {
        let shared = name
            .split(['_', '.'])
            .filter(|part| !part.is_empty() && other.contains(*part));
        shared.map(str::len).sum::<usize>()
    };
    let mut sorted: Vec<&String> = known.iter().collect();
    sorted.sort_by_key(|other| std::cmp::Reverse(likeness(other)));
    let shown: Vec<&str> = sorted
        .iter()
        .take(SHOWN)
        .map(|name| name.as_str())
        .collect();
    let more = if known.len() > SHOWN { " …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
