//! Keys fetched over https, from an issuer behind an authority of its own.
use std::path::PathBuf;
use std::sync::Arc;

use kezhuan_auth::{AuthConfig, Claims, DevelopmentIssuer, Verifier};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::HOUR;
use crate::authority::{Authority, Signed};

/// An issuer whose key set is served over https.
struct Published {
    issuer: DevelopmentIssuer,
    address: String,
    folder: TempDir,
}

impl Published {
    async fn by(authority: &Authority) -> Published {
        let folder = tempfile::tempdir().unwrap();
        let issuer = DevelopmentIssuer::create_or_load(folder.path()).unwrap();
        let keys = std::fs::read_to_string(issuer.auth_config().jwks).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let acceptor = acceptor(&authority.server());
        kezhuan_runtime::spawn("issuer", async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A client that does not believe the certificate ends here.
                let _ = answer(&acceptor, stream, &keys).await;
            }
        });
        Published {
            issuer,
            address: format!("https://localhost:{port}/jwks.json"),
            folder,
        }
    }

    fn verifier(&self, jwks: &str, jwks_ca_file: PathBuf) -> Verifier {
        Verifier::new(AuthConfig {
            jwks: jwks.to_owned(),
            jwks_ca_file,
            ..self.issuer.auth_config()
        })
    }

    fn token(&self) -> String {
        let claims = Claims::person("wang", "office-440703", "440703", &["registrar"]);
        self.issuer.token(&claims, HOUR).unwrap()
    }
}

fn acceptor(signed: &Signed) -> TlsAcceptor {
    let certificate = CertificateDer::from_pem_slice(signed.certificate.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(signed.key.as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// Answers one request with the keys, whatever was asked.
async fn answer(acceptor: &TlsAcceptor, stream: TcpStream, keys: &str) -> std::io::Result<()> {
    let mut stream = acceptor.accept(stream).await?;
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        request.push(stream.read_u8().await?);
    }
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{keys}",
        keys.len()
    );
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await
}

#[tokio::test]
async fn keys_are_fetched_over_https_from_an_authority_that_is_named() {
    let authority = Authority::new();
    let published = Published::by(&authority).await;
    let named = authority.file(published.folder.path());
    let verifier = published.verifier(&published.address, named);
    let caller = verifier.verify(&published.token()).await.unwrap();
    assert_eq!(
        (caller.subject.as_str(), caller.tenant.as_str()),
        ("wang", "440703")
    );
}

#[tokio::test]
async fn keys_of_nobody_we_know_and_keys_in_plaintext_are_not_taken() {
    let published = Published::by(&Authority::new()).await;
    let other = Authority::new().file(published.folder.path());
    let plaintext = published.address.replace("https", "http");
    for address in [&published.address, &plaintext] {
        let verifier = published.verifier(address, other.clone());
        let refused = verifier.verify(&published.token()).await.unwrap_err();
        assert_eq!(refused.reason(), "TOKEN_KEYS_UNAVAILABLE", "{address}");
    }
}
