//! One suite under test, what everybody knows of it, and calls that are repeated until they are settled.
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use anyhow::{Context, ensure};
use kezhuan_protocol::contracts::v1::contracts_service_client::ContractsServiceClient;
use kezhuan_protocol::rules::v1::rules_service_client::RulesServiceClient;
use kezhuan_protocol::scoreboard::v1::scoreboard_service_client::ScoreboardServiceClient;
use kezhuan_protocol::scoreboard::v1::{ListFiguresRequest, RebuildFiguresRequest};
use tokio::time::Instant;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status};

use crate::books::{self, Books};
use crate::check::{self, Finding};
use crate::history::{Entry, History, Outcome, leaves_open};
use crate::people::{People, Person};
use crate::rule;
use crate::suite::{Place, SuiteProcess};

/// A call that got no answer within this is given up and asked again.
const ANSWER_MAX: Duration = Duration::from_secs(15);
/// A call that is not settled within this, repeats included, is a failure of the suite.
const SETTLED_MAX: Duration = Duration::from_secs(90);
const ASK_AGAIN_AFTER: Duration = Duration::from_millis(40);
/// How long events and seals may take to catch up after everything has settled.
const ARRIVAL_MAX: Duration = Duration::from_secs(45);
const LOOK_EVERY: Duration = Duration::from_millis(200);
const CITY: &str = "440700";
const YEAR: i32 = 2025;

/// Where the suite is now; another place after it was started again.
#[derive(Clone)]
pub struct Doors {
    pub contracts: ContractsServiceClient<Channel>,
    scoreboard: ScoreboardServiceClient<Channel>,
    place: Place,
}

/// The suite under test.
pub struct World {
    pub suite: tokio::sync::Mutex<SuiteProcess>,
    pub history: History,
    pub people: People,
    doors: RwLock<Arc<Doors>>,
}

impl World {
    /// A suite on an empty folder, the county's rule in force.
    pub async fn start() -> anyhow::Result<Arc<World>> {
        let (suite, place) = SuiteProcess::start().await?;
        let people = People::of(&place.keys)?;
        rule::put_in_force(RulesServiceClient::new(channel(&place, "rules")?), &people).await?;
        let doors = RwLock::new(Arc::new(doors(place)?));
        Ok(Arc::new(World {
            suite: tokio::sync::Mutex::new(suite),
            history: History::default(),
            people,
            doors,
        }))
    }

