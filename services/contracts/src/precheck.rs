//! What can be said about a form before anything is stored: for imports and model texts.
use std::collections::BTreeSet;

use chrono::NaiveDate;
use kezhuan_protocol::contracts::v1;
use tonic::Status;

use crate::api::form_of;
use crate::domain::contract::ready_to_file;
use crate::error::Error;

/// The refusal that SubmitContract would answer on `today` for a form without attachments.
pub fn precheck(form: v1::Form, today: NaiveDate) -> Result<(), Status> {
    ready_to_file(&form_of(form), &BTreeSet::new(), today)
        .map_err(|refused| Error::from(refused).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_form_is_refused_as_the_service_would() {
        let today = NaiveDate::from_ymd_opt(2025, 3, 3).expect("a day");
        let refused = precheck(v1::Form::default(), today).expect_err("refused");
        assert_eq!(refused.code(), tonic::Code::InvalidArgument);
    }
}
