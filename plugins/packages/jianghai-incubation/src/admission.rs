//! `inc.admission`: key chains first; where space is short, they alone.

use kezhuan_sdk::inc_admission::{Carrier, Explanation, Facts, Guest, Header, Outcome, Tenant};

pub struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        let is_outside = facts.tenant.chain.is_none();
        let refusal = [
            ("HOST_REFUSES", !facts.host_admits),
            (
                "NO_CHAIN",
                is_outside && is_nearly_full(&facts.carrier, header),
            ),
        ];
        let refusal = refusal.into_iter().find(|(_, applies)| *applies);
        if let Some((code, _)) = refusal {
            return Outcome {
                ok: false,
                reasons: vec![code.into()],
                explain: vec![],
                priority: 0,
            };
        }
        let steps = steps(&facts.tenant, &facts.carrier);
        let steps = steps.into_iter().filter(|(_, _, applies)| *applies);
        let steps: Vec<(&str, i64)> = steps
            .map(|(code, setting, _)| (code, header.number(setting)))
            .collect();
        let priority: i64 = steps.iter().map(|(_, more)| more).sum();
        let explain = steps
            .iter()
            .map(|(code, more)| Explanation::of(code, &[*more]))
            .collect();
        Outcome {
            ok: true,
            reasons: vec![],
            explain,
            priority: u16::try_from(priority.min(100)).expect("at most a hundred"),
        }
    }
}

fn is_nearly_full(carrier: &Carrier, header: &Header) -> bool {
    let from_bp = header.number("chain_only_from_bp");
    carrier.tenant_area_c > 0 && carrier.let_area_c * 10_000 >= carrier.tenant_area_c * from_bp
}

/// What makes a start-up wanted: code, setting, and whether it does.
fn steps(tenant: &Tenant, carrier: &Carrier) -> [(&'static str, &'static str, bool); 5] {
    let is_of_leader = tenant.chain.is_some() && tenant.chain == carrier.leader_chain;
    let is_in_field = carrier.field.as_ref() == Some(&tenant.field);
    [
        ("BASIC", "base_priority", true),
        ("CHAIN", "chain_priority", tenant.chain.is_some()),
        ("LEADER", "leader_priority", is_of_leader),
        ("SAME_FIELD", "field_priority", is_in_field),
        (
            "OVERSEAS_CHINESE",
            "overseas_priority",
            tenant.is_overseas_chinese,
        ),
    ]
}
