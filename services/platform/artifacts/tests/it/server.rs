//! The registry these tests speak to, and what can be wrong with one.
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use kezhuan_artifacts::Pinned;
use kezhuan_servers::OciRegistry;
use kezhuan_testkit::skipped;
use kezhuan_testkit::world::sure;
use oci_client::client::{Client, ClientConfig, ClientProtocol, Config, ImageLayer};
use oci_client::manifest::OciImageManifest;
use oci_client::secrets::RegistryAuth;
use sha2::{Digest as _, Sha256};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

pub const USER: &str = "li";
pub const PASSWORD: &str = "carried";
/// bcrypt of the password, as the registry keeps it.
const KEPT: &str = "li:$2b$04$IuZvdf1enM2VEKVd1/RsKutJdTOEMHdZJ8IVSzCugo6eSjPl94T32\n";

pub struct Server(OciRegistry);

impl Server {
    /// Nothing, and a line that says so, where this machine has no registry.
    pub fn start(asks_who: bool) -> Option<Server> {
        let registry = sure(OciRegistry::start(asks_who.then_some(KEPT)));
        if registry.is_none() {
            skipped("packages in an OCI registry: no docker-registry on this machine");
        }
        registry.map(Server)
    }

    /// Host and port.
    pub fn host(&self) -> String {
        self.0.host()
    }

    /// Changes what the registry keeps under the digest of `bytes`, as a fault or an intruder would.
    pub fn change_blob_of(&self, bytes: &[u8]) {
        self.change(&hex::encode(Sha256::digest(bytes)), |kept| {
            let last = kept.len() - 1;
            kept[last] ^= 1;
        });
    }

    /// Changes a name in a manifest, which stays one.
    pub fn change_description_of(&self, pinned: &Pinned) {
        let digest = pinned.digest().trim_start_matches("sha256:");
        self.change(digest, |kept| {
            let text = sure(String::from_utf8(std::mem::take(kept)));
            *kept = text.replace(".wasm", ".mesa").into_bytes();
        });
    }

    fn change(&self, digest: &str, change: impl FnOnce(&mut Vec<u8>)) {
        let blobs = self.0.data().join("docker/registry/v2/blobs/sha256");
        let file = blobs.join(&digest[..2]).join(digest).join("data");
        let before = sure(std::fs::read(&file));
        let mut after = before.clone();
        change(&mut after);
        assert_ne!(after, before);
        sure(std::fs::write(&file, after));
    }

    /// Pushes an artifact of another kind.
    pub async fn push_something_else(&self, repository: &str) -> Pinned {
        let client = Client::new(ClientConfig {
            protocol: ClientProtocol::Http,
            use_monolithic_push: true,
            ..ClientConfig::default()
        });
        let place = format!("{}/{repository}:other", self.host());
        let reference = sure(place.parse());
        let layers = [ImageLayer::oci_v1(&b"a tar"[..], None)];
        let config = Config::oci_v1(&b"{}"[..], None);
        let manifest = OciImageManifest::build(&layers, &config, None);
        let auth = RegistryAuth::Anonymous;
        let pushed = client.push(&reference, &layers, config, &auth, Some(manifest));
        sure(pushed.await);
        let pulled = client.pull_image_manifest(&reference, &auth).await;
        let (_, digest) = sure(pulled);
        sure(format!("{place}@{digest}").parse())
    }
}

/// An address that lets packets fall: nobody takes what comes in, and all places to wait are held.
pub struct Silent {
    address: SocketAddr,
    _held: (TcpListener, Vec<TcpStream>),
}

impl Silent {
    pub async fn start() -> Silent {
        let socket = sure(TcpSocket::new_v4());
        sure(socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))));
        let listener = sure(socket.listen(1));
        let address = sure(listener.local_addr());
        let mut waiting = Vec::new();
        // On one machine a connection that finds a place has it at once.
        while let Ok(connected) =
            tokio::time::timeout(Duration::from_secs(1), TcpStream::connect(address)).await
        {
            waiting.push(sure(connected));
        }
        Silent {
            address,
            _held: (listener, waiting),
        }
    }

    /// Host and port.
    pub fn host(&self) -> String {
        self.address.to_string()
    }
}
