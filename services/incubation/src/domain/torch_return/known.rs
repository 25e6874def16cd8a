//! What the service knows of a carrier's year by itself, as its own counts tell it.
use super::cell::Known;
use super::field::Field;
use crate::domain::counts::Counts;

/// The figures that are known, from the counts of the year's last day. What adds up the yearly figures of tenants is known once
/// those of every tenant are on record. `area_c`: of the whole carrier, in 0.01 m².
#[rustfmt::skip]
pub fn known(area_c: i64, counts: &Counts) -> Known {
    let mut known: Known = [
        (Field::AreaTotal, area_c),
        (Field::AreaTenant, counts.let_area_c),
        (Field::TenantsOpening, i64::from(counts.opening)),
        (Field::TenantsEntered, i64::from(counts.entered)),
        (Field::TenantsExited, i64::from(counts.left)),
        (Field::Tenants, i64::from(counts.enterprises)),
        (Field::TenantsByStudents, i64::from(counts.by_students)),
        (Field::TenantsByReturnees, i64::from(counts.by_returnees)),
        (Field::TenantsHighTech, i64::from(counts.high_tech)),
        (Field::TenantsTechSme, i64::from(counts.technology_smes)),
        (Field::VcYear, counts.venture_capital.get()),
        (Field::VcTotal, counts.venture_capital_ever.get()),
        (Field::TenantsFinanced, i64::from(counts.financed)),
        (Field::GraduatesYear, i64::from(counts.graduates)),
        (Field::GraduatesTotal, i64::from(counts.graduates_ever)),
        (Field::ListedOrAcquired, i64::from(counts.acquired_or_listed_ever)),
        (Field::Mentors, i64::from(counts.mentors)),
        (Field::Events, i64::from(counts.events)),
        (Field::Trainings, i64::from(counts.trainings)),
    ]
    .into();
    if counts.with_figures == counts.enterprises {
        known.extend([
            (Field::TenantStaff, i64::from(counts.staff)),
            (Field::TenantStaffGraduates, i64::from(counts.college_graduates)),
            (Field::TenantRevenue, counts.revenue.get()),
            (Field::TenantRnd, counts.research.get()),
            (Field::TenantTaxes, counts.taxes.get()),
            (Field::TenantPublicFunding, counts.public_funding.get()),
            (Field::IpApplied, i64::from(counts.ip_applications)),
            (Field::IpGranted, i64::from(counts.ip_grants)),
            (Field::ValidInventions, i64::from(counts.valid_inventions)),
        ]);
    }
    known
}

#[cfg(test)]
mod tests {
    use kezhuan_law::Fen;

    use super::*;

    #[test]
    fn sums_over_tenants_are_known_when_all_of_them_told() {
        let mut counts = Counts {
            enterprises: 3,
            with_figures: 2,
            revenue: Fen(700),
            opening: 2,
            entered: 2,
            left: 1,
            ..Counts::default()
        };
        let some = known(1_000_000, &counts);
        assert_eq!(some.get(&Field::AreaTotal), Some(&1_000_000));
        assert_eq!(some.get(&Field::TenantsExited), Some(&1));
        assert_eq!(some.get(&Field::TenantRevenue), None);
        // What nobody keeps on record is the operator's to state.
        assert_eq!(some.get(&Field::NetProfit), None);
        counts.with_figures = 3;
        let all = known(1_000_000, &counts);
        assert_eq!(all.get(&Field::TenantRevenue), Some(&700));
    }
}
