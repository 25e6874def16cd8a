//! Typed → JSON: a serde serializer that knows only what the types of a hook are made of.

use std::fmt::Display;

use serde::ser::{self, Impossible, Serialize, SerializeSeq, SerializeStruct, Serializer};
use serde_json::{Map, Value};

use super::{DATE_FIELDS, date_text, upper_snake};

pub(super) struct Writer;

/// Why a typed value can't be written.
#[derive(Debug)]
pub(super) struct Problem(pub(super) String);

impl Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Problem {}

impl ser::Error for Problem {
    fn custom<T: Display>(message: T) -> Problem {
        Problem(message.to_string())
    }
}

type Written = Result<Value, Problem>;
type Never = Impossible<Value, Problem>;

fn foreign<T>(what: &str) -> Result<T, Problem> {
    Err(Problem(format!("{what} has no canonical form")))
}

macro_rules! numbers {
    ($($method:ident: $type:ty),+) => {
        $(fn $method(self, number: $type) -> Written { Ok(Value::from(number)) })+
    };
}

impl Serializer for Writer {
    type Ok = Value;
    type Error = Problem;
    type SerializeSeq = ListWriter;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Never;
    type SerializeStruct = RecordWriter;
    type SerializeStructVariant = Never;

    numbers!(
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32,
        serialize_i64: i64, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32,
        serialize_u64: u64, serialize_str: &str
    );

    fn serialize_none(self) -> Written {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        Ok(Value::from(upper_snake(variant)))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Written {
        let mut member = Map::new();
        member.insert(upper_snake(variant), value.serialize(self)?);
        Ok(Value::Object(member))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Written {
        value.serialize(self)
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<ListWriter, Problem> {
        Ok(ListWriter(Vec::with_capacity(length.unwrap_or(0))))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<RecordWriter, Problem> {
        Ok(RecordWriter(Vec::with_capacity(8)))
    }

    fn serialize_f32(self, _: f32) -> Written {
        foreign("a fraction")
    }

    fn serialize_f64(self, _: f64) -> Written {
        foreign("a fraction")
    }

    fn serialize_char(self, character: char) -> Written {
        Ok(Value::from(character.to_string()))
    }

    fn serialize_bytes(self, _: &[u8]) -> Written {
        foreign("a byte string")
    }

    fn serialize_unit(self) -> Written {
        foreign("nothing")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        foreign("an empty record")
    }

    fn serialize_tuple(self, _: usize) -> Result<Never, Problem> {
        foreign("a tuple")
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Never, Problem> {
        foreign("a tuple")
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Never, Problem> {
        foreign("a tuple")
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Never, Problem> {
        foreign("a map")
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Never, Problem> {
        foreign("a variant with fields")
    }
}

pub(super) struct ListWriter(Vec<Value>);

impl SerializeSeq for ListWriter {
    type Ok = Value;
    type Error = Problem;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Problem> {
        self.0.push(item.serialize(Writer)?);
        Ok(())
    }

    fn end(self) -> Written {
        Ok(Value::Array(self.0))
    }
}

pub(super) struct RecordWriter(Vec<(&'static str, Value)>);

impl SerializeStruct for RecordWriter {
    type Ok = Value;
    type Error = Problem;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Problem> {
        self.0.push((name, value.serialize(Writer)?));
        Ok(())
    }

    fn end(self) -> Written {
        if self.0.iter().map(|(name, _)| *name).eq(DATE_FIELDS) {
            let part = |index: usize| self.0[index].1.as_u64().unwrap_or(u64::MAX);
            let text = date_text(part(0), part(1), part(2));
            return text
                .map(Value::from)
                .ok_or_else(|| Problem("no such day".to_owned()));
        }
        let present = self.0.into_iter().filter(|(_, value)| !value.is_null());
        Ok(Value::Object(
            present
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        ))
    }
}
