//! CEL: expressions parsed once, the environment reused, facts bound as maps whose texts are
//! borrowed. Like others who build rules of CEL, the host evaluates named expressions in turn.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use cel::common::types::{CelBool, CelInt, CelList, CelMap, CelMapKey, CelString};
use cel::common::value::Val;
use cel::{Context, Env, Program, Value};
use serde::Deserialize;

use kezhuan_bench_side::{Decides, Explanation, Facts, Outcome, Payee, Setting};

pub struct Cel {
    env: Arc<Env>,
    expressions: Vec<(String, Program)>,
}

#[derive(Deserialize)]
struct Source {
    expressions: Vec<Expression>,
}

#[derive(Deserialize)]
struct Expression {
    name: String,
    value: String,
}

impl Cel {
    pub fn new() -> anyhow::Result<Cel> {
        let source: Source = toml::from_str(include_str!("rules/incentive.cel.toml"))?;
        let env = Arc::new(Env::stdlib());
        let expressions = source.expressions.into_iter().map(|expression| {
            let program = env.compile(&expression.value);
            let program = program.map_err(|error| anyhow!("{}: {error}", expression.name))?;
            Ok((expression.name, program))
        });
        let expressions = expressions.collect::<anyhow::Result<_>>()?;
        Ok(Cel { env, expressions })
    }
}

impl Decides for Cel {
    fn decide(&mut self, facts: &Facts) -> anyhow::Result<Outcome> {
        let mut context = Context::with_env(Arc::clone(&self.env));
        context.add_variable_as_val("header", header(facts));
        context.add_variable_as_val("contract", contract(facts));
        context.add_variable_as_val("history", history(facts));
        for (name, program) in &self.expressions {
            let value = Value::resolve_val(program.expression(), &context)
                .map_err(|error| anyhow!("{name}: {error}"))?
                .into_owned();
            if name == "refusal" {
                let refusal = text(value.as_ref())?;
                if !refusal.is_empty() {
                    return Ok(refused(facts, refusal));
                }
            }
            context.add_variable_as_val(name.as_str(), value);
        }
        granted(&context, facts)
    }
}

fn header(facts: &Facts) -> Box<dyn Val + '_> {
    let header = &facts.header;
    let params = header.params.iter().map(|param| {
        let value = match &param.value {
            Setting::Number(number) => int(*number),
            Setting::Text(text) => string(text),
        };
        (param.name.as_str(), value)
    });
    let params = map(params);
    let members = [
        ("hook", string(&header.hook)),
        ("ver", string(&header.ver)),
        ("tenant", string(&header.tenant)),
        ("division", string(&header.division)),
        ("as_of", int(header.as_of.number())),
        ("params", params),
    ];
    let budget_left = header
        .budget_left_fen
        .map(|fen| ("budget_left_fen", int(fen)));
    map(members.into_iter().chain(budget_left))
}

fn contract(facts: &Facts) -> Box<dyn Val + '_> {
    let contract = &facts.contract;
    let parties = contract.parties.iter().map(|party| {
        map([
            ("side", string(party.side.word())),
            ("division", string(&party.division)),
            ("party_type", string(party.party_type.word())),
            ("organisation", string(&party.organisation)),
            (
                "related",
                Box::new(CelBool::from(party.related)) as Box<dyn Val>,
            ),
        ])
    });
    let parties: Vec<Box<dyn Val + '_>> = parties.collect();
    map([
        ("kind", string(&contract.kind)),
        ("t_fen", int(contract.t_fen)),
        ("j_fen", int(contract.j_fen)),
        ("registered_on", int(contract.registered_on.number())),
        ("received_fen", int(contract.received_fen)),
        ("parties", Box::new(CelList::from(parties))),
    ])
}

fn history(facts: &Facts) -> Box<dyn Val + '_> {
    map([
        ("paid_year_fen", int(facts.history.paid_year_fen)),
        ("prior_j_fen", int(facts.history.prior_j_fen)),
    ])
}

fn map<'v>(members: impl IntoIterator<Item = (&'v str, Box<dyn Val + 'v>)>) -> Box<dyn Val + 'v> {
    let members = members.into_iter();
    let members: HashMap<CelMapKey<'v>, Box<dyn Val + 'v>> = members
        .map(|(name, value)| (CelMapKey::from(name), value))
        .collect();
    Box::new(CelMap::from(members))
}

fn string<'v>(text: &'v str) -> Box<dyn Val + 'v> {
    Box::new(CelString::from(text))
}

fn int<'v>(number: i64) -> Box<dyn Val + 'v> {
    Box::new(CelInt::from(number))
}

fn refused(facts: &Facts, reason: &str) -> Outcome {
    Outcome {
        ok: false,
        reasons: vec![reason.to_owned()],
        explain: vec![],
        amount_fen: 0,
        counted_fen: facts.contract.j_fen,
        payee: None,
        cap_hit: false,
    }
}

fn granted(context: &Context<'_, '_>, facts: &Facts) -> anyhow::Result<Outcome> {
    let variable = |name: &str| context.get_variable(name).with_context(|| name.to_owned());
    let (full, amount_fen) = (
        whole(variable("full")?.as_ref())?,
        whole(variable("amount_fen")?.as_ref())?,
    );
    let explain = variable("explain")?;
    let explain = items(explain.as_ref())?.iter().map(|step| {
        let step = step.downcast_ref::<CelMap>().context("a map")?;
        let member = |name| step.get(&CelMapKey::from(name)).context("a member");
        let args = items(member("args")?.as_ref())?.iter();
        Ok(Explanation {
            code: text(member("code")?.as_ref())?.to_owned(),
            args: args
                .map(|arg| Ok(text(arg.as_ref())?.to_owned()))
                .collect::<anyhow::Result<_>>()?,
        })
    });
    Ok(Outcome {
        ok: true,
        reasons: vec![],
        explain: explain.collect::<anyhow::Result<_>>()?,
        amount_fen,
        counted_fen: facts.contract.j_fen,
        payee: Some(Payee::Seller),
        cap_hit: amount_fen < full,
    })
}

fn items<'b, 'v>(value: &'b (dyn Val + 'v)) -> anyhow::Result<&'b [Box<dyn Val + 'v>]> {
    Ok(value.downcast_ref::<CelList>().context("a list")?.inner())
}

fn text<'b>(value: &'b (dyn Val + '_)) -> anyhow::Result<&'b str> {
    Ok(value.downcast_ref::<CelString>().context("a text")?.inner())
}

fn whole(value: &(dyn Val + '_)) -> anyhow::Result<i64> {
    let number = value.downcast_ref::<CelInt>().context("a number")?;
    Ok(*number.inner())
}
