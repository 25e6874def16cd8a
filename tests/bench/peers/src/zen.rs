//! zen-engine: a decision table and an expression node, compiled once and reused. Its futures never
//! wait here, so they are polled on the calling thread.

use anyhow::{Context, anyhow};
use futures::executor::block_on;
use rust_decimal::prelude::ToPrimitive;
use zen_engine::model::GraphContent;
use zen_engine::{Decision, Variable};
use zen_types::symbol::Symbol;
use zen_types::variable::VariableMap;

use kezhuan_bench_side::{Decides, Explanation, Facts, Outcome, Payee, Setting};

pub struct Zen(Decision);

impl Zen {
    pub fn new() -> anyhow::Result<Zen> {
        let graph: GraphContent = serde_json::from_str(include_str!("rules/incentive.zen.json"))?;
        let mut decision = Decision::from(graph);
        decision.compile();
        Ok(Zen(decision))
    }
}

impl Decides for Zen {
    fn decide(&mut self, facts: &Facts) -> anyhow::Result<Outcome> {
        let evaluation = self.0.evaluate(question(facts));
        let answer = block_on(evaluation).map_err(|error| anyhow!("{error}"))?;
        outcome(&answer.result)
    }
}

fn question(facts: &Facts) -> Variable {
    let Facts {
        header,
        contract,
        history,
    } = facts;
    let params = header.params.iter().map(|param| {
        let value = match &param.value {
            Setting::Number(number) => int(*number),
            Setting::Text(text) => string(text),
        };
        (Symbol::from(param.name.as_str()), value)
    });
    let params = Variable::from_object(params.collect::<VariableMap>());
    let parties = contract.parties.iter().map(|party| {
        object([
            ("side", word(party.side.word())),
            ("division", string(&party.division)),
            ("party_type", word(party.party_type.word())),
            ("organisation", string(&party.organisation)),
            ("related", Variable::Bool(party.related)),
        ])
    });
    let header = object([
        ("hook", string(&header.hook)),
        ("ver", string(&header.ver)),
        ("tenant", string(&header.tenant)),
        ("division", string(&header.division)),
        ("as_of", int(header.as_of.number())),
        ("params", params),
        (
            "budget_left_fen",
            header.budget_left_fen.map_or(Variable::Null, int),
        ),
    ]);
    let contract = object([
        ("kind", string(&contract.kind)),
        ("t_fen", int(contract.t_fen)),
        ("j_fen", int(contract.j_fen)),
        ("registered_on", int(contract.registered_on.number())),
        ("received_fen", int(contract.received_fen)),
        ("parties", Variable::from_array(parties.collect())),
    ]);
    let history = object([
        ("paid_year_fen", int(history.paid_year_fen)),
        ("prior_j_fen", int(history.prior_j_fen)),
    ]);
    object([
        ("header", header),
        ("contract", contract),
        ("history", history),
    ])
}

fn object<const N: usize>(members: [(&'static str, Variable); N]) -> Variable {
    let members = members.into_iter();
    let members = members.map(|(name, value)| (Symbol::from_static(name), value));
    Variable::from_object(members.collect::<VariableMap>())
}

fn string(text: &str) -> Variable {
    Variable::String(Symbol::from(text))
}

fn word(word: &'static str) -> Variable {
    Variable::String(Symbol::from_static(word))
}

fn int(number: i64) -> Variable {
    Variable::Number(number.into())
}

fn outcome(answer: &Variable) -> anyhow::Result<Outcome> {
    let answer = answer.as_object().context("an object")?;
    let answer = answer.borrow();
    let member = |name| member(&answer, name);
    let steps = member("explain")?.as_array().context("a list")?;
    let explain = steps
        .borrow()
        .iter()
        .map(explanation)
        .collect::<anyhow::Result<_>>()?;
    // A member that is null is left out.
    let payee = answer.get_str("payee").and_then(Variable::as_str);
    Ok(Outcome {
        ok: flag(member("ok")?)?,
        reasons: texts(member("reasons")?)?,
        explain,
        amount_fen: whole(member("amount_fen")?)?,
        counted_fen: whole(member("counted_fen")?)?,
        payee: payee.map(Payee::parse).transpose()?,
        cap_hit: flag(member("cap_hit")?)?,
    })
}

fn explanation(step: &Variable) -> anyhow::Result<Explanation> {
    let step = step.as_object().context("an object")?;
    let step = step.borrow();
    Ok(Explanation {
        code: text(member(&step, "code")?)?,
        args: texts(member(&step, "args")?)?,
    })
}

fn member<'a>(object: &'a VariableMap, name: &str) -> anyhow::Result<&'a Variable> {
    object.get_str(name).with_context(|| name.to_owned())
}

fn texts(list: &Variable) -> anyhow::Result<Vec<String>> {
    let list = list.as_array().context("a list")?;
    list.borrow().iter().map(text).collect()
}

fn text(value: &Variable) -> anyhow::Result<String> {
    Ok(value.as_str().context("a text")?.to_owned())
}

fn whole(value: &Variable) -> anyhow::Result<i64> {
    let number = value.as_number().and_then(|number| number.to_i64());
    number.context("a whole number")
}

fn flag(value: &Variable) -> anyhow::Result<bool> {
    value.as_bool().context("a flag")
}
