//! The corpus of tests/hostile: each specimen ends as it must and says why, and whoever comes next is served.

use kezhuan_hostile::{Class, End, Specimen, deeds, forms};
use kezhuan_rule_host::{Host, LoadError};

use crate::support::{config, file};

fn host() -> Host {
    Host::start(&config()).unwrap()
}

/// The end a file comes to here, and what is said of it.
fn end(host: &Host, bytes: &[u8]) -> (String, String) {
    if let Err(refused) = host.inspect(bytes) {
        return (
            format!("Refused({:?})", refused.what.code()),
            refused.to_string(),
        );
    }
    let package = match host.load(bytes) {
        Ok(package) => package,
        Err(LoadError::Refused(refused)) => {
            let code = refused.what.code();
            return (format!("NotCompiled({code:?})"), refused.to_string());
        }
        Err(other) => return ("NotCompiled".to_owned(), other.to_string()),
    };
    let case = &package.cases()[0];
    let decision = host.ask_json_blocking(Some(&case.rule(&package)), case.question(&package));
    match decision.reasons().first() {
        None => ("Answered".to_owned(), String::new()),
        Some(reason) => {
            let code = reason.trim_start_matches("RULE_FAILED_");
            (
                format!("Failed({code:?})"),
                format!("{:?}", decision.outcome),
            )
        }
    }
}

fn each_ends_as_it_must(specimens: &[Specimen]) {
    let host = host();
    let good = host
        .load(&std::fs::read(file("pengjiang")).unwrap())
        .unwrap();
    let case = &good.cases()[0];
    let (rule, question) = (case.rule(&good), case.question(&good));
    let mut wrong = Vec::new();
    for specimen in specimens {
        let (found, said) = end(&host, &specimen.bytes);
        if found != format!("{:?}", specimen.end) {
            wrong.push(format!(
                "{}: {found}, not {:?}: {said}",
                specimen.name, specimen.end
            ));
        }
        assert!(
            said.len() < 4_096,
            "{}: {} bytes are said",
            specimen.name,
            said.len()
        );
        assert!(
            !said.chars().any(|c| c.is_control() && c != '\n'),
            "{}: {said:?}",
            specimen.name
        );
        let next = host.ask_json_blocking(Some(&rule), question.clone());
        assert!(next.answer().is_some(), "after {}: {next:?}", specimen.name);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_deed_of_a_native_package_is_contained() {
    each_ends_as_it_must(&deeds::all(Class::Native).unwrap());
}

#[test]
fn every_deed_of_a_scripted_package_is_contained_within_its_own_limits() {
    each_ends_as_it_must(&deeds::all(Class::Scripted).unwrap());
}

#[test]
fn files_that_are_no_rule_package_are_refused_with_what_where_and_what_to_do() {
    let specimens = forms::all().unwrap();
    each_ends_as_it_must(&specimens);
    let host = host();
    for specimen in &specimens {
        let Err(refused) = host.inspect(&specimen.bytes) else {
            assert!(!matches!(specimen.end, End::Refused(_)));
            continue;
        };
        let (place, problem, remedy) = (refused.place, refused.problem, refused.remedy);
        assert!(
            !place.is_empty() && !problem.is_empty() && !remedy.is_empty(),
            "{}",
            specimen.name
        );
    }
}
