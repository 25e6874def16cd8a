//! The counts of a carrier on the wire.
use chrono::NaiveDate;
use kezhuan_protocol::incubation::v1;
use uuid::Uuid;

use super::figure::told;
use crate::api::names::CARRIERS;
use crate::domain::counts::Counts;

/// The counts of a carrier on a day and in a year.
pub fn message(carrier: Uuid, (day, year): (NaiveDate, i32), counts: &Counts) -> v1::CarrierCounts {
    v1::CarrierCounts {
        carrier: CARRIERS.name(carrier),
        day: day.to_string(),
        year,
        tenants: told(counts.tenants),
        enterprises: told(counts.enterprises),
        counted_in_jiangmen: told(counts.counted_in_jiangmen),
        opening: told(counts.opening),
        entered: told(counts.entered),
        left: told(counts.left),
        by_students: told(counts.by_students),
        by_returnees: told(counts.by_returnees),
        overseas_chinese: told(counts.overseas_chinese),
        high_tech: told(counts.high_tech),
        technology_smes: told(counts.technology_smes),
        financed: told(counts.financed),
        financed_ever: told(counts.financed_ever),
        invested_by_own_fund: told(counts.invested_by_own_fund),
        own_fund_cases: told(counts.own_fund_cases),
        grown: told(counts.grown),
        with_ip_applications: told(counts.with_ip_applications),
        with_valid_ip: told(counts.with_valid_ip),
        mapped_to_chains: told(counts.mapped_to_chains),
        chain_relevance_bp: told(counts.chain_relevance_bp),
        with_figures: told(counts.with_figures),
        staff: told(counts.staff),
        college_graduates: told(counts.college_graduates),
        revenue_fen: counts.revenue.get(),
        research_fen: counts.research.get(),
        taxes_fen: counts.taxes.get(),
        public_funding_fen: counts.public_funding.get(),
        venture_capital_fen: counts.venture_capital.get(),
        venture_capital_ever_fen: counts.venture_capital_ever.get(),
        ip_applications: told(counts.ip_applications),
        ip_grants: told(counts.ip_grants),
        valid_inventions: told(counts.valid_inventions),
        graduates: told(counts.graduates),
        graduates_ever: told(counts.graduates_ever),
        acquired_or_listed_ever: told(counts.acquired_or_listed_ever),
        units: told(counts.units),
        unit_area_c: counts.unit_area_c,
        let_area_c: counts.let_area_c,
        mentors: told(counts.mentors),
        mentorings: told(counts.mentorings),
        services: told(counts.services),
        service_kinds: told(counts.service_kinds),
        events: told(counts.events),
        trainings: told(counts.trainings),
        attendance: told(counts.attendance),
    }
}
