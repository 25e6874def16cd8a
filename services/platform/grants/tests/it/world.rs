//! The shelter served, and the people who come to it.
use kezhuan_cases::Numbers;
use kezhuan_database::Database;
use kezhuan_grants::{Grants, PERMISSIONS, SERVICE, Terms, appropriated, service};
use kezhuan_law::{Fen, WorkingCalendar};
use kezhuan_numbers::NumbersConfig;
use kezhuan_protocol::grants::v1::grants_service_client::GrantsServiceClient;
use kezhuan_protocol::grants::v1::*;
use kezhuan_protocol::rules::v1::Appropriation;
use kezhuan_protocol::rules::v1::appropriation::WhenExhausted;
use kezhuan_rpc::Explanation;
use kezhuan_testkit::{Harness, Person, TestDatabase};
use tonic::Status;
use tonic::service::Routes;
use tonic::transport::Channel;
use uuid::Uuid;

use crate::shelter::{COUNTY, Ended, RENT, Shelter};

pub struct World {
    pub harness: Harness,
    pub database: TestDatabase,
    pub doors: Database,
    pub shelter: Shelter,
    pub grants: Grants<Shelter>,
    pub client: GrantsServiceClient<Channel>,
}

/// Calls one RPC as somebody.
macro_rules! call {
    ($world:expr, $person:expr, $rpc:ident, $message:expr) => {{
        let request = $world.harness.request($person, $message).unwrap();
        let answer = $world.client.clone().$rpc(request).await;
        answer.map(tonic::Response::into_inner)
    }};
}
pub(crate) use call;

pub fn claimant() -> Person {
    Person::of("", "acme", &["applicant"]).named("ann")
}

/// The other party of each claim.
pub fn house() -> Person {
    Person::of("", "house", &["carrier_op"]).named("hao")
}

pub fn stranger() -> Person {
    Person::of("", "other", &["applicant"]).named("eve")
}

pub fn officer() -> Person {
    Person::of(COUNTY, "stb-440704", &["county_stb"]).named("wu")
}

pub fn payer() -> Person {
    Person::of(COUNTY, "fin-440704", &["finance_payer"]).named("qian")
}

pub fn neighbour_officer() -> Person {
    Person::of("440703", "stb-440703", &["county_stb"]).named("li")
}

pub fn id() -> String {
    Uuid::now_v7().to_string()
}

/// The stable reason of a refusal.
pub fn reason(status: &Status) -> String {
    Explanation::of(status).reason
}

pub fn appropriation(family: &str, amount_fen: i64, version: i64) -> Appropriation {
    Appropriation {
        tenant: COUNTY.to_owned(),
        family: family.to_owned(),
        year: 2026,
        appropriation_fen: amount_fen,
        when_exhausted: WhenExhausted::Refuse.into(),
        legal_source: "江财预〔2026〕1号".to_owned(),
        version,
        ..Default::default()
    }
}

impl World {
    /// On Tuesday 2026-03-03, with a budget of that many fen.
    pub async fn with_budget(amount_fen: i64) -> World {
        let world = World::new().await;
        let told = appropriation(RENT.family, amount_fen, 1);
        assert_eq!(world.appropriate(&told).await.unwrap(), Some(Fen::ZERO));
        world
    }

    pub async fn new() -> World {
        let mut harness = Harness::standing_at("2026-03-03").await.unwrap();
        let migrations = sqlx::migrate!("./tests/it/migrations");
        let database = TestDatabase::for_service("shelter", migrations)
            .await
            .unwrap();
        let doors = database.open_with(harness.clock.clone()).unwrap();
        let shelter = Shelter::new();
        let grants = Grants {
            benefits: shelter.clone(),
            database: doors.clone(),
            clock: harness.clock.clone(),
            calendar: WorkingCalendar::shipped(),
            terms: Terms::default(),
            numbers: Numbers::new(doors.clone(), &NumbersConfig { block: 10 }),
        };
        let served = grants.clone();
        let channel = harness
            .serve(&[PERMISSIONS], vec![SERVICE], |_| {
                Ok(Routes::new(service(served)))
            })
            .await
            .unwrap();
        World {
            harness,
            database,
            doors,
            shelter,
            grants,
            client: GrantsServiceClient::new(channel),
        }
    }

