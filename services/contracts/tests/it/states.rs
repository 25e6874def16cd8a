//! Every state against every command, over RPC: what the chart does not name is refused with its reason.
use std::future::Future;
use std::pin::Pin;

use kezhuan_protocol::contracts::v1::contract::State;
use kezhuan_protocol::contracts::v1::*;
use tonic::{Code, Status};

use crate::step;
use crate::world::{self, Person, World, applicant, person, reason, registrar, second_registrar};

type Answer<'a> = Pin<Box<dyn Future<Output = Result<Contract, Status>> + 'a>>;
type Ask = for<'a> fn(&'a World, &'a Contract) -> Answer<'a>;

fn city() -> Person {
    person("guan", "bureau-city", "440700", &["city_stb"])
}

fn expert() -> Person {
    person("gao", "academy", "440703", &["expert"])
}

fn text() -> String {
    "见附件".to_owned()
}

/// A command by the person whose step it is, and the states that allow it.
macro_rules! command {
    ($person:expr, $rpc:ident, $request:ident { $($fields:tt)* } => $allowed:expr) => {{
        let ask: Ask = |world, contract| {
            Box::pin(async move { step!(world, $person, contract, $rpc, $request { $($fields)* }) })
        };
        (stringify!($rpc), ask, $allowed)
    }};
}

type Commands = Vec<(&'static str, Ask, &'static [State])>;

fn commands() -> Commands {
    [filing(), reviewing(), registered()].concat()
}

fn filing() -> Commands {
    use State::*;
    const OPEN: &[State] = &[
        Draft,
        Submitted,
        Returned,
        Accepted,
        AwaitingSupplement,
        FirstReviewed,
        ExpertReview,
        Manual,
    ];
    vec![
        command!(applicant(), update_contract, UpdateContractRequest { form: any_form() } => &[Draft, Returned]),
        command!(applicant(), submit_contract, SubmitContractRequest {} => &[Draft]),
        command!(applicant(), resubmit_contract, ResubmitContractRequest {} => &[Returned]),
        command!(applicant(), withdraw_contract, WithdrawContractRequest { reason: text() } => OPEN),
        command!(applicant(), file_supplement, FileSupplementRequest {} => &[AwaitingSupplement]),
    ]
}

fn reviewing() -> Commands {
    use State::*;
    vec![
        command!(registrar(), accept_contract, AcceptContractRequest {} => &[Submitted]),
        command!(registrar(), return_contract, ReturnContractRequest { code: code("FORM_INCORRECT") } => &[Submitted]),
        command!(registrar(), refuse_contract, RefuseContractRequest { code: code("ORAL") } => &[Submitted]),
        command!(registrar(), request_supplement, RequestSupplementRequest { note: text() } => &[Accepted]),
        command!(registrar(), classify_contract, ClassifyContractRequest { disputed: true } => &[Accepted]),
        command!(second_registrar(), request_expert_review, RequestExpertReviewRequest {} => &[FirstReviewed]),
        command!(expert(), give_expert_opinion, GiveExpertOpinionRequest { opinion: text() } => &[ExpertReview]),
        command!(second_registrar(), register_contract, RegisterContractRequest {} => &[FirstReviewed]),
        command!(second_registrar(), reject_contract, RejectContractRequest { code: code("NOT_IN_FORCE"), note: text() } => &[FirstReviewed]),
        command!(second_registrar(), send_back_contract, SendBackContractRequest { note: text() } => &[FirstReviewed]),
        command!(registrar(), resolve_manual_contract, ResolveManualContractRequest { reason: text() } => &[Manual]),
    ]
}

fn registered() -> Commands {
    use State::*;
    vec![
        command!(applicant(), request_amendment, RequestAmendmentRequest { form: any_form(), reason: text() } => &[Registered]),
        command!(registrar(), review_amendment, ReviewAmendmentRequest {} => &[AmendmentPending]),
        command!(second_registrar(), approve_amendment, ApproveAmendmentRequest {} => &[AmendmentPending]),
        command!(registrar(), refuse_amendment, RefuseAmendmentRequest { note: text() } => &[AmendmentPending]),
        command!(applicant(), withdraw_amendment, WithdrawAmendmentRequest {} => &[AmendmentPending]),
        command!(applicant(), deregister_contract, DeregisterContractRequest { ground: code("RESCINDED") } => &[Registered]),
        command!(city(), annul_contract, AnnulContractRequest { note: text() } => &[Registered, AmendmentPending]),
        command!(registrar(), record_national_number, RecordNationalNumberRequest { national_number: code("25440702000137") } => &[Registered, AmendmentPending]),
    ]
}

fn code(code: &str) -> String {
    code.to_owned()
}

fn any_form() -> Option<Form> {
    Some(world::form())
}

/// The command of this name, taken where it is allowed.
async fn take(world: &World, contract: Contract, name: &str) -> Contract {
    let commands = commands();
    let (_, ask, _) = commands.iter().find(|(known, ..)| *known == name).unwrap();
    ask(world, &contract).await.unwrap()
}

/// A contract in every state that commands alone lead to.
async fn one_in_each_state(world: &World) -> Vec<Contract> {
    let ways: &[&[&str]] = &[
        &[],
        &["return_contract"],
        &["refuse_contract"],
        &["withdraw_contract"],
        &["accept_contract"],
        &["accept_contract", "request_supplement"],
        &["accept_contract", "classify_contract"],
        &[
            "accept_contract",
            "classify_contract",
            "request_expert_review",
        ],
        &["accept_contract", "classify_contract", "reject_contract"],
        &["accept_contract", "classify_contract", "register_contract"],
        &[
            "accept_contract",
            "classify_contract",
            "register_contract",
            "request_amendment",
        ],
        &[
            "accept_contract",
            "classify_contract",
            "register_contract",
            "deregister_contract",
        ],
        &[
            "accept_contract",
            "classify_contract",
            "register_contract",
            "annul_contract",
        ],
    ];
    let mut reached = vec![world.drafted(world::form()).await];
    for way in ways {
        let mut contract = world.submitted(world::form()).await;
        for name in *way {
            contract = take(world, contract, name).await;
        }
        reached.push(contract);
    }
    reached
}

#[tokio::test]
async fn what_the_chart_does_not_allow_is_refused_with_its_reason_and_changes_nothing() {
    let world = World::on("2025-03-03").await;
    let contracts = one_in_each_state(&world).await;
    assert_eq!(contracts.len(), 14);
    let mut refusals = 0;
    for contract in &contracts {
        for (name, ask, allowed) in commands() {
            if allowed.contains(&contract.state()) {
                continue;
            }
            let state = contract.state().as_str_name();
            let refused = ask(&world, contract)
                .await
                .expect_err(&format!("{name} in {state}"));
            assert_eq!(
                (refused.code(), reason(&refused).as_str()),
                (Code::FailedPrecondition, "STATE_FORBIDS"),
                "{name} in {state}"
            );
            let told = kezhuan_rpc::Explanation::of(&refused);
            assert_eq!(
                told.metadata.get("state").map(String::as_str),
                Some(state),
                "{name}"
            );
            assert!(!told.zh.is_empty() && !told.en.is_empty(), "{name}");
            refusals += 1;
        }
        let after = world.get(&registrar(), &contract.name).await.unwrap();
        assert_eq!(
            (after.etag, after.state),
            (contract.etag.clone(), contract.state)
        );
    }
    assert!(refusals > 250, "{refusals}");
}
