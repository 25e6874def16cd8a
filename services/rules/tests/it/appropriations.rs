//! Appropriations: who sets them, what is asked before, and who is told.
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use kezhuan_protocol::adoption::v1::adoption_service_server::{
    AdoptionService, AdoptionServiceServer,
};
use kezhuan_protocol::adoption::v1::*;
use kezhuan_protocol::rules::v1::appropriation::WhenExhausted;
use kezhuan_protocol::rules::v1::{
    Appropriation, GetAppropriationRequest, GetRulebookRequest, ListAppropriationsRequest,
    SetAppropriationRequest,
};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::Server;
use tonic::{Code, Request, Response, Status};

use crate::world::{COUNTY, NEIGHBOUR, World, refused, request_id};

pub fn wanted(appropriation_fen: i64) -> SetAppropriationRequest {
    SetAppropriationRequest {
        tenant: COUNTY.to_owned(),
        family: "tc.incentive".to_owned(),
        year: 2025,
        appropriation_fen,
        when_exhausted: WhenExhausted::Queue.into(),
        excludes: vec!["ip.subsidy".to_owned()],
        legal_source: "蓬江财预〔2025〕1号".to_owned(),
        etag: String::new(),
        request_id: request_id(),
    }
}

/// Sets it as the authority of a county.
pub async fn set(
    world: &World,
    county: &str,
    wanted: &SetAppropriationRequest,
) -> Result<Appropriation, Status> {
    let message = SetAppropriationRequest {
        tenant: county.to_owned(),
        request_id: request_id(),
        ..wanted.clone()
    };
    let request = world.ask_in("zhao", county, &["county_stb"], message);
    let answer = world.client.clone().set_appropriation(request).await?;
    Ok(answer.into_inner())
}

async fn list(world: &World, county: &str, role: &str) -> Vec<Appropriation> {
    let request = world.ask_in(
        "reader",
        county,
        &[role],
        ListAppropriationsRequest::default(),
    );
    let answer = world.client.clone().list_appropriations(request).await;
    answer.unwrap().into_inner().appropriations
}

#[tokio::test]
async fn an_appropriation_is_set_changed_and_read_by_its_own_county() {
    let world = World::new().await;
    let first = set(&world, COUNTY, &wanted(100)).await.unwrap();
    assert_eq!(
        (first.version, first.etag.as_str(), first.set_by.as_str()),
        (1, "v1", "zhao")
    );
    let again = SetAppropriationRequest {
        etag: first.etag.clone(),
        appropriation_fen: 200,
        ..wanted(0)
    };
    let second = set(&world, COUNTY, &again).await.unwrap();
    assert_eq!(
        (&second.name, second.version, second.appropriation_fen),
        (&first.name, 2, 200)
    );
    refused(
        set(&world, COUNTY, &again).await,
        Code::Aborted,
        "STALE_ETAG",
    );
    let next_year = SetAppropriationRequest {
        year: 2026,
        ..wanted(300)
    };
    let next = set(&world, COUNTY, &next_year).await.unwrap();
    set(&world, NEIGHBOUR, &wanted(400)).await.unwrap();

    // Offices and authors of rules read their own county's, the city all.
    let own = [next, second.clone()];
    assert_eq!(list(&world, COUNTY, "county_stb").await, own);
    assert_eq!(list(&world, COUNTY, "rule_author").await, own);
    assert_eq!(list(&world, "440700", "city_stb").await.len(), 3);
    assert_eq!(list(&world, "", "applicant").await, []);
    let get = |county: &str| {
        let message = GetAppropriationRequest {
            name: second.name.clone(),
        };
        world.ask_in("reader", county, &["county_stb"], message)
    };
    let mut client = world.client.clone();
    let read = client.get_appropriation(get(COUNTY)).await.unwrap();
    assert_eq!(read.into_inner(), second);
    let hidden = client.get_appropriation(get(NEIGHBOUR)).await;
    refused(hidden, Code::NotFound, "APPROPRIATION_UNKNOWN");

    // A service that was away takes them from the rulebook.
    let request = world.ask_as_service("contracts", GetRulebookRequest {});
    let rulebook = client.get_rulebook(request).await.unwrap().into_inner();
    assert_eq!(rulebook.appropriations.len(), 3);
    assert_eq!(
        world.events_of("appropriation").await,
        ["AppropriationSet"; 4]
    );
    world.stop().await;
}

