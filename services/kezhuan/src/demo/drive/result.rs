//! The year as people read it: a table per county, the plan's figure, what came twice, and the last line.
use std::collections::BTreeMap;
use std::time::Duration;

use comfy_table::{Cell, CellAlignment, Row, Table, presets};
use kezhuan_contracts::domain::contract::NotAcceptedGround;
use kezhuan_contracts::domain::recognition::Ground;
use kezhuan_protocol::scoreboard::v1::Figure;

use super::balance_sheet;
use super::brought::Brought;
use super::days::Lived;
use super::lent::Lent;
use super::reckoning::{CITY, County, Reckoning, YEAR};
use crate::money_text::{wan, yuan};

/// Unexpected answers shown in full; the rest are counted.
const SHOWN_MAX: usize = 5;
const FEN_PER_YI: i64 = 10_000_000_000;

/// Prints everything but the last line.
pub fn print(reckoning: &Reckoning, lived: &Lived) {
    println!("\n{}", table(reckoning));
    figure(reckoning);
    let seen = lived.seen;
    println!(
        "规则失败后由人决定 decided by a person where a rule failed: {}\n\
         重复报送 sent again: {} 次同一请求，均得到首次答复 by the same request, each got the first answer; \
         {} 次同一合同，均告知已登记的合同 as the same paper, each told which contract it is",
        seen.decided_by_hand, seen.answered_again, seen.found_again
    );
    for problem in lived.problems.iter().take(SHOWN_MAX) {
        println!("意外 unexpected: {problem}");
    }
    if lived.problems.len() > SHOWN_MAX {
        println!("意外 unexpected: {} more", lived.problems.len() - SHOWN_MAX);
    }
}

/// Carriers with their tenants, bases with their season, and events with what came of them.
pub fn print_counted(reckoning: &Reckoning) {
    let counted = &reckoning.counted;
    let (of, grown, outcome) = (&counted.incubated, &counted.grown, &counted.outcome);
    println!(
        "\n孵化载体 carriers: {}，已认定 accredited {}；入驻 tenants {}，毕业 graduated {}，退出 exited {}，到期 expired {}；\
         租金补贴 rent subsidy {} 元",
        of.carriers,
        of.accredited,
        of.tenants,
        of.graduated,
        of.exited,
        of.expired,
        yuan(of.rent_subsidy_fen)
    );
    println!(
        "K7 {YEAR} 在孵企业 tenant enterprises: {} 家{}",
        reckoning.enterprises.count,
        goal(&reckoning.enterprises)
    );
    println!(
        "农业科技成果转化基地 agricultural bases: {}，已认定 accredited {}；推广 reached {} 户 households，{}.{:02} 亩 mu，\
         新增产值 added value {} 元；示范补贴 subsidy {} 元",
        grown.bases,
        grown.accredited,
        outcome.households,
        outcome.area_c / 100,
        outcome.area_c % 100,
        yuan(outcome.added_value_fen),
        yuan(grown.subsidy_fen)
    );
    println!(
        "K9 {YEAR} 省级基地 provincial bases: {} 个{}",
        reckoning.bases.count,
        goal(&reckoning.bases)
    );
    let held = counted.held;
    println!(
        "对接活动 events: {}，报名 registered {}，到场 came {}\n\
         K10 {YEAR} 活动促成合同 contracts that came of events: {} 份；另有意向 intents, which are no contracts: {} 份",
        held.events,
        held.registrations,
        held.attended,
        reckoning.event_figure("K10"),
        reckoning.event_figure("K10i")
    );
    println!(
        "K10e/K10a/K10t/K10p {YEAR} 活动 events held: {} 场，人数 people: {}，人次 person-times: {}，征集项目 projects: {}",
        reckoning.event_figure("K10e"),
        reckoning.event_figure("K10a"),
        reckoning.event_figure("K10t"),
        reckoning.event_figure("K10p")
    );
}

/// What matching brought together, and the award's round with who was refused in it; what was planned, where it differs.
pub fn print_brought(brought: &Brought, planned: &Brought, not_taken: &[String]) {
    println!(
        "供需匹配 matching: 需求 needs {}，成果 achievements {}，匹配 matches {}，其中进入洽谈 negotiated {}\n\
         科学技术奖 the award: 提名 nominations {}，未受理 refused {}，授奖 awards {}，奖金 prizes {} 元",
        brought.needs,
        brought.achievements,
        brought.matches,
        brought.matched,
        brought.nominations,
        brought.refused,
        brought.awards,
        yuan(brought.prize_fen)
    );
    for line in not_taken {
        println!("  {line}");
    }
    if brought != planned {
        println!("意外 unexpected: 应为 planned was {}", planned.figures());
    }
}

