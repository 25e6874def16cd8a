//! What came of the year: a table per county, the plan's figure, and whether the books agree.
use std::collections::BTreeMap;
use std::time::Duration;

use comfy_table::{Cell, CellAlignment, Table};
use kezhuan_auth::Role;
use kezhuan_protocol::scoreboard::v1 as scoreboard;
use sqlx::postgres::PgPoolOptions;

use super::people::People;
use crate::money_text::{wan, yuan};

const YEAR: i32 = 2025;
/// Its figure is the sum of the counties; its office only refuses what belongs elsewhere.
const CITY: &str = kezhuan_law::regions::PREFECTURE;
/// How long the last events may take to reach the scoreboard.
const ARRIVAL_MAX: Duration = Duration::from_secs(30);

/// The year in figures.
pub struct Reckoning {
    counties: BTreeMap<String, County>,
    scoreboard: BTreeMap<String, i64>,
    figure: scoreboard::Figure,
    manual: i64,
    registered: i64,
}

#[derive(Default)]
struct County {
    registered: i64,
    total_fen: i64,
    technical_fen: i64,
    incentive_fen: i64,
    refused: BTreeMap<String, i64>,
}

/// Reads both sides: the contracts database itself, and the scoreboard by its API.
pub async fn of(server: &str, people: &People) -> anyhow::Result<Reckoning> {
    let mut reckoning = from_database(server).await?;
    let deadline = std::time::Instant::now() + ARRIVAL_MAX;
    loop {
        reckoning.read_scoreboard(people).await?;
        if reckoning.reconciled() || std::time::Instant::now() > deadline {
            return Ok(reckoning);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

async fn from_database(server: &str) -> anyhow::Result<Reckoning> {
    let options: sqlx::postgres::PgConnectOptions = server.parse()?;
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .connect_with(options.database("kezhuan_contracts"))
        .await?;
    let mut counties: BTreeMap<String, County> = BTreeMap::new();
    let registered: Vec<(String, i64, i64, i64)> = sqlx::query_as(
        // The plan counts the version in force at the year's end, of contracts still registered then.
        "SELECT counted.tenant, count(*), sum((counted.body->'classification'->>'total')::bigint)::bigint,
                sum(coalesce((counted.body->'classification'->>'technical')::bigint, 0))::bigint
           FROM (SELECT DISTINCT ON (contract_id) * FROM contract_version
                  WHERE registered_on BETWEEN '2025-01-01' AND '2025-12-31' AND in_force_from <= '2025-12-31'
                  ORDER BY contract_id, form_version DESC) AS counted
          WHERE NOT EXISTS (SELECT FROM contract_version AS ended
                             WHERE ended.contract_id = counted.contract_id AND ended.ended_on <= '2025-12-31')
          GROUP BY counted.tenant",
    )
    .fetch_all(&pool)
    .await?;
    for (tenant, count, total, technical) in registered {
        let county = counties.entry(tenant).or_default();
        (county.registered, county.total_fen, county.technical_fen) = (count, total, technical);
    }
    let refused: Vec<(String, String, i64)> = sqlx::query_as(
        "SELECT tenant, coalesce(body->'refusal'->>'code', state), count(*) FROM contract
          WHERE state IN ('REJECTED', 'NOT_ACCEPTED') GROUP BY 1, 2",
    )
    .fetch_all(&pool)
    .await?;
    for (tenant, code, count) in refused {
        counties
            .entry(tenant)
            .or_default()
            .refused
            .insert(code, count);
    }
    let paid: Vec<(String, i64)> = sqlx::query_as(
        "SELECT tenant, sum(amount_fen)::bigint FROM claim WHERE state = 'PAID' GROUP BY tenant",
    )
    .fetch_all(&pool)
    .await?;
    for (tenant, amount) in paid {
        counties.entry(tenant).or_default().incentive_fen = amount;
    }
    let manual = sqlx::query_scalar("SELECT count(*) FROM decision WHERE outcome_kind = 'FAILED'")
        .fetch_one(&pool)
        .await?;
    let registered = sqlx::query_scalar(
        "SELECT count(*) FROM contract WHERE state IN ('REGISTERED', 'AMENDMENT_PENDING')",
    )
    .fetch_one(&pool)
    .await?;
    pool.close().await;
    Ok(Reckoning {
        counties,
        scoreboard: BTreeMap::new(),
        figure: scoreboard::Figure::default(),
        manual,
        registered,
    })
}

impl Reckoning {
    async fn read_scoreboard(&mut self, people: &People) -> anyhow::Result<()> {
        let mut client = people.official(CITY, Role::CityStb, 1)?.scoreboard()?;
        let answer = client
            .list_figures(scoreboard::ListFiguresRequest { year: YEAR })
            .await?
            .into_inner();
        for figure in answer
            .figures
            .into_iter()
            .filter(|figure| figure.code == "K6")
        {
            self.scoreboard
                .insert(figure.division.clone(), figure.amount_fen);
            if figure.division == CITY {
                self.figure = figure;
            }
        }
        Ok(())
    }

    /// County by county, to the fen.
    fn reconciled(&self) -> bool {
        let counties = self
            .counties
            .iter()
            .filter(|(tenant, _)| *tenant != CITY)
            .all(|(tenant, county)| {
                self.scoreboard.get(tenant).copied().unwrap_or(0) == county.total_fen
            });
        let total: i64 = self.counties.values().map(|county| county.total_fen).sum();
        counties && self.figure.amount_fen == total
    }

    /// The table per county and the plan's figure.
    pub fn print(&self) {
        let mut table = Table::new();
        table.set_header([
            "县区 county",
            "登记 registered",
            "不予登记 refused",
            "T (万元)",
            "J (万元)",
            "奖补 incentive (元)",
        ]);
        for (tenant, county) in &self.counties {
            let name =
                kezhuan_law::regions::division(tenant).map_or("", |division| &division.name.zh);
            let refused: Vec<String> = county
                .refused
                .iter()
                .map(|(code, count)| format!("{code} {count}"))
                .collect();
            let right = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
            table.add_row(vec![
                Cell::new(format!("{tenant} {name}")),
                right(county.registered.to_string()),
                Cell::new(refused.join("\n")),
                right(wan(county.total_fen)),
                right(wan(county.technical_fen)),
                right(yuan(county.incentive_fen)),
            ]);
        }
        println!("{table}");
        if let Some(target) = &self.figure.target {
            let word = if target.met { "met" } else { "not met" };
            println!(
                "K6 {YEAR}: {} 万元, target over {} 万元: {word} ({})",
                self.figure.amount_wan,
                wan(target.amount_fen),
                target.light
            );
        }
    }

    /// Prints the line that ends the demo; true when both sides agree.
    pub fn last_line(&self, contracts: usize, elapsed: Duration) -> bool {
        let refused: i64 = self
            .counties
            .values()
            .flat_map(|county| county.refused.values())
            .sum();
        let incentive: i64 = self
            .counties
            .values()
            .map(|county| county.incentive_fen)
            .sum();
        let reconciled = self.reconciled();
        println!(
            "demo: contracts={contracts} registered={} refused={refused} manual={} incentive_fen={incentive} scoreboard_fen={} reconciled={} elapsed_s={}",
            self.registered,
            self.manual,
            self.figure.amount_fen,
            if reconciled { "yes" } else { "no" },
            elapsed.as_secs()
        );
        reconciled
    }
}
