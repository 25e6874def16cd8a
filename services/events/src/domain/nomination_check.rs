//! Card `evt.nominate`: whether a nomination is taken. Who may nominate, the nominator's own public notice of seven calendar days
//! and the closing day are the award's rules of 2022.
use chrono::NaiveDate;

use super::code_list::code_list;

/// Days that the nominator's own notice stands, from its start to its end.
pub const OWN_NOTICE_DAYS: i64 = 7;
/// From which grade on an association nominates (3A).
pub const ASSOCIATION_GRADE_MIN: i64 = 3;

code_list! {
    /// Why a nomination is not taken.
    Reason {
        SelfNomination = "SELF_NOMINATION", "不接受自荐", "nobody nominates themselves";
        AssociationBelow3a = "ASSOC_BELOW_3A", "提名协会、学会的社会组织评估等级须为 3A 及以上", "an association that nominates is graded 3A or higher";
        NominatorType = "NOMINATOR_TYPE", "该单位不具备提名资格", "this body may not nominate";
        NoticeShort = "NOTICE_LT_7", "提名单位公示不足 7 天", "the nominator's own notice stood less than seven days";
        ObjectionOpen = "OBJECTION_OPEN", "公示期异议尚未处理完毕", "an objection to the nominator's notice is open";
        NoticeNotOver = "NOTICE_NOT_OVER", "提名单位公示尚未结束", "the nominator's own notice is not over";
        Late = "LATE", "已超过提名截止日期", "the closing day has passed";
    }
}

/// Who nominates, by the name the card knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nominator {
    CountyAuthority,
    CityAuthority,
    /// With the grade of its assessment: 3 is 3A.
    Association {
        grade: i64,
    },
    Itself,
    /// Anybody else.
    Another,
}

/// What is filed, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filing {
    pub nominator: Nominator,
    pub notice_start: NaiveDate,
    /// The last day of the notice.
    pub notice_end: NaiveDate,
    pub submitted: NaiveDate,
    /// The last day on which nominations are taken.
    pub deadline: NaiveDate,
    pub is_objection_open: bool,
}

/// Everything against it, in order; nothing where it is taken.
pub fn reasons(filing: &Filing) -> Vec<Reason> {
    let stood = (filing.notice_end - filing.notice_start).num_days();
    let found = [
        against(filing.nominator),
        (stood < OWN_NOTICE_DAYS).then_some(Reason::NoticeShort),
        filing.is_objection_open.then_some(Reason::ObjectionOpen),
        (filing.submitted <= filing.notice_end).then_some(Reason::NoticeNotOver),
        (filing.submitted > filing.deadline).then_some(Reason::Late),
    ];
    found.into_iter().flatten().collect()
}

/// What is against who nominates.
pub const fn against(nominator: Nominator) -> Option<Reason> {
    match nominator {
        Nominator::CountyAuthority | Nominator::CityAuthority => None,
        Nominator::Association { grade } if grade >= ASSOCIATION_GRADE_MIN => None,
        Nominator::Association { .. } => Some(Reason::AssociationBelow3a),
        Nominator::Itself => Some(Reason::SelfNomination),
        Nominator::Another => Some(Reason::NominatorType),
    }
}
