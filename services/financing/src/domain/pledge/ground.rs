//! Grounds on which a patent pledge is not registered (专利权质押登记办法), those the host can see.
//! Missing contract items and "other" are the registry's to say.
use chrono::NaiveDate;
use kezhuan_law::{CalendarMissing, WorkingCalendar};

use crate::domain::asset::{IpAsset, Legal};
use crate::domain::code_list::code_list;

code_list! {
    /// One ground, in the order they are tested.
    Ground {
        NotOwner = "NOT_OWNER", "出质人不是登记的权利人", "the pledgor is not the registered owner";
        Status = "STATUS", "权利未授予、已终止或已被宣告无效", "the right is not in force";
        AnnualFee = "ANNUAL_FEE", "未按规定缴纳年费", "the annual fee is unpaid";
        Preservation = "PRESERVATION", "权属有纠纷或已被采取保全措施", "a dispute or a court's preservation suspends it";
        DebtBeyondTerm = "DEBT_BEYOND_TERM", "债务履行期限超过专利权有效期", "the debt runs beyond the right's term";
        CoOwner = "COOWNER", "未取得共有人同意", "a co-owner has not agreed";
        AlreadyPledged = "ALREADY_PLEDGED", "已被申请质押或处于质押期间", "it is pledged already";
        SameDayInvention = "SAME_DAY_INVENTION", "实用新型有同日申请的发明专利", "the same invention was filed as a patent on the same day";
        Invalidation = "INVALIDATION", "已启动无效宣告程序", "an invalidation was started";
    }
}

/// What the grounds are tested on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The last day of the debt.
    pub debt_end: NaiveDate,
    /// `None` for a right without a term.
    pub expires_on: Option<NaiveDate>,
    pub pledgor_is_owner: bool,
    /// Granted and neither ended nor invalidated.
    pub in_force: bool,
    pub fee_unpaid: bool,
    pub preserved: bool,
    pub co_owned: bool,
    pub co_owner_consent: bool,
    pub already_pledged: bool,
    pub same_day_invention: bool,
    pub invalidation: bool,
    /// Both parties know of the last two and agree.
    pub informed: bool,
}

/// What the parties bring to the facts of one right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brought {
    pub co_owner_consent: bool,
    pub same_day_invention: bool,
    pub informed: bool,
}

/// Every ground against the pledge, in order; none = registrable.
pub fn grounds(facts: &Facts) -> Vec<Ground> {
    let beyond = facts.expires_on.is_some_and(|last| facts.debt_end > last);
    [
        (!facts.pledgor_is_owner, Ground::NotOwner),
        (!facts.in_force, Ground::Status),
        (facts.fee_unpaid, Ground::AnnualFee),
        (facts.preserved, Ground::Preservation),
        (beyond, Ground::DebtBeyondTerm),
        (facts.co_owned && !facts.co_owner_consent, Ground::CoOwner),
        (facts.already_pledged, Ground::AlreadyPledged),
        (
            facts.same_day_invention && !facts.informed,
            Ground::SameDayInvention,
        ),
        (facts.invalidation && !facts.informed, Ground::Invalidation),
    ]
    .into_iter()
    .filter_map(|(applies, ground)| applies.then_some(ground))
    .collect()
}

impl Facts {
    /// The facts of `asset` under a pledge by `pledgor`. Its own reservation, or one that is over, does not stand in
    /// its way.
    pub fn of(
        asset: &IpAsset,
        pledgor: &str,
        pledge: uuid::Uuid,
        debt_end: NaiveDate,
        (today, calendar): (NaiveDate, &WorkingCalendar),
        brought: Brought,
    ) -> Result<Facts, CalendarMissing> {
        let reserved = asset
            .reservation()
            .is_some_and(|standing| standing.pledge != pledge && today <= standing.until);
        // A right may be challenged and late at once, and late before anybody recorded it.
        let fee_unpaid = asset.legal == Legal::Grace || asset.fee_is_late(today, calendar)?;
        Ok(Facts {
            debt_end,
            expires_on: asset.expires_on,
            pledgor_is_owner: asset.owner == pledgor,
            in_force: !asset.legal.is_over(),
            fee_unpaid,
            preserved: asset.preserved_since.is_some(),
            co_owned: !asset.co_owners.is_empty(),
            co_owner_consent: brought.co_owner_consent,
            already_pledged: asset.is_pledged() || reserved,
            same_day_invention: brought.same_day_invention,
            invalidation: asset.legal == Legal::Challenged,
            informed: brought.informed,
        })
    }
}