    /// The ways into the suite as it stands.
    pub fn doors(&self) -> Arc<Doors> {
        self.doors
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The contracts database and the keys, as the suite's own file names them.
    pub fn place(&self) -> Place {
        self.doors().place.clone()
    }

    /// From now on everybody finds the suite there.
    pub fn moved(&self, place: Place) -> anyhow::Result<()> {
        *self.doors.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(doors(place)?);
        Ok(())
    }

    /// Makes one call, again and again with the same request, until its outcome is known.
    pub async fn settle<T, F>(
        &self,
        (case, call, request_id): (&str, &'static str, &str),
        attempt: impl Fn(ContractsServiceClient<Channel>) -> F,
        seen: impl Fn(&T) -> (String, String),
    ) -> anyhow::Result<T>
    where
        F: Future<Output = Result<T, Status>>,
    {
        let end = Instant::now() + SETTLED_MAX;
        loop {
            let answer = tokio::time::timeout(ANSWER_MAX, attempt(self.doors().contracts.clone()));
            let answer = self
                .history
                .attempt(answer)
                .await
                .unwrap_or_else(|_| Err(Status::deadline_exceeded("here")));
            let outcome = outcome(&answer, &seen);
            let entry = Entry {
                case: case.to_owned(),
                call,
                request_id: request_id.to_owned(),
                outcome,
            };
            self.history.write(entry);
            match answer {
                Ok(answer) => return Ok(answer),
                Err(status) if leaves_open(&status) => {
                    ensure!(
                        Instant::now() < end,
                        "{call} of {case} is not settled: {status}"
                    );
                    tokio::time::sleep(ASK_AGAIN_AFTER).await;
                }
                Err(status) => {
                    return Err(anyhow::Error::new(status).context(format!("{call} of {case}")));
                }
            }
        }
    }

    /// Everything that must hold once no call is under way; what does not hold is the error.
    pub async fn hold_to_account(&self) -> anyhow::Result<Books> {
        let history = self.history.entries();
        let (books, figure) = self.figures_arrived().await?;
        let mut findings = check::nothing_lost(&history, &books.contracts);
        findings.extend(check::without_holes(&books.contracts));
        findings.extend(check::decided_once(&books.contracts));
        findings.extend(check::figures_agree(figure, &books.contracts));
        ensure!(
            findings.is_empty(),
            "{} findings, the first: {:#?}",
            findings.len(),
            &findings[..findings.len().min(5)]
        );
        let leaves = self.log_verifies().await?;
        println!(
            "{}; contracts={} scoreboard_fen={figure} audit_leaves={leaves}",
            self.history.summary(),
            books.contracts.len()
        );
        Ok(books)
    }

    async fn figures_arrived(&self) -> anyhow::Result<(Books, i64)> {
        let end = Instant::now() + ARRIVAL_MAX;
        loop {
            let books = Books::read(&self.place()).await?;
            let figure = self.scoreboard_fen().await?;
            let differs: Option<Finding> = check::figures_agree(figure, &books.contracts);
            if differs.is_none() || Instant::now() > end {
                return Ok((books, figure));
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    async fn scoreboard_fen(&self) -> anyhow::Result<i64> {
        let end = Instant::now() + ARRIVAL_MAX;
        loop {
            let request = self
                .people
                .ask(Person::City, ListFiguresRequest { year: YEAR });
            match self.doors().scoreboard.clone().list_figures(request).await {
                Ok(answer) => {
                    let figures = answer.into_inner().figures;
                    let city = figures
                        .iter()
                        .find(|figure| figure.code == "K6" && figure.division == CITY);
                    return Ok(city.context("no K6 of the city")?.amount_fen);
                }
                Err(status) if status.code() == Code::Unavailable && Instant::now() < end => {
                    tokio::time::sleep(LOOK_EVERY).await;
                }
                Err(status) => return Err(anyhow::Error::new(status).context("K6 can't be read")),
            }
        }
    }

    /// The books once the scoreboard's figure is what they hold.
    pub async fn counted(&self) -> anyhow::Result<Books> {
        let (books, figure) = self.figures_arrived().await?;
        let differs = check::figures_agree(figure, &books.contracts);
        ensure!(differs.is_none(), "{differs:?}");
        Ok(books)
    }

    /// Forgets every figure and counts anew, as an operator asks for it.
    pub async fn count_anew(&self) -> anyhow::Result<()> {
        let request = RebuildFiguresRequest {
            request_id: uuid::Uuid::now_v7().to_string(),
        };
        let end = Instant::now() + ARRIVAL_MAX;
        loop {
            let request = self.people.ask(Person::Operator, request.clone());
            match self
                .doors()
                .scoreboard
                .clone()
                .rebuild_figures(request)
                .await
            {
                Ok(_) => return Ok(()),
                Err(status) if leaves_open(&status) && Instant::now() < end => {
                    tokio::time::sleep(LOOK_EVERY).await;
                }
                Err(status) => return Err(anyhow::Error::new(status).context("count anew")),
            }
        }
    }

    async fn log_verifies(&self) -> anyhow::Result<i64> {
        let end = Instant::now() + ARRIVAL_MAX;
        loop {
            let report = books::verified_log(&self.place()).await?;
            if report.is_sound() {
                return Ok(report.leaves);
            }
            ensure!(
                Instant::now() < end,
                "the audit log does not verify: {:?}",
                report.findings
            );
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

fn outcome<T>(answer: &Result<T, Status>, seen: &impl Fn(&T) -> (String, String)) -> Outcome {
    match answer {
        Ok(answer) => {
            let (contract, state) = seen(answer);
            Outcome::Ok { contract, state }
        }
        Err(status) if leaves_open(status) => Outcome::Unknown {
            code: status.code(),
        },
        Err(status) => Outcome::Refused {
            code: status.code(),
            message: status.message().to_owned(),
        },
    }
}

fn channel(place: &Place, service: &str) -> anyhow::Result<Channel> {
    let address = place
        .services
        .get(service)
        .with_context(|| format!("the suite runs no {service}"))?;
    let endpoint = Endpoint::from_shared(address.clone())?;
    Ok(endpoint
        .connect_timeout(Duration::from_secs(2))
        .tcp_nodelay(true)
        .connect_lazy())
}

fn doors(place: Place) -> anyhow::Result<Doors> {
    Ok(Doors {
        contracts: ContractsServiceClient::new(channel(&place, "contracts")?),
        scoreboard: ScoreboardServiceClient::new(channel(&place, "scoreboard")?),
        place,
    })
}