#[tokio::test]
async fn what_cannot_stand_is_refused_with_the_field() {
    let world = World::new().await;
    let changes: [fn(&mut SetAppropriationRequest); 6] = [
        |wanted| wanted.family = "奖补".to_owned(),
        |wanted| wanted.year = 25,
        |wanted| wanted.appropriation_fen = -1,
        |wanted| wanted.when_exhausted = WhenExhausted::Unspecified.into(),
        |wanted| wanted.excludes = vec![wanted.family.clone()],
        |wanted| wanted.legal_source.clear(),
    ];
    for change in changes {
        let mut wrong = wanted(100);
        change(&mut wrong);
        let answer = set(&world, COUNTY, &wrong).await;
        refused(answer, Code::InvalidArgument, "FIELD_INVALID");
    }
    let foreign = world.ask_in("zhao", NEIGHBOUR, &["county_stb"], wanted(100));
    let answer = world.client.clone().set_appropriation(foreign).await;
    refused(answer, Code::PermissionDenied, "FOREIGN_TENANT");
    assert_eq!(list(&world, COUNTY, "county_stb").await, []);
    world.stop().await;
}

/// A service that keeps the books of one family, of which this much is bound.
struct Books {
    family: &'static str,
    bound_fen: i64,
    adopted: &'static Mutex<Vec<i64>>,
    restraints: &'static Restraints,
}

/// What a service has taken over of stops and revocations, and whether it takes any.
pub struct Restraints {
    takes: AtomicBool,
    taken: Mutex<Vec<(String, i64)>>,
}

impl Restraints {
    pub const fn of_one_that_is_away() -> Restraints {
        Restraints {
            takes: AtomicBool::new(false),
            taken: Mutex::new(Vec::new()),
        }
    }

    pub fn come_back(&self) {
        self.takes.store(true, Ordering::SeqCst);
    }

    /// What was taken since it was asked last: names and versions, in their order. Twice is as good as once.
    pub fn taken(&self) -> Vec<(String, i64)> {
        let mut taken = std::mem::take(&mut *self.taken.lock().unwrap());
        taken.sort();
        taken.dedup();
        taken
    }

    fn take(&self, name: String, version: i64) -> Result<(), Status> {
        if !self.takes.load(Ordering::SeqCst) {
            return Err(Status::unavailable("away"));
        }
        self.taken.lock().unwrap().push((name, version));
        Ok(())
    }
}

static NOBODY_STOPS: Restraints = Restraints::of_one_that_is_away();

fn elsewhere<T>() -> Result<Response<T>, Status> {
    Err(Status::unimplemented("only appropriations are told here"))
}

#[tonic::async_trait]
impl AdoptionService for Books {
    async fn adopt_rule(
        &self,
        _: Request<AdoptRuleRequest>,
    ) -> Result<Response<AdoptRuleResponse>, Status> {
        elsewhere()
    }

    async fn adopt_stop(
        &self,
        request: Request<AdoptStopRequest>,
    ) -> Result<Response<AdoptStopResponse>, Status> {
        let stop = request.into_inner().stop.unwrap();
        self.restraints.take(stop.name, stop.version)?;
        Ok(Response::new(AdoptStopResponse {}))
    }

    async fn adopt_revocation(
        &self,
        request: Request<AdoptRevocationRequest>,
    ) -> Result<Response<AdoptRevocationResponse>, Status> {
        let key = request.into_inner().key.unwrap();
        self.restraints.take(key.name, 1)?;
        Ok(Response::new(AdoptRevocationResponse {}))
    }

