//! JSON ↔ component values, driven by the component's own types: the generic path.

use serde_json::{Map, Value};
use wasmtime::component::Val;
use wasmtime::component::types::{Record, Type};

use crate::canonical::{DATE_FIELDS, date_text, joined, parse_date, shown, upper_snake};

/// A value that the types can't take, or can't be written; `place` is its path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {problem}", shown(place))]
pub struct ValueError {
    pub place: String,
    pub problem: String,
}

impl ValueError {
    fn new(problem: impl Into<String>) -> ValueError {
        ValueError {
            place: String::new(),
            problem: problem.into(),
        }
    }

    /// The same, seen from the value around. Places are only made where something is wrong.
    fn within(self, outer: &str) -> ValueError {
        ValueError {
            place: joined(outer, &self.place),
            problem: self.problem,
        }
    }
}

/// `as-of` of WIT is `as_of` in JSON.
pub(crate) fn member_name(field: &str) -> String {
    field.replace('-', "_")
}

pub(crate) fn is_date(record: &Record) -> bool {
    record.fields().map(|field| field.name).eq(DATE_FIELDS)
        && record
            .fields()
            .map(|field| field.ty)
            .eq([Type::U16, Type::U8, Type::U8])
}

/// The component value of `json` under `ty`. An unknown member is an error: a misspelt one would
/// otherwise be a missing fact.
pub(crate) fn from_json(json: &Value, ty: &Type) -> Result<Val, ValueError> {
    let wrong = |expected: &str| ValueError::new(format!("{expected} is expected"));
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
            let items = json
                .as_array()
                .ok_or_else(|| wrong("a list"))?
                .iter()
                .enumerate();
            let ty = list.ty();
            let item = |(index, item)| {
                from_json(item, &ty).map_err(|error| error.within(&format!("[{index}]")))
            };
            Val::List(items.map(item).collect::<Result<_, _>>()?)
        }
        Type::Record(record) if is_date(record) => date(json)?,
        Type::Record(fields) => record(json, fields)?,
        Type::Enum(labels) => {
            let label = json.as_str().ok_or_else(|| wrong("a label"))?;
            let known = labels.names().find(|name| upper_snake(name) == label);
            Val::Enum(known.ok_or_else(|| wrong("a known label"))?.to_owned())
        }
        Type::Variant(variant) => {
            let members = json.as_object().filter(|members| members.len() == 1);
            let (label, content) = match (json.as_str(), members.and_then(|one| one.iter().next()))
            {
                (Some(label), _) => (label, None),
                (None, Some((label, content))) => (label.as_str(), Some(content)),
                (None, None) => return Err(wrong("a label or {\"LABEL\":value}")),
            };
            let case = variant.cases().find(|case| upper_snake(case.name) == label);
            let case = case.ok_or_else(|| wrong("a known label"))?;
            let content = match (&case.ty, content) {
                (Some(ty), Some(content)) => Some(Box::new(
                    from_json(content, ty).map_err(|error| error.within(label))?,
                )),
                (None, None) => None,
                _ => return Err(wrong("the label's own content")),
            };
            Val::Variant(case.name.to_owned(), content)
        }
        Type::Option(some) => Val::Option(Some(Box::new(from_json(json, &some.ty())?))),
        _ => return Err(ValueError::new("the type has no canonical form")),
    })
}

fn date(json: &Value) -> Result<Val, ValueError> {
    use chrono::Datelike;
    let date = json.as_str().and_then(parse_date);
    let parts = date.and_then(|date| {
        Some((
            u16::try_from(date.year()).ok()?,
            u8::try_from(date.month()).ok()?,
            u8::try_from(date.day()).ok()?,
        ))
    });
    let (year, month, day) =
        parts.ok_or_else(|| ValueError::new("a day YYYY-MM-DD is expected"))?;
    let [year_name, month_name, day_name] = DATE_FIELDS.map(str::to_owned);
    Ok(Val::Record(vec![
        (year_name, Val::U16(year)),
        (month_name, Val::U8(month)),
        (day_name, Val::U8(day)),
    ]))
}

fn record(json: &Value, fields: &Record) -> Result<Val, ValueError> {
    let members = json
        .as_object()
        .ok_or_else(|| ValueError::new("an object is expected"))?;
    let known: Vec<String> = fields
        .fields()
        .map(|field| member_name(field.name))
        .collect();
    if let Some(stray) = members.keys().find(|name| !known.contains(name)) {
        return Err(ValueError::new("no such member").within(stray));
    }
    let mut record = Vec::with_capacity(known.len());
    for (field, name) in fields.fields().zip(&known) {
        let value = match (members.get(name), &field.ty) {
            (None, Type::Option(_)) => Val::Option(None),
            (None, _) => return Err(ValueError::new("the member is missing").within(name)),
            (Some(member), ty) => from_json(member, ty).map_err(|error| error.within(name))?,
        };
        record.push((field.name.to_owned(), value));
    }
    Ok(Val::Record(record))
}

/// The JSON value of an answer.
pub(crate) fn to_json(val: &Val) -> Result<Value, ValueError> {
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
            let items = items.iter().enumerate();
            let item =
                |(index, item)| to_json(item).map_err(|error| error.within(&format!("[{index}]")));
            Value::Array(items.map(item).collect::<Result<_, _>>()?)
        }
        Val::Record(fields) => record_to_json(fields)?,
        Val::Enum(label) => Value::from(upper_snake(label)),
        Val::Variant(label, None) => Value::from(upper_snake(label)),
        Val::Variant(label, Some(content)) => {
            let label = upper_snake(label);
            let content = to_json(content).map_err(|error| error.within(&label))?;
            Value::Object(Map::from_iter([(label, content)]))
        }
        Val::Option(Some(some)) => to_json(some)?,
        _ => return Err(ValueError::new("the value has no canonical form")),
    })
}

fn record_to_json(fields: &[(String, Val)]) -> Result<Value, ValueError> {
    if let [(y, Val::U16(year)), (m, Val::U8(month)), (d, Val::U8(day))] = fields
        && [y, m, d].into_iter().eq(DATE_FIELDS.iter())
    {
        let text = date_text((*year).into(), (*month).into(), (*day).into());
        return text
            .map(Value::from)
            .ok_or_else(|| ValueError::new("no such day"));
    }
    let mut members = Map::new();
    for (field, value) in fields {
        if !matches!(value, Val::Option(None)) {
            let name = member_name(field);
            let value = to_json(value).map_err(|error| error.within(&name))?;
            members.insert(name, value);
        }
    }
    Ok(Value::Object(members))
}
