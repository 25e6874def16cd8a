//! The life of one group: BEGIN, its members, one flush, COMMIT; and what happens when it fails.
use std::time::Duration;

use sqlx::AssertSqlSafe;
use tokio::time::Instant;

use super::{Member, Shared};
use crate::error::unreachable;
use crate::request::{self, RequestKey, Stored};
use crate::scope::Scope;
use crate::{Error, Write};

const ATTEMPTS_MAX: usize = 3;
const BEGIN_AGAIN: Duration = Duration::from_millis(20);

type Members = Vec<Box<dyn Member>>;

/// Commits the members' writes and answers each of them; only then returns.
pub(super) async fn commit(shared: &Shared, scope: &Scope, mut members: Members) {
    members.retain(|member| !member.abandoned());
    if members.len() > 1 {
        members = match together(shared, scope, members).await {
            Together::Answered => return,
            Together::Alone(members) => members,
            // Most often one member is refused by its own facts: the others still share.
            Together::Without(refused, others) => {
                alone(shared, scope, refused).await;
                match together(shared, scope, others).await {
                    Together::Answered => return,
                    Together::Alone(members) => members,
                    Together::Without(refused, mut others) => {
                        others.push(refused);
                        others
                    }
                }
            }
        };
    }
    for member in members {
        alone(shared, scope, member).await;
    }
}

enum Together {
    Answered,
    Alone(Members),
    Without(Box<dyn Member>, Members),
}

async fn together(shared: &Shared, scope: &Scope, mut members: Members) -> Together {
    let mut write = match begin(shared, scope, members.len() == 1).await {
        Ok(write) => write,
        Err(error) => {
            fail_all(members, &error);
            return Together::Answered;
        }
    };
    let mut refused = None;
    for (at, member) in members.iter_mut().enumerate() {
        if !member.run(&mut write).await {
            refused = Some(at);
            break;
        }
    }
    if let Some(at) = refused {
        roll_back(write).await;
        return Together::Without(members.swap_remove(at), members);
    }
    match finish(write).await {
        Ok(()) => {
            members.into_iter().for_each(Member::answer);
            Together::Answered
        }
        Err(Unfinished::RolledBack(_)) => Together::Alone(members),
        Err(Unfinished::Unknown(error)) => {
            // A request id makes a second run harmless; a write without one must not run twice.
            let (keyed, unkeyed): (Members, Members) = members
                .into_iter()
                .partition(|member| member.key().is_some());
            let error = error.to_string();
            for member in unkeyed {
                member.fail(Error::CommitUnknown(sqlx::Error::Protocol(error.clone())));
            }
            Together::Alone(keyed)
        }
    }
}

async fn alone(shared: &Shared, scope: &Scope, mut member: Box<dyn Member>) {
    for attempt in 1..=ATTEMPTS_MAX {
        let last = attempt == ATTEMPTS_MAX;
        let mut write = match begin(shared, scope, true).await {
            Ok(write) => write,
            Err(error) => return member.fail(error),
        };
        if !member.run(&mut write).await {
            // Neither a lost connection nor a deadlock is the body's refusal, and nothing of it was kept.
            let refused = roll_back(write).await && !member.lost_a_deadlock();
            if refused || last {
                return member.answer();
            }
            continue;
        }
        match finish(write).await {
            Ok(()) => return member.answer(),
            Err(Unfinished::RolledBack(error)) => {
                if let Some(first) = first_answer(shared, scope, member.key(), &error).await {
                    return match first {
                        Ok(first) => member.repeat(first),
                        Err(error) => member.fail(error),
                    };
                }
                if last || !matches!(error, Error::Unavailable(_) | Error::Deadlock(_)) {
                    return member.fail(error);
                }
            }
            Err(Unfinished::Unknown(error)) => {
                if last || member.key().is_none() {
                    return member.fail(Error::CommitUnknown(error));
                }
            }
        }
    }
}

enum Unfinished {
    RolledBack(Error),
    Unknown(sqlx::Error),
}

/// Flushes and commits, then hands the events to the relay.
async fn finish(mut write: Write) -> Result<(), Unfinished> {
    let flushed = match write.write_batches().await {
        Ok(()) => write.buffers.flush(&mut write.transaction).await,
        Err(error) => Err(error.into()),
    };
    if let Err(error) = flushed {
        roll_back(write).await;
        return Err(Unfinished::RolledBack(error));
    }
    let Write {
        transaction,
        buffers,
        shared,
        ..
    } = write;
    match transaction.commit().await {
        Ok(()) => {
            shared.hand_over(buffers.outbox);
            Ok(())
        }
        // Postgres itself said no (a deferred constraint): that is a rollback, and known.
        Err(error @ sqlx::Error::Database(_)) if !unreachable(&error) => {
            Err(Unfinished::RolledBack(error.into()))
        }
        Err(error) => Err(Unfinished::Unknown(error)),
    }
}

/// Opens the transaction. A connection that died in the pool costs another try, not the write.
async fn begin(shared: &Shared, scope: &Scope, alone: bool) -> Result<Write, Error> {
    let deadline = Instant::now() + shared.config.acquire_max();
    loop {
        let opening = AssertSqlSafe(scope.begin()); // names of a strict alphabet: see `Scope::of`
        match shared.pool.begin_with(opening).await {
            Ok(transaction) => return Ok(Write::new(transaction, shared.clone(), alone)),
            Err(error) if unreachable(&error) && Instant::now() < deadline => {
                tokio::time::sleep(BEGIN_AGAIN).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Whether the connection was still there to roll back.
async fn roll_back(write: Write) -> bool {
    write.transaction.rollback().await.is_ok()
}

/// What the first run of this request stored, when `error` says that there was one.
async fn first_answer(
    shared: &Shared,
    scope: &Scope,
    key: Option<&RequestKey>,
    error: &Error,
) -> Option<Result<Stored, Error>> {
    let (Error::Sqlx(sqlx::Error::Database(cause)), Some(key)) = (error, key) else {
        return None;
    };
    if cause.constraint() != Some(request::CONSTRAINT) {
        return None;
    }
    let mut write = match begin(shared, scope, true).await {
        Ok(write) => write,
        Err(error) => return Some(Err(error)),
    };
    let first = request::stored(&mut write, key).await;
    roll_back(write).await;
    first.transpose()
}

fn fail_all(members: Members, error: &Error) {
    let cause = error.to_string();
    for member in members {
        member.fail(Error::Unavailable(sqlx::Error::Protocol(cause.clone())));
    }
}
