//! One call of an RPC that writes, and everything that holds around it.
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::future::Future;

use kezhuan_rpc::Explanation;
use prost::{Message, Name};
use sqlx::{AssertSqlSafe, PgConnection};
use tonic::transport::Channel;
use tonic::{Code, Request, Response, Status};

use super::Pair;
use super::requests::Requests;
use crate::world::*;

/// Where every step leaves a row: its event, its record, its case. Not what is kept of the requests themselves.
const TABLES: [&str; 26] = [
    "application_asset",
    "asset_reservation",
    "audit",
    "balance_confirmation",
    "case_party",
    "compensation_claim",
    "consent",
    "decision",
    "enterprise_fact",
    "ip_alert",
    "ip_asset",
    "ledger_account",
    "ledger_posting",
    "ledger_transaction",
    "loan",
    "loan_application",
    "loan_movement",
    "outbox",
    "pledge",
    "pledge_asset",
    "recon_batch",
    "recon_line",
    "recon_ticket",
    "rule_entry",
    "subsidy_claim",
    "webhook_endpoint",
];
const EVENTS: &str =
    "(SELECT count(*) FROM outbox WHERE aggregate NOT IN ('tree_head', 'rule_trouble'))";

/// How many rows stand where.
pub async fn rows(admin: &mut PgConnection) -> Vec<i64> {
    // Of its log and of its rules the service tells beside the requests.
    let counts = TABLES.map(|table| match table {
        "outbox" => EVENTS.to_owned(),
        _ => format!("(SELECT count(*) FROM {table})"),
    });
    let all = format!("SELECT ARRAY[{}]", counts.join(", "));
    let counted = sqlx::query_scalar(AssertSqlSafe(all)).fetch_one(admin);
    counted.await.unwrap()
}

/// A refusal with one of these codes, a stable reason, and what to do in both languages.
pub fn told(about: &str, refused: &Status, codes: &[Code]) -> Explanation {
    let said = Explanation::of(refused);
    assert!(codes.contains(&refused.code()), "{about}: {refused:?}");
    let whole = !said.reason.is_empty() && !said.zh.is_ascii() && !said.en.is_empty();
    assert!(whole && said.error_infos == 1, "{about}: {said:?}");
    said
}

/// Steps in one world, and which RPCs were proved on the way.
pub struct Story<'w> {
    world: &'w World,
    admin: PgConnection,
    requests: Requests,
    proved: BTreeSet<&'static str>,
}

