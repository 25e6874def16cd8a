//! The close of a prorated programme-year: what each waiting claim would get, then the close itself.
use anyhow::Context;
use comfy_table::{Table, presets};
use kezhuan_protocol::contracts::v1::{
    CloseProgrammeRequest, GetProgrammeSharesRequest, ProgrammeShares,
};

use super::programmes;
use crate::command::DataFolder;
use crate::command::who::{Who, authority};
use crate::money_text::yuan;
use crate::suite::{Clients, Session};
use crate::{refusal, request_id};

/// Which programme-year, and with which shares.
#[derive(clap::Args)]
pub struct Arguments {
    #[arg(long)]
    year: i32,
    #[arg(long, default_value = "tc.incentive")]
    family: String,
    /// 分配结果仍与所给一致时关闭；不填则只显示 · Close it, if the shares are still these; without it they are only shown
    #[arg(long, value_name = "SHARES", requires = "reason")]
    shares: Option<String>,
    /// 关闭理由，留存备查 · Why now, for the record
    #[arg(long, requires = "shares")]
    reason: Option<String>,
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    data: DataFolder,
}

/// Shows the shares; closes where the ones that were looked at are named.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let Arguments { year, family, .. } = &arguments;
    let tenant = arguments.who.tenant.as_deref();
    let tenant = tenant.context("哪个县区的项目？请用 --tenant，如 --tenant 440703 · whose programme? give --tenant, such as --tenant 440703")?;
    let clients = Clients::of(&arguments.data.folder)?;
    let session = clients.session(&arguments.who.with(&[authority(tenant)]))?;
    let programmes = programmes::all(&session, *year).await?;
    let programme = programmes
        .into_iter()
        .find(|programme| programme.tenant == tenant && programme.family == *family)
        .with_context(|| {
            format!("{tenant} 没有 {year} 年的项目 {family}，请先用 rules appropriation set 设定额度 · {tenant} has no programme {family} of {year}: set what it may spend with `rules appropriation set`")
        })?;
    match (arguments.shares, arguments.reason) {
        (Some(shares), Some(reason)) => {
            let closed = close(&session, programme.name, shares, reason).await?;
            print(&closed);
            println!(
                "已关闭 closed: {} claims go on with these shares",
                closed.shares.len()
            );
        }
        _ => {
            let name = programme.name;
            let request = GetProgrammeSharesRequest { name };
            let answer = session.contracts()?.get_programme_shares(request).await;
            let preview = answer.map_err(refusal::readable)?.into_inner();
            print(&preview);
            println!(
                "nothing was closed; to close with these shares, add --shares {} --reason WHY",
                preview.etag
            );
        }
    }
    Ok(())
}

async fn close(
    session: &Session,
    name: String,
    etag: String,
    reason: String,
) -> anyhow::Result<ProgrammeShares> {
    let request = CloseProgrammeRequest {
        name,
        etag,
        reason,
        request_id: request_id::fresh(),
    };
    let answer = session.contracts()?.close_programme(request).await;
    Ok(answer.map_err(refusal::readable)?.into_inner())
}

fn print(close: &ProgrammeShares) {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_FULL_CONDENSED)
        .set_header(["claim", "number", "due", "share"]);
    for share in &close.shares {
        table.add_row([
            share.claim.clone(),
            share.number.clone(),
            yuan(share.due_fen),
            yuan(share.share_fen),
        ]);
    }
    println!("{table}");
}
