//! An answer's body: its deadline holds to the end, its trailers say why, its end is counted.
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::HeaderMap;
use http_body::Frame;
use tonic::body::Body;
use tonic::{Code, Status};

use super::figures::Ending;
use crate::dress::dressed;

/// Ends an answer with a status, whatever is still to come.
pub(super) type Limit = Pin<Box<dyn Future<Output = Status> + Send>>;

/// A body that is watched until its trailers.
pub(super) struct AnswerBody {
    inner: Body,
    limit: Limit,
    ending: Option<Ending>,
}

impl AnswerBody {
    pub(super) fn new(inner: Body, limit: Limit, ending: Ending) -> AnswerBody {
        AnswerBody {
            inner,
            limit,
            ending: Some(ending),
        }
    }

    fn end(&mut self, code: Code) {
        if let Some(ending) = self.ending.take() {
            ending.ended(code);
        }
    }
}

impl http_body::Body for AnswerBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if self.ending.is_none() {
            return Poll::Ready(None);
        }
        let _entered = self
            .ending
            .as_ref()
            .map(|ending| ending.span.clone().entered());
        match Pin::new(&mut self.inner).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => Poll::Ready(Some(Ok(match frame.into_trailers() {
                Ok(mut trailers) => {
                    let code = complete(&mut trailers);
                    self.end(code);
                    Frame::trailers(trailers)
                }
                Err(frame) => frame,
            }))),
            Poll::Ready(last) => {
                self.end(if last.is_none() {
                    Code::Ok
                } else {
                    Code::Unknown
                });
                Poll::Ready(last)
            }
            Poll::Pending => {
                let status = std::task::ready!(self.limit.as_mut().poll(context));
                self.inner = Body::empty();
                self.end(status.code());
                let mut trailers = HeaderMap::new();
                Poll::Ready(Some(match status.add_header(&mut trailers) {
                    Ok(()) => Ok(Frame::trailers(trailers)),
                    Err(status) => Err(status),
                }))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.ending.is_none()
    }
}

impl Drop for AnswerBody {
    fn drop(&mut self) {
        self.end(Code::Cancelled);
    }
}

/// Makes the status in `headers` say why in both languages; returns its code.
pub(super) fn complete(headers: &mut HeaderMap) -> Code {
    let Some(status) = Status::from_header_map(headers) else {
        return Code::Ok;
    };
    let Some(whole) = dressed(&status) else {
        return status.code();
    };
    match whole.add_header(headers) {
        Ok(()) => whole.code(),
        Err(_) => status.code(),
    }
}
