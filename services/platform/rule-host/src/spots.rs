//! The single facts of a question, each with its place and what can stand there.

use serde_json::Value;
use wasmtime::component::types::Type;

use crate::canonical::{joined, upper_snake};
use crate::values::{is_date, member_name};

/// One fact.
pub(crate) struct Spot<'v> {
    /// Such as `contract.parties[0].side`.
    pub(crate) place: String,
    /// The same as a JSON pointer.
    pub(crate) pointer: String,
    pub(crate) value: &'v Value,
    pub(crate) kind: Kind,
}

/// What can stand in a place.
pub(crate) enum Kind {
    Number,
    Flag,
    /// One of these labels.
    Label(Vec<String>),
    Text,
}

impl Spot<'_> {
    /// The name of the fact, whatever it is a fact of.
    pub(crate) fn noun(&self) -> String {
        let name = self.place.rsplit('.').next().unwrap_or(&self.place);
        name.to_owned()
    }
}

/// The facts of a question of this type, in the order of the type. Days stay out: a question is
/// asked for its own day.
pub(crate) fn spots<'v>(ty: &Type, facts: &'v Value) -> Vec<Spot<'v>> {
    let mut found = Vec::new();
    collect(ty, facts, "", "", &mut found);
    found
}

fn collect<'v>(ty: &Type, value: &'v Value, place: &str, pointer: &str, found: &mut Vec<Spot<'v>>) {
    let kind = match ty {
        Type::Bool => Kind::Flag,
        Type::S8 | Type::U8 | Type::S16 | Type::U16 | Type::S32 | Type::U32 => Kind::Number,
        Type::S64 | Type::U64 => Kind::Number,
        Type::String => Kind::Text,
        Type::Enum(labels) => Kind::Label(labels.names().map(upper_snake).collect()),
        Type::Option(some) => return collect(&some.ty(), value, place, pointer, found),
        Type::List(list) => {
            for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                let place = joined(place, &format!("[{index}]"));
                collect(
                    &list.ty(),
                    item,
                    &place,
                    &format!("{pointer}/{index}"),
                    found,
                );
            }
            return;
        }
        Type::Record(record) if !is_date(record) => {
            for field in record.fields() {
                let name = member_name(field.name);
                if let Some(member) = value.get(&name) {
                    let place = joined(place, &name);
                    collect(
                        &field.ty,
                        member,
                        &place,
                        &format!("{pointer}/{name}"),
                        found,
                    );
                }
            }
            return;
        }
        _ => return,
    };
    found.push(Spot {
        place: place.to_owned(),
        pointer: pointer.to_owned(),
        value,
        kind,
    });
}
