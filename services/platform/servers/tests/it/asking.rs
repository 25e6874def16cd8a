//! Asks the servers what a test wants to know, through clients nobody here wrote or in plain text.

use std::{
    future::Future,
    io::{BufRead, BufReader, Write},
    net::TcpStream,
    path::Path,
    time::{Duration, Instant},
};

use kezhuan_servers::{Nats, Postgres, Tools};
use tempfile::TempDir;

/// A temporary folder that Postgres' user may pass through.
pub fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o711);
    std::fs::set_permissions(folder.path(), open).expect("permissions");
    folder
}

/// Runs `future` on a runtime of its own, as each test of an async service does.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future)
}

/// What psql prints for `sql`, or its error.
pub fn query(postgres: &Postgres, sql: &str) -> Result<String, String> {
    query_at(&postgres.admin_url(), sql)
}

pub fn query_at(url: &str, sql: &str) -> Result<String, String> {
    let tools = Tools::find().map_err(|error| error.to_string())?;
    let output = tools
        .postgres_command("psql")
        .args(["--no-psqlrc", "-w", "-At", "-c", sql, url])
        .output()
        .map_err(|error| error.to_string())?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned()),
        false => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
    }
}

/// The body of JetStream's answer on `subject`.
pub fn jetstream(nats: &Nats, subject: &str, body: &str) -> String {
    let url = nats.url();
    let password = url
        .split([':', '@'])
        .nth(2)
        .expect("a password in the address");
    let stream = TcpStream::connect(("127.0.0.1", nats.port())).expect("nats-server accepts");
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .expect("a read timeout");
    let mut writer = stream.try_clone().expect("a second handle");
    let connect =
        format!(r#"{{"verbose":false,"pedantic":false,"user":"kezhuan","pass":"{password}"}}"#);
    write!(
        writer,
        "CONNECT {connect}\r\nSUB answer 1\r\nPUB {subject} answer {}\r\n{body}\r\n",
        body.len()
    )
    .expect("written");
    let mut lines = BufReader::new(stream).lines();
    while let Some(Ok(line)) = lines.next() {
        assert!(!line.starts_with("-ERR"), "{line}");
        if line.starts_with("MSG answer") {
            return lines.next().expect("a body").expect("readable");
        }
    }
    panic!("no answer on {subject}");
}

/// Waits until `met`, and fails naming `what` when that takes too long.
pub fn until(what: &str, mut met: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !met() {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Whether a process of this id lives and is not merely waiting to be reaped.
pub fn lives(pid: u32) -> bool {
    let stat = std::fs::read_to_string(Path::new("/proc").join(pid.to_string()).join("stat"))
        .unwrap_or_default();
    stat.rsplit(')')
        .next()
        .is_some_and(|rest| !rest.is_empty() && !rest.trim_start().starts_with('Z'))
}
