//! One bank's day: its file comes in whole or not at all, and each difference is closed by two people.
use chrono::NaiveDate;
use kezhuan_law::{Fen, Localized};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::compare::{Class, Line, OursTwice, compare};
use super::{State, Step, next};
use crate::domain::actor::{Actor, Role};
use crate::domain::biz_no::BizNo;
use crate::domain::duty;
use crate::domain::refused::Refused;

/// What a file says of itself in its last line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trailer {
    pub lines: u64,
    pub total: Fen,
}

/// One batch with its differences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    pub id: Uuid,
    pub bank: String,
    /// The day whose instructions are compared.
    pub business_day: NaiveDate,
    pub state: State,
    pub version: i64,
    pub loaded_on: Option<NaiveDate>,
    /// The bank's lines.
    pub lines: Vec<Line>,
    pub matched: u64,
    pub tickets: Vec<Ticket>,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    pub no: String,
    pub class: Class,
    /// What the first person found.
    pub finding: Option<Finding>,
    /// What the second person said to it, who agreed.
    pub agreement: Option<String>,
    pub closed_by: Option<String>,
    pub closed_on: Option<NaiveDate>,
}

/// How one person explains a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub text: String,
    pub by: String,
    pub found_on: NaiveDate,
}

/// One request with everything it needs beside the circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// By the bank.
    Load { lines: Vec<Line>, trailer: Trailer },
    /// By the service, with what it knows of that day.
    Compare { ours: Vec<Line> },
    /// By the bank or the pool's manager: the first says what it is, another agrees.
    Resolve { no: String, text: String },
}

/// What happened to a batch: one event per step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    ReconLoaded { lines: u64, total: Fen },
    ReconMatched { lines: u64 },
    ReconDifferent { tickets: u64 },
    ReconTicketExplained { no: String },
    ReconTicketClosed { no: String },
    ReconClosed { no: String },
}

impl Event {
    /// The name under which it travels.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::ReconLoaded { .. } => "ReconLoaded",
            Event::ReconMatched { .. } => "ReconMatched",
            Event::ReconDifferent { .. } => "ReconDifferent",
            Event::ReconTicketExplained { .. } => "ReconTicketExplained",
            Event::ReconTicketClosed { .. } => "ReconTicketClosed",
            Event::ReconClosed { .. } => "ReconClosed",
        }
    }
}

/// What a command led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The batch after the step, its version one higher.
    pub batch: Batch,
    pub from: State,
    pub event: Event,
}

impl Batch {
    /// Opens the batch of one bank's day.
    pub fn open(id: Uuid, bank: String, business_day: NaiveDate) -> Batch {
        Batch {
            id,
            bank,
            business_day,
            state: State::Open,
            version: 1,
            loaded_on: None,
            lines: Vec::new(),
            matched: 0,
            tickets: Vec::new(),
        }
    }

    /// The same, by the bank itself or by the pool's manager, once the day is over.
    pub fn open_by(
        id: Uuid,
        bank: String,
        business_day: NaiveDate,
        actor: &Actor,
        today: NaiveDate,
    ) -> Result<Batch, Refused> {
        match actor.has(Role::Bank) {
            true => duty::of_organisation(actor, Role::Bank, &bank)?,
            false => actor.require_any(&[Role::PoolManager])?,
        }
        over(business_day, today)?;
        Ok(Batch::open(id, bank, business_day))
    }

    fn open_tickets(&self) -> usize {
        let tickets = self.tickets.iter();
        tickets.filter(|ticket| ticket.closed_by.is_none()).count()
    }
}

/// Takes `command` on `batch`, or says why not; the batch itself stays as it was.
pub fn decide(
    batch: &Batch,
    command: Command,
    actor: &Actor,
    today: NaiveDate,
) -> Result<Decided, Refused> {
    let mut after = batch.clone();
    let (step, event) = match command {
        Command::Load { lines, trailer } => load(&mut after, lines, trailer, actor, today)?,
        Command::Compare { ours } => compare_with(&mut after, &ours, actor)?,
        Command::Resolve { no, text } => {
            // Before the ticket is looked for: a batch that was never compared has none.
            next(batch.state, Step::ResolvePart)?;
            resolve(&mut after, no, text, actor, today)?
        }
    };
    after.state = next(batch.state, step)?;
    after.version += 1;
    Ok(Decided {
        batch: after,
        from: batch.state,
        event,
    })
}

