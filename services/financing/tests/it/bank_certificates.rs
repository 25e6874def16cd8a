//! The bank's endpoints over mutual TLS: who comes in by which certificate.
use kezhuan_protocol::financing::v1::financing_service_client::FinancingServiceClient;
use kezhuan_protocol::financing::v1::*;
use kezhuan_testkit::{MutualTls, eventually};
use tonic::Code;

use crate::bank_line::*;
use crate::world::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_wrong_certificate_is_told_why_and_changes_nothing() {
    let world = World::on(World::CALM).await;
    let line = BankLine::beside(&world);
    let application = eligible(&world).await;
    let way = |credential: &kezhuan_auth::Credential| {
        let channel = line.tls.channel(line.port, Some(credential));
        FinancingServiceClient::new(channel.unwrap())
    };
    let day = |text: &str| text.parse().unwrap();
    let over = (day("2020-01-01"), day("2020-12-31"));
    let early = (day("2120-01-01"), day("2120-12-31"));
    let authority = &line.tls.authority;
    let stranger = MutualTls::new().unwrap().bank("bank-1").unwrap();
    let wrong = [
        (
            way(&authority.bank_within("bank-1", over).unwrap()),
            (Code::Unauthenticated, "CERTIFICATE_EXPIRED"),
        ),
        (
            way(&authority.bank_within("bank-1", early).unwrap()),
            (Code::Unauthenticated, "CERTIFICATE_NOT_YET_VALID"),
        ),
        (
            way(&stranger),
            (Code::Unauthenticated, "CERTIFICATE_AUTHORITY_UNKNOWN"),
        ),
        (
            line.client_of("bank-2"),
            (
                Code::PermissionDenied,
                "CERTIFICATE_OF_ANOTHER_ORGANISATION",
            ),
        ),
        (
            line.client_of_nobody(),
            (Code::Unauthenticated, "CERTIFICATE_MISSING"),
        ),
        (
            way(&authority.service("rules", 30).unwrap()),
            (Code::Unauthenticated, "CERTIFICATE_MISSING"),
        ),
    ];
    for (client, expected) in wrong {
        let refused = sent(&world, &client, valued(&application, "P001")).await;
        let refused = refused.unwrap_err();
        let said = kezhuan_rpc::Explanation::of(&refused);
        assert_eq!((refused.code(), said.reason.as_str()), expected);
        assert!(!said.zh.is_ascii() && !said.en.is_empty(), "{said:?}");
    }
    let own = line.client_of("bank-1");
    let unknown = came_of(&own, "P001").await.unwrap_err();
    assert_eq!(unknown.code(), Code::NotFound, "nothing arrived");
    assert_eq!(times_valued(&world, &application).await, 0);
    sent(&world, &own, valued(&application, "P001"))
        .await
        .unwrap();
    assert_eq!(times_valued(&world, &application).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bank_changes_over_to_its_next_certificate_and_the_old_one_is_taken_back() {
    let world = World::on(World::CALM).await;
    let line = BankLine::beside(&world);
    let [old, next] = [(); 2].map(|()| line.tls.bank("bank-1").unwrap());
    let [by_old, by_next] = [&old, &next].map(|credential| {
        let channel = line.tls.channel(line.port, Some(credential));
        FinancingServiceClient::new(channel.unwrap())
    });
    for client in [&by_old, &by_next] {
        let answer = came_of(client, "P001").await.unwrap_err();
        assert_eq!(answer.code(), Code::NotFound);
    }
    let list = format!("revoked = [\"{}\"]\n", old.fingerprint().unwrap());
    line.tls.write_lists(&list).unwrap();
    // Its connection is open all the while.
    let taken_back = eventually(SOON, async || {
        let answer = came_of(&by_old, "P001").await;
        answer.is_err_and(|status| reason(&status) == "CERTIFICATE_REVOKED")
    });
    assert!(taken_back.await);
    let answer = came_of(&by_next, "P001").await.unwrap_err();
    assert_eq!(answer.code(), Code::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bank_that_registered_its_networks_is_shut_out_of_others() {
    let world = World::on(World::CALM).await;
    let line = BankLine::beside(&world);
    let client = line.client_of("bank-1");
    let elsewhere = "[addresses]\n\"bank-1\" = [\"203.0.113.0/24\"]\n";
    line.tls.write_lists(elsewhere).unwrap();
    let shut_out = eventually(SOON, async || {
        let answer = came_of(&client, "P001").await;
        answer.is_err_and(|status| reason(&status) == "ADDRESS_NOT_ALLOWED")
    });
    assert!(shut_out.await);
}

/// As through a portal of the platform, which can't show the bank's certificate.
#[tokio::test]
async fn a_banker_without_the_banks_certificate_reads_cases_and_does_nothing_for_the_bank() {
    let world = World::on(World::CALM).await;
    let application = eligible(&world).await;
    let mut client = world.client();
    let read = GetApplicationRequest {
        name: application.name.clone(),
    };
    let seen = client.get_application(world.ask(&banker(), read)).await;
    assert_eq!(seen.unwrap().into_inner(), application);

    let instruct = sent(&world, &client, valued(&application, "P001")).await;
    let list = ListDifferencesRequest::default();
    let list = client.list_differences(world.ask(&banker(), list)).await;
    let resolve = ResolveDifferenceRequest::default();
    let resolve = client
        .resolve_difference(world.ask(&banker(), resolve))
        .await;
    let export = ExportBalanceConfirmationRequest::default();
    let export = client
        .export_balance_confirmation(world.ask(&banker(), export))
        .await;
    let confirm = ConfirmBalanceRequest::default();
    let confirm = client.confirm_balance(world.ask(&banker(), confirm)).await;
    for refused in [
        instruct.err(),
        list.err(),
        resolve.err(),
        export.err(),
        confirm.err(),
    ] {
        let refused = refused.unwrap();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::Unauthenticated, "CERTIFICATE_MISSING")
        );
    }
    assert_eq!(times_valued(&world, &application).await, 0);
}
