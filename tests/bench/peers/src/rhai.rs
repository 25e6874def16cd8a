//! Rhai: compiled once to its bytecode ("Grain", faster than its interpreter), one virtual machine
//! and one engine reused, a new scope per call.

use anyhow::{Context, anyhow};
use rhai::grain::{Compiler, Program, Vm};
use rhai::{Array, Dynamic, Engine, Map, Scope};

use kezhuan_bench_side::{Decides, Explanation, Facts, Outcome, Payee, Setting};

pub struct Rhai {
    program: Program<'static>,
    machine: Vm<'static>,
}

impl Rhai {
    pub fn new() -> anyhow::Result<Rhai> {
        // The machine borrows its engine; both last as long as this program.
        let engine: &'static Engine = Box::leak(Box::new(Engine::new()));
        let script = engine.compile(include_str!("rules/incentive.rhai"))?;
        let program = Compiler::new().compile(&script);
        anyhow::ensure!(
            program.residual_count() == 0,
            "a part of the rule stays interpreted"
        );
        let machine = Vm::new(engine);
        Ok(Rhai { program, machine })
    }
}

impl Decides for Rhai {
    fn decide(&mut self, facts: &Facts) -> anyhow::Result<Outcome> {
        let mut scope = Scope::new();
        scope.push_constant_dynamic("header", header(facts));
        scope.push_constant_dynamic("contract", contract(facts));
        scope.push_constant_dynamic("history", history(facts));
        let answer = self.machine.eval_with_scope(&mut scope, &self.program);
        outcome(answer.map_err(|error| anyhow!("{error}"))?)
    }
}

fn header(facts: &Facts) -> Dynamic {
    let header = &facts.header;
    let params = header.params.iter().map(|param| {
        let value = match &param.value {
            Setting::Number(number) => Dynamic::from_int(*number),
            Setting::Text(text) => text.as_str().into(),
        };
        (param.name.as_str().into(), value)
    });
    let params: Map = params.collect();
    let budget_left = header.budget_left_fen;
    map([
        ("hook", header.hook.as_str().into()),
        ("ver", header.ver.as_str().into()),
        ("tenant", header.tenant.as_str().into()),
        ("division", header.division.as_str().into()),
        ("as_of", Dynamic::from_int(header.as_of.number())),
        ("params", Dynamic::from_map(params)),
        (
            "budget_left_fen",
            budget_left.map_or(Dynamic::UNIT, Dynamic::from_int),
        ),
    ])
}

fn contract(facts: &Facts) -> Dynamic {
    let contract = &facts.contract;
    let parties = contract.parties.iter().map(|party| {
        map([
            ("side", party.side.word().into()),
            ("division", party.division.as_str().into()),
            ("party_type", party.party_type.word().into()),
            ("organisation", party.organisation.as_str().into()),
            ("related", Dynamic::from_bool(party.related)),
        ])
    });
    map([
        ("kind", contract.kind.as_str().into()),
        ("t_fen", Dynamic::from_int(contract.t_fen)),
        ("j_fen", Dynamic::from_int(contract.j_fen)),
        (
            "registered_on",
            Dynamic::from_int(contract.registered_on.number()),
        ),
        ("received_fen", Dynamic::from_int(contract.received_fen)),
        ("parties", Dynamic::from_array(parties.collect())),
    ])
}

fn history(facts: &Facts) -> Dynamic {
    map([
        (
            "paid_year_fen",
            Dynamic::from_int(facts.history.paid_year_fen),
        ),
        ("prior_j_fen", Dynamic::from_int(facts.history.prior_j_fen)),
    ])
}

fn map<const N: usize>(members: [(&str, Dynamic); N]) -> Dynamic {
    let members = members
        .into_iter()
        .map(|(name, value)| (name.into(), value));
    Dynamic::from_map(members.collect())
}

fn outcome(answer: Dynamic) -> anyhow::Result<Outcome> {
    let mut answer = as_map(answer)?;
    let explain = array(&mut answer, "explain")?.into_iter().map(|step| {
        let mut step = as_map(step)?;
        Ok(Explanation {
            code: text(take(&mut step, "code")?)?,
            args: texts(array(&mut step, "args")?)?,
        })
    });
    let explain = explain.collect::<anyhow::Result<_>>()?;
    let payee = take(&mut answer, "payee")?;
    let payee = match payee.is_unit() {
        true => None,
        false => Some(Payee::parse(&text(payee)?)?),
    };
    Ok(Outcome {
        ok: flag(&mut answer, "ok")?,
        reasons: texts(array(&mut answer, "reasons")?)?,
        explain,
        amount_fen: whole(&mut answer, "amount_fen")?,
        counted_fen: whole(&mut answer, "counted_fen")?,
        payee,
        cap_hit: flag(&mut answer, "cap_hit")?,
    })
}

fn take(map: &mut Map, name: &str) -> anyhow::Result<Dynamic> {
    map.remove(name).with_context(|| name.to_owned())
}

fn as_map(value: Dynamic) -> anyhow::Result<Map> {
    value.try_cast::<Map>().context("a map")
}

fn array(map: &mut Map, name: &str) -> anyhow::Result<Array> {
    take(map, name)?.try_cast::<Array>().context("a list")
}

fn texts(array: Array) -> anyhow::Result<Vec<String>> {
    array.into_iter().map(text).collect()
}

fn text(value: Dynamic) -> anyhow::Result<String> {
    value
        .into_string()
        .map_err(|other| anyhow!("{other} is no text"))
}

fn whole(map: &mut Map, name: &str) -> anyhow::Result<i64> {
    take(map, name)?
        .as_int()
        .map_err(|other| anyhow!("{other} is no number"))
}

fn flag(map: &mut Map, name: &str) -> anyhow::Result<bool> {
    take(map, name)?
        .as_bool()
        .map_err(|other| anyhow!("{other} is no flag"))
}