fn load(
    batch: &mut Batch,
    lines: Vec<Line>,
    trailer: Trailer,
    actor: &Actor,
    today: NaiveDate,
) -> Result<(Step, Event), Refused> {
    next(batch.state, Step::Load).map_err(one_a_day)?;
    duty::of_organisation(actor, Role::Bank, &batch.bank)?;
    over(batch.business_day, today)?;
    held(trailer, &lines)?;
    for line in &lines {
        BizNo::parse(&line.no)?;
    }
    batch.lines = lines;
    batch.loaded_on = Some(today);
    let Trailer { lines, total } = trailer;
    Ok((Step::Load, Event::ReconLoaded { lines, total }))
}

/// What a bank wants to know that sends another file.
fn one_a_day(refused: Refused) -> Refused {
    let (zh, en) = (refused.text.zh, refused.text.en);
    Refused {
        text: Localized::new(
            format!("{zh}：每日只接收一份文件,差异请查询 ListDifferences"),
            format!("{en}: a day's file is taken in once; ListDifferences has what came of it"),
        ),
        ..refused
    }
}

fn over(business_day: NaiveDate, today: NaiveDate) -> Result<(), Refused> {
    if today > business_day {
        return Ok(());
    }
    Err(Refused::new(
        "DAY_NOT_OVER",
        format!("对账日 {business_day} 尚未结束,请于次日起办理"),
        format!("{business_day} is not over: try again from the day after it"),
    ))
}

/// Holds that a file has what its trailer says.
pub(super) fn held(trailer: Trailer, lines: &[Line]) -> Result<(), Refused> {
    let total = Fen::checked_sum(lines.iter().map(|line| line.amount))?;
    let counted = Trailer {
        lines: lines.len() as u64,
        total,
    };
    if counted == trailer {
        return Ok(());
    }
    Err(Refused::new(
        "TRAILER_MISMATCH",
        format!(
            "文件尾记录 {} 笔 {} 分,实际 {} 笔 {} 分,请更正后重新报送",
            trailer.lines, trailer.total.0, counted.lines, counted.total.0
        ),
        format!(
            "the trailer says {} line(s) and {} fen, before it stand {} and {}: mend it and send the file again",
            trailer.lines, trailer.total.0, counted.lines, counted.total.0
        ),
    ))
}

fn compare_with(batch: &mut Batch, ours: &[Line], actor: &Actor) -> Result<(Step, Event), Refused> {
    next(batch.state, Step::CompareDifferent)?;
    duty::service(actor)?;
    let classes = compare(ours, &batch.lines).map_err(|OursTwice { no }| {
        Refused::new(
            "RECORD_INCONSISTENT",
            format!("本系统流水号 {no} 重复"),
            format!("the number {no} stands twice in our own records"),
        )
    })?;
    let (matched, different): (Vec<_>, Vec<_>) = classes
        .into_iter()
        .partition(|(_, class)| *class == Class::Matched);
    batch.matched = matched.len() as u64;
    batch.tickets = different
        .into_iter()
        .map(|(no, class)| Ticket {
            no,
            class,
            finding: None,
            agreement: None,
            closed_by: None,
            closed_on: None,
        })
        .collect();
    Ok(match batch.tickets.len() as u64 {
        0 => (
            Step::CompareAlike,
            Event::ReconMatched {
                lines: batch.matched,
            },
        ),
        tickets => (Step::CompareDifferent, Event::ReconDifferent { tickets }),
    })
}

fn resolve(
    batch: &mut Batch,
    no: String,
    text: String,
    actor: &Actor,
    today: NaiveDate,
) -> Result<(Step, Event), Refused> {
    if !actor.is_of(Role::Bank, &batch.bank) {
        actor.require_any(&[Role::PoolManager])?;
    }
    duty::reasoned("text", &text)?;
    let open = batch.tickets.iter_mut();
    let mut open = open.filter(|ticket| ticket.closed_by.is_none());
    let Some(ticket) = open.find(|ticket| ticket.no == no) else {
        return Err(Refused::new(
            "TICKET_UNKNOWN",
            "没有该流水号的未处理差异",
            "there is no open difference of this number",
        ));
    };
    match &ticket.finding {
        None => {
            ticket.finding = Some(Finding {
                text,
                by: actor.subject.clone(),
                found_on: today,
            });
            Ok((Step::ResolvePart, Event::ReconTicketExplained { no }))
        }
        Some(finding) => {
            duty::another_person(actor, Some(finding.by.as_str()))?;
            ticket.agreement = Some(text);
            ticket.closed_by = Some(actor.subject.clone());
            ticket.closed_on = Some(today);
            Ok(match batch.open_tickets() {
                0 => (Step::ResolveLast, Event::ReconClosed { no }),
                _ => (Step::ResolvePart, Event::ReconTicketClosed { no }),
            })
        }
    }
}
