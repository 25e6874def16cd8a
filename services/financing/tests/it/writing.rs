//! Every RPC that writes, called where it is legal and in every way that it is not. Each story takes cases through their
//! steps and proves each RPC of its list on the way; together the lists are the interface.
mod applications;
mod assets;
mod compensation;
mod desk;
mod loans;
mod pledges;
mod requests;
pub mod story;
mod subsidies;
mod webhooks;

use std::collections::BTreeSet;

use kezhuan_protocol::FILE_DESCRIPTOR_SET;
use prost_reflect::DescriptorPool;

use crate::world::*;

const SERVICES: [&str; 2] = [
    "kezhuan.financing.v1.FinancingService",
    "kezhuan.financing.v1.WebhookService",
];
const STORIES: [&[&str]; 10] = [
    &applications::RPCS,
    &assets::LIVING,
    &assets::ENDING,
    &compensation::RPCS,
    &desk::RPCS,
    &loans::LENDING,
    &loans::LATE,
    &pledges::RPCS,
    &subsidies::RPCS,
    &webhooks::RPCS,
];

/// Who may take a step, and somebody in the same role elsewhere who may not; nobody where everybody may.
type Pair = (Person, Option<Person>);

fn owner() -> Pair {
    (applicant(), Some(other_applicant()))
}

fn bank() -> Pair {
    (banker(), Some(other_banker()))
}

/// A person of the city, and one of another city.
fn office(person: Person, role: &str) -> Pair {
    (person, Some(elsewhere(role)))
}

fn clerk() -> Pair {
    office(registry_clerk(), "registry_clerk")
}

fn elsewhere(role: &str) -> Person {
    person("wei", "office-440100", "440100", &[role])
}

/// The names of RPCs that this test asks for, and of those it does not.
fn rpcs(is_asked_for: impl Fn(&prost_reflect::MethodDescriptor) -> bool) -> BTreeSet<String> {
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
    let mut names = BTreeSet::new();
    for service in SERVICES {
        let service = pool.get_service_by_name(service).unwrap();
        let asked_for = service.methods().filter(|method| is_asked_for(method));
        names.extend(asked_for.map(|method| method.name().to_owned()));
    }
    names
}

#[test]
fn every_rpc_that_writes_is_proved_in_one_story() {
    let writes = |method: &prost_reflect::MethodDescriptor| {
        method.input().get_field_by_name("request_id").is_some()
    };
    let told = STORIES.concat();
    let listed: BTreeSet<String> = told.iter().map(|rpc| (*rpc).to_owned()).collect();
    assert_eq!(listed, rpcs(writes));
    assert_eq!(listed.len(), told.len(), "an RPC stands in two lists");
    // What has no request id only reads.
    const READING: [&str; 5] = ["Get", "List", "Estimate", "Export", "Download"];
    let only_reading = |name: &String| READING.iter().any(|verb| name.starts_with(verb));
    let reads = rpcs(|method| !writes(method));
    assert!(reads.iter().all(only_reading), "{reads:?}");
}
