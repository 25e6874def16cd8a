//! Postgres: found again after a stop and after a kill, and kept to its owner.

use std::net::TcpListener;

use kezhuan_servers::{Durability, Error, Postgres, PostgresOptions, Tools};

use crate::asking::{folder, lives, query, query_at, run};

fn durable() -> PostgresOptions {
    PostgresOptions::default()
}

fn fast() -> PostgresOptions {
    PostgresOptions {
        durability: Durability::Fast,
        ..PostgresOptions::default()
    }
}

#[test]
fn data_and_port_are_found_again_after_a_stop() {
    let (tools, data) = (Tools::find().unwrap(), folder());
    run(async {
        let first = Postgres::start(&tools, data.path(), durable())
            .await
            .unwrap();
        query(&first, "CREATE TABLE kept AS SELECT 7 AS seven").unwrap();
        let (port, url) = (first.port(), first.admin_url());
        first.stop().await.unwrap();
        assert!(!first.is_running() && !first.died());
        drop(first);
        let second = Postgres::start(&tools, data.path(), durable())
            .await
            .unwrap();
        assert_eq!((second.port(), second.admin_url()), (port, url));
        assert_eq!(query(&second, "SELECT seven FROM kept").unwrap(), "7");
        assert_eq!(query(&second, "SHOW fsync").unwrap(), "on");
        assert_eq!(query(&second, "SHOW server_version_num").unwrap(), "180006");
    });
}

#[test]
fn acknowledged_rows_survive_a_kill() {
    let (tools, data) = (Tools::find().unwrap(), folder());
    run(async {
        let postgres = Postgres::start(&tools, data.path(), durable())
            .await
            .unwrap();
        query(&postgres, "CREATE TABLE kept AS SELECT 7 AS seven").unwrap();
        let (port, pid) = (postgres.port(), postgres.pid().unwrap());
        postgres.kill().await.unwrap();
        assert!(!lives(pid));
        assert!(query(&postgres, "SELECT 1").is_err());
        postgres.restart().await.unwrap();
        assert_eq!(postgres.port(), port);
        assert_eq!(query(&postgres, "SELECT seven FROM kept").unwrap(), "7");
    });
}

#[test]
fn a_wrong_password_and_a_second_owner_are_refused() {
    let (tools, data) = (Tools::find().unwrap(), folder());
    run(async {
        let postgres = Postgres::start(&tools, data.path(), fast()).await.unwrap();
        let wrong = format!(
            "postgres://kezhuan_admin:guess@127.0.0.1:{}/postgres",
            postgres.port()
        );
        assert!(
            query_at(&wrong, "SELECT 1")
                .unwrap_err()
                .contains("password authentication failed")
        );
        let again = Postgres::start(&tools, data.path(), fast()).await;
        assert!(matches!(again, Err(Error::InUse { .. })));
        assert_eq!(query(&postgres, "SELECT 1").unwrap(), "1");
    });
}

#[test]
fn a_stale_process_id_of_a_stranger_does_not_stop_the_start() {
    let (tools, data) = (Tools::find().unwrap(), folder());
    run(async {
        let postgres = Postgres::start(&tools, data.path(), fast()).await.unwrap();
        postgres.kill().await.unwrap();
        // This process lives, is no Postgres, and must survive.
        let stale = format!(
            "{}\n{}\n1\n5432\n\n127.0.0.1\n\nready\n",
            std::process::id(),
            postgres.folder().join("cluster").display()
        );
        std::fs::write(postgres.folder().join("cluster/postmaster.pid"), stale).unwrap();
        postgres.restart().await.unwrap();
        assert_eq!(query(&postgres, "SELECT 1").unwrap(), "1");
    });
}

#[test]
fn a_taken_port_is_refused_by_number_and_avoided_when_free_to_choose() {
    let (tools, data) = (Tools::find().unwrap(), folder());
    run(async {
        let first = Postgres::start(&tools, data.path(), fast()).await.unwrap();
        let earlier = first.port();
        drop(first);
        let taken = TcpListener::bind(("127.0.0.1", earlier)).unwrap();
        let named = PostgresOptions {
            port: Some(earlier),
            ..fast()
        };
        let refused = Postgres::start(&tools, data.path(), named).await;
        assert!(matches!(refused, Err(Error::PortTaken { port }) if port == earlier));
        let second = Postgres::start(&tools, data.path(), fast()).await.unwrap();
        assert_ne!(second.port(), earlier);
        drop(taken);
    });
}

#[test]
fn given_settings_win_and_a_bad_one_is_shown_from_the_log() {
    let (tools, data) = (Tools::find().unwrap(), folder());
    run(async {
        let settings = vec![("max_connections".to_owned(), "17".to_owned())];
        let postgres = Postgres::start(&tools, data.path(), PostgresOptions { settings, ..fast() })
            .await
            .unwrap();
        assert_eq!(query(&postgres, "SHOW max_connections").unwrap(), "17");
        drop(postgres);
        let settings = vec![("max_connections".to_owned(), "many".to_owned())];
        match Postgres::start(&tools, data.path(), PostgresOptions { settings, ..fast() }).await {
            Err(Error::Ended { tail, .. }) => assert!(tail.contains("max_connections"), "{tail}"),
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("a bad setting was accepted"),
        }
    });
}
