//! What the grades of a base mean for it: the card `agr.lifecycle`.
use crate::domain::code_list::code_list;
use crate::domain::score::Grade;

code_list! {
    /// Where a history of grades leaves a base; ACTIVE is accredited.
    Standing {
        Active = "ACTIVE", "正常", "active";
        Rectifying = "RECTIFYING", "整改中", "being rectified";
        Warned = "WARNED", "警告", "warned";
        Delisted = "DELISTED", "摘牌", "delisted";
    }
}

code_list! {
    /// Why.
    Code {
        Ok = "OK", "正常", "in order";
        Rectify = "RECTIFY", "限期整改", "to be rectified";
        FirstFail = "FIRST_FAIL", "首次不合格", "failed for the first time";
        TwoFails = "TWO_FAILS", "连续两次不合格", "failed twice in a row";
        Fraud = "FRAUD", "弄虚作假", "fraud";
    }
}

/// What these grades, oldest first, mean; fraud before all of them.
pub fn lifecycle(history: &[Grade], fraud: bool) -> (Standing, Code) {
    if fraud {
        return (Standing::Delisted, Code::Fraud);
    }
    match history {
        [.., Grade::Fail, Grade::Fail] => (Standing::Delisted, Code::TwoFails),
        [.., Grade::Fail] => (Standing::Warned, Code::FirstFail),
        [.., Grade::Rectify] => (Standing::Rectifying, Code::Rectify),
        [.., Grade::Excellent | Grade::Qualified] | [] => (Standing::Active, Code::Ok),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_two_grades_count() {
        use Grade::*;
        for (history, standing, code) in [
            (&[][..], Standing::Active, Code::Ok),
            (&[Fail, Fail, Qualified], Standing::Active, Code::Ok),
            (&[Fail, Rectify], Standing::Rectifying, Code::Rectify),
            (&[Rectify, Fail], Standing::Warned, Code::FirstFail),
            (&[Fail, Excellent, Fail], Standing::Warned, Code::FirstFail),
            (&[Excellent, Fail, Fail], Standing::Delisted, Code::TwoFails),
        ] {
            assert_eq!(lifecycle(history, false), (standing, code), "{history:?}");
            assert_eq!(lifecycle(history, true), (Standing::Delisted, Code::Fraud));
        }
    }
}
