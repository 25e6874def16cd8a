//! What happens while a tenant is inside: its lease, mentoring, services, investments.
use chrono::{Datelike, Months, NaiveDate};
use kezhuan_protocol::incubation::v1 as proto;

use super::super::asking::ask;
use super::super::carriers::Host;
use super::super::people::People;
use super::Tenancy;

/// 25.00 yuan a square metre and month.
const RENT_FEN: i64 = 2_500;

/// The first of the month after `day`.
fn next_month(day: NaiveDate) -> NaiveDate {
    let first = day.with_day(1).unwrap_or(day);
    first.checked_add_months(Months::new(1)).unwrap_or(first)
}

impl Tenancy {
    /// A unit, let for a year from the next month on and signed by both sides.
    pub(super) async fn rent(
        &mut self,
        people: &People,
        host: &Host,
        area_c: i64,
    ) -> anyhow::Result<()> {
        let operator = people.operator(&host.operator)?;
        let request = proto::CreateUnitRequest {
            carrier: host.name.clone(),
            code: format!("A-{:04}", self.index),
            floor: "3".to_owned(),
            area_c,
            request_id: self.key("unit"),
        };
        let unit = ask!(operator.incubation()?, create_unit, request)?;
        let starts_on = next_month(self.today);
        let ends_on = starts_on.checked_add_months(Months::new(12));
        let ends_on = ends_on
            .and_then(|next| next.pred_opt())
            .unwrap_or(starts_on);
        let request = proto::OfferLeaseRequest {
            unit: unit.name,
            tenancy: self.name.clone(),
            lease: Some(proto::lease::Terms {
                rent_fen: RENT_FEN,
                free_months: 0,
                deposit_fen: area_c / 100 * RENT_FEN,
                starts_on: starts_on.to_string(),
                ends_on: ends_on.to_string(),
            }),
            request_id: self.key("lease"),
        };
        self.lease = ask!(operator.incubation()?, offer_lease, request)?.name;
        for (side, session) in [("operator", operator), ("tenant", self.itself(people)?)] {
            let request = proto::SignLeaseRequest {
                name: self.lease.clone(),
                etag: String::new(),
                request_id: self.key(side),
            };
            ask!(session.incubation()?, sign_lease, request)?;
        }
        Ok(())
    }

    /// Logged by the mentor, who signs with it, and signed by the tenant.
    pub(super) async fn advise(&mut self, people: &People, host: &Host) -> anyhow::Result<()> {
        let mentor = people.mentor(&host.operator)?;
        let request = proto::LogMentoringRequest {
            mentoring: Some(proto::Mentoring {
                mentor: host.mentor.clone(),
                tenancy: self.name.clone(),
                held_on: self.today.to_string(),
                minutes: 90,
                topic: "融资计划".to_owned(),
                summary: "梳理商业计划书".to_owned(),
                ..proto::Mentoring::default()
            }),
            request_id: self.key("log"),
        };
        let log = ask!(mentor.incubation()?, log_mentoring, request)?;
        let request = proto::SignMentoringRequest {
            name: log.name,
            etag: String::new(),
            request_id: self.key("sign"),
        };
        ask!(self.itself(people)?.incubation()?, sign_mentoring, request)?;
        Ok(())
    }

    pub(super) async fn serve(&mut self, people: &People, host: &Host) -> anyhow::Result<()> {
        let request = proto::RecordServiceRequest {
            service: Some(proto::ServiceRecord {
                tenancy: self.name.clone(),
                kind: proto::service_record::Kind::Ip.into(),
                provider: "江门知识产权服务中心".to_owned(),
                provided_on: self.today.to_string(),
                fee_fen: 120_000,
                note: "专利挖掘".to_owned(),
                ..proto::ServiceRecord::default()
            }),
            request_id: self.key("serve"),
        };
        let operator = people.operator(&host.operator)?;
        ask!(operator.incubation()?, record_service, request)?;
        Ok(())
    }

    pub(super) async fn invest(
        &mut self,
        people: &People,
        host: &Host,
        amount_fen: i64,
    ) -> anyhow::Result<()> {
        let request = proto::RecordInvestmentRequest {
            investment: Some(proto::Investment {
                tenancy: self.name.clone(),
                investor: "五邑创投（演示）".to_owned(),
                amount_fen,
                paid_up_on: self.today.to_string(),
                share_bp: 1_200,
                own_fund: false,
                ..proto::Investment::default()
            }),
            request_id: self.key("invest"),
        };
        let operator = people.operator(&host.operator)?;
        ask!(operator.incubation()?, record_investment, request)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_begins_with_the_next_month() {
        for (day, next) in [
            ("2025-02-05", "2025-03-01"),
            ("2025-01-31", "2025-02-01"),
            ("2025-12-01", "2026-01-01"),
        ] {
            assert_eq!(next_month(day.parse().unwrap()).to_string(), next);
        }
    }
}
