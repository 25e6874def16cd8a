//! A bank's certificate: who comes by it, and who does not.
use std::time::Duration;

use kezhuan_auth::{CallerKind, Claims, Credential, DevelopmentAuthority};
use kezhuan_rpc::Explanation;
use tonic::Code;

use crate::HOUR;
use crate::authority::Signed;
use crate::fort::{Fort, advanced, asked};
use crate::house::{House, reason};

fn banker(house: &House, organisation: &str) -> String {
    let claims = Claims::person("he", organisation, "", &["bank"]);
    format!("Bearer {}", house.issuer.token(&claims, HOUR).unwrap())
}

#[tokio::test]
async fn a_banks_systems_and_its_people_come_over_the_banks_certificate() {
    let fort = Fort::open().await;
    let client = fort.client(Some(fort.bank()));
    advanced(client.clone(), None).await.unwrap();
    let system = asked(client.clone(), None).await.unwrap();
    assert_eq!(
        (system.date.as_str(), system.standing),
        ("system@bank-1", false)
    );
    let token = banker(&fort.house, "bank-1");
    advanced(client.clone(), Some(&token)).await.unwrap();
    let person = asked(client.clone(), Some(&token)).await.unwrap();
    assert_eq!(person.date, "he");
    assert_eq!(fort.house.advanced(), 2);
    drop(client);
    fort.house.close().await;
}

#[tokio::test]
async fn several_certificates_of_one_bank_live_side_by_side() {
    let fort = Fort::open().await;
    for certificate in [fort.bank(), fort.bank()] {
        advanced(fort.client(Some(certificate)), None)
            .await
            .unwrap();
    }
    fort.house.close().await;
}

#[tokio::test]
async fn everybody_else_is_told_what_is_wrong_and_changes_nothing() {
    let fort = Fort::open().await;
    let own = banker(&fort.house, "bank-1");
    let other = banker(&fort.house, "bank-2");
    let service = {
        let token = fort.house.issuer.token(&Claims::service("rules"), HOUR);
        format!("Bearer {}", token.unwrap())
    };
    let operator = fort.house.person(&["operator"], HOUR);
    let bank = || Some(fort.bank());
    let cases: [(Option<Signed>, Option<&str>, Code, &str); 8] = [
        (None, None, Code::Unauthenticated, "CERTIFICATE_MISSING"),
        (
            None,
            Some(&own),
            Code::Unauthenticated,
            "CERTIFICATE_MISSING",
        ),
        (
            Some(fort.service()),
            None,
            Code::PermissionDenied,
            "CERTIFICATE_OF_A_SERVICE",
        ),
        (
            Some(fort.service()),
            Some(&own),
            Code::PermissionDenied,
            "CERTIFICATE_OF_A_SERVICE",
        ),
        (
            bank(),
            Some(&other),
            Code::PermissionDenied,
            "CERTIFICATE_OF_ANOTHER_ORGANISATION",
        ),
        (
            bank(),
            Some(&service),
            Code::PermissionDenied,
            "CERTIFICATE_OF_ANOTHER_ORGANISATION",
        ),
        (
            bank(),
            Some("Bearer x.y.z"),
            Code::Unauthenticated,
            "TOKEN_INVALID",
        ),
        (
            None,
            Some(&operator),
            Code::PermissionDenied,
            "ROLE_MISSING",
        ),
    ];
    for (certificate, token, code, expected) in cases {
        let refused = advanced(fort.client(certificate), token).await;
        assert_eq!(reason(refused), (code, expected.into()));
    }
    assert_eq!(fort.house.advanced(), 0);
    fort.house.close().await;
}

#[tokio::test]
async fn where_others_call_too_only_the_banks_people_must_show_it() {
    let fort = Fort::open().await;
    let own = banker(&fort.house, "bank-1");
    let operator = fort.house.person(&["operator"], HOUR);
    asked(fort.client(None), Some(&operator)).await.unwrap();
    for without in [None, Some(fort.service())] {
        assert_eq!(
            reason(asked(fort.client(without), Some(&own)).await),
            (Code::Unauthenticated, "CERTIFICATE_MISSING".into())
        );
    }
    fort.house.close().await;
}

