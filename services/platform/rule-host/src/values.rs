//! JSON ↔ component values, driven by the component's own types: the generic path.

use serde_json::{Map, Value};
use wasmtime::component::Val;
use wasmtime::component::types::{Record, Type};

use crate::canonical::{DATE_FIELDS, date_text, parse_date, upper_snake};

/// A value that the types can't take, or can't be written; `place` is its path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct ValueError {
    pub place: String,
    pub problem: String,
}

impl ValueError {
    fn new(place: &str, problem: impl Into<String>) -> ValueError {
        let place = if place.is_empty() { "$" } else { place };
        ValueError { place: place.to_owned(), problem: problem.into() }
    }
}

/// `as-of` of WIT is `as_of` in JSON.
fn member_name(field: &str) -> String {
    field.replace('-', "_")
}

fn below(place: &str, member: &str) -> String {
    if place.is_empty() { member.to_owned() } else { format!("{place}.{member}") }
}

fn is_date(record: &Record) -> bool {
    record.fields().map(|field| field.name).eq(DATE_FIELDS)
        && record.fields().map(|field| field.ty).eq([Type::U16, Type::U8, Type::U8])
}

/// The component value of `json` under `ty`. An unknown member is an error: a misspelt one would
/// otherwise be a missing fact.
pub(crate) fn from_json(json: &Value, ty: &Type, place: &str) -> Result<Val, ValueError> {
    let wrong = |expected: &str| ValueError::new(place, format!("{expected} is expected"));
    let whole = || json.as_i64().ok_or_else(|| wrong("a whole number"));
    let narrow = |_| wrong("a smaller number");
    Ok(match ty {
        Type::Bool => Val::Bool(json.as_bool().ok_or_else(|| wrong("true or false"))?),
        Type::S8 => Val::S8(whole()?.try_into().map_err(narrow)?),
        Type::U8 => Val::U8(whole()?.try_into().map_err(narrow)?),
        Type::S16 => Val::S16(whole()?.try_into().map_err(narrow)?),
        Type::U16 => Val::U16(whole()?.try_into().map_err(narrow)?),
        Type::S32 => Val::S32(whole()?.try_into().map_err(narrow)?),
        Type::U32 => Val::U32(whole()?.try_into().map_err(narrow)?),
        Type::S64 => Val::S64(whole()?),
        Type::U64 => Val::U64(json.as_u64().ok_or_else(|| wrong("a whole number"))?),
        Type::String => Val::String(json.as_str().ok_or_else(|| wrong("a text"))?.to_owned()),
        Type::List(list) => {
            let items = json.as_array().ok_or_else(|| wrong("a list"))?.iter().enumerate();
            let item = |(index, item)| from_json(item, &list.ty(), &format!("{place}[{index}]"));
            Val::List(items.map(item).collect::<Result<_, _>>()?)
        }
        Type::Record(record) if is_date(record) => date(json, place)?,
        Type::Record(fields) => record(json, fields, place)?,
        Type::Enum(labels) => {
            let label = json.as_str().ok_or_else(|| wrong("a label"))?;
            let known = labels.names().find(|name| upper_snake(name) == label);
            Val::Enum(known.ok_or_else(|| wrong("a known label"))?.to_owned())
        }
        Type::Variant(variant) => {
            let members = json.as_object().filter(|members| members.len() == 1);
            let (label, content) = match (json.as_str(), members.and_then(|one| one.iter().next())) {
                (Some(label), _) => (label, None),
                (None, Some((label, content))) => (label.as_str(), Some(content)),
                (None, None) => return Err(wrong("a label or {\"LABEL\":value}")),
            };
            let case = variant.cases().find(|case| upper_snake(case.name) == label);
            let case = case.ok_or_else(|| wrong("a known label"))?;
            let content = match (&case.ty, content) {
                (Some(ty), Some(content)) => Some(Box::new(from_json(content, ty, &below(place, label))?)),
                (None, None) => None,
                _ => return Err(wrong("the label's own content")),
            };
            Val::Variant(case.name.to_owned(), content)
        }
        Type::Option(some) => Val::Option(Some(Box::new(from_json(json, &some.ty(), place)?))),
        _ => return Err(ValueError::new(place, "the type has no canonical form")),
    })
}

