//! Takes out plots that were recorded by mistake.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::agriculture::v1::strike_plots_request::PlotCode;
use kezhuan_protocol::agriculture::v1::{Extension, StrikePlotsRequest};

use super::names::EXTENSIONS;
use super::{AgricultureApi, convert, extension_step};
use crate::domain::extension::{self, Command, Roll};
use crate::domain::form::Form;
use crate::domain::refused::{FieldViolation, Refused};
use crate::error::Error;
use crate::store::extension_plots;
use crate::store::stored::Stored;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: StrikePlotsRequest,
    key: RequestKey,
) -> Result<Extension, Error> {
    let id = EXTENSIONS.parse(&input.name)?;
    let given = Arc::new((api.clone(), caller.clone(), input));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, input) = &*given;
                let before = extension_step::hold(write, (id, &input.etag)).await?;
                let after = strike(write, (api, caller), before, input).await?;
                Ok(convert::extension::answer(&after, caller))
            })
        })
        .await
}

async fn strike(
    write: &mut Write,
    (api, caller): (&AgricultureApi, &Caller),
    before: Stored<extension::Extension>,
    input: &StrikePlotsRequest,
) -> Result<Stored<extension::Extension>, Error> {
    look(&input.plots, api.parameters.extension.rows_max)?;
    let plots = convert::extension::read_plots(&input.plots, &before.body.division);
    let mut roll = Roll::of(extension_plots::counted(write, before.body.id).await?);
    let mut form = Form::default();
    for (index, plot) in plots.iter().enumerate() {
        if let Err(wrong) = roll.strike(plot) {
            let field = format!("plots[{index}].{}", wrong.field);
            form.wrong(FieldViolation { field, ..wrong });
        }
    }
    form.check()?;
    let totals = roll.totals().unwrap_or_default();
    let command = Command::Strike {
        totals,
        reason: input.reason.clone(),
    };
    let decided = extension_step::decide(api, caller, &before.body, command)?;
    extension_plots::strike(write, before.body.id, &plots, &input.reason).await?;
    extension_step::keep(write, &before, decided).await
}

fn look(plots: &[PlotCode], most: usize) -> Result<(), Refused> {
    let mut form = Form::default();
    if plots.is_empty() || plots.len() > most {
        form.wrong(FieldViolation::new(
            "plots",
            "ROWS_INVALID",
            format!("一次应剔除 1 至 {most} 个地块"),
            format!("one request strikes 1 to {most} plots"),
        ));
    }
    form.check()
}
