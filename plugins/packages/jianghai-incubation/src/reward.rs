//! `inc.reward`: a graduate that becomes a high-tech enterprise within some months is worth an amount to its carrier, once.

use kezhuan_sdk::inc_reward::{Date, Event, Explanation, Facts, Guest, Outcome, Payee};

pub struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        if let Some(code) = refusal(&facts) {
            return outcome(Some(code), vec![], 0);
        }
        let each = header.number("graduate_fen");
        let cap = header.number("carrier_year_cap_fen");
        let year_left = (cap - facts.history.carrier_year_fen).max(0);
        let fund_left = header.budget_left_fen.map(|left| left.max(0));
        let used_up = [
            ("YEAR_USED_UP", year_left == 0),
            ("FUND_USED_UP", fund_left == Some(0)),
        ];
        let used_up = used_up.into_iter().find(|(_, applies)| *applies);
        if let Some((code, _)) = used_up {
            return outcome(Some(code), vec![], 0);
        }
        let mut explain = vec![Explanation::of("GRADUATE", &[each])];
        let mut amount_fen = each;
        for (code, limit) in [("CAP_YEAR", Some(year_left)), ("BUDGET_LEFT", fund_left)] {
            if let Some(limit) = limit.filter(|limit| *limit < amount_fen) {
                amount_fen = limit;
                explain.push(Explanation::of(code, &[limit]));
            }
        }
        outcome(None, explain, amount_fen)
    }
}

fn refusal(facts: &Facts) -> Option<&'static str> {
    let tenant = match (facts.event, &facts.tenant) {
        (Event::HighTech, Some(tenant)) => tenant,
        (Event::HighTech, None) | (Event::Graduated | Event::Accredited, _) => {
            return Some("NOT_REWARDED");
        }
    };
    let happened = ordered(&facts.happened);
    let graduated = tenant.graduated.as_ref().map(ordered);
    let Some(graduated) = graduated.filter(|graduated| *graduated <= happened) else {
        return Some("NOT_GRADUATED");
    };
    let months = facts.header.number("months_after_max");
    let refusal = [
        ("LATE", happened > months_after(graduated, months)),
        ("PAID_BEFORE", facts.history.same_paid_fen > 0),
    ];
    let refusal = refusal.into_iter().find(|(_, applies)| *applies);
    refusal.map(|(code, _)| code)
}

/// Year, month and day, which compare as days do.
type Day = (i64, i64, i64);

fn ordered(date: &Date) -> Day {
    (date.year.into(), date.month.into(), date.day.into())
}

/// The same day so many months later, or the last of its month. A day that the month lacks compares the same way.
fn months_after((year, month, day): Day, months: i64) -> Day {
    let since = year * 12 + month - 1 + months;
    (since / 12, since % 12 + 1, day)
}

fn outcome(refusal: Option<&str>, explain: Vec<Explanation>, amount_fen: i64) -> Outcome {
    Outcome {
        ok: refusal.is_none(),
        reasons: refusal.map(Into::into).into_iter().collect(),
        explain,
        amount_fen,
        payee: match refusal {
            Some(_) => Payee::None,
            None => Payee::Carrier,
        },
    }
}
