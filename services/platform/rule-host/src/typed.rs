//! The typed path: a service generates the bindings of its own hooks with `hook!` and asks with
//! its own types. Decisions are byte for byte those of the generic path.

use serde::Serialize;
use serde::de::DeserializeOwned;
use wasmtime::Store;

use crate::ask::Asking;
use crate::call::{self, Instances};
use crate::canonical;
use crate::decision::{Decision, Failure, FailureKind};
use crate::figures;
use crate::guard::Guard;
use crate::host::Host;
use crate::package::Package;
use crate::question::Question;
use crate::rulebook::Rule;

/// A hook's generated types. Implemented by `hook!`.
pub trait Hook: Sized + 'static {
    /// `tc.incentive@1`
    const ID: &'static str;
    type Header: DeserializeOwned;
    type Facts: Serialize + Send + 'static;
    type Outcome: Serialize + DeserializeOwned + Send + 'static;
    type Bound: Send + Sync + 'static;

    /// Finds the hook in a package, once.
    fn bind(instances: Instances) -> wasmtime::Result<Self::Bound>;

    /// Makes an instance and asks it.
    fn decide(
        bound: &Self::Bound,
        store: &mut Store<Guard>,
        facts: &Self::Facts,
    ) -> wasmtime::Result<Self::Outcome>;
}

/// A decision, and the answer in the hook's own type where there is one.
#[derive(Debug)]
pub struct Asked<H: Hook> {
    pub decision: Decision,
    pub outcome: Option<H::Outcome>,
}

impl Host {
    /// Asks with typed facts, which `question.facts` makes around the header. Never an error.
    pub async fn ask<H: Hook>(
        &self,
        rule: Option<&Rule>,
        question: Question<impl FnOnce(H::Header) -> H::Facts + Send + 'static>,
    ) -> Asked<H> {
        let span = figures::span(&question);
        let asking = self.asked_typed_elsewhere(rule, question);
        figures::watched(span, asking, |asked| &asked.decision).await
    }

    /// On a thread that may block.
    async fn asked_typed_elsewhere<H: Hook>(
        &self,
        rule: Option<&Rule>,
        question: Question<impl FnOnce(H::Header) -> H::Facts + Send + 'static>,
    ) -> Asked<H> {
        let decision = Asking::of(rule, &question);
        let (host, rule) = (self.clone(), rule.cloned());
        let tenant = question.tenant.clone();
        let asking = self.in_turn(&tenant, move || {
            let tenant = question.tenant.clone();
            let asked = host.ask_blocking::<H>(rule.as_ref(), question);
            host.remember(&tenant, &asked.decision);
            asked
        });
        match asking.await {
            Some(asked) => asked,
            None => {
                let failure = Failure::new(FailureKind::Interrupted, "the call was interrupted");
                let facts = serde_json::json!({ "header": decision.header.value() });
                let decision = decision.decide(self, facts, |_, _| (Err(failure), 0));
                Asked {
                    decision,
                    outcome: None,
                }
            }
        }
    }

    /// [`Host::ask`] on this thread, without waiting for the tenant's turn.
    pub fn ask_blocking<H: Hook>(
        &self,
        rule: Option<&Rule>,
        question: Question<impl FnOnce(H::Header) -> H::Facts>,
    ) -> Asked<H> {
        let asking = Asking::of(rule, &question);
        let mut outcome = None;
        let header = asking.header.value();
        let facts = canonical::read_value::<H::Header>(&header).map(question.facts);
        let value = facts
            .as_ref()
            .map_err(Clone::clone)
            .and_then(canonical::value_of);
        let asked = asking.asked();
        let decision = asking.decide(
            self,
            value.unwrap_or(header),
            |package, value| match &facts {
                Ok(_) if asked.is_adapted() => asked.generically((self, package), value),
                Ok(facts) => {
                    let (answered, fuel_used) = self.call::<H>(package, facts);
                    let value = answered.and_then(|answered| {
                        let value = canonical::value_of(&answered);
                        outcome = Some(answered);
                        value.map_err(|error| Failure::new(FailureKind::InvalidOutput, error))
                    });
                    (value, fuel_used)
                }
                Err(error) => (Err(Failure::new(FailureKind::InvalidInput, error)), 0),
            },
        );
        let outcome = decision.answer().and_then(|answer| {
            // An adapted answer comes as JSON; one in the package's own types is there already.
            outcome.or_else(|| canonical::read_value(&answer.value).ok())
        });
        Asked { decision, outcome }
    }

    /// One bare call in a fresh instance with every limit armed: no checks, nothing recorded.
    pub fn call<H: Hook>(
        &self,
        package: &Package,
        facts: &H::Facts,
    ) -> (Result<H::Outcome, Failure>, u64) {
        match package.bound(H::bind) {
            Ok(bound) => call::fresh((self, package), |store| H::decide(&bound, store, facts)),
            Err(error) => (
                Err(Failure::new(FailureKind::Interface, format!("{error:#}"))),
                0,
            ),
        }
    }
}

/// Generates a hook's typed bindings in a module, with a type `Ask` to ask by. The calling crate
/// depends on `serde`.
///
/// ```ignore
/// kezhuan_rule_host::hook! {
///     /// The local incentive.
///     pub mod tc_incentive = "tc.incentive@1" {
///         wit: "../../plugins/wit/tc-incentive/1.0.0.wit",
///         world: "tc-incentive",
///         instances: TcIncentivePre,
///         rule: kezhuan_tc_incentive_rule,
///     }
/// }
///
/// let question = Question { facts: |header| tc_incentive::Facts { header, contract, history }, … };
/// let asked = host.ask::<tc_incentive::Ask>(rule.as_ref(), question).await;
/// ```
#[macro_export]
macro_rules! hook {
    (
        $(#[$attribute:meta])*
        $visibility:vis mod $module:ident = $id:literal {
            wit: $wit:literal,
            world: $world:literal,
            instances: $instances:ident,
            rule: $rule:ident $(,)?
        }
    ) => {
        $(#[$attribute])*
        $visibility mod $module {
            // Written by the generator, not by hand.
            #[allow(missing_docs, clippy::all, unused)]
            mod bindings {
                $crate::wasmtime::component::bindgen!({
                    path: $wit,
                    world: $world,
                    wasmtime_crate: kezhuan_rule_host::wasmtime,
                    additional_derives: [PartialEq, serde::Serialize, serde::Deserialize],
                });
            }
            pub use bindings::exports::kezhuan::$module::rule::*;

            /// Asks this hook.
            #[derive(Debug)]
            pub struct Ask;

            impl $crate::Hook for Ask {
                const ID: &'static str = $id;
                type Header = Header;
                type Facts = Facts;
                type Outcome = Outcome;
                type Bound = bindings::$instances<$crate::Guard>;

                fn bind(
                    instances: $crate::Instances,
                ) -> $crate::wasmtime::Result<Self::Bound> {
                    bindings::$instances::new(instances)
                }

                fn decide(
                    bound: &Self::Bound,
                    store: &mut $crate::wasmtime::Store<$crate::Guard>,
                    facts: &Facts,
                ) -> $crate::wasmtime::Result<Outcome> {
                    let rule = bound.instantiate(&mut *store)?;
                    rule.$rule().call_decide(store, facts)
                }
            }
        }
    };
}
