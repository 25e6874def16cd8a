//! Every plot of an extension in the order in which they came.
use kezhuan_auth::Caller;
use kezhuan_protocol::agriculture::v1::{ListExtensionPlotsRequest, ListExtensionPlotsResponse};
use kezhuan_rpc::page;
use uuid::Uuid;

use super::names::EXTENSIONS;
use super::{AgricultureApi, convert};
use crate::error::Error;
use crate::store::{extension_plots, extensions};

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: ListExtensionPlotsRequest,
) -> Result<ListExtensionPlotsResponse, Error> {
    let id = EXTENSIONS.parse_field("extension", &input.extension)?;
    let size = page::size(input.page_size)?;
    let after: Option<Uuid> = page::start(&input.page_token)?;
    let read = api.database.read(&caller, async |connection| {
        let found = extensions::find(connection, id).await?;
        found.ok_or_else(|| EXTENSIONS.not_found(id))?;
        extension_plots::list(connection, id, after, size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |last| last.id);
    Ok(ListExtensionPlotsResponse {
        plots: rows.iter().map(convert::extension::plot).collect(),
        next_page_token,
    })
}
