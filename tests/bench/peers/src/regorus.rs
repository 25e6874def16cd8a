//! regorus: compiled once to the bytecode of its Rego virtual machine, one machine reused. The
//! names of members are made once; the values are built, not parsed from JSON.

use anyhow::Context;
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::value::{Array, Object};
use regorus::{Engine, Value};

use kezhuan_bench_side::{Decides, Explanation, Facts, Outcome, Payee, Setting};

pub struct Regorus {
    machine: RegoVM,
    names: Names,
}

macro_rules! names {
    ($($name:ident),+ $(,)?) => {
        /// Members of question and answer, as the engine's strings.
        struct Names { $($name: Value),+ }

        impl Names {
            fn new() -> Names {
                Names { $($name: Value::from(stringify!($name))),+ }
            }
        }
    };
}

names! {
    header, contract, history, hook, ver, tenant, division, as_of, params, budget_left_fen,
    kind, t_fen, j_fen, registered_on, received_fen, parties, side, party_type, organisation,
    related, paid_year_fen, prior_j_fen,
    ok, reasons, explain, code, args, amount_fen, counted_fen, payee, cap_hit,
}

impl Regorus {
    pub fn new() -> anyhow::Result<Regorus> {
        let mut engine = Engine::new();
        engine.add_policy(
            "incentive.rego".into(),
            include_str!("rules/incentive.rego").into(),
        )?;
        let entry = "data.incentive.outcome";
        let policy = engine.compile_with_entrypoint(&entry.into())?;
        let mut machine = RegoVM::new();
        machine.load_program(Compiler::compile_from_policy(&policy, &[entry])?);
        machine.set_data(Value::new_object())?;
        Ok(Regorus {
            machine,
            names: Names::new(),
        })
    }
}

impl Decides for Regorus {
    fn decide(&mut self, facts: &Facts) -> anyhow::Result<Outcome> {
        self.machine.set_input(self.names.question(facts));
        let answer = self.machine.execute_entry_point_by_index(0)?;
        self.names.outcome(&answer)
    }
}

impl Names {
    fn question(&self, facts: &Facts) -> Value {
        object([
            (&self.header, self.header(facts)),
            (&self.contract, self.contract(facts)),
            (&self.history, self.history(facts)),
        ])
    }

    fn header(&self, facts: &Facts) -> Value {
        let header = &facts.header;
        let params = header.params.iter().map(|param| {
            let value = match &param.value {
                Setting::Number(number) => Value::from(*number),
                Setting::Text(text) => Value::from(text.as_str()),
            };
            (Value::from(param.name.as_str()), value)
        });
        let params: Object = params.collect();
        let members = [
            (&self.hook, Value::from(header.hook.as_str())),
            (&self.ver, Value::from(header.ver.as_str())),
            (&self.tenant, Value::from(header.tenant.as_str())),
            (&self.division, Value::from(header.division.as_str())),
            (&self.as_of, Value::from(header.as_of.number())),
            (&self.params, Value::from(params)),
        ];
        let budget_left = header.budget_left_fen.map(Value::from);
        let members = members.into_iter();
        object(members.chain(budget_left.map(|fen| (&self.budget_left_fen, fen))))
    }

    fn contract(&self, facts: &Facts) -> Value {
        let contract = &facts.contract;
        let parties = contract.parties.iter().map(|party| {
            object([
                (&self.side, Value::from(party.side.word())),
                (&self.division, Value::from(party.division.as_str())),
                (&self.party_type, Value::from(party.party_type.word())),
                (&self.organisation, Value::from(party.organisation.as_str())),
                (&self.related, Value::from(party.related)),
            ])
        });
        let parties: Array = parties.collect();
        object([
            (&self.kind, Value::from(contract.kind.as_str())),
            (&self.t_fen, Value::from(contract.t_fen)),
            (&self.j_fen, Value::from(contract.j_fen)),
            (
                &self.registered_on,
                Value::from(contract.registered_on.number()),
            ),
            (&self.received_fen, Value::from(contract.received_fen)),
            (&self.parties, Value::from(parties)),
        ])
    }

    fn history(&self, facts: &Facts) -> Value {
        object([
            (
                &self.paid_year_fen,
                Value::from(facts.history.paid_year_fen),
            ),
            (&self.prior_j_fen, Value::from(facts.history.prior_j_fen)),
        ])
    }

    fn outcome(&self, answer: &Value) -> anyhow::Result<Outcome> {
        let answer = answer.as_object()?;
        let explain = member(answer, &self.explain)?
            .as_array()?
            .iter()
            .map(|step| {
                let step = step.as_object()?;
                Ok(Explanation {
                    code: member(step, &self.code)?.as_string()?.to_string(),
                    args: texts(member(step, &self.args)?)?,
                })
            });
        let payee = match member(answer, &self.payee)? {
            Value::Null => None,
            word => Some(Payee::parse(word.as_string()?)?),
        };
        Ok(Outcome {
            ok: *member(answer, &self.ok)?.as_bool()?,
            reasons: texts(member(answer, &self.reasons)?)?,
            explain: explain.collect::<anyhow::Result<_>>()?,
            amount_fen: member(answer, &self.amount_fen)?.as_i64()?,
            counted_fen: member(answer, &self.counted_fen)?.as_i64()?,
            payee,
            cap_hit: *member(answer, &self.cap_hit)?.as_bool()?,
        })
    }
}

fn object<'a>(members: impl IntoIterator<Item = (&'a Value, Value)>) -> Value {
    let members = members.into_iter();
    Value::from(
        members
            .map(|(name, value)| (name.clone(), value))
            .collect::<Object>(),
    )
}

fn member<'a>(object: &'a Object, name: &Value) -> anyhow::Result<&'a Value> {
    object.get(name).with_context(|| format!("no {name}"))
}

fn texts(list: &Value) -> anyhow::Result<Vec<String>> {
    let items = list.as_array()?.iter();
    items
        .map(|item| Ok(item.as_string()?.to_string()))
        .collect()
}
