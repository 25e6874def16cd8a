//! Messages of the suite as JSON, in the mapping that protobuf itself defines.
use anyhow::Context;
use prost::{Message, Name};
use prost_reflect::{DescriptorPool, DynamicMessage};

/// Turns messages into JSON by their descriptors.
pub struct MessageJson(DescriptorPool);

impl MessageJson {
    /// Of every message of the suite.
    pub fn new() -> anyhow::Result<MessageJson> {
        Ok(MessageJson(DescriptorPool::decode(
            kezhuan_protocol::FILE_DESCRIPTOR_SET,
        )?))
    }

    /// One message; amounts beyond 53 bits are written as texts, as the mapping asks.
    pub fn of<M: Message + Name>(&self, message: &M) -> anyhow::Result<serde_json::Value> {
        let name = M::full_name();
        let shape = self.0.get_message_by_name(&name);
        let shape = shape.with_context(|| format!("no proto describes {name}"))?;
        let message = DynamicMessage::decode(shape, message.encode_to_vec().as_slice())?;
        Ok(serde_json::to_value(message)?)
    }
}