    pub async fn appropriate(&self, told: &Appropriation) -> Result<Option<Fen>, Ended> {
        appropriated::<Shelter, Ended>(&self.doors, told, false).await
    }

    pub async fn create(&self, who: &Person, room: &str) -> Result<GrantClaim, Status> {
        self.create_of(RENT.family, who, room).await
    }

    pub async fn create_of(
        &self,
        programme: &str,
        who: &Person,
        room: &str,
    ) -> Result<GrantClaim, Status> {
        let message = CreateGrantClaimRequest {
            programme: programme.to_owned(),
            subject: room.to_owned(),
            first_day: "2026-01-01".to_owned(),
            last_day: "2026-02-28".to_owned(),
            request_id: id(),
            ..Default::default()
        };
        call!(self, who, create_grant_claim, message)
    }

    pub async fn file(&self, who: &Person, claim: &GrantClaim) -> Result<GrantClaim, Status> {
        let message = FileGrantClaimRequest {
            name: claim.name.clone(),
            etag: claim.etag.clone(),
            request_id: id(),
            materials: vec!["RECEIPT".to_owned()],
        };
        call!(self, who, file_grant_claim, message)
    }

    /// A claim that was filed, and so computed or sent to a person.
    pub async fn filed(&self, room: &str) -> GrantClaim {
        let claim = self.create(&claimant(), room).await.unwrap();
        self.file(&claimant(), &claim).await.unwrap()
    }

    pub async fn approve(&self, who: &Person, claim: &GrantClaim) -> Result<GrantClaim, Status> {
        let message = ApproveGrantClaimRequest {
            name: claim.name.clone(),
            etag: claim.etag.clone(),
            request_id: id(),
            commitments: vec![Commitment {
                until: "2031-03-03".to_owned(),
                conditions: vec!["REGISTERED_ADDRESS".to_owned()],
            }],
        };
        call!(self, who, approve_grant_claim, message)
    }

    pub async fn publish(&self, claim: &GrantClaim) -> Result<GrantClaim, Status> {
        let message = PublishGrantClaimRequest {
            name: claim.name.clone(),
            etag: claim.etag.clone(),
            request_id: id(),
        };
        call!(self, &officer(), publish_grant_claim, message)
    }

    /// A claim whose notice stands until 2026-03-10.
    pub async fn published(&self, room: &str) -> GrantClaim {
        let computed = self.filed(room).await;
        let approved = self.approve(&officer(), &computed).await.unwrap();
        self.publish(&approved).await.unwrap()
    }

    pub async fn pay(&self, who: &Person, claim: &GrantClaim) -> Result<GrantClaim, Status> {
        let message = PayGrantClaimRequest {
            name: claim.name.clone(),
            etag: claim.etag.clone(),
            request_id: id(),
        };
        call!(self, who, pay_grant_claim, message)
    }

    pub async fn withdraw(&self, who: &Person, claim: &GrantClaim) -> Result<GrantClaim, Status> {
        let message = WithdrawGrantClaimRequest {
            name: claim.name.clone(),
            etag: claim.etag.clone(),
            request_id: id(),
        };
        call!(self, who, withdraw_grant_claim, message)
    }

    pub async fn get(&self, who: &Person, name: &str) -> Result<GrantClaim, Status> {
        let message = GetGrantClaimRequest {
            name: name.to_owned(),
        };
        call!(self, who, get_grant_claim, message)
    }

    /// What the county's rent programme holds: available, reserved, committed, paid, recovered.
    pub async fn books(&self) -> [i64; 5] {
        let message = ListGrantProgrammesRequest::default();
        let listed = call!(self, &officer(), list_grant_programmes, message).unwrap();
        let mut programmes = listed.programmes.into_iter();
        let rent = programmes.find(|programme| programme.family == RENT.family);
        let rent = rent.unwrap();
        [
            rent.available_fen,
            rent.reserved_fen,
            rent.committed_fen,
            rent.paid_fen,
            rent.recovered_fen,
        ]
    }

    pub fn advance_to(&self, day: &str) {
        self.harness.clock.advance_to(day.parse().unwrap()).unwrap();
    }
}
