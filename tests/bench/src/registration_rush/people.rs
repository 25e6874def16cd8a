//! Whoever holds the event, and whoever wants to come.
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, ensure};
use chrono::{Days, Utc};
use kezhuan::request_id::fresh;
use kezhuan_auth::{Claims, DevelopmentIssuer};
use kezhuan_protocol::events::v1::events_service_client::EventsServiceClient;
use kezhuan_protocol::events::v1::*;
use tokio::time::Instant;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request};
use uuid::Uuid;

const TOKEN_LIFETIME: Duration = Duration::from_secs(3_600);
/// A run that takes longer has failed.
const MATCHED_MAX: Duration = Duration::from_secs(600);
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// Pengjiang.
const DIVISION: &str = "440703";

type Client = EventsServiceClient<Channel>;
type Token = MetadataValue<Ascii>;

/// A registration that was acknowledged.
#[derive(Clone, Copy)]
pub struct Acknowledged {
    pub registration: Uuid,
    pub request: Uuid,
}

/// What everybody did together.
pub struct Work {
    pub took: Duration,
    /// Of each call, shortest first.
    pub latencies: Vec<Duration>,
    pub acknowledged: Vec<Acknowledged>,
}

/// Holds events, and the office that approves them.
pub struct Organiser {
    client: Client,
    organiser: Token,
    office: Token,
}

impl Organiser {
    /// Connects.
    pub async fn connect(address: &str, issuer: &DevelopmentIssuer) -> anyhow::Result<Organiser> {
        let organiser = Claims::person("lin", "chamber", "", &["organiser"]);
        let office = Claims::person("wu", "stb-440703", DIVISION, &["county_stb"]);
        Ok(Organiser {
            client: client(address).await?,
            organiser: token(issuer, &organiser)?,
            office: token(issuer, &office)?,
        })
    }

    /// An event with so many places for enterprises, which takes registrations.
    pub async fn opened(&self, places: i64) -> anyhow::Result<Event> {
        let mut client = self.client.clone();
        let drafted = client.create_event(asked(&self.organiser, draft(places)?));
        let event = drafted.await?.into_inner();
        let approve = ApproveEventRequest {
            name: event.name,
            etag: event.etag,
            request_id: fresh(),
        };
        let approved = client.approve_event(asked(&self.office, approve));
        let event = approved.await?.into_inner();
        let open = OpenRegistrationRequest {
            name: event.name,
            etag: event.etag,
            request_id: fresh(),
        };
        let opened = client.open_registration(asked(&self.organiser, open));
        Ok(opened.await?.into_inner())
    }

    /// Has an event's needs and achievements matched, and waits until they are.
    pub async fn matched(&self, event: &Event) -> anyhow::Result<Matching> {
        let mut client = self.client.clone();
        let run = RunMatchingRequest {
            event: event.name.clone(),
            request_id: fresh(),
        };
        let started = client.run_matching(asked(&self.organiser, run));
        let mut matching = started.await?.into_inner();
        let end = Instant::now() + MATCHED_MAX;
        while matching.state() == matching::State::Running {
            ensure!(Instant::now() < end, "{} goes on", matching.number);
            tokio::time::sleep(LOOK_EVERY).await;
            let get = GetMatchingRequest {
                name: matching.name,
            };
            let found = client.get_matching(asked(&self.organiser, get));
            matching = found.await?.into_inner();
        }
        Ok(matching)
    }
}

fn draft(places: i64) -> anyhow::Result<CreateEventRequest> {
    let today = Utc::now().date_naive();
    let day = |days: u64| {
        let day = today.checked_add_days(Days::new(days));
        day.map(|day| day.to_string()).context("a day")
    };
    Ok(CreateEventRequest {
        organiser: "chamber".to_owned(),
        division: DIVISION.to_owned(),
        form: Some(event::Form {
            kind: event::Kind::Matchmaking.into(),
            title: "新能源电池成果对接会".to_owned(),
            description: "对接、路演与洽谈".to_owned(),
            venue: "蓬江区科技馆".to_owned(),
            starts_on: day(20)?,
            ends_on: day(21)?,
            registration_until: day(10)?,
            submissions_until: String::new(),
            expected_people: 300,
            sessions: vec![Session {
                code: "S1".to_owned(),
                title: "对接洽谈".to_owned(),
                room: "一号厅".to_owned(),
                date: day(20)?,
                starts_at: 540,
                ends_at: 1_020,
            }],
            quotas: vec![Quota {
                role: PersonRole::Enterprise.into(),
                places,
            }],
            college: String::new(),
        }),
        request_id: fresh(),
    })
}

