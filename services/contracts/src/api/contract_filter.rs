//! The filter and the order of a list of contracts: terms joined by AND, as the interface describes them.
use chrono::NaiveDate;
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use crate::error::{DOMAIN, Error};
use crate::store::contract_list::{Filter, Order, SortKey};
use crate::store::contract_search;

const TERMS: &str = "state=\"…\", kind=\"…\", tenant=\"…\", overdue=true, promise_missed=true, registered_on>=\"YYYY-MM-DD\", \
                     registered_on<=\"YYYY-MM-DD\", national_number=\"…\", paper_number=\"…\", text=\"…\"";
const ORDERS: [(&str, SortKey); 3] = [
    ("create_time", SortKey::CreateTime),
    ("registered_on", SortKey::RegisteredOn),
    ("total_amount", SortKey::TotalAmount),
];
const NEWEST_FIRST: Order = Order {
    key: SortKey::CreateTime,
    descending: true,
};

/// Reads a filter.
pub fn read(text: &str) -> Result<Filter, Error> {
    Ok(filter::read(DOMAIN, text, TERMS, take)?)
}

/// Reads an order; empty is newest first.
pub fn read_order(text: &str) -> Result<Order, Error> {
    Ok(page::order(DOMAIN, text, &ORDERS, NEWEST_FIRST)?)
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
