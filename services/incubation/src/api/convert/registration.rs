//! A team's registration as an enterprise.
use kezhuan_law::identifiers::UnifiedSocialCreditCode;
use kezhuan_protocol::incubation::v1;

use super::day;
use crate::domain::tenancy::Registration;
use crate::error::Error;

/// As its readers see it.
pub fn message(registration: &Registration) -> v1::tenancy::Registration {
    v1::tenancy::Registration {
        uscc: registration.uscc.to_string(),
        name: registration.name.clone(),
        registered_on: registration.registered_on.to_string(),
        recorded_by: registration.recorded_by.clone(),
    }
}

/// What is said of it; who recorded it is the domain's to add.
pub fn read(given: Option<v1::tenancy::Registration>) -> Result<Registration, Error> {
    let given = given.unwrap_or_default();
    let uscc = UnifiedSocialCreditCode::parse(&given.uscc).map_err(|error| {
        let said = error.localized();
        Error::field("registration.uscc", "USCC_INVALID", said.zh, said.en)
    })?;
    if given.name.trim().is_empty() {
        return Err(Error::field(
            "registration.name",
            "NAME_MISSING",
            "请填写企业名称",
            "name the enterprise",
        ));
    }
    Ok(Registration {
        uscc,
        name: given.name,
        registered_on: day::read("registration.registered_on", &given.registered_on)?,
        recorded_by: String::new(),
    })
}
