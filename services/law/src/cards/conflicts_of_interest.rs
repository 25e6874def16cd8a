//! Card `evt.coi`: why an expert must not judge a project.
use serde_json::{Value, json};

use crate::card_input::{CardError, CardInput};
use crate::panel::{Declaration, Expert, Project, conflicts};

/// Answers `{recuse, reasons}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let (asked, project) = (input.object("e")?, input.object("p")?);
    let expert = Expert {
        id: asked.text("id")?.to_owned(),
        organisation: asked.text("org")?.to_owned(),
    };
    let declaration = Declaration {
        coauthors_3y: owned(&asked, "coauthors3y")?,
        relatives: owned(&asked, "relatives")?,
    };
    let project = Project {
        organisations: owned(&project, "orgs")?,
        people: owned(&project, "people")?,
        nominator: Some(project.text("nominator")?.to_owned()),
    };
    let found = conflicts(&expert, &declaration, &project);
    let reasons: Vec<&str> = found.iter().map(|conflict| conflict.as_str()).collect();
    Ok(json!({ "recuse": !reasons.is_empty(), "reasons": reasons }))
}

fn owned(input: &CardInput<'_>, name: &str) -> Result<Vec<String>, CardError> {
    let texts = input.texts(name)?;
    Ok(texts.into_iter().map(str::to_owned).collect())
}
