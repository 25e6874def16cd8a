//! A request's body under the message cap: the length a message announces is enough to refuse it.
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::Frame;
use tonic::Status;
use tonic::body::Body;

use crate::dress::too_large;

/// Flag and length, before every message of a stream.
const PREFIX: usize = 5;

/// Reads the lengths go by.
pub(super) struct CappedBody {
    inner: Body,
    message_bytes_max: usize,
    prefix: Vec<u8>,
    rest_of_message: usize,
}

impl CappedBody {
    pub(super) fn new(inner: Body, message_bytes_max: usize) -> CappedBody {
        CappedBody {
            inner,
            message_bytes_max,
            prefix: Vec::with_capacity(PREFIX),
            rest_of_message: 0,
        }
    }

    fn admits(&mut self, mut bytes: &[u8]) -> bool {
        while !bytes.is_empty() {
            let skipped = self.rest_of_message.min(bytes.len());
            self.rest_of_message -= skipped;
            bytes = &bytes[skipped..];
            let taken = (PREFIX - self.prefix.len()).min(bytes.len());
            self.prefix.extend_from_slice(&bytes[..taken]);
            bytes = &bytes[taken..];
            if let [_, a, b, c, d] = self.prefix[..] {
                let length = u32::from_be_bytes([a, b, c, d]);
                self.rest_of_message = usize::try_from(length).unwrap_or(usize::MAX);
                self.prefix.clear();
                if self.rest_of_message > self.message_bytes_max {
                    return false;
                }
            }
        }
        true
    }
}

impl http_body::Body for CappedBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let frame = Pin::new(&mut self.inner).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &frame
            && let Some(bytes) = frame.data_ref()
            && !self.admits(bytes)
        {
            let refusal = too_large().meta("message_bytes_max", self.message_bytes_max);
            return Poll::Ready(Some(Err(refusal.into())));
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(length: u32) -> Vec<u8> {
        let mut bytes = vec![0];
        bytes.extend(length.to_be_bytes());
        bytes.resize(bytes.len() + length as usize, 7);
        bytes
    }

    #[test]
    fn lengths_are_seen_however_the_bytes_are_cut() {
        let stream = [message(100), message(0), message(3)].concat();
        let too_long = [message(100), message(101)].concat();
        for cut in [1, 2, 5, 6, 104, 105, 106, 1_000] {
            let mut body = CappedBody::new(Body::empty(), 100);
            assert!(
                stream.chunks(cut).all(|chunk| body.admits(chunk)),
                "cut {cut}"
            );
            let mut body = CappedBody::new(Body::empty(), 100);
            assert!(
                !too_long.chunks(cut).all(|chunk| body.admits(chunk)),
                "cut {cut}"
            );
        }
    }
}
