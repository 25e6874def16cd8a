//! How a variety is entered: by whoever acts for it, or by the authority that keeps the record.
use uuid::Uuid;

use super::decide::Circumstances;
use super::{State, Variety};
use crate::domain::capacity;
use crate::domain::crop::Crop;
use crate::domain::form::{Form, NAME_MAX, NUMBER_MAX};
use crate::domain::refused::Refused;

/// What is written down, and the id the edge gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVariety {
    pub id: Uuid,
    pub crop: Crop,
    pub title: String,
    pub breeder: String,
    pub genetically_modified: bool,
    /// Empty where there is none.
    pub biosafety_certificate: String,
}

/// Enters a variety of the caller's organisation. One that an authority enters has no owner: it decides on it later.
pub fn enter(new: NewVariety, at: &Circumstances<'_>) -> Result<Variety, Refused> {
    let owner = match capacity::official(at.actor, &[]) {
        Ok(()) => "",
        Err(_) => {
            capacity::owner(at.actor, &at.actor.organisation)?;
            at.actor.organisation.as_str()
        }
    };
    let mut form = Form::default();
    form.needed("title", &new.title, NAME_MAX);
    form.needed("breeder", &new.breeder, NAME_MAX);
    form.short(
        "biosafety_certificate",
        &new.biosafety_certificate,
        NUMBER_MAX,
    );
    form.check()?;
    let certificate = new.biosafety_certificate.trim();
    Ok(Variety {
        id: new.id,
        crop: new.crop,
        title: new.title.trim().to_owned(),
        breeder: new.breeder.trim().to_owned(),
        owner: owner.to_owned(),
        state: State::Bred,
        version: 1,
        genetically_modified: new.genetically_modified,
        biosafety_certificate: (!certificate.is_empty()).then(|| certificate.to_owned()),
        dus: None,
        regional: Vec::new(),
        production: Vec::new(),
        approvals: Vec::new(),
        introductions: Vec::new(),
        registration: None,
        refusal: None,
        withdrawal: None,
    })
}
