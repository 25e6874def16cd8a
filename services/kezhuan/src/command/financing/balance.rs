//! A bank's month: the file, its digest, and a signature under it.
use std::path::PathBuf;

use anyhow::Context;
use kezhuan_auth::Role;
use kezhuan_protocol::financing::v1::{
    BalanceConfirmation, ConfirmBalanceRequest, ExportBalanceConfirmationRequest,
};
use sha2::{Digest, Sha256};

use crate::command::DataFolder;
use crate::money_text::yuan;
use crate::packages::WUYI_BANK;
use crate::suite::{Clients, Person, Session};
use crate::{refusal, request_id};

/// Whose month, and who signs it.
#[derive(clap::Args)]
pub struct Arguments {
    /// The month, which is over
    #[arg(long, value_name = "YYYY-MM")]
    month: String,
    /// Organisation of the bank
    #[arg(long, value_name = "ID", default_value = WUYI_BANK)]
    bank: String,
    /// As the pool's manager instead of the bank
    #[arg(long)]
    pool: bool,
    /// Sign the file as it is written here
    #[arg(long)]
    sign: bool,
    /// File to write; balance-BANK-MONTH.csv here when left out
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Name in the records
    #[arg(long, value_name = "NAME", default_value = "developer")]
    subject: String,
    #[command(flatten)]
    data: DataFolder,
}

/// Writes the file, says what it is, and signs it where that is wanted.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let (bank, month) = (&arguments.bank, &arguments.month);
    let person = match arguments.pool {
        true => {
            let city = kezhuan_law::regions::PREFECTURE;
            Person::official(&arguments.subject, city, Role::PoolManager)
        }
        false => Person::new(&arguments.subject)
            .organisation(bank)
            .role(Role::Bank),
    };
    let session = Clients::of(&arguments.data.folder)?.session(&person)?;
    let file = exported(&session, bank, month).await?;
    let named = || PathBuf::from(format!("balance-{bank}-{month}.csv"));
    let out = arguments.out.clone().unwrap_or_else(named);
    std::fs::write(&out, &file).with_context(|| format!("can't write {}", out.display()))?;
    let digest = hex::encode(Sha256::digest(&file));
    println!("{}\nSHA-256 {digest}", out.display());
    if arguments.sign {
        let request = ConfirmBalanceRequest {
            bank: bank.clone(),
            month: month.clone(),
            file_sha256: digest,
            request_id: request_id::fresh(),
        };
        let answer = session.financing()?.confirm_balance(request).await;
        print(&answer.map_err(refusal::readable)?.into_inner());
    }
    Ok(())
}

async fn exported(session: &Session, bank: &str, month: &str) -> anyhow::Result<Vec<u8>> {
    let request = ExportBalanceConfirmationRequest {
        bank: bank.to_owned(),
        month: month.to_owned(),
    };
    let answer = session
        .financing()?
        .export_balance_confirmation(request)
        .await;
    let mut chunks = answer.map_err(refusal::readable)?.into_inner();
    let mut file = Vec::new();
    while let Some(chunk) = chunks.message().await.map_err(refusal::readable)? {
        file.extend(chunk.chunk);
    }
    Ok(file)
}

fn print(signed: &BalanceConfirmation) {
    println!(
        "{} {} {}: {} 笔贷款 loans, 未还 owed {} 元",
        signed.name,
        signed.state().as_str_name(),
        signed.as_of,
        signed.loans,
        yuan(signed.outstanding_fen)
    );
    for signature in &signed.signatures {
        println!(
            "  {} {} {}",
            signature.side().as_str_name(),
            signature.signed_on,
            match signature.by.as_str() {
                "" => "（姓名不对本方显示 another side's person is not named）",
                by => by,
            }
        );
    }
}
