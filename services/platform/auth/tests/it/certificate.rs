//! TLS: who is believed by certificate, and what a certificate makes of a token beside it.
use kezhuan_protocol::clock::v1::clock_service_client::ClockServiceClient;
use kezhuan_protocol::clock::v1::{AdvanceClockRequest, Clock, GetClockRequest};
use kezhuan_rpc::{ClientConfig, Explanation, ServerConfig};
use tempfile::TempDir;
use tonic::transport::Channel;
use tonic::{Code, Request, Response, Status};

use crate::HOUR;
use crate::authority::{Authority, Signed};
use crate::house::{House, reason};

/// A server that speaks TLS and believes the certificates of `authority`.
struct Fort {
    house: House,
    authority: Authority,
    _folder: TempDir,
}

impl Fort {
    async fn open() -> Fort {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::new();
        let [certificate, key] = authority.server().files(folder.path());
        let config = ServerConfig {
            tls_certificate_file: certificate,
            tls_key_file: key,
            tls_client_ca_file: authority.file(folder.path()),
            ..ServerConfig::default()
        };
        Fort {
            house: House::open_as(config).await,
            authority,
            _folder: folder,
        }
    }

    fn client(&self, identity: Option<Signed>) -> ClockServiceClient<Channel> {
        let folder = tempfile::tempdir().unwrap();
        let [certificate, key] =
            identity.map_or_else(Default::default, |signed| signed.files(folder.path()));
        let config = ClientConfig {
            tls_ca_file: self.authority.file(folder.path()),
            tls_certificate_file: certificate,
            tls_key_file: key,
        };
        let address = format!("https://localhost:{}", self.house.address.port());
        ClockServiceClient::new(config.endpoint(&address).unwrap().connect_lazy())
    }

    fn service(&self) -> Signed {
        self.authority.client("spiffe://kezhuan/scoreboard")
    }
}

async fn asked(
    mut client: ClockServiceClient<Channel>,
    authorization: Option<&str>,
) -> Result<Clock, Status> {
    let request = with(authorization, GetClockRequest {});
    client.get_clock(request).await.map(Response::into_inner)
}

fn with<T>(authorization: Option<&str>, message: T) -> Request<T> {
    let mut request = Request::new(message);
    if let Some(text) = authorization {
        let header = request.metadata_mut();
        header.insert("authorization", text.parse().unwrap());
    }
    request
}

#[tokio::test]
async fn a_certificate_of_the_suites_authority_is_a_service() {
    let fort = Fort::open().await;
    let answer = asked(fort.client(Some(fort.service())), None)
        .await
        .unwrap();
    assert_eq!(
        (answer.date.as_str(), answer.standing),
        ("scoreboard", true)
    );
    let nameless = fort.authority.client("https://kezhuan/scoreboard");
    assert_eq!(
        reason(asked(fort.client(Some(nameless)), None).await),
        (Code::Unauthenticated, "CERTIFICATE_UNNAMED".into())
    );
    fort.house.close().await;
}

#[tokio::test]
async fn people_come_with_tokens_and_without_certificates() {
    let fort = Fort::open().await;
    let person = fort.house.person(&["operator"], HOUR);
    let answer = asked(fort.client(None), Some(&person)).await.unwrap();
    assert_eq!((answer.date.as_str(), answer.standing), ("wang", false));
    assert_eq!(
        reason(asked(fort.client(None), None).await),
        (Code::Unauthenticated, "TOKEN_MISSING".into())
    );
    fort.house.close().await;
}

#[tokio::test]
async fn a_persons_token_over_a_services_connection_was_passed_on() {
    let fort = Fort::open().await;
    let person = fort.house.person(&["operator"], HOUR);
    let mut passing_on = fort.client(Some(fort.service()));
    let answer = asked(passing_on.clone(), Some(&person)).await.unwrap();
    assert_eq!((answer.date.as_str(), answer.standing), ("wang", false));
    let message = AdvanceClockRequest {
        date: "9".to_owned(),
    };
    let refused = passing_on.advance_clock(with(Some(&person), message)).await;
    assert_eq!(
        reason(refused.map(Response::into_inner)),
        (Code::PermissionDenied, "ROLE_MISSING".into())
    );
    drop(passing_on);
    fort.house.close().await;
}

#[tokio::test]
async fn strangers_certificates_and_plaintext_do_not_connect() {
    let fort = Fort::open().await;
    let person = fort.house.person(&["operator"], HOUR);
    let stranger = Authority::new().client("spiffe://kezhuan/scoreboard");
    let plaintext = ClockServiceClient::new(fort.house.channel.clone());
    for client in [fort.client(Some(stranger)), plaintext] {
        let refused = asked(client, Some(&person)).await.unwrap_err();
        // The connection itself ended: what the server would have said has a reason.
        assert_eq!(Explanation::of(&refused).reason, "", "{refused:?}");
    }
    fort.house.close().await;
}
