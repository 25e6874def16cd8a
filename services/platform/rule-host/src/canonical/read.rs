//! JSON → typed: the serde deserializer that mirrors `write`.

use chrono::Datelike;
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::Value;

use super::write::Problem;
use super::{DATE_FIELDS, parse_date, upper_snake};

pub(super) struct Reader<'a>(pub(super) &'a Value);

impl de::Error for Problem {
    fn custom<T: std::fmt::Display>(message: T) -> Problem {
        Problem(message.to_string())
    }
}

impl<'de> IntoDeserializer<'de, Problem> for Reader<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.0 {
            Value::Null => Err(Problem("null: leave an absent member out".to_owned())),
            Value::Bool(flag) => visitor.visit_bool(*flag),
            Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(number), _) => visitor.visit_i64(number),
                (None, Some(number)) => visitor.visit_u64(number),
                (None, None) => Err(Problem(format!("{number} is no integer"))),
            },
            Value::String(text) => visitor.visit_str(text),
            Value::Array(items) => {
                visitor.visit_seq(SeqDeserializer::new(items.iter().map(Reader)))
            }
            Value::Object(members) => {
                let members = members
                    .iter()
                    .map(|(name, value)| (name.as_str(), Reader(value)));
                visitor.visit_map(MapDeserializer::new(members))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        if fields != DATE_FIELDS {
            return self.deserialize_any(visitor);
        }
        let date = self.0.as_str().and_then(parse_date);
        let date = date.ok_or_else(|| Problem(format!("{} is no date", self.0)))?;
        let parts = [date.year().cast_unsigned(), date.month(), date.day()];
        visitor.visit_map(MapDeserializer::new(DATE_FIELDS.into_iter().zip(parts)))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let (label, content) = match self.0 {
            Value::String(label) => (label, None),
            Value::Object(members) if members.len() == 1 => {
                let (label, content) = members.iter().next().ok_or_else(no_label)?;
                (label, Some(content))
            }
            _ => return Err(no_label()),
        };
        let variant = variants
            .iter()
            .find(|variant| upper_snake(variant) == *label);
        let variant = variant.ok_or_else(|| Problem(format!("unknown label {label}")))?;
        visitor.visit_enum(Labelled { variant, content })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

fn no_label() -> Problem {
    Problem("a label or {\"LABEL\":value} is expected".to_owned())
}

struct Labelled<'a> {
    variant: &'static str,
    content: Option<&'a Value>,
}

impl<'de, 'a> EnumAccess<'de> for Labelled<'a> {
    type Error = Problem;
    type Variant = Content<'a>;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Content<'a>), Problem> {
        let variant: de::value::StrDeserializer<'_, Problem> = self.variant.into_deserializer();
        Ok((seed.deserialize(variant)?, Content(self.content)))
    }
}

struct Content<'a>(Option<&'a Value>);

impl<'de> VariantAccess<'de> for Content<'_> {
    type Error = Problem;

    fn unit_variant(self) -> Result<(), Problem> {
        if self.0.is_some() {
            Err(no_label())
        } else {
            Ok(())
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Problem> {
        seed.deserialize(Reader(self.0.ok_or_else(no_label)?))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Problem> {
        Err(no_label())
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Problem> {
        Err(no_label())
    }
}