impl<'w> Story<'w> {
    pub async fn of(world: &'w World) -> Story<'w> {
        Story {
            world,
            admin: world.database.admin().await.unwrap(),
            requests: Requests::read(),
            proved: BTreeSet::new(),
        }
    }

    /// Takes the step once, after every call that must change nothing and before those that must change nothing more.
    pub async fn proved<R, T, F>(
        &mut self,
        (by, stranger): Pair,
        request: R,
        ask: impl Fn(Channel, Request<R>) -> F,
    ) -> T
    where
        R: Message + Name + Default + Clone,
        T: PartialEq + Debug,
        F: Future<Output = Result<Response<T>, Status>>,
    {
        let (world, rpc) = (self.world, R::NAME);
        let send = async |person: &Person, message: R| {
            let request = world.ask(person, message);
            let answer = ask(world.channel_of(person), request).await;
            answer.map(Response::into_inner)
        };
        let before = rows(&mut self.admin).await;
        self.refuses_what_means_nothing(&by, &request, &send).await;
        if let Some(stranger) = &stranger {
            self.tells_nothing(stranger, &request, &send).await;
        }
        if self.requests.has::<R>("etag") {
            let stale = self.requests.with(&request, "etag", "v999999");
            let refused = send(&by, self.requests.anew(&by, &stale))
                .await
                .unwrap_err();
            let said = told(rpc, &refused, &[Code::Aborted]);
            assert_eq!(said.reason, "STALE_ETAG", "{rpc}");
        }
        assert_eq!(rows(&mut self.admin).await, before, "{rpc}");

        let first = self.requests.anew(&by, &request);
        let answer = send(&by, first.clone()).await.unwrap();
        let after = rows(&mut self.admin).await;
        assert_ne!(after, before, "{rpc} leaves no trace");
        let again = send(&by, first.clone()).await.unwrap();
        assert_eq!(again, answer, "{rpc}");
        let another = send(&by, self.requests.another(&first)).await.unwrap_err();
        let (code, reason) = match by.is_of_a_bank() && self.requests.has::<R>("biz_no") {
            true => (Code::AlreadyExists, "IDEMPOTENCY_CONFLICT"),
            false => (Code::InvalidArgument, "REQUEST_ID_REUSED"),
        };
        assert_eq!(told(rpc, &another, &[code]).reason, reason, "{rpc}");
        assert_eq!(rows(&mut self.admin).await, after, "{rpc}");
        self.proved.extend(rpc.strip_suffix("Request"));
        answer
    }

    async fn refuses_what_means_nothing<R, T>(
        &self,
        by: &Person,
        request: &R,
        send: &impl AsyncFn(&Person, R) -> Result<T, Status>,
    ) where
        R: Message + Name + Default,
        T: Debug,
    {
        let rpc = R::NAME;
        let refused = send(by, self.requests.anew(by, &R::default()))
            .await
            .unwrap_err();
        let said = told(rpc, &refused, &[Code::InvalidArgument]);
        let is_located = !said.fields.is_empty() || said.metadata.contains_key("line");
        assert!(is_located, "{rpc}: {said:?}");
        let nonsense = self.requests.nonsense::<R>();
        let refused = send(by, self.requests.anew(by, &nonsense))
            .await
            .unwrap_err();
        told(rpc, &refused, &[Code::InvalidArgument]);
        for bad in self.requests.hostile(request) {
            let refused = send(by, self.requests.anew(by, &bad)).await.unwrap_err();
            let codes = [Code::InvalidArgument, Code::FailedPrecondition];
            told(rpc, &refused, &codes);
        }
    }

    /// A stranger is answered as if it were not there.
    async fn tells_nothing<R, T>(
        &self,
        stranger: &Person,
        request: &R,
        send: &impl AsyncFn(&Person, R) -> Result<T, Status>,
    ) where
        R: Message + Name + Default,
        T: Debug,
    {
        let (rpc, silent) = (R::NAME, [Code::NotFound, Code::PermissionDenied]);
        let seen = send(stranger, self.requests.anew(stranger, request)).await;
        let seen = seen.unwrap_err();
        let seen = (seen.code(), told(rpc, &seen, &silent));
        let Some((field, [name, absent])) = self.requests.twin(request) else {
            return;
        };
        let none = self.requests.with(request, field, &absent);
        let none = send(stranger, self.requests.anew(stranger, &none)).await;
        let none = none.unwrap_err();
        let none = (none.code(), told(rpc, &none, &silent));
        assert_eq!(without(seen, &name), without(none, &absent), "{rpc}");
    }

    /// Holds that the story proved what its list says.
    pub fn ends(self, rpcs: &[&'static str]) {
        let rpcs: BTreeSet<&'static str> = rpcs.iter().copied().collect();
        assert_eq!(self.proved, rpcs);
    }
}

/// What a client would be told, without the name it asked about.
fn without((code, said): (Code, Explanation), name: &str) -> (Code, String, [String; 2]) {
    let texts = [said.zh, said.en].map(|text| text.replace(name, "…"));
    (code, said.reason, texts)
}

/// Proves one RPC of `FinancingService`, or of another client's service.
macro_rules! prove {
    ($story:expr, $pair:expr, $rpc:ident, $request:expr) => {
        $crate::writing::story::prove!($story, FinancingServiceClient, $pair, $rpc, $request)
    };
    ($story:expr, $client:ident, $pair:expr, $rpc:ident, $request:expr) => {
        $story
            .proved($pair, $request, |channel, request| async move {
                $client::new(channel).$rpc(request).await
            })
            .await
    };
}
pub(crate) use prove;

/// The same of a step on a resource: `prove_on!(story, pair, loan, rpc, Request { field: value })`.
macro_rules! prove_on {
    ($story:expr, $pair:expr, $resource:expr, $rpc:ident, $request:ident { $($field:ident: $value:expr),* $(,)? }) => {{
        let request = $request {
            name: $resource.name.clone(),
            etag: $resource.etag.clone(),
            $($field: $value,)*
            ..Default::default()
        };
        $crate::writing::story::prove!($story, $pair, $rpc, request)
    }};
}
pub(crate) use prove_on;
