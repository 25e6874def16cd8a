//! A bank's instruction: one number, one body, one answer, for ever. Received first, then done or refused; whoever is
//! stopped in between finds it received, and may send the same again.
use std::future::Future;

use kezhuan_auth::{Caller, Role};
use kezhuan_database::{Error as DatabaseError, RequestKey, answered_before, once, once_for};
use kezhuan_protocol::{Idempotent, Numbered};
use tonic::{Request, Response, Status};

use super::FinancingApi;
use crate::domain::biz_no::BizNo;
use crate::domain::refused::Refused;
use crate::error::Error;
use crate::store::bank_instructions::{self, Arrival};

/// As `once`, by the bank's own number where a bank asks: another body under a known number is IDEMPOTENCY_CONFLICT, and
/// what is still being worked on is ABORTED.
pub async fn instructed<R, T, E, F>(
    api: &FinancingApi,
    request: Request<R>,
    handler: impl FnOnce(Caller, R, RequestKey) -> F,
) -> Result<Response<T>, Status>
where
    R: prost::Message + prost::Name + Idempotent + Numbered,
    T: prost::Message + Default,
    E: Into<Status>,
    F: Future<Output = Result<T, E>>,
{
    let caller = Caller::of(&request)?;
    let number = number_of(&caller, request.get_ref().biz_no()).map_err(Error::from)?;
    let Some(number) = number else {
        return once(&api.database, request, handler).await;
    };
    let input = request.into_inner();
    let key = RequestKey::numbered(&caller, &input);
    receive(api, &caller, number, &input, &key).await?;
    if let Some(answer) = answered_before(&api.database, &caller, &key).await? {
        return Ok(Response::new(answer));
    }
    let work = handler(caller.clone(), input, key.clone());
    Ok(Response::new(
        once_for(&api.database, &caller, &key, work).await?,
    ))
}

/// A bank numbers each instruction, and nobody else does.
fn number_of(caller: &Caller, biz_no: &str) -> Result<Option<BizNo>, Refused> {
    match (caller.has(Role::Bank), biz_no) {
        (true, biz_no) => Ok(Some(BizNo::parse(biz_no)?)),
        (false, "") => Ok(None),
        (false, _) => Err(Refused::new(
            "BIZ_NO_NOT_A_BANKS",
            "业务流水号仅由银行填写，请留空",
            "only a bank numbers its instructions: leave biz_no empty",
        )),
    }
}

async fn receive<R: prost::Name + Numbered>(
    api: &FinancingApi,
    caller: &Caller,
    number: BizNo,
    input: &R,
    key: &RequestKey,
) -> Result<(), Error> {
    let arrival = Arrival {
        bank: caller.organisation.clone(),
        number,
        request_id: key.id,
        method: R::NAME.strip_suffix("Request").unwrap_or(R::NAME),
        body_digest: key.body_digest,
        case_name: input.resource().to_owned(),
        legal_date: api.clock.today(),
    };
    let known = api.database.write_as(caller, move |write| {
        let arrival = arrival.clone();
        Box::pin(async move { bank_instructions::receive(write, &arrival).await })
    });
    if known.await? == key.body_digest {
        return Ok(());
    }
    let number = key.number.clone().unwrap_or_default();
    Err(DatabaseError::NumberReused(number).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bank_numbers_each_instruction_and_nobody_else_does() {
        let mut caller = Caller::service("enterprise-1", "");
        assert_eq!(number_of(&caller, "").unwrap(), None);
        assert_eq!(
            number_of(&caller, "P001").unwrap_err().reason,
            "BIZ_NO_NOT_A_BANKS"
        );
        caller.roles.insert(Role::Bank);
        assert_eq!(
            number_of(&caller, "P001").unwrap().unwrap().as_str(),
            "P001"
        );
        assert_eq!(number_of(&caller, "").unwrap_err().reason, "BIZ_NO_INVALID");
    }
}
