//! nats-server: streams are found again, and really gone when the store is deleted.

use kezhuan_servers::{Nats, NatsOptions, Tools};

use crate::asking::{folder, jetstream, lives, run};

const STREAM: &str = r#"{"name":"KEPT","subjects":["kept.>"],"storage":"file"}"#;

fn stream_is_there(nats: &Nats) -> bool {
    !jetstream(nats, "$JS.API.STREAM.INFO.KEPT", "").contains("\"error\"")
}

#[test]
fn streams_are_found_again_after_a_kill_and_a_new_start() {
    let (tools, data) = (Tools::find().unwrap(), folder());
    run(async {
        let options = NatsOptions {
            sync_always: true,
            ..NatsOptions::default()
        };
        let nats = Nats::start(&tools, data.path(), options.clone())
            .await
            .unwrap();
        let made = jetstream(&nats, "$JS.API.STREAM.CREATE.KEPT", STREAM);
        assert!(!made.contains("\"error\""), "{made}");
        let (port, pid) = (nats.port(), nats.pid().unwrap());
        nats.kill().await.unwrap();
        assert!(!lives(pid));
        nats.restart().await.unwrap();
        assert_eq!(nats.port(), port);
        assert!(stream_is_there(&nats));
        nats.stop().await.unwrap();
        drop(nats);
        let again = Nats::start(&tools, data.path(), options).await.unwrap();
        assert_eq!(again.port(), port);
        assert!(stream_is_there(&again));
    });
}

#[test]
fn a_deleted_store_comes_back_empty() {
    let (tools, data) = (Tools::find().unwrap(), folder());
    run(async {
        let nats = Nats::start(&tools, data.path(), NatsOptions::default())
            .await
            .unwrap();
        jetstream(&nats, "$JS.API.STREAM.CREATE.KEPT", STREAM);
        assert!(stream_is_there(&nats));
        nats.delete_store().await.unwrap();
        assert!(!nats.store_folder().exists() && !nats.is_running());
        nats.restart().await.unwrap();
        assert!(!stream_is_there(&nats));
    });
}