/// So many people of as many organisations register over `clients` connections; whoever is turned away by load asks again with
/// the same request.
pub async fn rush(
    address: &str,
    issuer: &DevelopmentIssuer,
    (event, clients): (&Event, usize),
    people: i64,
) -> anyhow::Result<Work> {
    let wishes = (0..people).map(|number| {
        let (subject, organisation) = (format!("clerk-{number}"), format!("enterprise-{number}"));
        let claims = Claims::person(&subject, &organisation, "", &["applicant"]);
        anyhow::Ok((token(issuer, &claims)?, wish(event)))
    });
    let wishes: Vec<(Token, RegisterRequest)> = wishes.collect::<anyhow::Result<_>>()?;
    let (wishes, next) = (Arc::new(wishes), Arc::new(AtomicUsize::new(0)));
    let connecting = futures::future::try_join_all((0..clients).map(|_| client(address)));
    let connected = connecting.await?;
    let began = Instant::now();
    let mut working = tokio::task::JoinSet::new();
    for client in connected {
        working.spawn(registers(client, wishes.clone(), next.clone()));
    }
    let mut done = Vec::new();
    while let Some(person) = working.join_next().await {
        done.extend(person??);
    }
    let took = began.elapsed();
    ensure!(
        i64::try_from(done.len())? == people,
        "{} of {people} were acknowledged",
        done.len()
    );
    let (mut latencies, acknowledged): (Vec<Duration>, Vec<Acknowledged>) =
        done.into_iter().unzip();
    latencies.sort_unstable();
    Ok(Work {
        took,
        latencies,
        acknowledged,
    })
}

async fn registers(
    mut client: Client,
    wishes: Arc<Vec<(Token, RegisterRequest)>>,
    next: Arc<AtomicUsize>,
) -> anyhow::Result<Vec<(Duration, Acknowledged)>> {
    let mut done = Vec::new();
    while let Some((token, wish)) = wishes.get(next.fetch_add(1, Ordering::Relaxed)) {
        let began = Instant::now();
        let answer = loop {
            match client.register(asked(token, wish.clone())).await {
                Ok(answer) => break answer.into_inner(),
                Err(busy) if busy.code() == Code::ResourceExhausted => {
                    tokio::task::yield_now().await;
                }
                Err(refused) => return Err(refused.into()),
            }
        };
        let acknowledged = Acknowledged {
            registration: answer.name.trim_start_matches("registrations/").parse()?,
            request: wish.request_id.parse()?,
        };
        done.push((began.elapsed(), acknowledged));
    }
    Ok(done)
}

fn wish(event: &Event) -> RegisterRequest {
    RegisterRequest {
        event: event.name.clone(),
        role: PersonRole::Enterprise.into(),
        person_name: "陈工".to_owned(),
        organisation_name: "江门创造科技有限公司".to_owned(),
        request_id: fresh(),
        ..RegisterRequest::default()
    }
}

async fn client(address: &str) -> anyhow::Result<Client> {
    let endpoint = Endpoint::from_shared(address.to_owned())?.tcp_nodelay(true);
    Ok(EventsServiceClient::new(endpoint.connect().await?))
}

fn token(issuer: &DevelopmentIssuer, claims: &Claims) -> anyhow::Result<Token> {
    let token = issuer.token(claims, TOKEN_LIFETIME)?;
    Ok(format!("Bearer {token}").parse()?)
}

fn asked<T>(token: &Token, message: T) -> Request<T> {
    let mut request = Request::new(message);
    request
        .metadata_mut()
        .insert("authorization", token.clone());
    request
}
