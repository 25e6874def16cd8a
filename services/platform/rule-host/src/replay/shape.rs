//! Canonical bytes straight into component values, and back: what the types of a hook are made of, looked
//! through once. Values are filled in place, so that a question like the one before allocates next to nothing.
//!
//! Only what is plainly canonical is read. Everything else is left to the path by JSON, which knows why.
use std::io::Write as _;

use wasmtime::component::Val;
use wasmtime::component::types::Type;

use crate::canonical::{DATE_FIELDS, upper_snake};
use crate::values::{is_date, member_name};

/// A type, ready to be read and written.
pub(super) enum Shape {
    Bool,
    Number(Number),
    Text,
    List(Box<Shape>),
    Date,
    /// In the order of the type.
    Record(Record),
    /// The label of the type and that of canonical JSON.
    Enum(Vec<(String, String)>),
    Variant(Vec<(String, String, Option<Shape>)>),
    Option(Box<Shape>),
}

/// The widths a whole number has.
#[derive(Clone, Copy)]
pub(super) enum Number {
    S8,
    U8,
    S16,
    U16,
    S32,
    U32,
    S64,
}

/// Fields by their names in canonical JSON, sorted by bytes, each with its place in the type.
pub(super) struct Record {
    names: Vec<String>,
    sorted: Vec<(String, usize, Shape)>,
}

/// Bytes that are being read.
pub(super) struct Reader<'b> {
    bytes: &'b [u8],
    pub(super) items_max: usize,
}

impl<'b> Reader<'b> {
    pub(super) fn new(bytes: &'b [u8], items_max: usize) -> Reader<'b> {
        Reader { bytes, items_max }
    }

    /// Whether all was read.
    pub(super) fn is_done(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The bytes of the next value, unread.
    pub(super) fn skip(&mut self) -> Option<&'b [u8]> {
        let (value, rest) = self
            .bytes
            .split_at(crate::canonical::value_end(self.bytes)?);
        self.bytes = rest;
        Some(value)
    }

    fn takes(&mut self, expected: &[u8]) -> bool {
        match self.bytes.strip_prefix(expected) {
            Some(rest) => {
                self.bytes = rest;
                true
            }
            None => false,
        }
    }

    fn expects(&mut self, expected: &[u8]) -> Option<()> {
        self.takes(expected).then_some(())
    }

    /// A text without anything escaped.
    pub(super) fn text(&mut self) -> Option<&'b str> {
        self.expects(b"\"")?;
        let end = self
            .bytes
            .iter()
            .position(|byte| *byte == b'"' || *byte == b'\\' || *byte < 0x20)?;
        let text = std::str::from_utf8(&self.bytes[..end]).ok()?;
        self.bytes = &self.bytes[end..];
        self.expects(b"\"")?;
        Some(text)
    }

    /// A whole number as it is written: no sign but a minus, no zero in front.
    fn number(&mut self) -> Option<i64> {
        let minus = self.takes(b"-");
        let digits = self.bytes.iter().position(|byte| !byte.is_ascii_digit());
        let digits = digits.unwrap_or(self.bytes.len());
        // Nineteen digits and more are left to the path by JSON, which knows where 64 bits end.
        if digits == 0 || digits > 18 || (self.bytes[0] == b'0' && (digits > 1 || minus)) {
            return None;
        }
        let (number, rest) = self.bytes.split_at(digits);
        self.bytes = rest;
        let number = number
            .iter()
            .fold(0_i64, |sum, digit| sum * 10 + i64::from(digit - b'0'));
        Some(if minus { -number } else { number })
    }
}

impl Shape {
    /// The shape of a type; none where a type of a hook was never of that kind.
    pub(super) fn of(ty: &Type) -> Option<Shape> {
        Some(match ty {
            Type::Bool => Shape::Bool,
            Type::S8 => Shape::Number(Number::S8),
            Type::U8 => Shape::Number(Number::U8),
            Type::S16 => Shape::Number(Number::S16),
            Type::U16 => Shape::Number(Number::U16),
            Type::S32 => Shape::Number(Number::S32),
            Type::U32 => Shape::Number(Number::U32),
            Type::S64 => Shape::Number(Number::S64),
            Type::String => Shape::Text,
            Type::List(list) => Shape::List(Box::new(Shape::of(&list.ty())?)),
            Type::Record(record) if is_date(record) => Shape::Date,
            Type::Record(record) => {
                let names = record.fields().map(|field| field.name.to_owned()).collect();
                let mut sorted = Vec::new();
                for (place, field) in record.fields().enumerate() {
                    sorted.push((member_name(field.name), place, Shape::of(&field.ty)?));
                }
                sorted.sort_by(|a, b| a.0.as_bytes().cmp(b.0.as_bytes()));
                Shape::Record(Record { names, sorted })
            }
            Type::Enum(labels) => Shape::Enum(
                labels
                    .names()
                    .map(|name| (name.to_owned(), upper_snake(name)))
                    .collect(),
            ),
            Type::Variant(variant) => {
                let mut cases = Vec::new();
                for case in variant.cases() {
                    let content = match &case.ty {
                        Some(ty) => Some(Shape::of(ty)?),
                        None => None,
                    };
                    cases.push((case.name.to_owned(), upper_snake(case.name), content));
                }
                Shape::Variant(cases)
            }
            Type::Option(some) => Shape::Option(Box::new(Shape::of(&some.ty())?)),
            _ => return None,
        })
    }

