//! An event's attributes as message headers: CloudEvents in binary mode, trace context, and the
//! message id by which JetStream drops repeats.
use async_nats::HeaderMap;
use async_nats::header::HeaderValue;
use chrono::SecondsFormat;
use kezhuan_database::outbox::OutboxRow;

pub(crate) const ID: &str = "ce-id";
pub(crate) const TIME: &str = "ce-time";
pub(crate) const AGGREGATE: &str = "ce-aggregate";
pub(crate) const AGGREGATE_ID: &str = "ce-aggregateid";
pub(crate) const SEQUENCE: &str = "ce-sequence";
pub(crate) const TENANT: &str = "ce-tenant";
pub(crate) const LEGAL_DATE: &str = "ce-legaldate";
const ACTOR: &str = "ce-actor";
const PLUGIN_VERSIONS: &str = "ce-pluginversions";
const PARAM_VERSIONS: &str = "ce-paramversions";
pub(crate) const TRACE_PARENT: &str = "traceparent";

/// A value with a line break would end its header.
#[derive(Debug, thiserror::Error)]
#[error("the event's {0} can't stand in a header")]
pub(crate) struct Unheadable(&'static str);

/// The headers of `row`, to be stored once under `message_id`.
pub(crate) fn headers(row: &OutboxRow, message_id: &str) -> Result<HeaderMap, Unheadable> {
    let mut subject = row.subject.split('.');
    let service = subject.nth(1).unwrap_or_default();
    let event_name = subject.next_back().unwrap_or_default();
    let mut headers = HeaderMap::new();
    let mut set = |name: &'static str, value: &str| {
        let value: HeaderValue = value.parse().map_err(|_| Unheadable(name))?;
        headers.insert(name, value);
        Ok(())
    };
    set("Nats-Msg-Id", message_id)?;
    set("ce-specversion", "1.0")?;
    set(ID, &row.event_id.to_string())?;
    set("ce-source", &format!("/kezhuan/{service}"))?;
    set("ce-type", &format!("kezhuan.{service}.v1.{event_name}"))?;
    set(
        TIME,
        &row.occurred_at.to_rfc3339_opts(SecondsFormat::Micros, true),
    )?;
    set("content-type", "application/protobuf")?;
    set(AGGREGATE, &row.aggregate)?;
    set(AGGREGATE_ID, &row.aggregate_id.to_string())?;
    set(SEQUENCE, &row.sequence.to_string())?;
    set(TENANT, &row.tenant)?;
    set(LEGAL_DATE, &row.legal_date.to_string())?;
    set(ACTOR, &spelled(&row.actor))?;
    if let Some(versions) = &row.plugin_versions {
        set(PLUGIN_VERSIONS, &spelled(versions))?;
    }
    if let Some(versions) = &row.param_versions {
        set(PARAM_VERSIONS, &spelled(versions))?;
    }
    if let Some(trace_parent) = &row.trace_parent {
        set(TRACE_PARENT, trace_parent)?;
    }
    Ok(headers)
}

/// Percent-encoded as CloudEvents asks of headers: an issuer names people as it likes, and a name
/// that can't stand in a header would hold up its aggregate for good.
fn spelled(value: &str) -> String {
    let mut spelled = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_graphic() && byte != b'"' && byte != b'%' {
            spelled.push(char::from(byte));
        } else {
            spelled.push_str(&format!("%{byte:02X}"));
        }
    }
    spelled
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Subscribers were written for these names and spellings.
    #[test]
    fn every_attribute_stands_in_its_header() {
        let row = OutboxRow {
            event_id: uuid::Uuid::from_u128(1),
            aggregate: "case".to_owned(),
            aggregate_id: uuid::Uuid::from_u128(2),
            sequence: 3,
            tenant: "440703".to_owned(),
            subject: "kezhuan.desk.v1.case.CaseMoved".to_owned(),
            payload: Vec::new(),
            occurred_at: "2025-03-03T01:02:03.000004Z".parse().unwrap(),
            legal_date: "2025-03-03".parse().unwrap(),
            trace_parent: Some("00-1-2-01".to_owned()),
            actor: "陈 ann".to_owned(),
            plugin_versions: Some("440703/tc.sla@1=07".to_owned()),
            param_versions: Some("desk=08".to_owned()),
        };
        let headers = headers(&row, "m1").unwrap();
        let golden = [
            ("Nats-Msg-Id", "m1"),
            ("ce-specversion", "1.0"),
            ("ce-id", "00000000-0000-0000-0000-000000000001"),
            ("ce-source", "/kezhuan/desk"),
            ("ce-type", "kezhuan.desk.v1.CaseMoved"),
            ("ce-time", "2025-03-03T01:02:03.000004Z"),
            ("content-type", "application/protobuf"),
            ("ce-aggregate", "case"),
            ("ce-aggregateid", "00000000-0000-0000-0000-000000000002"),
            ("ce-sequence", "3"),
            ("ce-tenant", "440703"),
            ("ce-legaldate", "2025-03-03"),
            ("ce-actor", "%E9%99%88%20ann"),
            ("ce-pluginversions", "440703/tc.sla@1=07"),
            ("ce-paramversions", "desk=08"),
            ("traceparent", "00-1-2-01"),
        ];
        for (name, value) in golden {
            let found = headers.get(name).map(HeaderValue::as_str);
            assert_eq!(found, Some(value), "{name}");
        }
        assert_eq!(headers.len(), golden.len());
    }

    #[test]
    fn any_name_can_stand_in_a_header() {
        assert_eq!(spelled("ann@seller"), "ann@seller");
        assert_eq!(spelled("440703/tc.sla@1=07"), "440703/tc.sla@1=07");
        assert_eq!(spelled("陈\n%"), "%E9%99%88%0A%25");
    }
}
