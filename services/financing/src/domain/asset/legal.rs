//! Whether the right still stands: one of the two dimensions of an asset, free of the other.
use super::{Event, IpAsset, Told};
use crate::domain::chart::follow;
use crate::domain::code_list::code_list;
use crate::domain::refused::Refused;

code_list! {
    /// How the right stands at its registry.
    Legal {
        Valid = "VALID", "有效", "valid";
        Grace = "GRACE", "年费滞纳期", "valid, with a late fee";
        Challenged = "CHALLENGED", "无效宣告审理中", "under an invalidation request";
        Terminated = "TERMINATED", "已终止", "terminated";
        Invalidated = "INVALIDATED", "已宣告无效", "invalidated";
    }
}

code_list! {
    /// What can happen to a right.
    LegalStep {
        ReportFeeLate = "REPORT_FEE_LATE", "登记年费逾期", "be reported as late with its fee";
        PayFee = "PAY_FEE", "缴纳年费", "have its fee paid";
        EndGrace = "END_GRACE", "因滞纳期满终止", "end with its grace period";
        EndTerm = "END_TERM", "因保护期届满终止", "end with its term";
        FileInvalidation = "FILE_INVALIDATION", "受理无效宣告请求", "be challenged";
        Keep = "KEEP", "维持有效", "be kept";
        KeepLate = "KEEP_LATE", "维持有效(年费滞纳)", "be kept with a late fee";
        Invalidate = "INVALIDATE", "宣告无效", "be invalidated";
    }
}

/// The state `step` moves a right to.
pub fn next(state: Legal, step: LegalStep) -> Result<Legal, Refused> {
    follow(state, step, steps(state))
}

/// No wildcard arm: a new state does not compile until its steps are decided here.
const fn steps(state: Legal) -> &'static [(LegalStep, Legal)] {
    use {Legal::*, LegalStep::*};
    match state {
        Valid => &[
            (ReportFeeLate, Grace),
            // In time, or for a year ahead: the right stands as before.
            (PayFee, Valid),
            (FileInvalidation, Challenged),
            (EndTerm, Terminated),
        ],
        Grace => &[
            (PayFee, Valid),
            (EndGrace, Terminated),
            (FileInvalidation, Challenged),
            (EndTerm, Terminated),
        ],
        Challenged => &[
            (PayFee, Challenged),
            (Keep, Valid),
            (KeepLate, Grace),
            (Invalidate, Invalidated),
            (EndTerm, Terminated),
        ],
        Terminated | Invalidated => &[],
    }
}

/// Moves the right, and tells whoever has an interest in it when a pledged one is no longer simply valid.
pub(super) fn take(asset: &mut IpAsset, step: LegalStep) -> Result<Told, Refused> {
    let from = asset.legal;
    asset.legal = next(from, step)?;
    let event = Event::AssetLegalChanged {
        step,
        to: asset.legal,
    };
    let worse = from != asset.legal && asset.legal != Legal::Valid;
    let alert = (worse && asset.is_pledged()).then(|| asset.alert_of_status());
    Ok((event, alert))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::chart::assert_follows;

    #[rustfmt::skip]
    fn rule_book(step: LegalStep) -> &'static [(Legal, Legal)] {
        use {Legal::*, LegalStep as S};
        match step {
            S::ReportFeeLate => &[(Valid, Grace)],
            S::PayFee => &[(Valid, Valid), (Grace, Valid), (Challenged, Challenged)],
            S::EndGrace => &[(Grace, Terminated)],
            S::EndTerm => &[(Valid, Terminated), (Grace, Terminated), (Challenged, Terminated)],
            S::FileInvalidation => &[(Valid, Challenged), (Grace, Challenged)],
            S::Keep => &[(Challenged, Valid)],
            S::KeepLate => &[(Challenged, Grace)],
            S::Invalidate => &[(Challenged, Invalidated)],
        }
    }

    #[test]
    fn the_chart_is_followed_in_every_state() {
        assert_follows(Legal::ALL, LegalStep::ALL, next, rule_book);
    }
}
