//! Requests made from their descriptors: whatever RPC there is, it can be asked about a resource.
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value};
use uuid::Uuid;

/// A request about one resource: every field that refers to a resource names it.
pub struct Wording<'w> {
    /// Nouns whose fields refer to resources, such as `contract`.
    pub nouns: &'w [String],
    /// What fields hold that are checked before the resource is looked for: by the field's name, or
    /// with its message's name before it. Messages are there, and empty.
    pub plausible: &'w [(&'w str, &'w str)],
}

impl Wording<'_> {
    /// Whether a request of this shape refers to a resource at all.
    pub fn refers(&self, input: &MessageDescriptor) -> bool {
        input.fields().any(|field| self.is_reference(&field, true))
            || input.fields().any(|field| self.inner(&field).is_some())
    }

    /// Such a request that names `resource`; with an empty one it names none.
    pub fn about(&self, input: &MessageDescriptor, resource: &str) -> DynamicMessage {
        self.message(input, resource, true)
    }

    fn message(
        &self,
        shape: &MessageDescriptor,
        resource: &str,
        outermost: bool,
    ) -> DynamicMessage {
        let mut message = DynamicMessage::new(shape.clone());
        for field in shape.fields() {
            let value = match self.inner(&field) {
                Some(inner) => Some(Value::Message(self.message(&inner, resource, false))),
                None if self.is_reference(&field, outermost) => Some(text(resource)),
                None if field.name() == "request_id" => Some(text(&Uuid::now_v7().to_string())),
                None => self.plausible_value(&field),
            };
            match value {
                Some(value) if field.is_list() => {
                    message.set_field(&field, Value::List(vec![value]))
                }
                Some(value) => message.set_field(&field, value),
                None => {}
            }
        }
        message
    }

    fn plausible_value(&self, field: &FieldDescriptor) -> Option<Value> {
        let own = format!("{}.{}", field.parent_message().name(), field.name());
        let given = |name: &str| self.plausible.iter().find(|(given, _)| *given == name);
        let (_, value) = given(&own).or_else(|| given(field.name()))?;
        match field.kind() {
            Kind::String => Some(text(value)),
            Kind::Int32 => value.parse().ok().map(Value::I32),
            Kind::Int64 => value.parse().ok().map(Value::I64),
            Kind::Message(shape) => Some(Value::Message(DynamicMessage::new(shape))),
            _ => None,
        }
    }

    /// `name` refers to what the request itself is about; inside it may be anything's name.
    fn is_reference(&self, field: &FieldDescriptor, outermost: bool) -> bool {
        field.kind() == Kind::String
            && ((outermost && field.name() == "name")
                || self.nouns.iter().any(|noun| noun == field.name()))
    }

    /// The message in `field` when it refers to a resource in turn.
    fn inner(&self, field: &FieldDescriptor) -> Option<MessageDescriptor> {
        let Kind::Message(inner) = field.kind() else {
            return None;
        };
        let mut fields = inner.fields();
        let refers = !field.is_map() && fields.any(|field| self.is_reference(&field, false));
        drop(fields);
        refers.then_some(inner)
    }
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}
