//! What came of the year, from both sides: the databases of the services, and the scoreboard; and whether they agree.
use std::collections::BTreeMap;
use std::time::Duration;

use kezhuan_auth::Role;
use kezhuan_protocol::scoreboard::v1 as scoreboard;
use sqlx::postgres::PgPoolOptions;

use super::counted::{self, Counted};
use super::people::People;

pub const YEAR: i32 = 2025;
/// Its figure is the sum of the counties; its office only refuses what belongs elsewhere.
pub const CITY: &str = kezhuan_law::regions::PREFECTURE;
/// How long the last events may take to reach the scoreboard.
const ARRIVAL_MAX: Duration = Duration::from_secs(30);

/// The year in figures.
pub struct Reckoning {
    /// Tenant → what its office did.
    pub counties: BTreeMap<String, County>,
    /// Division → K6 and its number of contracts.
    scoreboard: BTreeMap<String, (i64, i64)>,
    /// K6 of the city.
    pub figure: scoreboard::Figure,
    /// In force at the end, contracts of 2026 among them.
    pub registered: i64,
    /// Carriers, tenants, bases and events.
    pub counted: Counted,
    /// K7 of the city.
    pub enterprises: scoreboard::Figure,
    /// K9 of the city.
    pub bases: scoreboard::Figure,
    /// Code → the city's count, of K10 and everything beside it.
    of_events: BTreeMap<String, i64>,
}

/// One county's year; the city's office has a line too, for what belongs to no county.
#[derive(Clone, Debug, Default)]
pub struct County {
    pub registered: i64,
    pub total_fen: i64,
    pub technical_fen: i64,
    pub incentive_fen: i64,
    /// Ground → how often.
    pub refused: BTreeMap<String, i64>,
    /// Contracts and claims that a rule's failure sent to a person.
    pub manual: i64,
}

/// Reads both sides: the databases themselves, and the scoreboard by its API.
pub async fn of(server: &str, people: &People) -> anyhow::Result<Reckoning> {
    let mut reckoning = from_database(server).await?;
    let deadline = std::time::Instant::now() + ARRIVAL_MAX;
    loop {
        // Timers may still be at the last day: what they do counts on both sides.
        reckoning.counted = counted::of(server, people).await?;
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
        let county = counties.entry(tenant).or_default();
        county.refused.insert(code, count);
    }
    let paid: Vec<(String, i64)> = sqlx::query_as(
        "SELECT tenant, sum(amount_fen)::bigint FROM claim WHERE state = 'PAID' GROUP BY tenant",
    )
    .fetch_all(&pool)
    .await?;
    for (tenant, amount) in paid {
        counties.entry(tenant).or_default().incentive_fen = amount;
    }
    let manual: Vec<(String, i64)> = sqlx::query_as(
        "SELECT tenant, count(DISTINCT aggregate_id) FROM audit
          WHERE action IN ('contract.moved', 'claim.moved') AND detail->>'to' = 'MANUAL' GROUP BY tenant",
    )
    .fetch_all(&pool)
    .await?;
    for (tenant, cases) in manual {
        counties.entry(tenant).or_default().manual = cases;
    }
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
        registered,
        counted: Counted::default(),
        enterprises: scoreboard::Figure::default(),
        bases: scoreboard::Figure::default(),
        of_events: BTreeMap::new(),
    })
}

impl Reckoning {
    async fn read_scoreboard(&mut self, people: &People) -> anyhow::Result<()> {
        let mut client = people.official(CITY, Role::CityStb, 1)?.scoreboard()?;
        let answer = client
            .list_figures(scoreboard::ListFiguresRequest { year: YEAR })
            .await?
            .into_inner();
        for figure in answer.figures {
            let is_citys = figure.division == CITY;
            match figure.code.as_str() {
                "K6" => {
                    let both = (figure.amount_fen, figure.contracts);
                    self.scoreboard.insert(figure.division.clone(), both);
                    if is_citys {
                        self.figure = figure;
                    }
                }
                "K7" if is_citys => self.enterprises = figure,
                "K9" if is_citys => self.bases = figure,
                _ if is_citys && figure.code.starts_with("K10") => {
                    self.of_events.insert(figure.code, figure.count);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether scoreboard and databases tell the same: of every county to the fen and the contract, of the city to the
    /// enterprise, the base, and of events to the contract, the intent, the event, who came and how often, and the project.
    pub fn reconciled(&self) -> bool {
        let of_scoreboard =
            |division: &str| self.scoreboard.get(division).copied().unwrap_or((0, 0));
        let counties = self.counties.iter().filter(|(tenant, _)| *tenant != CITY);
        let agree = counties
            .clone()
            .all(|(tenant, county)| of_scoreboard(tenant) == (county.total_fen, county.registered));
        let sum = self.sum();
        let heads = (self.counted.incubated.k7, self.counted.grown.k9);
        agree
            && of_scoreboard(CITY) == (sum.total_fen, sum.registered)
            && (self.enterprises.count, self.bases.count) == heads
            && self.of_events == self.counted.held.by_code()
    }

    /// Carriers with tenants, bases, and events, a line each for programs.
    pub fn lines(&self) -> String {
        let (k7, k9) = (self.enterprises.count, self.bases.count);
        self.counted.lines(k7, k9, self.event_figure("K10"))
    }

    /// What the scoreboard counts of the city's events under a code.
    pub fn event_figure(&self, code: &str) -> i64 {
        self.of_events.get(code).copied().unwrap_or_default()
    }

    /// The city: all counties together.
    pub fn sum(&self) -> County {
        let mut sum = County::default();
        for county in self.counties.values() {
            sum.registered += county.registered;
            sum.total_fen += county.total_fen;
            sum.technical_fen += county.technical_fen;
            sum.incentive_fen += county.incentive_fen;
            sum.manual += county.manual;
            for (code, count) in &county.refused {
                *sum.refused.entry(code.clone()).or_default() += count;
            }
        }
        sum
    }
}