    /// A value of this shape to be filled.
    pub(super) fn blank(&self) -> Val {
        match self {
            Shape::Bool => Val::Bool(false),
            Shape::Number(number) => number.val(0).unwrap_or(Val::S64(0)),
            Shape::Text => Val::String(String::new()),
            Shape::List(_) => Val::List(Vec::new()),
            Shape::Date => date(1, 1, 1),
            Shape::Record(record) => Val::Record(record.blank()),
            Shape::Enum(_) => Val::Enum(String::new()),
            Shape::Variant(_) => Val::Variant(String::new(), None),
            Shape::Option(_) => Val::Option(None),
        }
    }

    /// Reads one value into `val`.
    pub(super) fn fill(&self, val: &mut Val, from: &mut Reader<'_>) -> Option<()> {
        match (self, val) {
            (Shape::Bool, Val::Bool(flag)) => {
                *flag = from.takes(b"true");
                if !*flag {
                    from.expects(b"false")?;
                }
            }
            (Shape::Number(number), val) => *val = number.val(from.number()?)?,
            (Shape::Text, Val::String(text)) => from.text()?.clone_into(text),
            (Shape::List(item), Val::List(items)) => fill_list(item, items, from)?,
            (Shape::Date, val) => fill_date(val, from.text()?)?,
            (Shape::Record(record), Val::Record(fields)) => {
                record.fill(fields, from, |_, _, _| Some(false))?;
            }
            (Shape::Enum(labels), Val::Enum(label)) => {
                let text = from.text()?;
                let (name, _) = labels.iter().find(|(_, canonical)| canonical == text)?;
                if label != name {
                    name.clone_into(label);
                }
            }
            (Shape::Variant(cases), Val::Variant(name, content)) => {
                fill_variant(cases, (name, content), from)?;
            }
            (Shape::Option(some), Val::Option(val)) => match val {
                Some(val) => some.fill(val, from)?,
                None => {
                    let mut fresh = some.blank();
                    some.fill(&mut fresh, from)?;
                    *val = Some(Box::new(fresh));
                }
            },
            _ => return None,
        }
        Some(())
    }

    /// Writes `val` in canonical JSON.
    pub(super) fn write(&self, val: &Val, items_max: usize, out: &mut Vec<u8>) -> Option<()> {
        match (self, val) {
            (Shape::Bool, Val::Bool(flag)) => write!(out, "{flag}").ok()?,
            (Shape::Number(_), val) => write_number(val, out)?,
            (Shape::Text, Val::String(text)) => crate::canonical::append_text(text, out),
            (Shape::List(item), Val::List(items)) if items.len() <= items_max => {
                out.push(b'[');
                for (index, val) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    item.write(val, items_max, out)?;
                }
                out.push(b']');
            }
            (Shape::Record(record), Val::Record(fields)) => record.write(fields, items_max, out)?,
            (Shape::Enum(labels), Val::Enum(label)) => {
                let (_, canonical) = labels.iter().find(|(name, _)| name == label)?;
                crate::canonical::append_text(canonical, out);
            }
            (Shape::Option(some), Val::Option(Some(val))) => some.write(val, items_max, out)?,
            // Days and variants stand in no answer so far; the path by JSON writes them.
            _ => return None,
        }
        Some(())
    }
}

impl Number {
    fn val(self, number: i64) -> Option<Val> {
        Some(match self {
            Number::S8 => Val::S8(number.try_into().ok()?),
            Number::U8 => Val::U8(number.try_into().ok()?),
            Number::S16 => Val::S16(number.try_into().ok()?),
            Number::U16 => Val::U16(number.try_into().ok()?),
            Number::S32 => Val::S32(number.try_into().ok()?),
            Number::U32 => Val::U32(number.try_into().ok()?),
            Number::S64 => Val::S64(number),
        })
    }
}

impl Record {
    pub(super) fn blank(&self) -> Vec<(String, Val)> {
        let mut fields: Vec<_> = self
            .names
            .iter()
            .map(|name| (name.clone(), Val::Bool(false)))
            .collect();
        for (_, place, shape) in &self.sorted {
            fields[*place].1 = shape.blank();
        }
        fields
    }

    /// The shape of a field, by its name in canonical JSON.
    pub(super) fn field(&self, name: &str) -> Option<&Shape> {
        let found = self.sorted.iter().find(|(field, ..)| field == name)?;
        Some(&found.2)
    }

