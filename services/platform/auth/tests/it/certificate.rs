//! TLS: who is believed by certificate, and what a certificate makes of a token beside it.
use kezhuan_protocol::clock::v1::clock_service_client::ClockServiceClient;
use kezhuan_rpc::Explanation;
use tonic::Code;

use crate::HOUR;
use crate::authority::Authority;
use crate::fort::{Fort, advanced, asked};
use crate::house::reason;

#[tokio::test]
async fn a_certificate_of_the_suites_authority_is_the_service_it_names() {
    let fort = Fort::open().await;
    let answer = asked(fort.client(Some(fort.service())), None)
        .await
        .unwrap();
    assert_eq!(
        (answer.date.as_str(), answer.standing),
        ("scoreboard", true)
    );
    let two = ["spiffe://kezhuan/service/a", "spiffe://kezhuan/bank/b"];
    for nameless in [
        fort.authority.client("https://kezhuan/service/scoreboard"),
        fort.authority.client("spiffe://kezhuan/scoreboard"),
        fort.authority.client_of_all(&two),
        fort.authority.client_of_all(&[]),
    ] {
        assert_eq!(
            reason(asked(fort.client(Some(nameless)), None).await),
            (Code::Unauthenticated, "CERTIFICATE_UNNAMED".into())
        );
    }
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
    let passing_on = fort.client(Some(fort.service()));
    let answer = asked(passing_on, Some(&person)).await.unwrap();
    assert_eq!((answer.date.as_str(), answer.standing), ("wang", false));
    fort.house.close().await;
}

/// Whatever is shown beside it: a token does not make a bad certificate good.
#[tokio::test]
async fn each_certificate_that_is_not_believed_has_its_own_reason() {
    let bank = "spiffe://kezhuan/bank/bank-1";
    let stranger = Authority::new().client(bank);
    let fort = Fort::open().await;
    let revoked_here = fort.bank();
    let list = format!("revoked = [{:?}]\n", revoked_here.fingerprint());
    std::fs::write(fort.lists(), list).unwrap();
    let person = fort.house.person(&["operator"], HOUR);
    let authority = &fort.authority;
    let wrong = [
        (
            authority.client_between(bank, 2001, 2002),
            "CERTIFICATE_EXPIRED",
        ),
        (
            authority.client_between(bank, 2101, 2102),
            "CERTIFICATE_NOT_YET_VALID",
        ),
        (
            authority.client_for_servers(bank),
            "CERTIFICATE_NOT_FOR_CLIENTS",
        ),
        (stranger, "CERTIFICATE_AUTHORITY_UNKNOWN"),
    ];
    for (certificate, expected) in wrong {
        let client = fort.client(Some(certificate));
        for token in [None, Some(person.as_str())] {
            for refused in [
                asked(client.clone(), token).await,
                advanced(client.clone(), token).await,
            ] {
                assert_eq!(reason(refused), (Code::Unauthenticated, expected.into()));
            }
        }
    }
    let client = fort.client(Some(revoked_here));
    fort.until(async || {
        let refused = asked(client.clone(), Some(&person)).await;
        refused.is_err_and(|status| Explanation::of(&status).reason == "CERTIFICATE_REVOKED")
    })
    .await;
    assert_eq!(fort.house.advanced(), 0);
    drop(client);
    fort.house.close().await;
}

#[tokio::test]
async fn plaintext_does_not_connect() {
    let fort = Fort::open().await;
    let person = fort.house.person(&["operator"], HOUR);
    let plaintext = ClockServiceClient::new(fort.house.channel.clone());
    let refused = asked(plaintext, Some(&person)).await.unwrap_err();
    // The connection itself ended: what the server would have said has a reason.
    assert_eq!(Explanation::of(&refused).reason, "", "{refused:?}");
    fort.house.close().await;
}
