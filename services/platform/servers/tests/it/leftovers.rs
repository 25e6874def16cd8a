//! A launcher that is killed leaves servers that end, and a folder that starts again.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use kezhuan_servers::{Durability, Nats, NatsOptions, Record, Servers, Tools};

use crate::asking::{folder, lives, query, run, until};

const DATA: &str = "SERVERS_TEST_LAUNCHER_DATA";

/// Not a test of its own: the program that the next test kills.
#[test]
#[ignore = "started and killed by what_a_killed_launcher_leaves_ends_and_starts_again"]
fn launcher_that_waits_to_be_killed() {
    let Some(data) = std::env::var_os(DATA).map(PathBuf::from) else {
        return;
    };
    run(async {
        let tools = Tools::find().unwrap();
        let servers = Servers::start(&tools, &data, Durability::Durable)
            .await
            .unwrap();
        query(&servers.postgres, "CREATE TABLE kept AS SELECT 7 AS seven").unwrap();
        std::fs::write(data.join("up"), "").unwrap();
        std::future::pending::<()>().await;
    });
}

#[test]
fn what_a_killed_launcher_leaves_ends_and_starts_again() {
    let (tools, data) = (Tools::find().unwrap(), folder());
    let mut launcher = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "leftovers::launcher_that_waits_to_be_killed",
            "--ignored",
        ])
        .env(DATA, data.path())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    until("the launcher is up", || data.path().join("up").exists());
    let pid = |server: &str| Record::read(&data.path().join(server)).unwrap().pid;
    let pids = [pid("postgres"), pid("nats")];
    assert!(pids.into_iter().all(lives));
    launcher.kill().unwrap();
    launcher.wait().unwrap();
    // At once, while the servers are still ending.
    run(async {
        let servers = Servers::start(&tools, data.path(), Durability::Durable)
            .await
            .unwrap();
        assert!(!pids.into_iter().any(lives));
        assert_eq!(
            query(&servers.postgres, "SELECT seven FROM kept").unwrap(),
            "7"
        );
        servers.stop().await.unwrap();
    });
}

#[test]
fn an_orphan_on_the_folder_is_ended_and_a_stranger_elsewhere_is_not() {
    let (tools, data, elsewhere) = (Tools::find().unwrap(), folder(), folder());
    let orphan_in = |place: &Path| {
        let mut command = Command::new(tools.nats_server());
        command
            .args(["--addr", "127.0.0.1", "--port", "-1"])
            .current_dir(place);
        command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let home = data.path().join("nats");
    std::fs::create_dir_all(&home).unwrap();
    let (mut orphan, mut stranger) = (orphan_in(&home), orphan_in(elsewhere.path()));
    until("both run", || {
        [&orphan, &stranger]
            .into_iter()
            .all(|child| runs_nats_server(child.id()))
    });
    run(async {
        let nats = Nats::start(&tools, data.path(), NatsOptions::default())
            .await
            .unwrap();
        assert!(nats.is_running());
    });
    let (orphan_ended, stranger_lives) =
        (orphan.try_wait().unwrap().is_some(), lives(stranger.id()));
    for child in [&mut orphan, &mut stranger] {
        let _ = child.kill();
        child.wait().unwrap();
    }
    assert!(orphan_ended && stranger_lives);
}

fn runs_nats_server(pid: u32) -> bool {
    std::fs::read_link(format!("/proc/{pid}/exe")).is_ok_and(|exe| exe.ends_with("nats-server"))
}
