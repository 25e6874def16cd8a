//! The kinds of message this service has, in two languages.
use kezhuan_notifications::{Kind, Text};

const fn text(zh: &'static str, en: &'static str) -> Text {
    Text { zh, en }
}

/// Every kind. A code stays as it is: people have muted by it.
pub const KINDS: &[Kind] = &[
    Kind {
        code: "REGISTRATION_CONFIRMED",
        title: text("报名成功", "Your registration is confirmed"),
        body: text(
            "您已成功报名“{event}”（{day}，{venue}；报名序号 {place}），请凭签到二维码入场。",
            "You have a place at “{event}” on {day}, {venue} (registration number {place}). Bring the QR code of your ticket.",
        ),
    },
    Kind {
        code: "REGISTRATION_WAITLISTED",
        title: text("已进入候补", "You are on the waitlist"),
        body: text(
            "“{event}”（{day}，{venue}）暂无可分配的名额，您的报名已进入候补。报名序号 {place} 是全部报名的先后顺序，不是候补名次；有空位时将按顺序递补并通知您。",
            "You wait for a place at “{event}” on {day}, {venue}. Number {place} is the order of all registrations, not your rank on the waitlist; you are told when a place is yours.",
        ),
    },
    Kind {
        code: "REGISTRATION_PROMOTED",
        title: text("候补成功", "A place became yours"),
        body: text(
            "您已递补获得“{event}”（{day}，{venue}；报名序号 {place}）的名额，请凭签到二维码入场。",
            "A place became free at “{event}” on {day}, {venue}, and it is yours (registration number {place}). Bring the QR code of your ticket.",
        ),
    },
    Kind {
        code: "REGISTRATION_REFUSED",
        title: text("报名未通过", "Your registration was refused"),
        body: text(
            "您对“{event}”（{day}，{venue}）的报名未通过，原因：{reasons}。",
            "Your registration for “{event}” on {day}, {venue} was refused, for: {reasons}.",
        ),
    },
    Kind {
        code: "EVENT_CANCELLED",
        title: text("活动已取消", "The event is cancelled"),
        body: text(
            "您报名的“{event}”（{day}，{venue}）已取消，报名随之取消，无需到场。取消原因：{reason}。",
            "“{event}” on {day}, {venue} is cancelled, and your registration with it: you need not come. The reason: {reason}.",
        ),
    },
    Kind {
        code: "NO_PLACE_BECAME_FREE",
        title: text("候补未获得名额", "No place became yours"),
        body: text(
            "“{event}”（{day}，{venue}）已如期举办，您的报名（报名序号 {place}）未能获得名额，现已自动结束，无需办理。",
            "“{event}” on {day}, {venue} has taken place, and no place became yours (registration number {place}). There is nothing to do.",
        ),
    },
    Kind {
        code: "EVENT_LAPSED",
        title: text("活动已自动取消", "Your event was cancelled"),
        body: text(
            "贵单位的活动“{event}”（{number}，{day}）未在报名截止日前开放报名，已自动取消；如仍需举办，请重新申报。",
            "Registration for your event “{event}” ({number}, {day}) was not opened by its last day, and it is cancelled. To hold it, draft it again.",
        ),
    },
    Kind {
        code: "PROJECT_SELECTED",
        title: text("项目入选", "Your project was selected"),
        body: text(
            "贵单位的项目“{title}”（{number}）已入选“{event}”，路演时间将另行通知。",
            "Your project “{title}” ({number}) was selected for {event}. When it is presented you will be told.",
        ),
    },
    Kind {
        code: "NEGOTIATION_PROPOSED",
        title: text("有新的洽谈邀请", "Somebody proposes to negotiate"),
        body: text(
            "“{event}”编号 {number} 的洽谈邀请等待贵单位接受，接受时请填写本单位统一社会信用代码。",
            "Negotiation {number} of {event} waits for your organisation to accept it, with its own credit code.",
        ),
    },
    Kind {
        code: "FOLLOW_UP_DUE",
        title: text("请填报跟踪情况", "A follow-up is due"),
        body: text(
            "“{event}”洽谈 {number} 的第 {months} 个月跟踪应于 {due_on} 填报。",
            "The follow-up of negotiation {number} of {event} after {months} months is due on {due_on}.",
        ),
    },
    Kind {
        code: "FOLLOW_UP_OVERDUE",
        title: text("跟踪填报已逾期", "A follow-up is overdue"),
        body: text(
            "“{event}”洽谈 {number} 的第 {months} 个月跟踪已逾期（应于 {due_on} 填报），请尽快补报。",
            "The follow-up of negotiation {number} of {event} after {months} months was due on {due_on}: report it soon.",
        ),
    },
    Kind {
        code: "PROJECT_RETURNED",
        title: text("项目被退回补正", "Your project was returned"),
        body: text(
            "“{event}”项目“{title}”（{number}）被退回：{reason}。请在 {until} 前（含当日）修改后重新提交。",
            "Your project “{title}” ({number}) for {event} was returned: {reason}. Hand it in again by the end of {until}.",
        ),
    },
    Kind {
        code: "PROJECT_REFUSED",
        title: text("项目未通过形式审查", "Your project was refused"),
        body: text(
            "“{event}”项目“{title}”（{number}）未通过形式审查，原因代码：{code}。",
            "Your project “{title}” ({number}) for {event} did not pass the formal check, for: {code}.",
        ),
    },
    Kind {
        code: "PROJECT_DECLINED",
        title: text("项目未入选", "Your project was not selected"),
        body: text(
            "“{event}”项目“{title}”（{number}）未入选，评审意见请在项目中查看。",
            "Your project “{title}” ({number}) was not selected for {event}. The project says why.",
        ),
    },
    Kind {
        code: "PROJECT_SCHEDULED",
        title: text("路演时间已安排", "Your presentation has its place"),
        body: text(
            "“{event}”项目“{title}”（{number}）安排于 {day} {time} 在{stage}路演，请提前到场。",
            "Your project “{title}” ({number}) is presented at {event} on {day} at {time}, stage {stage}. Please be there in time.",
        ),
    },
    Kind {
        code: "PROJECT_EVENT_CANCELLED",
        title: text(
            "活动取消，项目已撤回",
            "The event is cancelled, and your project withdrawn",
        ),
        body: text(
            "“{event}”已取消，项目“{title}”（{number}）随之撤回，无需办理。",
            "{event} is cancelled, and your project “{title}” ({number}) is withdrawn with it. There is nothing to do.",
        ),
    },
    Kind {
        code: "NEGOTIATION_ACCEPTED",
        title: text("对方已接受洽谈", "The other side has accepted"),
        body: text(
            "“{event}”洽谈 {number} 对方已接受，请贵单位接受或终止。",
            "The other side has accepted negotiation {number} of {event}: accept it too, or end it.",
        ),
    },
    Kind {
        code: "NEGOTIATION_BEGUN",
        title: text("洽谈已开始", "A negotiation has begun"),
        body: text(
            "“{event}”洽谈 {number} 双方均已接受，可以记录洽谈、提出意向。",
            "Both sides have accepted negotiation {number} of {event}: record your talks, and propose an intent.",
        ),
    },
    Kind {
        code: "INTENT_TO_SIGN",
        title: text("有意向等待签署", "An intent waits for your signature"),
        body: text(
            "“{event}”洽谈 {number} 对方已提出并签署意向，请贵单位核对后签署，或另提意向。",
            "The other side of negotiation {number} of {event} has signed an intent: read it and sign it, or propose another.",
        ),
    },
    Kind {
        code: "NEGOTIATION_IDLE_SOON",
        title: text("洽谈即将自动结束", "A negotiation is about to end"),
        body: text(
            "“{event}”洽谈 {number} 长期无进展，{due_on} 之后将自动结束；如仍在洽谈，请记录进展。",
            "Nothing was done in negotiation {number} of {event}: it ends after {due_on}. If you still negotiate, record it.",
        ),
    },
    Kind {
        code: "NEGOTIATION_IDLE",
        title: text("洽谈已自动结束", "A negotiation has ended"),
        body: text(
            "“{event}”洽谈 {number} 因长期无进展已结束；如需继续，请重新发起洽谈。",
            "Negotiation {number} of {event} has ended, as nothing was done for long. To go on, propose another.",
        ),
    },
    Kind {
        code: "NEGOTIATION_DECLINED",
        title: text("对方已终止洽谈", "The other side has ended a negotiation"),
        body: text(
            "“{event}”洽谈 {number} 已由对方终止，理由请在洽谈中查看。",
            "The other side has ended negotiation {number} of {event}. The negotiation says why.",
        ),
    },
    Kind {
        code: "NEGOTIATION_EVENT_CANCELLED",
        title: text(
            "活动取消，洽谈已结束",
            "The event is cancelled, and a negotiation with it",
        ),
        body: text(
            "“{event}”已取消，洽谈 {number} 随之结束，无需办理。",
            "{event} is cancelled, and negotiation {number} has ended with it. There is nothing to do.",
        ),
    },
    Kind {
        code: "CONTRACT_DROPPED",
        title: text("关联的合同已撤下", "A contract was dropped"),
        body: text(
            "“{event}”洽谈 {number} 关联的合同当事人不是洽谈双方，已撤下；请核对后重新关联。",
            "The contract that negotiation {number} of {event} named is not between its two sides, and was dropped: check which one is meant, and name it.",
        ),
    },
    Kind {
        code: "MATCHING_FINISHED",
        title: text("供需匹配已完成", "Needs and achievements are matched"),
        body: text(
            "匹配 {number} 已完成：{needs} 项需求，{recommended} 项推荐。",
            "Matching {number} is done: {needs} needs, {recommended} recommendations.",
        ),
    },
    Kind {
        code: "NOMINATION_PUBLISHED",
        title: text("提名项目进入公示", "Your nomination is under public notice"),
        body: text(
            "提名 {number}“{title}”已进入公示，公示截止 {last_day}。",
            "Nomination {number} “{title}” is under public notice until the end of {last_day}.",
        ),
    },
    Kind {
        code: "NOMINATION_AWARDED",
        title: text("提名项目获奖", "A nomination has won"),
        body: text(
            "提名 {number}“{title}”已获奖。",
            "Nomination {number} “{title}” is awarded.",
        ),
    },
    Kind {
        code: "NOMINATION_REFUSED",
        title: text("提名未通过形式审查", "A nomination was refused"),
        body: text(
            "提名 {number}“{title}”未通过形式审查，原因代码：{code}。",
            "Nomination {number} “{title}” did not pass the formal check, for: {code}.",
        ),
    },
    Kind {
        code: "NOMINATION_TO_SCORE",
        title: text("有提名项目等待您评分", "A nomination waits for your scores"),
        body: text(
            "请于 {due_on} 前为提名 {number}“{title}”评分；如存在利益冲突，请申报回避。",
            "Please score nomination {number} “{title}” by {due_on}. If you have a conflict of interest, declare it.",
        ),
    },
    Kind {
        code: "NOMINATION_SCORES_OVERDUE",
        title: text("专家评分已逾期", "Scores are overdue"),
        body: text(
            "提名 {number}“{title}”的专家评分尚未齐全，已于 {due_on} 逾期。",
            "Scores of nomination {number} “{title}” are missing, and overdue since {due_on}.",
        ),
    },
    Kind {
        code: "NOMINATION_DROPPED",
        title: text("提名项目未获奖", "A nomination was dropped"),
        body: text(
            "提名 {number}“{title}”未获奖，原因代码：{code}。",
            "Nomination {number} “{title}” is not awarded, for: {code}.",
        ),
    },
    Kind {
        code: "NOMINATION_OBJECTED",
        title: text("提名公示收到异议", "An objection was filed"),
        body: text(
            "提名 {number}“{title}”在公示期内收到异议，由奖励办公室核实处理；处理完毕前不授奖。",
            "An objection to nomination {number} “{title}” was filed. The award office looks into it; nothing is awarded before it is resolved.",
        ),
    },
    Kind {
        code: "NOMINATION_OBJECTION_DISMISSED",
        title: text("异议不成立", "An objection was dismissed"),
        body: text(
            "对提名 {number}“{title}”的异议经核实不成立，提名将重新公示。",
            "The objection to nomination {number} “{title}” was dismissed; it comes under public notice again.",
        ),
    },
    Kind {
        code: "NOMINATION_OBJECTION_UPHELD",
        title: text("异议成立", "An objection was upheld"),
        body: text(
            "对提名 {number}“{title}”的异议成立，该提名不再授奖。",
            "The objection to nomination {number} “{title}” was upheld, and it is not awarded.",
        ),
    },
    Kind {
        code: "NOMINATION_NOTICE_OVER",
        title: text("公示期已满", "A public notice is over"),
        body: text(
            "提名 {number}“{title}”的公示期已满，自 {due_on} 起可以授奖。",
            "The public notice of nomination {number} “{title}” is over; it can be awarded from {due_on} on.",
        ),
    },
    Kind {
        code: "AWARD_REVOKED",
        title: text("奖励已撤销", "An award was revoked"),
        body: text(
            "提名 {number}“{title}”的奖励已撤销，原因：{reason}。",
            "The award of nomination {number} “{title}” was revoked, for: {reason}.",
        ),
    },
    Kind {
        code: "MATCHING_RECOMMENDED",
        title: text("供需匹配有推荐结果", "You are recommended to each other"),
        body: text(
            "匹配 {number} 已完成：为贵单位的需求推荐成果 {for_needs} 项次，贵单位的成果被推荐 {of_achievements} 次。",
            "Matching {number} is done: {for_needs} recommendations for your needs; your achievements are recommended {of_achievements} times.",
        ),
    },
];