fn date(json: &Value, place: &str) -> Result<Val, ValueError> {
    use chrono::Datelike;
    let date = json.as_str().and_then(parse_date);
    let parts = date.and_then(|date| {
        Some((u16::try_from(date.year()).ok()?, u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?))
    });
    let (year, month, day) = parts.ok_or_else(|| ValueError::new(place, "a day YYYY-MM-DD is expected"))?;
    let [year_name, month_name, day_name] = DATE_FIELDS.map(str::to_owned);
    Ok(Val::Record(vec![
        (year_name, Val::U16(year)),
        (month_name, Val::U8(month)),
        (day_name, Val::U8(day)),
    ]))
}

fn record(json: &Value, fields: &Record, place: &str) -> Result<Val, ValueError> {
    let members = json.as_object().ok_or_else(|| ValueError::new(place, "an object is expected"))?;
    let known: Vec<String> = fields.fields().map(|field| member_name(field.name)).collect();
    if let Some(stray) = members.keys().find(|name| !known.contains(name)) {
        return Err(ValueError::new(&below(place, stray), "no such member"));
    }
    let mut record = Vec::with_capacity(known.len());
    for (field, name) in fields.fields().zip(&known) {
        let place = below(place, name);
        let value = match (members.get(name), &field.ty) {
            (None, Type::Option(_)) => Val::Option(None),
            (None, _) => return Err(ValueError::new(&place, "the member is missing")),
            (Some(member), ty) => from_json(member, ty, &place)?,
        };
        record.push((field.name.to_owned(), value));
    }
    Ok(Val::Record(record))
}

/// The JSON value of an answer; lists longer than `items_max` are refused.
pub(crate) fn to_json(val: &Val, items_max: usize, place: &str) -> Result<Value, ValueError> {
    Ok(match val {
        Val::Bool(flag) => Value::from(*flag),
        Val::S8(number) => Value::from(*number),
        Val::U8(number) => Value::from(*number),
        Val::S16(number) => Value::from(*number),
        Val::U16(number) => Value::from(*number),
        Val::S32(number) => Value::from(*number),
        Val::U32(number) => Value::from(*number),
        Val::S64(number) => Value::from(*number),
        Val::U64(number) => Value::from(*number),
        Val::String(text) => Value::from(text.as_str()),
        Val::List(items) => {
            if items.len() > items_max {
                let problem = format!("{} items, at most {items_max} are taken", items.len());
                return Err(ValueError::new(place, problem));
            }
            let items = items.iter().enumerate();
            let item = |(index, item)| to_json(item, items_max, &format!("{place}[{index}]"));
            Value::Array(items.map(item).collect::<Result<_, _>>()?)
        }
        Val::Record(fields) => record_to_json(fields, items_max, place)?,
        Val::Enum(label) => Value::from(upper_snake(label)),
        Val::Variant(label, None) => Value::from(upper_snake(label)),
        Val::Variant(label, Some(content)) => {
            let label = upper_snake(label);
            let content = to_json(content, items_max, &below(place, &label))?;
            Value::Object(Map::from_iter([(label, content)]))
        }
        Val::Option(Some(some)) => to_json(some, items_max, place)?,
        _ => return Err(ValueError::new(place, "the value has no canonical form")),
    })
}

fn record_to_json(fields: &[(String, Val)], items_max: usize, place: &str) -> Result<Value, ValueError> {
    if let [(y, Val::U16(year)), (m, Val::U8(month)), (d, Val::U8(day))] = fields
        && [y, m, d].into_iter().eq(DATE_FIELDS.iter())
    {
        let text = date_text((*year).into(), (*month).into(), (*day).into());
        return text.map(Value::from).ok_or_else(|| ValueError::new(place, "no such day"));
    }
    let mut members = Map::new();
    for (field, value) in fields {
        if !matches!(value, Val::Option(None)) {
            let name = member_name(field);
            let value = to_json(value, items_max, &below(place, &name))?;
            members.insert(name, value);
        }
    }
    Ok(Value::Object(members))
}
