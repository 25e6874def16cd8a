//! A list's filter as text: terms joined by AND, a value that holds a blank in quotes.
use crate::Problem;

/// One term of a filter.
pub struct Term<'a> {
    pub name: &'a str,
    pub operator: &'a str,
    pub value: String,
}

/// Reads a filter term by term; `take` answers nothing where it can't, and `known` tells what it could. The reason is
/// unique under `domain`, such as `contracts.kezhuan`.
pub fn read<F: Default>(
    domain: &'static str,
    text: &str,
    known: &str,
    take: impl Fn(&mut F, Term<'_>) -> Option<()>,
) -> Result<F, Problem> {
    let mut filter = F::default();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (term, after) = next_term(rest).ok_or_else(|| unreadable(domain, rest, known))?;
        take(&mut filter, term).ok_or_else(|| unreadable(domain, rest, known))?;
        rest = after;
    }
    Ok(filter)
}

fn unreadable(domain: &'static str, rest: &str, known: &str) -> Problem {
    let start: String = rest.chars().take(40).collect();
    Problem::of_field(
        domain,
        "filter",
        "FILTER_INVALID",
        format!("从“{start}”起无法识别；用 AND 连接：{known}"),
        format!("can't be read from {start:?} on; join by AND: {known}"),
    )
}

/// The first term of a filter, and what follows it without its AND.
fn next_term(text: &str) -> Option<(Term<'_>, &str)> {
    let name_ends =
        text.find(|character: char| !(character.is_ascii_lowercase() || character == '_'))?;
    let (name, rest) = text.split_at(name_ends);
    let rest = rest.trim_start();
    let operator = [">=", "<=", "="]
        .into_iter()
        .find(|operator| rest.starts_with(operator))?;
    let rest = rest[operator.len()..].trim_start();
    let (value, rest) = match rest.strip_prefix('"') {
        Some(quoted) => unquote(quoted)?,
        None => {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            (rest[..end].to_owned(), &rest[end..])
        }
    };
    let rest = rest.trim_start();
    let rest = match rest.is_empty() {
        true => rest,
        // A filter may not end in AND.
        false => rest
            .strip_prefix("AND")?
            .strip_prefix(char::is_whitespace)
            .map(str::trim_start)?,
    };
    Some((
        Term {
            name,
            operator,
            value,
        },
        rest,
    ))
}

fn unquote(quoted: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, &quoted[at + 1..])),
            '\\' => value.push(characters.next()?.1),
            other => value.push(other),
        }
    }
    None
}