#[tokio::test]
async fn a_token_does_not_make_its_bearer_an_organisations_systems() {
    let house = House::open().await;
    let claims = Claims {
        kind: CallerKind::Organisation,
        ..Claims::person("he", "bank-1", "", &["bank", "operator"])
    };
    let token = format!("Bearer {}", house.issuer.token(&claims, HOUR).unwrap());
    let refused = house.advance(Some(&token), 1).await;
    let said = Explanation::of(refused.as_ref().unwrap_err());
    assert_eq!(said.metadata["cause"], "KIND");
    assert_eq!(
        reason(refused),
        (Code::Unauthenticated, "TOKEN_INVALID".into())
    );
    house.close().await;
}

#[tokio::test]
async fn a_bank_that_registered_its_networks_comes_from_them_alone() {
    let elsewhere = "[addresses]\n\"bank-1\" = [\"203.0.113.0/24\"]\n";
    let fort = Fort::open_with(elsewhere).await;
    assert_eq!(
        reason(advanced(fort.client(Some(fort.bank())), None).await),
        (Code::PermissionDenied, "ADDRESS_NOT_ALLOWED".into())
    );
    let other = fort.authority.client("spiffe://kezhuan/bank/bank-2");
    advanced(fort.client(Some(other)), None).await.unwrap();
    let here = elsewhere.replace("203.0.113.0/24", "127.0.0.0/8\", \"::1/128");
    std::fs::write(fort.lists(), here).unwrap();
    let client = fort.client(Some(fort.bank()));
    fort.until(async || advanced(client.clone(), None).await.is_ok())
        .await;
    drop(client);
    fort.house.close().await;
}

/// What `kezhuan up` and the tests of other crates make certificates with.
#[tokio::test]
async fn the_development_authority_signs_what_servers_believe() {
    let folder = tempfile::tempdir().unwrap();
    let made = DevelopmentAuthority::create_or_load(folder.path()).unwrap();
    let signed = |credential: Credential| Signed {
        certificate: credential.certificate,
        key: credential.key,
    };
    let fort = Fort::open().await;
    let both = [
        std::fs::read_to_string(made.certificate_file()).unwrap(),
        fort.authority.pem.clone(),
    ];
    std::fs::write(fort.folder.path().join("authority.pem"), both.concat()).unwrap();
    // Loaded anew, it is the same authority.
    let again = DevelopmentAuthority::load(folder.path()).unwrap();
    let client = fort.client(Some(signed(again.bank("bank-1", 1).unwrap())));
    fort.until(async || advanced(client.clone(), None).await.is_ok())
        .await;
    let service = signed(again.service("rules", 1).unwrap());
    let answer = asked(fort.client(Some(service)), None).await.unwrap();
    assert_eq!((answer.date.as_str(), answer.standing), ("rules", true));
    let day = |text: &str| text.parse().unwrap();
    let over = again.bank_within("bank-1", (day("2020-01-01"), day("2020-12-31")));
    let refused = advanced(fort.client(Some(signed(over.unwrap()))), None).await;
    assert_eq!(reason(refused).1, "CERTIFICATE_EXPIRED");
    drop(client);
    fort.house.close().await;
}

/// A connection that was good is not good for ever: its certificate is looked at with each request.
#[tokio::test]
async fn a_certificate_taken_back_ends_on_its_open_connection() {
    let fort = Fort::open().await;
    let (taken, kept) = (fort.bank(), fort.bank());
    let client = fort.client(Some(taken.clone()));
    advanced(client.clone(), None).await.unwrap();
    let list = format!("revoked = [{:?}]\n", taken.fingerprint());
    std::fs::write(fort.lists(), list).unwrap();
    fort.until(async || {
        let answer = advanced(client.clone(), None).await;
        answer.is_err_and(|status| Explanation::of(&status).reason == "CERTIFICATE_REVOKED")
    })
    .await;
    advanced(fort.client(Some(kept)), None).await.unwrap();
    drop(client);
    tokio::time::timeout(Duration::from_secs(30), fort.house.close())
        .await
        .unwrap();
}
