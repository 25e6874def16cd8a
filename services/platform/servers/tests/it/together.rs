//! Both servers: brought back when they die, and gone without a trace after a test.

use kezhuan_servers::{Ephemeral, Record};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use crate::asking::{lives, query, run, until};

#[test]
fn servers_that_die_are_started_again_on_their_ports() {
    run(async {
        let servers = Ephemeral::start().await.unwrap();
        let ports = (servers.postgres.port(), servers.nats.port());
        let pids = [servers.postgres.pid().unwrap(), servers.nats.pid().unwrap()];
        for pid in pids {
            kill(Pid::from_raw(i32::try_from(pid).unwrap()), Signal::SIGKILL).unwrap();
        }
        let both_are_new = async {
            let fresh = |old, server: Option<u32>, folder| {
                server.is_some_and(|pid| {
                    pid != old && Record::read(folder).is_some_and(|record| record.pid == pid)
                })
            };
            while !(fresh(pids[0], servers.postgres.pid(), servers.postgres.folder())
                && fresh(pids[1], servers.nats.pid(), servers.nats.folder()))
            {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        let deadline = tokio::time::sleep(std::time::Duration::from_secs(30));
        tokio::select! {
            () = both_are_new => {}
            _ = servers.keep_running() => {}
            () = deadline => panic!("a killed server was not started again"),
        }
        assert_eq!((servers.postgres.port(), servers.nats.port()), ports);
        assert_eq!(query(&servers.postgres, "SELECT 1").unwrap(), "1");
    });
}

#[test]
fn a_dropped_pair_leaves_nothing_behind() {
    let (pids, folder) = run(async {
        let servers = Ephemeral::start().await.unwrap();
        assert_eq!(query(&servers.postgres, "SHOW fsync").unwrap(), "off");
        let pids = [servers.postgres.pid().unwrap(), servers.nats.pid().unwrap()];
        (pids, servers.nats.folder().to_owned())
    });
    assert!(!folder.exists());
    until("both servers are gone", || !pids.into_iter().any(lives));
}
