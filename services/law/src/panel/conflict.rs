//! Conflicts of interest that nobody sits with: card `evt.coi`, the minimum that a rule may add to.
use serde::{Deserialize, Serialize};

use crate::Localized;
use crate::actor::Actor;
use crate::naming::are_same;
use crate::refused::Refused;

/// A person who may be asked for their judgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expert {
    /// Subject of the person.
    pub id: String,
    pub organisation: String,
}

/// What an expert says of themselves; subjects of people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// Who published together with them in the last three years.
    pub coauthors_3y: Vec<String>,
    pub relatives: Vec<String>,
}

/// What is judged, as far as it may be somebody's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    pub organisations: Vec<String>,
    /// Subjects of the people who stand for it.
    pub people: Vec<String>,
    /// The organisation that put it forward, if one did.
    pub nominator: Option<String>,
}

/// Why an expert must not sit, in the order of the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Conflict {
    SameOrg,
    IsCandidate,
    Nominator,
    #[serde(rename = "COAUTHOR_3Y")]
    Coauthor3y,
    Relative,
}

impl Conflict {
    /// In the order of the card.
    pub const ALL: &[Conflict] = &[
        Conflict::SameOrg,
        Conflict::IsCandidate,
        Conflict::Nominator,
        Conflict::Coauthor3y,
        Conflict::Relative,
    ];

    /// The stable name stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Conflict::SameOrg => "SAME_ORG",
            Conflict::IsCandidate => "IS_CANDIDATE",
            Conflict::Nominator => "NOMINATOR",
            Conflict::Coauthor3y => "COAUTHOR_3Y",
            Conflict::Relative => "RELATIVE",
        }
    }

    /// For people.
    pub const fn name(self) -> Localized {
        match self {
            Conflict::SameOrg => {
                Localized::fixed("与项目单位同属一单位", "of an organisation of the project")
            }
            Conflict::IsCandidate => {
                Localized::fixed("为项目完成人", "one of the project's people")
            }
            Conflict::Nominator => Localized::fixed(
                "所在单位为提名（推荐）单位",
                "of the organisation that put it forward",
            ),
            Conflict::Coauthor3y => Localized::fixed(
                "近三年与项目完成人合作发表",
                "published with one of its people in the last three years",
            ),
            Conflict::Relative => {
                Localized::fixed("与项目完成人有亲属关系", "a relative of one of its people")
            }
        }
    }

    fn holds(self, expert: &Expert, declared: &Declaration, project: &Project) -> bool {
        let is_one_of = |them: &[String], one: &str| them.iter().any(|of| are_same(of, one));
        let of_the_project = |people: &[String]| {
            let mut people = people.iter();
            people.any(|one| is_one_of(&project.people, one))
        };
        match self {
            Conflict::SameOrg => is_one_of(&project.organisations, &expert.organisation),
            Conflict::IsCandidate => is_one_of(&project.people, &expert.id),
            Conflict::Nominator => {
                let nominator = project.nominator.as_deref();
                nominator.is_some_and(|nominator| are_same(nominator, &expert.organisation))
            }
            Conflict::Coauthor3y => of_the_project(&declared.coauthors_3y),
            Conflict::Relative => of_the_project(&declared.relatives),
        }
    }
}

/// Every conflict of an expert with a project, in the order of the card.
pub fn conflicts(expert: &Expert, declaration: &Declaration, project: &Project) -> Vec<Conflict> {
    let all = Conflict::ALL.iter().copied();
    all.filter(|conflict| conflict.holds(expert, declaration, project))
        .collect()
}

/// Holds that an expert judges nothing of their own, by the organisation they sign in with: what was said of them when they were
/// assigned is somebody else's word.
pub fn unconcerned<Role: Ord>(actor: &Actor<Role>, project: &Project) -> Result<(), Refused> {
    let expert = Expert {
        id: actor.subject.clone(),
        organisation: actor.organisation.clone(),
    };
    let found = conflicts(&expert, &Declaration::default(), project);
    if found.is_empty() {
        return Ok(());
    }
    let codes: Vec<&str> = found.iter().copied().map(Conflict::as_str).collect();
    Err(Refused::new(
        "EXPERT_CONFLICT",
        "专家与本案存在利益冲突，应当回避，请申报利益冲突",
        "the expert has a conflict of interest and must not judge: declare it",
    )
    .with("reasons", codes.join(",")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn conflicts_are_found_in_the_order_of_the_card() {
        let project = Project {
            organisations: texts(&["ORG-1", "ORG-2"]),
            people: texts(&["P1", "P2"]),
            nominator: Some("STB-440703".to_owned()),
        };
        let none: &[&str] = &[];
        for (id, organisation, coauthors, relatives, expected) in [
            // EVT-21, EVT-22 and EVT-23 of the golden cases.
            ("X1", "ORG-9", none, none, none),
            (
                "X2",
                "ORG-2",
                &["P1"][..],
                none,
                &["SAME_ORG", "COAUTHOR_3Y"][..],
            ),
            ("X3", "STB-440703", none, none, &["NOMINATOR"][..]),
            ("P2", "ORG-9", none, none, &["IS_CANDIDATE"][..]),
            (
                "X4",
                "ORG-9",
                &["P9"][..],
                &["P8", "P2"][..],
                &["RELATIVE"][..],
            ),
            (
                "P1",
                "ORG-1",
                &["P2"][..],
                &["P2"][..],
                &["SAME_ORG", "IS_CANDIDATE", "COAUTHOR_3Y", "RELATIVE"][..],
            ),
        ] {
            let expert = Expert {
                id: id.to_owned(),
                organisation: organisation.to_owned(),
            };
            let declaration = Declaration {
                coauthors_3y: texts(coauthors),
                relatives: texts(relatives),
            };
            let found = conflicts(&expert, &declaration, &project);
            let found: Vec<&str> = found.iter().map(|conflict| conflict.as_str()).collect();
            assert_eq!(found, expected, "{id}");
        }
    }

    #[test]
    fn a_conflict_is_found_however_names_are_typed() {
        let project = Project {
            organisations: texts(&["江门（蓬江）研究院"]),
            people: texts(&["李明"]),
            nominator: Some("ASSOC-1".to_owned()),
        };
        let typed = |organisation: &str| Expert {
            id: "x".to_owned(),
            organisation: organisation.to_owned(),
        };
        let related = Declaration {
            coauthors_3y: Vec::new(),
            relatives: texts(&["李 明"]),
        };
        let found = conflicts(&typed("江门(蓬江) 研究院"), &related, &project);
        assert_eq!(found, [Conflict::SameOrg, Conflict::Relative]);
        let found = conflicts(&typed("assoc-1"), &Declaration::default(), &project);
        assert_eq!(found, [Conflict::Nominator]);
    }

    #[test]
    fn one_that_nobody_put_forward_has_no_nominator() {
        let project = Project {
            organisations: Vec::new(),
            people: Vec::new(),
            nominator: None,
        };
        let expert = Expert {
            id: "X".to_owned(),
            organisation: String::new(),
        };
        assert!(conflicts(&expert, &Declaration::default(), &project).is_empty());
    }

    #[test]
    fn a_conflict_is_stored_under_the_name_that_is_sent() {
        for conflict in Conflict::ALL {
            let stored = serde_json::to_string(conflict).unwrap();
            assert_eq!(stored, format!("\"{}\"", conflict.as_str()));
        }
    }
}
