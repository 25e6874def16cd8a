//! Lists of contracts, page by page from where the last one ended.
use chrono::{DateTime, NaiveDate, Utc};
use kezhuan_rpc::page;
use sqlx::{PgConnection, Postgres, QueryBuilder};
use uuid::Uuid;

use super::contracts::{CASE_COLUMNS, Case, CaseRow};
use crate::error::Error;

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub state: Option<String>,
    pub kind: Option<String>,
    pub tenant: Option<String>,
    pub overdue: Option<bool>,
    pub promise_missed: Option<bool>,
    pub registered_from: Option<NaiveDate>,
    pub registered_to: Option<NaiveDate>,
    /// As the national system returned it; empty is what it does not have yet of the register.
    pub national_number: Option<String>,
    /// As the caller's own organisation numbers its papers.
    pub paper_number: Option<String>,
    /// A tsquery.
    pub text: Option<String>,
}

pub type Order = page::Order<SortKey>;

#[derive(Debug, Clone, Copy)]
pub enum SortKey {
    CreateTime,
    RegisteredOn,
    TotalAmount,
}

/// Where a page ended.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Place {
    pub create_time: DateTime<Utc>,
    pub registered_on: Option<NaiveDate>,
    pub total_amount_fen: i64,
    pub id: Uuid,
}

impl Place {
    /// The place of a contract in every order.
    pub fn of(case: &Case) -> Place {
        Place {
            create_time: case.create_time,
            registered_on: case.contract.registered_on(),
            total_amount_fen: case.contract.total().get(),
            id: case.contract.id,
        }
    }
}

/// A decision is awaited and its clock runs.
const AWAITED: &str = "contract.state IN ('ACCEPTED', 'AWAITING_SUPPLEMENT', 'FIRST_REVIEWED', 'EXPERT_REVIEW', 'MANUAL')
    AND NOT (contract.state = 'AWAITING_SUPPLEMENT' AND contract.body #>> '{acceptance,regime}' = 'R2026')";

/// Contracts after `place`, as many as `limit`.
pub async fn page(
    connection: &mut PgConnection,
    filter: &Filter,
    order: Order,
    place: Option<&Place>,
    today: NaiveDate,
    limit: i64,
) -> Result<Vec<Case>, Error> {
    let mut query = QueryBuilder::<Postgres>::new("SELECT ");
    query.push(CASE_COLUMNS).push(" FROM contract WHERE true");
    narrow(&mut query, filter, today);
    // Contracts not registered yet come last, or first when reversed.
    let column = match order.key {
        SortKey::CreateTime => "contract.create_time",
        SortKey::RegisteredOn => "coalesce(contract.registered_on, 'infinity')",
        SortKey::TotalAmount => "contract.total_amount_fen",
    };
    let (direction, beyond) = if order.descending {
        (" DESC", " < ")
    } else {
        ("", " > ")
    };
    if let Some(place) = place {
        query
            .push(" AND (")
            .push(column)
            .push(", contract.id)")
            .push(beyond)
            .push("(");
        match order.key {
            SortKey::CreateTime => query.push_bind(place.create_time),
            SortKey::RegisteredOn => query
                .push("coalesce(")
                .push_bind(place.registered_on)
                .push("::date, 'infinity')"),
            SortKey::TotalAmount => query.push_bind(place.total_amount_fen),
        };
        query.push(", ").push_bind(place.id).push(")");
    }
    query
        .push(" ORDER BY ")
        .push(column)
        .push(direction)
        .push(", contract.id")
        .push(direction);
    query.push(" LIMIT ").push_bind(limit);
    let rows: Vec<CaseRow> = query.build_query_as().fetch_all(connection).await?;
    Ok(rows.into_iter().map(Case::from).collect())
}

fn narrow(query: &mut QueryBuilder<Postgres>, filter: &Filter, today: NaiveDate) {
    let equal = [
        (" AND contract.state = ", &filter.state),
        (" AND contract.kind = ", &filter.kind),
        (" AND contract.tenant = ", &filter.tenant),
    ];
    for (condition, value) in equal {
        if let Some(value) = value {
            query.push(condition).push_bind(value.clone());
        }
    }
    if let Some(from) = filter.registered_from {
        query
            .push(" AND contract.registered_on >= ")
            .push_bind(from);
    }
    if let Some(to) = filter.registered_to {
        query.push(" AND contract.registered_on <= ").push_bind(to);
    }
    if let Some(number) = &filter.national_number {
        query.push(match number.is_empty() {
            true => " AND contract.state IN ('REGISTERED', 'AMENDMENT_PENDING') AND ",
            false => " AND ",
        });
        query
            .push("coalesce(contract.body #>> '{registration,national_number}', '') = ")
            .push_bind(number.clone());
    }
    if let Some(number) = &filter.paper_number {
        query
            .push(" AND contract.id = (SELECT contract_id FROM contract_paper WHERE keeper = kezhuan_organisation() AND number = ")
            .push_bind(number.clone())
            .push(")");
    }
    if let Some(text) = &filter.text {
        query
            .push(" AND contract.search @@ ")
            .push_bind(text.clone())
            .push("::tsquery");
    }
    if let Some(overdue) = filter.overdue {
        query.push(if overdue { " AND " } else { " AND NOT " });
        query
            .push("coalesce((contract.body ->> 'check_due_on')::date < ")
            .push_bind(today)
            .push(" OR (")
            .push(AWAITED)
            .push(" AND (contract.body #>> '{acceptance,legal_due_on}')::date < ")
            .push_bind(today)
            .push("), false)");
    }
    if let Some(missed) = filter.promise_missed {
        query.push(if missed { " AND " } else { " AND NOT " });
        query
            .push("coalesce(")
            .push(AWAITED)
            .push(" AND contract.body #>> '{acceptance,promised_working_days}' IS NOT NULL")
            .push(" AND (contract.body #>> '{acceptance,due_on}')::date < ")
            .push_bind(today)
            .push(", false)");
    }
}
