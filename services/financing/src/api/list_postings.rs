//! The journal, newest first: the books' keepers read all of it, a bank what was booked of its own cases.
use kezhuan_auth::Caller;
use kezhuan_law::Tenant;
use kezhuan_protocol::financing::v1::{
    ListPostingsRequest, ListPostingsResponse, Posting, posting,
};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{FinancingApi, convert};
use crate::domain::ledger::Fund;
use crate::error::{DOMAIN, Error};
use crate::store::ledger_postings;
use crate::store::ledger_transactions::{self, Booked, Filter};

const TERMS: &str = "kind=\"…\", fund=\"…\", bank=\"…\", case=\"loans/{uuid}\", booked_on>=\"YYYY-MM-DD\", \
                     booked_on<=\"YYYY-MM-DD\"";

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ListPostingsRequest,
) -> Result<ListPostingsResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let pool = Tenant::CITY.code();
    let read = api.database.read(&caller, async |connection| {
        let listed = ledger_transactions::list(connection, pool, &filter, after, size).await;
        let mut rows = listed?;
        let next = page::cut(&mut rows, size, |row| row.number);
        Ok::<_, Error>((told(connection, &rows).await?, next))
    });
    let (postings, next_page_token) = read.await?;
    Ok(ListPostingsResponse {
        postings,
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("kind", "=") => {
            posting::Kind::from_str_name(&value)?;
            filter.kind = Some(value);
        }
        ("fund", "=") => filter.fund = Some(Fund::parse(&value)?.as_str().to_owned()),
        ("bank", "=") => filter.bank = Some(value),
        ("case", "=") => filter.case = Some(convert::pool::case_id(&value)?),
        ("booked_on", ">=") => filter.from = Some(value.parse().ok()?),
        ("booked_on", "<=") => filter.to = Some(value.parse().ok()?),
        _ => return None,
    }
    Some(())
}

/// Movements with those of their lines that the caller may read.
pub(super) async fn told(
    connection: &mut PgConnection,
    rows: &[Booked],
) -> Result<Vec<Posting>, Error> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let lines = ledger_postings::of_transactions(connection, &ids).await?;
    let told = rows.iter().map(|row| {
        let own = lines.iter().filter(|line| line.transaction == row.id);
        convert::pool::posting(row, own)
    });
    Ok(told.collect())
}