/// What the plan wants of a figure counted in heads, where it says a number.
fn goal(figure: &Figure) -> String {
    let Some(target) = &figure.target else {
        return String::new();
    };
    format!(
        "，目标 target {}{} ({}.{:02} %, {})",
        if target.strictly_over { "> " } else { "≥ " },
        target.count,
        target.completion_bp / 100,
        target.completion_bp % 100,
        target.light
    )
}

/// The loans' story, and the pool's books before and after it.
pub fn print_loans(lent: &Lent) {
    println!("\n知识产权质押贷款 loans on patents");
    for line in &lent.lines {
        println!("{line}");
    }
    if !lent.is_as_planned() {
        println!(
            "意外 unexpected: 贷款未按计划走完，{} 次被拒绝 the loans did not go as planned, {0} requests were refused",
            lent.refusals()
        );
    }
    println!(
        "\n风险补偿资金池 the pool\n{}",
        balance_sheet::table(&lent.before, &lent.after)
    );
}

/// The line that ends the demo.
pub fn last_line(reckoning: &Reckoning, contracts: usize, elapsed: Duration) -> String {
    let sum = reckoning.sum();
    format!(
        "demo: contracts={contracts} registered={} refused={} manual={} incentive_fen={} scoreboard_fen={} reconciled={} elapsed_s={}",
        reckoning.registered,
        sum.refused.values().sum::<i64>(),
        sum.manual,
        sum.incentive_fen,
        reckoning.figure.amount_fen,
        if reckoning.reconciled() { "yes" } else { "no" },
        elapsed.as_secs()
    )
}

fn table(reckoning: &Reckoning) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header([
        "县区\ncounty",
        "登记\nregistered",
        "不予登记\nrefused",
        "转人工\nmanual",
        "成交额 T\n万元",
        "技术交易额 J\n万元",
        "奖补\nincentive, 元",
    ]);
    for (tenant, county) in &reckoning.counties {
        let name = kezhuan_law::regions::division(tenant).map_or("", |found| &found.name.zh);
        // The city's office only refuses what belongs to no county.
        let name = if tenant == CITY {
            "市级 city office"
        } else {
            name
        };
        table.add_row(row(format!("{tenant} {name}"), county));
    }
    table.add_row(row("合计 total".to_owned(), &reckoning.sum()));
    table
}

fn row(name: String, county: &County) -> Row {
    let right = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
    Row::from(vec![
        Cell::new(name),
        right(county.registered.to_string()),
        Cell::new(reasons(&county.refused)),
        right(county.manual.to_string()),
        right(wan(county.total_fen)),
        right(wan(county.technical_fen)),
        right(yuan(county.incentive_fen)),
    ])
}

/// Each ground with its count, the most frequent first.
fn reasons(refused: &BTreeMap<String, i64>) -> String {
    let mut reasons: Vec<(&String, &i64)> = refused.iter().collect();
    reasons.sort_by_key(|(code, count)| (-**count, *code));
    let lines = reasons.into_iter().map(|(code, count)| {
        let words = Ground::parse(code)
            .map(|ground| ground.name().zh)
            .or_else(|| NotAcceptedGround::parse(code).map(|ground| ground.name().zh));
        // The name alone; what to do about it stands behind the comma.
        let words = words.unwrap_or_default();
        let words = words.split([',', '，']).next().unwrap_or_default();
        format!("{count} {code} {words}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn figure(reckoning: &Reckoning) {
    let Some(target) = &reckoning.figure.target else {
        return;
    };
    let yi = |fen: i64| {
        format!(
            "{}.{:02} 亿元",
            fen / FEN_PER_YI,
            fen % FEN_PER_YI / (FEN_PER_YI / 100)
        )
    };
    println!(
        "K6 {YEAR} 技术合同成交额 contract turnover: {}, 目标 target > {}: {} ({}.{:02} %, {})",
        yi(reckoning.figure.amount_fen),
        yi(target.amount_fen),
        if target.met {
            "已完成 met"
        } else {
            "未完成 not met"
        },
        target.completion_bp / 100,
        target.completion_bp % 100,
        target.light
    );
}
