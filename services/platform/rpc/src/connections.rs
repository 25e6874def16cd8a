//! Connections under a cap: one too many is closed at once, and one that says nothing leaves soon.
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::{Stream, StreamExt};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_rustls::server::TlsStream;
use tonic::transport::server::{Connected, TcpIncoming};

use crate::line::Line;
use crate::peer::{ClientCertificate, Peer};
use crate::tls::Tls;

/// What `listener` accepts, at most `connections_max` at a time, greeted in TLS where there is one.
pub(crate) fn accepted(
    listener: TcpListener,
    tls: Option<Arc<Tls>>,
    connections_max: usize,
    handshake_max: Duration,
) -> impl Stream<Item = io::Result<Connection>> {
    let places = Arc::new(Semaphore::new(connections_max));
    TcpIncoming::from(listener)
        .with_nodelay(Some(true))
        .filter_map(move |accepted| {
            let admitted = match accepted {
                Err(error) => Some(Err(error)),
                Ok(stream) => match places.clone().try_acquire_owned() {
                    Ok(place) => Some(Ok(Line::new(stream, place, handshake_max))),
                    Err(_) => {
                        tracing::warn!(connections_max, "a connection over the cap was closed");
                        None
                    }
                },
            };
            std::future::ready(admitted)
        })
        // Nobody waits for another's handshake.
        .map(move |line| greeted(line, tls.clone(), handshake_max))
        .buffer_unordered(connections_max.max(1))
        .filter_map(std::future::ready)
}

/// The connection once it can carry requests; `None` when its handshake came to nothing.
async fn greeted(
    line: io::Result<Line>,
    tls: Option<Arc<Tls>>,
    handshake_max: Duration,
) -> Option<io::Result<Connection>> {
    let line = match line {
        Ok(line) => line,
        Err(error) => return Some(Err(error)),
    };
    let Some(tls) = tls else {
        return Some(Ok(Connection::plain(line)));
    };
    let handshake = kezhuan_runtime::spawn("TLS handshake", async move {
        let accepting = tls.acceptor().accept(line);
        let stream = tokio::time::timeout(handshake_max, accepting).await??;
        Ok::<_, io::Error>(Connection::guarded(stream, &tls))
    });
    match handshake.await {
        Ok(Ok(connection)) => Some(Ok(connection)),
        Ok(Err(error)) => {
            tracing::debug!(%error, "a TLS handshake came to nothing");
            None
        }
        Err(error) => {
            tracing::error!(%error, "a TLS handshake broke off");
            None
        }
    }
}

/// One connection, and who is at its other end.
pub(crate) struct Connection {
    speech: Speech,
    peer: Peer,
}

enum Speech {
    Plain(Line),
    Tls(Box<TlsStream<Line>>),
}

impl Connection {
    fn plain(line: Line) -> Connection {
        Connection {
            peer: Peer {
                address: line.address(),
                certificate: None,
            },
            speech: Speech::Plain(line),
        }
    }

    fn guarded(stream: TlsStream<Line>, tls: &Tls) -> Connection {
        let (line, session) = stream.get_ref();
        let certificate = session
            .peer_certificates()
            .zip(tls.clients())
            .map(|(chain, clients)| ClientCertificate::new(chain.into(), clients.clone()));
        Connection {
            peer: Peer {
                address: line.address(),
                certificate,
            },
            speech: Speech::Tls(Box::new(stream)),
        }
    }
}

impl Connected for Connection {
    type ConnectInfo = Peer;

    fn connect_info(&self) -> Peer {
        self.peer.clone()
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.speech {
            Speech::Plain(line) => Pin::new(line).poll_read(context, buffer),
            Speech::Tls(stream) => Pin::new(stream).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match &mut self.speech {
            Speech::Plain(line) => Pin::new(line).poll_write(context, bytes),
            Speech::Tls(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match &mut self.speech {
            Speech::Plain(line) => Pin::new(line).poll_write_vectored(context, slices),
            Speech::Tls(stream) => Pin::new(stream).poll_write_vectored(context, slices),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match &self.speech {
            Speech::Plain(line) => line.is_write_vectored(),
            Speech::Tls(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.speech {
            Speech::Plain(line) => Pin::new(line).poll_flush(context),
            Speech::Tls(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.speech {
            Speech::Plain(line) => Pin::new(line).poll_shutdown(context),
            Speech::Tls(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}
