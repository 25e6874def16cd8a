//! Requests made from one that is legal: as new ones, as nonsense, about what is not there.
use kezhuan_protocol::FILE_DESCRIPTOR_SET;
use prost::{Message, Name};
use prost_reflect::{DescriptorPool, DynamicMessage, Kind, ReflectMessage, Value};
use uuid::Uuid;

use crate::lending::number;
use crate::world::*;

/// Fields that say which sending it is, not what is asked.
const OF_THE_SENDING: [&str; 3] = ["request_id", "etag", "biz_no"];
/// Fields of which one names the case, where there is one.
const ABOUT: [&str; 5] = ["name", "application", "loan", "batch", "endpoint"];
const NONSENSE: &str = "垃圾'; --";

/// The shapes of all requests.
pub struct Requests {
    pool: DescriptorPool,
}

impl Requests {
    pub fn read() -> Requests {
        Requests {
            pool: DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap(),
        }
    }

    fn empty<R: Name>(&self) -> DynamicMessage {
        let shape = self.pool.get_message_by_name(&R::full_name());
        DynamicMessage::new(shape.unwrap())
    }

    pub fn has<R: Name>(&self, field: &str) -> bool {
        let shape = self.empty::<R>().descriptor();
        shape.get_field_by_name(field).is_some()
    }

    fn dynamic<R: Message + Name>(&self, request: &R) -> DynamicMessage {
        let mut message = self.empty::<R>();
        message.merge(request.encode_to_vec().as_slice()).unwrap();
        message
    }

    pub fn with<R: Message + Name + Default>(&self, request: &R, field: &str, text: &str) -> R {
        let mut message = self.dynamic(request);
        message.set_field_by_name(field, Value::String(text.to_owned()));
        typed(&message)
    }

    /// As a request of its own, by a number where a bank asks.
    pub fn anew<R: Message + Name + Default>(&self, by: &Person, request: &R) -> R {
        let own = self.with(request, "request_id", &id());
        let number = if by.is_of_a_bank() {
            number()
        } else {
            String::new()
        };
        self.with(&own, "biz_no", &number)
    }

    /// Nothing in it means anything.
    pub fn nonsense<R: Message + Name + Default>(&self) -> R {
        let mut message = self.empty::<R>();
        let shape = message.descriptor();
        for field in shape.fields() {
            let value = match field.kind() {
                Kind::String => Value::String(NONSENSE.to_owned()),
                Kind::Bytes => Value::Bytes(NONSENSE.into()),
                kind => match extreme(&kind) {
                    Some(value) => value,
                    None => continue,
                },
            };
            let value = match field.is_list() {
                true => Value::List(vec![value]),
                false => value,
            };
            message.set_field(&field, value);
        }
        typed(&message)
    }

    /// The request with one number of it out of every range, or one code of no list.
    pub fn hostile<R: Message + Name + Default>(&self, request: &R) -> Vec<R> {
        let whole = self.dynamic(request);
        let shape = whole.descriptor();
        let fields = shape.fields().filter(|field| !field.is_list());
        let numbers = fields.filter_map(|field| Some((extreme(&field.kind())?, field)));
        let bad = numbers.map(|(value, field)| {
            let mut message = whole.clone();
            message.set_field(&field, value);
            typed(&message)
        });
        bad.collect()
    }

    /// The field that says what the request is about, its name, and one of the same kind that names nothing.
    pub fn twin<R: Message + Name>(&self, request: &R) -> Option<(&'static str, [String; 2])> {
        let message = self.dynamic(request);
        let field = ABOUT.into_iter().find(|field| self.has::<R>(field))?;
        let name = message.get_field_by_name(field)?.as_str()?.to_owned();
        let (kind, _) = name.rsplit_once('/')?;
        let absent = format!("{kind}/{}", Uuid::now_v7());
        Some((field, [name, absent]))
    }

    /// Another body under the same number: one letter more in the first text.
    pub fn another<R: Message + Name + Default>(&self, request: &R) -> R {
        let message = self.dynamic(request);
        let shape = message.descriptor();
        let mut texts = shape.fields().filter(|field| {
            let is_text = field.kind() == Kind::String && !field.is_list();
            is_text && !OF_THE_SENDING.contains(&field.name())
        });
        let field = texts.next().unwrap();
        let text = message.get_field(&field).as_str().unwrap().to_owned();
        self.with(request, field.name(), &format!("{text}x"))
    }
}

fn extreme(kind: &Kind) -> Option<Value> {
    match kind {
        Kind::Int32 => Some(Value::I32(i32::MIN)),
        Kind::Int64 => Some(Value::I64(i64::MIN)),
        Kind::Enum(_) => Some(Value::EnumNumber(99)),
        _ => None,
    }
}

fn typed<R: Message + Default>(message: &DynamicMessage) -> R {
    R::decode(message.encode_to_vec().as_slice()).unwrap()
}
