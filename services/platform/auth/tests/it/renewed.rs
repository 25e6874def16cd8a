//! TLS files that change under a running server, and under a client.
use kezhuan_protocol::clock::v1::clock_service_client::ClockServiceClient;
use kezhuan_rpc::{ClientConfig, Way};

use crate::HOUR;
use crate::authority::Authority;
use crate::fort::{Fort, advanced, asked};

#[tokio::test]
async fn a_renewed_server_certificate_is_shown_without_a_restart() {
    let fort = Fort::open().await;
    let person = fort.house.person(&["operator"], HOUR);
    let successor = Authority::new();
    let asks = async |authority: &Authority| {
        let client = fort.client_who_believes(authority, None);
        asked(client, Some(&person)).await
    };
    asks(&fort.authority).await.unwrap();
    asks(&successor).await.unwrap_err();
    successor.server().files(fort.folder.path());
    fort.until(async || asks(&successor).await.is_ok()).await;
    asks(&fort.authority).await.unwrap_err();
    fort.house.close().await;
}

#[tokio::test]
async fn a_second_authority_is_taken_up_and_the_first_one_dropped() {
    let fort = Fort::open().await;
    let old = fort.client(Some(fort.bank()));
    let successor = Authority::new();
    let new = successor.client("spiffe://kezhuan/bank/bank-1");
    let new = fort.client(Some(new));
    let file = fort.folder.path().join("authority.pem");
    advanced(new.clone(), None).await.unwrap_err();
    std::fs::write(
        &file,
        [fort.authority.pem.as_str(), &successor.pem].concat(),
    )
    .unwrap();
    fort.until(async || advanced(new.clone(), None).await.is_ok())
        .await;
    advanced(old.clone(), None).await.unwrap();
    std::fs::write(&file, &successor.pem).unwrap();
    fort.until(async || advanced(old.clone(), None).await.is_err())
        .await;
    advanced(new.clone(), None).await.unwrap();
    drop((old, new));
    fort.house.close().await;
}

#[tokio::test]
async fn files_that_cannot_be_used_leave_the_last_good_ones_in_force() {
    let fort = Fort::open().await;
    let bank = fort.bank();
    let client = fort.client(Some(bank.clone()));
    // It has read its files once.
    advanced(client.clone(), None).await.unwrap();
    let broken = Authority::new();
    // A key that does not fit, and beside it a list that would take the certificate back.
    std::fs::write(fort.folder.path().join("key.pem"), broken.server().key).unwrap();
    let list = format!("revoked = [{:?}]\n", bank.fingerprint());
    std::fs::write(fort.lists(), list + "nonsense").unwrap();
    let until = tokio::time::Instant::now() + std::time::Duration::from_secs(3);
    while tokio::time::Instant::now() < until {
        advanced(client.clone(), None).await.unwrap();
        advanced(fort.client(Some(fort.bank())), None)
            .await
            .unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    drop(client);
    fort.house.close().await;
}

#[tokio::test]
async fn a_client_shows_its_renewed_certificate_without_a_restart() {
    let fort = Fort::open().await;
    let folder = tempfile::tempdir().unwrap();
    let [tls_certificate_file, tls_key_file] = fort.bank().files(folder.path());
    let config = ClientConfig {
        tls_ca_file: fort.authority.file(folder.path()),
        tls_certificate_file,
        tls_key_file,
    };
    let address = format!("https://localhost:{}", fort.house.address.port());
    let way = Way::to(&config, &address).unwrap();
    let known_as = async || {
        let client = ClockServiceClient::new(way.channel());
        asked(client, None).await.unwrap().date
    };
    assert_eq!(known_as().await, "system@bank-1");
    let successor = fort.authority.client("spiffe://kezhuan/bank/bank-2");
    successor.files(folder.path());
    fort.until(async || known_as().await == "system@bank-2")
        .await;
    // A key that does not fit: what was read before stays.
    std::fs::write(folder.path().join("key.pem"), fort.bank().key).unwrap();
    let until = tokio::time::Instant::now() + std::time::Duration::from_millis(1_500);
    while tokio::time::Instant::now() < until {
        assert_eq!(known_as().await, "system@bank-2");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    drop(way);
    fort.house.close().await;
}
