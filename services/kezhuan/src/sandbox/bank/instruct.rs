//! An instruction as section 3 of bank-integration.md wants it: after a time-out nobody knows, so the same number and body
//! are sent again until the outcome is known.
use std::time::Duration;

use kezhuan_protocol::Numbered;
use kezhuan_protocol::financing::v1::{Application, Asset, CompensationClaim, Loan, Pledge};
use tonic::{Code, Response, Status};

use super::{BANK, Bank};
use crate::refusal;

const PAUSES_MS: [u64; 7] = [100, 200, 400, 800, 1_600, 3_200, 6_400];

/// Gives one instruction as somebody of the bank; the answer, or `None` where it was refused or given before.
macro_rules! instruct {
    ($bank:expr, $who:ident, $rpc:ident, $what:expr, $request:expr) => {{
        let client = $bank.$who.financing()?;
        let what: &str = $what;
        $bank
            .settle(what, $request, |request| {
                let mut client = client.clone();
                async move { client.$rpc(request).await }
            })
            .await?
    }};
}

/// What answers an instruction: the case as it stands after it.
pub(super) trait Answer: PartialEq {
    /// Its name, which an instruction that makes a case does not know yet.
    fn case(&self) -> &str;
}

macro_rules! answers {
    ($($message:ty),*) => {
        $(impl Answer for $message {
            fn case(&self) -> &str {
                &self.name
            }
        })*
    };
}

answers!(Application, Asset, CompensationClaim, Loan, Pledge);

impl Bank {
    pub(super) async fn settle<R, T, F>(
        &self,
        what: &str,
        request: R,
        call: impl Fn(R) -> F,
    ) -> anyhow::Result<Option<T>>
    where
        R: Clone + Numbered,
        T: Answer,
        F: Future<Output = Result<Response<T>, Status>>,
    {
        let number = request.biz_no().to_owned();
        if self.journal.is_settled(&number) {
            return Ok(None);
        }
        let answer = match until_known(&request, &call).await {
            Ok(answer) => answer,
            Err(status) if leaves_open(&status) => return Err(refusal::readable(status)),
            Err(status) => {
                self.journal.settle(&number);
                let case = match request.resource() {
                    "" => "-",
                    case => case,
                };
                let what = format!("{what} (biz_no {number})");
                self.journal.refused(BANK, &what, case, status);
                return Ok(None);
            }
        };
        self.journal.settle(&number);
        let case = answer.case();
        self.journal.moved(case);
        self.journal
            .line(BANK, &format!("{what} (biz_no {number})"), case);
        if self.manner.twice {
            let again = until_known(&request, &call).await;
            let again = again.map_err(refusal::readable)?;
            anyhow::ensure!(
                again == answer,
                "biz_no {number} was answered differently the second time · 同一流水号第二次答复不同"
            );
            let told = "再次报送，答复相同 sent again, answered the same";
            self.journal.line(BANK, told, case);
        }
        Ok(Some(answer))
    }
}

async fn until_known<R, T, F>(request: &R, call: &impl Fn(R) -> F) -> Result<T, Status>
where
    R: Clone,
    F: Future<Output = Result<Response<T>, Status>>,
{
    for pause in PAUSES_MS {
        match call(request.clone()).await {
            Err(status) if leaves_open(&status) => {
                tokio::time::sleep(Duration::from_millis(pause)).await;
            }
            answer => return answer.map(Response::into_inner),
        }
    }
    call(request.clone()).await.map(Response::into_inner)
}

/// It may have been done or not, or was not looked at.
fn leaves_open(status: &Status) -> bool {
    matches!(
        status.code(),
        Code::Unavailable
            | Code::DeadlineExceeded
            | Code::Aborted
            | Code::ResourceExhausted
            | Code::Cancelled
            | Code::Unknown
    )
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn what_nobody_knows_is_open_and_what_was_refused_is_not() {
        let open = |code| leaves_open(&Status::new(code, ""));
        for code in [
            Code::Unavailable,
            Code::DeadlineExceeded,
            Code::Aborted,
            Code::ResourceExhausted,
            Code::Cancelled,
            Code::Unknown,
        ] {
            assert!(open(code), "{code:?}");
        }
        for code in [
            Code::InvalidArgument,
            Code::FailedPrecondition,
            Code::AlreadyExists,
            Code::NotFound,
            Code::PermissionDenied,
            Code::Unauthenticated,
        ] {
            assert!(!open(code), "{code:?}");
        }
    }

    #[tokio::test]
    async fn the_same_is_sent_until_somebody_knows() {
        let sent = RefCell::new(Vec::new());
        let call = |request: String| {
            sent.borrow_mut().push(request);
            let times = sent.borrow().len();
            async move {
                match times {
                    1 => Err(Status::deadline_exceeded("nobody knows")),
                    _ => Ok(Response::new(times)),
                }
            }
        };
        let answer = until_known(&"P001".to_owned(), &call).await;
        assert_eq!(answer.unwrap(), 2);
        assert_eq!(*sent.borrow(), ["P001", "P001"]);
    }
}
