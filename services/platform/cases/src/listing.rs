//! Lists of aggregates, narrowed term by term and read page by page from where the last one ended.
use chrono::{DateTime, NaiveDate, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::stored::Stored;

/// Where a page ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SortedPlace {
    pub create_time: DateTime<Utc>,
    /// Of a list that is sorted by a day; the rows without one come last.
    pub day: Option<NaiveDate>,
    pub id: Uuid,
}

/// A list's query as it grows.
pub struct Listing(QueryBuilder<Postgres>);

impl Listing {
    /// Every row of a table that the caller may read.
    pub fn of(table: &'static str) -> Listing {
        let mut query = QueryBuilder::<Postgres>::new(
            "SELECT body, tenant, event_sequence, create_time, update_time FROM ",
        );
        query.push(table).push(" WHERE true");
        Listing(query)
    }

    /// Those whose column is this text.
    pub fn equal(&mut self, column: &'static str, value: &Option<String>) {
        if let Some(value) = value {
            self.term(column, " = ").push_bind(value.clone());
        }
    }

    /// Those whose column is this id.
    pub fn is(&mut self, column: &'static str, id: Option<Uuid>) {
        if let Some(id) = id {
            self.term(column, " = ").push_bind(id);
        }
    }

    /// Those for which a condition holds, or does not.
    pub fn holds(&mut self, condition: &'static str, wanted: Option<bool>) {
        if let Some(wanted) = wanted {
            self.0.push(if wanted { " AND (" } else { " AND NOT (" });
            self.0.push(condition).push(")");
        }
    }

    /// Those that a function of id, tenant, body and this reader's subject says are theirs to read.
    pub fn is_for(&mut self, function: &'static str, reader: &str) {
        self.0.push(" AND ").push(function);
        self.0.push("(id, tenant, body, ");
        self.0.push_bind(reader.to_owned()).push(")");
    }

    /// Those whose day is this one or a later.
    pub fn from(&mut self, column: &'static str, day: Option<NaiveDate>) {
        if let Some(day) = day {
            self.term(column, " >= ").push_bind(day);
        }
    }

    /// Those whose day is this one or an earlier.
    pub fn to(&mut self, column: &'static str, day: Option<NaiveDate>) {
        if let Some(day) = day {
            self.term(column, " <= ").push_bind(day);
        }
    }

    /// Those that a table beside names together with this id; `of` says which of its rows are the case's.
    pub fn beside(
        &mut self,
        (table, of): (&'static str, &'static str),
        column: &'static str,
        id: Option<Uuid>,
    ) {
        if let Some(id) = id {
            self.0.push(" AND EXISTS (SELECT FROM ").push(table);
            self.0.push(" beside WHERE beside.").push(of);
            self.0.push(" AND beside.").push(column).push(" = ");
            self.0.push_bind(id).push(")");
        }
    }

    fn term(
        &mut self,
        column: &'static str,
        compared: &'static str,
    ) -> &mut QueryBuilder<Postgres> {
        self.0.push(" AND ").push(column).push(compared)
    }

    /// One page and one row more: by the day of a column, or by when the rows came in.
    pub async fn page<T>(
        mut self,
        connection: &mut PgConnection,
        (day, descending): (Option<&'static str>, bool),
        after: Option<&SortedPlace>,
        size: i64,
    ) -> Result<Vec<Stored<T>>, sqlx::Error>
    where
        T: DeserializeOwned + Send + Unpin + 'static,
    {
        let (direction, beyond) = match descending {
            true => (" DESC", " < "),
            false => ("", " > "),
        };
        if let Some(after) = after {
            self.0.push(" AND (");
            sorted_by(&mut self.0, day);
            self.0.push(", id)").push(beyond).push("(");
            match day {
                None => self.0.push_bind(after.create_time),
                Some(_) => self
                    .0
                    .push("coalesce(")
                    .push_bind(after.day)
                    .push("::date, 'infinity')"),
            };
            self.0.push(", ").push_bind(after.id).push(")");
        }
        self.0.push(" ORDER BY ");
        sorted_by(&mut self.0, day);
        self.0.push(direction).push(", id").push(direction);
        self.0.push(" LIMIT ").push_bind(size + 1);
        self.0.build_query_as().fetch_all(connection).await
    }
}

fn sorted_by(query: &mut QueryBuilder<Postgres>, day: Option<&'static str>) {
    match day {
        None => query.push("create_time"),
        Some(column) => query.push("coalesce(").push(column).push(", 'infinity')"),
    };
}
