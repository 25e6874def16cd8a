//! One call of any RPC by its path, with messages as bytes.
use bytes::{Buf, BufMut, Bytes};
use kezhuan_rpc::Explanation;
use prost_reflect::prost::Message;
use prost_reflect::{DynamicMessage, MethodDescriptor};
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::transport::Channel;
use tonic::{Code, Request, Status};

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub code: Code,
    pub explanation: Explanation,
    /// Every message of the answer.
    pub messages: Vec<Bytes>,
}

impl Answer {
    /// Whether the permission check, or the domain, found a role missing.
    pub fn misses_a_role(&self) -> bool {
        self.code == Code::PermissionDenied && self.explanation.reason == "ROLE_MISSING"
    }

    /// The same answer with `name` blotted out, to be compared with one about another name.
    pub fn without(&self, name: &str) -> String {
        format!("{:?} {:?}", self.code, self.explanation).replace(name, "…")
    }
}

/// Calls `method` with one message, be it unary or a stream.
pub async fn call(
    channel: &Channel,
    method: &MethodDescriptor,
    token: &str,
    message: &DynamicMessage,
) -> anyhow::Result<Answer> {
    let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
    let mut request = Request::new(futures::stream::iter([Bytes::from(
        message.encode_to_vec(),
    )]));
    let bearer = format!("Bearer {token}").parse()?;
    request.metadata_mut().insert("authorization", bearer);
    let mut grpc = tonic::client::Grpc::new(channel.clone());
    grpc.ready().await?;
    Ok(match grpc.streaming(request, path.parse()?, Plain).await {
        Ok(response) => {
            let mut stream = response.into_inner();
            let mut messages = Vec::new();
            loop {
                match stream.message().await {
                    Ok(Some(message)) => messages.push(message),
                    Ok(None) => break ended(&Status::ok(""), messages),
                    Err(status) => break ended(&status, messages),
                }
            }
        }
        Err(status) => ended(&status, Vec::new()),
    })
}

fn ended(status: &Status, messages: Vec<Bytes>) -> Answer {
    Answer {
        code: status.code(),
        explanation: Explanation::of(status),
        messages,
    }
}

/// Messages as they are on the wire.
struct Plain;

impl Codec for Plain {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Plain;
    type Decoder = Plain;

    fn encoder(&mut self) -> Plain {
        Plain
    }

    fn decoder(&mut self) -> Plain {
        Plain
    }
}

impl Encoder for Plain {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put(item);
        Ok(())
    }
}

impl Decoder for Plain {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(buffer.copy_to_bytes(buffer.remaining())))
    }
}
