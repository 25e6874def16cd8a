//! The filter and the order of a list of contracts: terms joined by AND, as the interface describes them.
use chrono::NaiveDate;

use crate::error::Error;
use crate::store::contract_list::{Filter, Order, SortKey};
use crate::store::contract_search;

const TERMS: &str = "state=\"…\", kind=\"…\", tenant=\"…\", overdue=true, promise_missed=true, registered_on>=\"YYYY-MM-DD\", \
                     registered_on<=\"YYYY-MM-DD\", national_number=\"…\", paper_number=\"…\", text=\"…\"";
const ORDERS: &str = "create_time, registered_on, total_amount, each with or without desc";

/// Reads a filter.
pub fn read(text: &str) -> Result<Filter, Error> {
    let mut filter = Filter::default();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (term, after) = next_term(rest).ok_or_else(|| unreadable(rest))?;
        take(&mut filter, term).ok_or_else(|| unreadable(rest))?;
        rest = after;
    }
    Ok(filter)
}

/// Reads an order; empty is newest first.
pub fn read_order(text: &str) -> Result<Order, Error> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (key, descending) = match words.as_slice() {
        [] => {
            return Ok(Order {
                key: SortKey::CreateTime,
                descending: true,
            });
        }
        [key] => (*key, false),
        [key, "desc"] => (*key, true),
        [key, "asc"] => (*key, false),
        _ => ("", false),
    };
    let key = match key {
        "create_time" => SortKey::CreateTime,
        "registered_on" => SortKey::RegisteredOn,
        "total_amount" => SortKey::TotalAmount,
        _ => {
            return Err(Error::field(
                "order_by",
                "ORDER_INVALID",
                format!("可用：{ORDERS}"),
                format!("one of {ORDERS}"),
            ));
        }
    };
    Ok(Order { key, descending })
}

struct Term<'a> {
    name: &'a str,
    operator: &'a str,
    value: String,
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

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let Term {
        name,
        operator,
        value,
    } = term;
    let day = || value.parse::<NaiveDate>().ok();
    match (name, operator) {
        ("state", "=") => filter.state = Some(value),
        ("kind", "=") => filter.kind = Some(value),
        ("tenant", "=") => filter.tenant = Some(value),
        ("overdue", "=") => filter.overdue = Some(value.parse().ok()?),
        ("promise_missed", "=") => filter.promise_missed = Some(value.parse().ok()?),
        ("registered_on", ">=") => filter.registered_from = Some(day()?),
        ("registered_on", "<=") => filter.registered_to = Some(day()?),
        ("registered_on", "=") => {
            (filter.registered_from, filter.registered_to) = (Some(day()?), Some(day()?))
        }
        ("national_number", "=") => filter.national_number = Some(value),
        ("paper_number", "=") => filter.paper_number = Some(value),
        ("text", "=") => filter.text = Some(contract_search::query(&value)?),
        _ => return None,
    }
    Some(())
}

fn unreadable(rest: &str) -> Error {
    let start: String = rest.chars().take(40).collect();
    Error::field(
        "filter",
        "FILTER_INVALID",
        format!("从“{start}”起无法识别；用 AND 连接：{TERMS}"),
        format!("can't be read from {start:?} on; join by AND: {TERMS}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_joined_by_and() {
        let filter = read(r#"state="REGISTERED" AND registered_on >= "2025-01-01" AND overdue=true AND text="储能\"" "#).unwrap();
        assert_eq!(filter.state.as_deref(), Some("REGISTERED"));
        assert_eq!(filter.registered_from, Some("2025-01-01".parse().unwrap()));
        assert_eq!(
            (filter.overdue, filter.text.as_deref()),
            (Some(true), Some("'储能'"))
        );
        assert!(read("").unwrap().state.is_none());
    }

    #[test]
    fn what_is_no_term_is_refused() {
        for bad in [
            "colour=\"red\"",
            "state=\"A\" kind=\"B\"",
            "state=\"A",
            "state=\"A\" AND",
            "registered_on>=\"soon\"",
            "state>=\"A\"",
            "overdue=perhaps",
            "AND",
            "text=\"!\"",
            "state=\"A\" ANDkind=\"B\"",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
        assert!(read_order("total_amount desc").unwrap().descending);
        assert!(read_order("colour").is_err());
    }
}
