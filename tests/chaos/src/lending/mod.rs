//! Loans and claims on the pool while the suite is killed: each step is sent until its outcome is known, always with the
//! same number or request id, as a bank and the pool's people would.
mod books;
mod case;
mod inbox;

use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use anyhow::{Context, ensure};
use chrono::NaiveDate;
use kezhuan::suite::{Authorised, Clients, Person, Session};
use kezhuan_auth::Role;
use kezhuan_protocol::financing::v1::financing_service_client::FinancingServiceClient;
use kezhuan_protocol::financing::v1::{
    CreateWebhookEndpointRequest, RecordPoolDepositRequest, pool_fund,
};
use tokio::time::Instant;
use tonic::{Response, Status};
use uuid::Uuid;

use crate::history::{History, leaves_open};
use crate::suite::SuiteProcess;
use books::Books;
use inbox::Inbox;

pub use case::{Case, Stage};

/// A call that got no answer within this is given up and asked again.
const ANSWER_MAX: Duration = Duration::from_secs(15);
/// A call that is not settled within this, repeats included, is a failure of the suite.
const SETTLED_MAX: Duration = Duration::from_secs(90);
const ASK_AGAIN_AFTER: Duration = Duration::from_millis(20);
/// How long webhooks may take to arrive after everything has settled.
const ARRIVAL_MAX: Duration = Duration::from_secs(150);
const LOOK_EVERY: Duration = Duration::from_millis(200);
const BANK: &str = "91440700MA5WBANK0B";
const CITY: &str = "440700";
/// Enough for every claim of a run.
const DEPOSIT_FEN: i64 = 100_000_000_000;

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Applicant,
    Officer,
    Head,
    /// The bank's certificate alone.
    Systems,
    Manager,
    SecondManager,
    Stb,
    Amr,
}

/// A suite whose financing is killed again and again.
pub struct Lending {
    suite: tokio::sync::Mutex<SuiteProcess>,
    /// Where the suite is now; another place after it was started again.
    clients: RwLock<Clients>,
    day: Mutex<NaiveDate>,
    history: History,
    inbox: Inbox,
}

impl Lending {
    /// A suite on an empty folder, money in the pool, and the bank told of its cases.
    pub async fn start() -> anyhow::Result<Arc<Lending>> {
        let (suite, _) = SuiteProcess::start().await?;
        let clients = Clients::of(suite.data())?;
        let inbox = Inbox::open().await?;
        let lending = Arc::new(Lending {
            suite: tokio::sync::Mutex::new(suite),
            clients: RwLock::new(clients),
            day: Mutex::new(crate::suite::LEGAL_DATE.parse()?),
            history: History::default(),
            inbox,
        });
        let endpoint = CreateWebhookEndpointRequest {
            url: lending.inbox.url(),
            request_id: fresh(),
            ..CreateWebhookEndpointRequest::default()
        };
        let mut webhooks = lending.session(Who::Systems, "")?.webhooks()?;
        webhooks.create_webhook_endpoint(endpoint).await?;
        let deposit = RecordPoolDepositRequest {
            fund: pool_fund::Kind::Compensation.into(),
            source: pool_fund::Source::City.into(),
            amount_fen: DEPOSIT_FEN,
            reference: "故障试验".to_owned(),
            request_id: fresh(),
        };
        let mut manager = lending.session(Who::Manager, "")?.financing()?;
        manager.record_pool_deposit(deposit).await?;
        Ok(lending)
    }

    /// SIGKILL, and the suite started again on the same data; how many calls were under way.
    pub async fn kill(&self) -> anyhow::Result<usize> {
        let mut suite = self.suite.lock().await;
        let under_way = self.history.under_way();
        suite.kill()?;
        suite.start_again().await?;
        let clients = Clients::of(suite.data())?;
        *self.clients.write().unwrap_or_else(PoisonError::into_inner) = clients;
        // A day that had passed before the kill has passed.
        self.stand_at(self.today()).await?;
        Ok(under_way)
    }

