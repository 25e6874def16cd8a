//! The other side of a problem: what a client, a test or a log reads out of a status.
use std::collections::HashMap;

use prost::Message;
use tonic::Status;
use tonic_types::pb::{self, BadRequest, ErrorInfo, LocalizedMessage};

const ERROR_INFO: &str = "type.googleapis.com/google.rpc.ErrorInfo";
const LOCALIZED: &str = "type.googleapis.com/google.rpc.LocalizedMessage";
const BAD_REQUEST: &str = "type.googleapis.com/google.rpc.BadRequest";

/// What a status says to programs and to people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explanation {
    pub reason: String,
    pub domain: String,
    pub zh: String,
    pub en: String,
    pub fields: Vec<FieldProblem>,
    pub metadata: HashMap<String, String>,
    /// How many ErrorInfo the status carries: exactly one when a server of the suite made it.
    pub error_infos: usize,
}

/// One wrong field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldProblem {
    pub path: String,
    pub reason: String,
    pub zh: String,
    pub en: String,
}

impl Explanation {
    /// Reads the details of `status`; what is not there stays empty.
    pub fn of(status: &Status) -> Explanation {
        let mut read = Explanation::default();
        let Ok(status) = pb::Status::decode(status.details()) else {
            return read;
        };
        for detail in status.details {
            let value = detail.value.as_slice();
            match detail.type_url.as_str() {
                ERROR_INFO => read.error_info(value),
                BAD_REQUEST => read.bad_request(value),
                LOCALIZED => read.localized(value),
                _ => {}
            }
        }
        read
    }

    fn error_info(&mut self, value: &[u8]) {
        self.error_infos += 1;
        if let Ok(info) = ErrorInfo::decode(value)
            && self.reason.is_empty()
        {
            (self.reason, self.domain, self.metadata) = (info.reason, info.domain, info.metadata);
        }
    }

    fn bad_request(&mut self, value: &[u8]) {
        let Ok(request) = BadRequest::decode(value) else {
            return;
        };
        self.fields
            .extend(request.field_violations.into_iter().map(|violation| {
                FieldProblem {
                    path: violation.field,
                    reason: violation.reason,
                    zh: violation
                        .localized_message
                        .map(|text| text.message)
                        .unwrap_or_default(),
                    en: violation.description,
                }
            }));
    }

    fn localized(&mut self, value: &[u8]) {
        let Ok(text) = LocalizedMessage::decode(value) else {
            return;
        };
        match text.locale.as_str() {
            "zh-CN" => self.zh = text.message,
            "en" => self.en = text.message,
            _ => {}
        }
    }
}