    async fn adopt_appropriation(
        &self,
        request: Request<AdoptAppropriationRequest>,
    ) -> Result<Response<AdoptAppropriationResponse>, Status> {
        let input = request.into_inner();
        let told = input.appropriation.unwrap();
        let owned = told.family == self.family;
        if owned && !input.validate_only {
            self.adopted.lock().unwrap().push(told.appropriation_fen);
        }
        Ok(Response::new(AdoptAppropriationResponse {
            owned,
            bound_fen: if owned { self.bound_fen } else { 0 },
        }))
    }

    async fn adopt_shadow(
        &self,
        _: Request<AdoptShadowRequest>,
    ) -> Result<Response<AdoptShadowResponse>, Status> {
        elsewhere()
    }
}

/// A world whose services are told of stops: one that has these, and one that never answers.
pub async fn stopping(restraints: &'static Restraints) -> (World, tempfile::TempDir) {
    static ADOPTED: Mutex<Vec<i64>> = Mutex::new(Vec::new());
    let books = Books {
        family: "tc.incentive",
        bound_fen: 0,
        adopted: &ADOPTED,
        restraints,
    };
    told_to(books, true).await
}

async fn told_to(books: Books, silent: bool) -> (World, tempfile::TempDir) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let serving = Server::builder()
        .add_service(AdoptionServiceServer::new(books))
        .serve_with_incoming(TcpListenerStream::new(listener));
    kezhuan_runtime::spawn("books", serving);
    let folder = tempfile::tempdir().unwrap();
    let token_file = folder.path().join("token");
    std::fs::write(&token_file, "unread").unwrap();
    let world = World::with(|config| {
        config.adoption.addresses = match silent {
            true => vec![address, "http://127.0.0.1:1".to_owned()],
            false => vec![address],
        };
        config.adoption.token_file = token_file;
    });
    (world.await, folder)
}

#[tokio::test]
async fn less_than_is_bound_is_refused_before_it_is_set_and_the_keeper_of_the_books_is_told_at_once()
 {
    static ADOPTED: Mutex<Vec<i64>> = Mutex::new(Vec::new());
    let books = Books {
        family: "tc.incentive",
        bound_fen: 100,
        adopted: &ADOPTED,
        restraints: &NOBODY_STOPS,
    };
    let (world, _folder) = told_to(books, false).await;
    let answer = set(&world, COUNTY, &wanted(99)).await;
    refused(
        answer,
        Code::FailedPrecondition,
        "APPROPRIATION_BELOW_BOUND",
    );
    set(&world, COUNTY, &wanted(100)).await.unwrap();
    assert_eq!(*ADOPTED.lock().unwrap(), [100]);
    let nobodys = SetAppropriationRequest {
        family: "ip.subsidy".to_owned(),
        excludes: Vec::new(),
        ..wanted(100)
    };
    let answer = set(&world, COUNTY, &nobodys).await;
    refused(answer, Code::FailedPrecondition, "FAMILY_UNKNOWN");
    assert_eq!(list(&world, COUNTY, "county_stb").await.len(), 1);
    world.stop().await;
}

#[tokio::test]
async fn a_service_that_cannot_be_reached_holds_up_no_appropriation() {
    static ADOPTED: Mutex<Vec<i64>> = Mutex::new(Vec::new());
    let books = Books {
        family: "tc.incentive",
        bound_fen: 0,
        adopted: &ADOPTED,
        restraints: &NOBODY_STOPS,
    };
    let (world, _folder) = told_to(books, true).await;
    set(&world, COUNTY, &wanted(100)).await.unwrap();
    let unknown = SetAppropriationRequest {
        family: "ip.subsidy".to_owned(),
        excludes: Vec::new(),
        ..wanted(50)
    };
    // Who is silent may be the one that keeps its books.
    set(&world, COUNTY, &unknown).await.unwrap();
    assert_eq!(*ADOPTED.lock().unwrap(), [100]);
    world.stop().await;
}