    /// Reads an object. `instead` may read a member in its own way, and then says so.
    pub(super) fn fill<'b>(
        &self,
        fields: &mut [(String, Val)],
        from: &mut Reader<'b>,
        mut instead: impl FnMut(&str, &mut Val, &mut Reader<'b>) -> Option<bool>,
    ) -> Option<()> {
        from.expects(b"{")?;
        let mut is_first = true;
        for (name, place, shape) in &self.sorted {
            let val = &mut fields[*place].1;
            if !is_here(name, is_first, from) {
                // Only an option may be absent.
                let Val::Option(absent) = val else {
                    return None;
                };
                *absent = None;
                continue;
            }
            is_first = false;
            if !instead(name, val, from)? {
                shape.fill(val, from)?;
            }
        }
        // What is left over has no place in the type.
        from.expects(b"}")
    }

    fn write(&self, fields: &[(String, Val)], items_max: usize, out: &mut Vec<u8>) -> Option<()> {
        out.push(b'{');
        let mut is_first = true;
        for (name, place, shape) in &self.sorted {
            let (field, val) = fields.get(*place)?;
            if *field != self.names[*place] {
                return None;
            }
            if matches!(val, Val::Option(None)) {
                continue;
            }
            if !is_first {
                out.push(b',');
            }
            is_first = false;
            out.push(b'"');
            out.extend_from_slice(name.as_bytes());
            out.extend_from_slice(b"\":");
            shape.write(val, items_max, out)?;
        }
        out.push(b'}');
        Some(())
    }
}

/// Reads `"name":` where that is what comes next.
fn is_here(name: &str, is_first: bool, from: &mut Reader<'_>) -> bool {
    let rest = match is_first {
        true => Some(from.bytes),
        false => from.bytes.strip_prefix(b","),
    };
    let rest = rest
        .and_then(|rest| rest.strip_prefix(b"\""))
        .and_then(|rest| rest.strip_prefix(name.as_bytes()))
        .and_then(|rest| rest.strip_prefix(b"\":"));
    if let Some(rest) = rest {
        from.bytes = rest;
    }
    rest.is_some()
}

fn fill_list(item: &Shape, items: &mut Vec<Val>, from: &mut Reader<'_>) -> Option<()> {
    from.expects(b"[")?;
    let mut length = 0;
    while !from.takes(b"]") {
        if length > 0 {
            from.expects(b",")?;
        }
        if length >= from.items_max {
            return None;
        }
        if items.len() == length {
            items.push(item.blank());
        }
        item.fill(&mut items[length], from)?;
        length += 1;
    }
    items.truncate(length);
    Some(())
}

fn fill_variant(
    cases: &[(String, String, Option<Shape>)],
    (name, content): (&mut String, &mut Option<Box<Val>>),
    from: &mut Reader<'_>,
) -> Option<()> {
    from.expects(b"{")?;
    let label = from.text()?;
    from.expects(b":")?;
    let (case, _, shape) = cases.iter().find(|(_, canonical, _)| canonical == label)?;
    let shape = shape.as_ref()?;
    if name != case || content.is_none() {
        case.clone_into(name);
        *content = Some(Box::new(shape.blank()));
    }
    shape.fill(content.as_mut()?, from)?;
    from.expects(b"}")
}

fn date(year: u16, month: u8, day: u8) -> Val {
    let [y, m, d] = DATE_FIELDS.map(str::to_owned);
    Val::Record(vec![
        (y, Val::U16(year)),
        (m, Val::U8(month)),
        (d, Val::U8(day)),
    ])
}

fn fill_date(val: &mut Val, text: &str) -> Option<()> {
    let Val::Record(fields) = val else {
        return None;
    };
    let [(_, year), (_, month), (_, day)] = &mut fields[..] else {
        return None;
    };
    let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
    let digits = |places: std::ops::Range<usize>| {
        let digits = &bytes[places];
        let all = digits.iter().all(u8::is_ascii_digit);
        all.then(|| {
            digits
                .iter()
                .fold(0_u16, |sum, digit| sum * 10 + u16::from(digit - b'0'))
        })
    };
    let (y, m, d) = (digits(0..4)?, digits(5..7)?, digits(8..10)?);
    if bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    chrono::NaiveDate::from_ymd_opt(y.into(), m.into(), d.into())?;
    *year = Val::U16(y);
    *month = Val::U8(m.try_into().ok()?);
    *day = Val::U8(d.try_into().ok()?);
    Some(())
}

fn write_number(val: &Val, out: &mut Vec<u8>) -> Option<()> {
    match val {
        Val::S8(n) => write!(out, "{n}"),
        Val::U8(n) => write!(out, "{n}"),
        Val::S16(n) => write!(out, "{n}"),
        Val::U16(n) => write!(out, "{n}"),
        Val::S32(n) => write!(out, "{n}"),
        Val::U32(n) => write!(out, "{n}"),
        Val::S64(n) => write!(out, "{n}"),
        _ => return None,
    }
    .ok()
}
