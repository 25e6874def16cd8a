//! Decisions as a year of questions leaves them, put into Postgres by binary COPY.

use std::sync::Arc;

use anyhow::Context;
use chrono::{Days, NaiveDate};
use kezhuan_rule_host::{Decision, Host, Outcome, Question, Rule};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use uuid::Uuid;

use super::{HOOK, TENANT};

const CHUNK: usize = 20_000;
const KINDS: [&str; 6] = ["KF-WT", "ZR-ZL", "XK-RJ", "ZX", "FW-YB", "FW-PX"];
const DIVISIONS: [&str; 3] = ["440703", "440704", "440705"];
const COPY: &str = "COPY decision (id, case_id, tenant, rule_tenant, hook, interface_version, legal_date,
    package_digest, settings_digest, input, outcome, outcome_kind, reasons, fuel, created_at, digest)
    FROM STDIN (FORMAT binary)";

/// Asks Pengjiang's rule so many questions, and stores what came of them.
pub async fn fill(host: &Host, admin_url: &str, decisions: usize) -> anyhow::Result<()> {
    let package = crate::decision_fresh::load(host, "pengjiang")?;
    let rule = Rule::new(Arc::clone(&package), package.settings_schema().defaults());
    let case = package
        .cases()
        .iter()
        .find(|case| case.hook.to_string() == HOOK);
    let question = case.context("no worked case")?.question(&package);
    let mut connection = PgConnection::connect(admin_url).await?;
    let mut copy = connection.copy_in_raw(COPY).await?;
    copy.send(&b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0"[..])
        .await?;
    for first in (0..decisions).step_by(CHUNK) {
        copy.send(chunk(host, &rule, &question, first..first + CHUNK)?)
            .await?;
    }
    copy.send(&b"\xff\xff"[..]).await?;
    copy.finish().await?;
    connection
        .execute(AssertSqlSafe("VACUUM (ANALYZE, FREEZE) decision"))
        .await?;
    Ok(())
}

/// The rows of some numbers, asked on two threads.
fn chunk(
    host: &Host,
    rule: &Rule,
    question: &Question,
    numbers: std::ops::Range<usize>,
) -> anyhow::Result<Vec<u8>> {
    let middle = (numbers.start + numbers.end) / 2;
    let rows = |numbers: std::ops::Range<usize>| -> anyhow::Result<Vec<u8>> {
        let mut rows = Vec::with_capacity(numbers.len() * 1_500);
        for number in numbers {
            let asked = varied(question, number as u64)?;
            row(
                &mut rows,
                &host.ask_json_blocking(Some(rule), asked),
                number,
            )?;
        }
        Ok(rows)
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| rows(middle..numbers.end));
        let mut all = rows(numbers.start..middle)?;
        all.extend(
            other
                .join()
                .map_err(|_| anyhow::anyhow!("a thread panicked"))??,
        );
        Ok(all)
    })
}

/// The same figure for the same number, and for others any other.
fn figure(number: u64, salt: u64, below: u64) -> u64 {
    let mut mixed = number
        .wrapping_add(salt)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed ^ (mixed >> 31)) % below
}

fn varied(question: &Question, number: u64) -> anyhow::Result<Question> {
    let mut asked = question.clone();
    let j_fen = 1_000_000 + figure(number, 1, 3_000_000_000);
    let contract = &mut asked.facts["contract"];
    contract["kind"] = json!(KINDS[figure(number, 2, 6) as usize]);
    contract["j_fen"] = json!(j_fen);
    contract["t_fen"] = json!(j_fen + figure(number, 3, 1_000_000_000));
    contract["received_fen"] = json!(0);
    let parties = contract["parties"].as_array_mut().context("parties")?;
    for (place, party) in parties.iter_mut().enumerate() {
        party["organisation"] = json!(format!(
            "91440703MA{:08}",
            figure(number, 4 + place as u64, 100_000_000)
        ));
        party["related"] = json!(figure(number, 6, 50) == 0);
    }
    asked.facts["history"]["paid_year_fen"] = json!(figure(number, 7, 60_000_000));
    asked.facts["history"]["prior_j_fen"] = json!(figure(number, 8, 5_000_000_000));
    let first: NaiveDate = "2025-01-01".parse()?;
    asked.legal_date = first + Days::new(figure(number, 9, 365));
    asked.as_of = asked.legal_date;
    asked.facts["contract"]["registered_on"] = json!(asked.legal_date.to_string());
    DIVISIONS[figure(number, 10, 3) as usize].clone_into(&mut asked.division);
    asked.budget_left_fen = Some(i64::try_from(figure(number, 11, 1 << 40))?);
    Ok(asked)
}

fn row(rows: &mut Vec<u8>, decision: &Decision, number: usize) -> anyhow::Result<()> {
    let header: Value = serde_json::from_slice(&decision.input)?;
    let division = header["header"]["division"]
        .as_str()
        .context("no division")?;
    anyhow::ensure!(
        matches!(decision.outcome, Outcome::Answered(_)),
        "not answered"
    );
    let pin = decision.pin().context("no rule")?;
    let epoch: NaiveDate = "2000-01-01".parse()?;
    let day = i32::try_from((decision.legal_date - epoch).num_days())?;
    let reasons = serde_json::to_vec(&decision.reasons())?;
    let columns: [&[u8]; 16] = [
        &Uuid::now_v7().into_bytes(),
        &Uuid::from_u128(number as u128).into_bytes(),
        division.as_bytes(),
        TENANT.as_bytes(),
        HOOK.as_bytes(),
        b"1.0.0",
        &day.to_be_bytes(),
        pin.package.as_bytes(),
        pin.settings.as_bytes(),
        &decision.input,
        &decision.result_bytes(),
        b"ANSWERED",
        &reasons,
        &i64::try_from(decision.fuel_used)?.to_be_bytes(),
        &0_i64.to_be_bytes(),
        &[0; 32],
    ];
    rows.extend(i16::try_from(columns.len())?.to_be_bytes());
    for column in columns {
        rows.extend(i32::try_from(column.len())?.to_be_bytes());
        rows.extend(column);
    }
    Ok(())
}