    /// Lets the legal date pass.
    pub async fn advance_to(&self, day: &str) -> anyhow::Result<()> {
        let day: NaiveDate = day.parse()?;
        *self.day.lock().unwrap_or_else(PoisonError::into_inner) = day;
        self.stand_at(day).await
    }

    /// The legal date.
    pub fn today(&self) -> NaiveDate {
        *self.day.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn stand_at(&self, day: NaiveDate) -> anyhow::Result<()> {
        let shown = self.session(Who::Manager, "")?.legal_date().await?;
        match shown < day {
            true => self.clients().advance_clock(day).await,
            false => Ok(()),
        }
    }

    /// Makes one call, again and again with the same request, until its outcome is known.
    pub async fn settle<T, F>(
        &self,
        (call, who, borrower): (&'static str, Who, &str),
        attempt: impl Fn(FinancingServiceClient<Authorised>) -> F,
    ) -> anyhow::Result<T>
    where
        F: Future<Output = Result<Response<T>, Status>>,
    {
        let end = Instant::now() + SETTLED_MAX;
        loop {
            let client = self.session(who, borrower)?.financing()?;
            let answer = tokio::time::timeout(ANSWER_MAX, attempt(client));
            let answer = self.history.attempt(answer).await;
            match answer.unwrap_or_else(|_| Err(Status::deadline_exceeded("here"))) {
                Ok(answer) => return Ok(answer.into_inner()),
                Err(status) if leaves_open(&status) => {
                    ensure!(Instant::now() < end, "{call} is not settled: {status}");
                    tokio::time::sleep(ASK_AGAIN_AFTER).await;
                }
                Err(status) => return Err(anyhow::Error::new(status).context(call)),
            }
        }
    }

    /// Everything that must hold of these cases once no call is under way.
    pub async fn hold_to_account(&self, cases: &[Case]) -> anyhow::Result<()> {
        self.told(cases).await?;
        let data = self.suite.lock().await.data().to_owned();
        let books = Books::read(&data).await?;
        let findings = books.findings(cases.len());
        ensure!(findings.is_empty(), "{findings:#?}");
        println!(
            "loans={} webhooks={} books={}",
            cases.len(),
            self.inbox.messages().len(),
            books.movements()
        );
        Ok(())
    }

    /// Waits for the webhooks of each disbursement and payment: each event under one id, whatever was sent twice.
    async fn told(&self, cases: &[Case]) -> anyhow::Result<()> {
        let end = Instant::now() + ARRIVAL_MAX;
        for kind in ["ip.loan.disbursed", "ip.compensation.paid"] {
            loop {
                let came = self.inbox.cases_of(kind);
                if came.len() == cases.len() {
                    break;
                }
                ensure!(
                    Instant::now() < end,
                    "{} of {} messages {kind} came",
                    came.len(),
                    cases.len()
                );
                tokio::time::sleep(LOOK_EVERY).await;
            }
        }
        let findings = self.inbox.findings();
        ensure!(findings.is_empty(), "{findings:#?}");
        Ok(())
    }

    fn clients(&self) -> Clients {
        self.clients
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn session(&self, who: Who, borrower: &str) -> anyhow::Result<Session> {
        let bank = |name: &str| Person::new(name).organisation(BANK).role(Role::Bank);
        let city = |name: &str, role| Person::official(name, CITY, role);
        let person = match who {
            Who::Systems => return self.clients().bank_systems(BANK),
            Who::Applicant => Person::new("li")
                .organisation(borrower)
                .role(Role::Applicant),
            Who::Officer => bank("officer"),
            Who::Head => bank("head"),
            Who::Manager => city("manager", Role::PoolManager),
            Who::SecondManager => city("second-manager", Role::PoolManager),
            Who::Stb => city("stb", Role::CityStb),
            Who::Amr => city("amr", Role::CityAmr),
        };
        self.clients()
            .session(&person)
            .with_context(|| format!("{who:?} can't come in"))
    }
}

fn fresh() -> String {
    Uuid::now_v7().to_string()
}
