//! Cuts the text of a cell into tokens. What Chinese input methods write for brackets, quotes,
//! commas and signs counts as the plain character.

use crate::problem::{self, Problem};

use super::date;
use super::number::{Literal, Scale};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    Number(Literal),
    Text(String),
    Word(String),
    Date(u32),
    Name(String),
    Keyword(Keyword),
    Symbol(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyword {
    And,
    Or,
    Not,
    If,
    Then,
    Else,
    Setting,
    Nothing,
    Yes,
    No,
}

pub fn keyword(name: &str) -> Option<Keyword> {
    Some(match name {
        "and" | "且" | "并且" => Keyword::And,
        "or" | "或" | "或者" => Keyword::Or,
        "not" | "非" => Keyword::Not,
        "if" | "如果" => Keyword::If,
        "then" | "则" | "那么" => Keyword::Then,
        "else" | "否则" => Keyword::Else,
        "setting" | "参数" => Keyword::Setting,
        "none" | "无" => Keyword::Nothing,
        "yes" | "true" | "YES" | "TRUE" | "是" => Keyword::Yes,
        "no" | "false" | "NO" | "FALSE" | "否" => Keyword::No,
        _ => return None,
    })
}

/// Longer ones before their beginnings.
const SYMBOLS: [&str; 18] = [
    "<=", ">=", "!=", "<>", "..", "(", ")", "[", "]", ",", "+", "-", "*", "/", "=", "<", ">", "%",
];

/// More words in one cell are no rule that people can read, and would nest too deeply.
const TOKENS_MAX: usize = 400;

const QUOTES: [char; 3] = ['"', '“', '”'];

/// The plain character of one that a Chinese input method writes.
fn plain(character: char) -> Option<&'static str> {
    Some(match character {
        '\u{ff08}' => "(",
        '\u{ff09}' => ")",
        '\u{ff3b}' | '【' => "[",
        '\u{ff3d}' | '】' => "]",
        '\u{ff0c}' | '、' => ",",
        '≥' => ">=",
        '≤' => "<=",
        '≠' => "!=",
        '\u{ff1d}' => "=",
        '\u{ff1c}' => "<",
        '\u{ff1e}' => ">",
        '\u{ff0b}' => "+",
        '\u{ff0d}' | '−' | '–' => "-",
        '×' | '\u{ff0a}' => "*",
        '÷' | '\u{ff0f}' => "/",
        _ => return None,
    })
}

/// The tokens of a text.
pub fn tokens(text: &str) -> Result<Vec<Token>, Problem> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = if let Some(date) = rest.get(..10).and_then(date) {
            (Token::Date(date), 10)
        } else if first.is_ascii_digit() {
            number(rest)?
        } else if QUOTES.contains(&first) {
            quoted(rest)?
        } else if first == '_' || first.is_alphabetic() {
            named(rest)
        } else if let Some(symbol) = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
            (Token::Symbol(symbol), symbol.len())
        } else if let Some(symbol) = plain(first) {
            (Token::Symbol(symbol), first.len_utf8())
        } else {
            return Err(problem::unknown_character(first));
        };
        tokens.push(token);
        if tokens.len() > TOKENS_MAX {
            return Err(problem::too_deep());
        }
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

fn number(text: &str) -> Result<(Token, usize), Problem> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut length = digits(text);
    let fraction = text[length..].strip_prefix('.').map_or(0, digits);
    if fraction > 0 {
        length += 1 + fraction;
    }
    // `1,500` would be read as 1 or 500.
    let group = text[length..].strip_prefix(',').map_or(0, digits);
    if group == 3 {
        return Err(problem::grouped(&text[..length + 4]));
    }
    let written = text[..length].to_owned();
    let after = &text[length..];
    let space = after.len() - after.trim_start_matches(' ').len();
    let (scale, length) = match Scale::at_start(&after[space..]) {
        Some((scale, word)) => (Some(scale), length + space + word),
        None => (None, length),
    };
    Ok((
        Token::Number(Literal {
            digits: written,
            scale,
        }),
        length,
    ))
}

fn quoted(text: &str) -> Result<(Token, usize), Problem> {
    let mut characters = text.char_indices();
    characters.next();
    let start = characters.offset();
    for (index, character) in characters {
        if QUOTES.contains(&character) {
            let inside = text[start..index].to_owned();
            return Ok((Token::Text(inside), index + character.len_utf8()));
        }
    }
    Err(problem::open_quote())
}

fn named(text: &str) -> (Token, usize) {
    let is_word = text.starts_with(|c: char| c.is_ascii_uppercase());
    let belongs = |c: char| {
        c == '_'
            || if is_word {
                c == '-' || c.is_ascii_alphanumeric()
            } else {
                c == '.' || c.is_alphanumeric()
            }
    };
    let length = text.find(|c: char| !belongs(c)).unwrap_or(text.len());
    // `a..b` is a range, `KF-` ends before its dash.
    let length = text[..length].find("..").unwrap_or(length);
    let name = text[..length].trim_end_matches(['-', '.']);
    let token = match keyword(name) {
        Some(keyword) => Token::Keyword(keyword),
        None if is_word => Token::Word(name.to_owned()),
        None => Token::Name(name.to_owned()),
    };
    (token, name.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_input_method_writes_counts_as_plain() {
        let wide = tokens("max\u{ff08}a、1万元\u{ff09}≥ “x”").unwrap();
        assert_eq!(wide, tokens("max(a, 1 万元) >= \"x\"").unwrap());
    }

    #[test]
    fn ranges_dates_codes_and_thousands_are_told_apart() {
        let kinds = tokens("[1..5) 2026-01-01 KF-WT a.b..c").unwrap();
        assert_eq!(kinds.len(), 10, "{kinds:?}");
        assert_eq!(tokens("1,500").unwrap_err().reason, "GROUPED_DIGITS");
        assert_eq!(tokens("1, 500").unwrap().len(), 3);
    }
}
