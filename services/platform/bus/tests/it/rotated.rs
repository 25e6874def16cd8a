//! The user that services sign in to NATS with changes while events flow, step by step as
//! helm/operating.md has it.
use std::fs;
use std::process::Command;

use kezhuan_servers::Tools;
use kezhuan_testkit::{OwnNats, eventually};

use crate::world::{SOON, World, aggregates, all};

const NEXT: &str = r#"{ user: kezhuan_next, password: "new-secret" }"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_user_takes_over_while_events_flow() {
    let nats = OwnNats::start().await.unwrap();
    let mut world = World::on(&nats).await;
    let first = world.bus_connected().await;
    let old = [world.start_relay().await, world.start_consumer().await];
    let contracts = aggregates(3);
    let publish = async |world: &World, sequence| {
        for contract in &contracts {
            world.publish(*contract, sequence).await;
        }
    };
    publish(&world, 1).await;
    world.expect_counted(all(&contracts, 1)).await;

    let (_, login) = world.config.nats_url.split_once("//").unwrap();
    let (login, place) = login.split_once('@').unwrap();
    let (user, password) = login.split_once(':').unwrap();
    let known = format!("{{ user: {user}, password: \"{password}\" }}");
    let next_url = format!("nats://kezhuan_next:new-secret@{place}");
    let only_known = format!("authorization {known}");
    let both = format!("authorization {{ users: [{known}, {NEXT}] }}");
    reload(&nats, &only_known, &both);
    publish(&world, 2).await;
    assert!(
        first.is_connected(),
        "a second user cost the first its connection"
    );

    world.config.nats_url = next_url;
    let next = world.bus_connected().await;
    world.start_relay().await;
    world.start_consumer().await;
    publish(&world, 3).await;
    world.expect_counted(all(&contracts, 3)).await;

    for process in old {
        process.abort();
    }
    reload(
        &nats,
        &both,
        &format!("authorization {{ users: [{NEXT}] }}"),
    );
    let refused = eventually(SOON, async || !first.is_connected()).await;
    assert!(refused, "the first user is still let in");
    publish(&world, 4).await;
    world.expect_counted(all(&contracts, 4)).await;
    assert!(next.is_connected());
}

fn reload(nats: &OwnNats, from: &str, to: &str) {
    let file = nats.folder().join("server.conf");
    let configuration = fs::read_to_string(&file).unwrap();
    assert!(configuration.contains(from), "{configuration}");
    fs::write(&file, configuration.replace(from, to)).unwrap();
    let signalled = Command::new(Tools::find().unwrap().nats_server())
        .arg("--signal")
        .arg(format!("reload={}", nats.pid().unwrap()))
        .status()
        .unwrap();
    assert!(signalled.success());
}
