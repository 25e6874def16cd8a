//! What the service knows of a carrier on a day: what accreditation, assessment and the Torch return are filled from.
use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use kezhuan_law::Fen;
use kezhuan_law::money::AmountOverflow;

use super::lease::Lease;
use super::support::{Activity, ActivityKind, Investment, Mentor, Mentoring, ServiceRecord, State};
use super::tenancy::{Founder, Tenancy, Year};
use super::unit::Unit;

/// Everything on record for one carrier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holdings {
    pub tenancies: Vec<Tenancy>,
    pub units: Vec<Unit>,
    pub leases: Vec<Lease>,
    pub mentors: Vec<Mentor>,
    pub mentorings: Vec<Mentoring>,
    pub services: Vec<ServiceRecord>,
    pub investments: Vec<Investment>,
    pub activities: Vec<Activity>,
}

/// One carrier on `day`. What is "of the year" is of the calendar year `year`, up to the day where that lies in it; figures
/// of tenants are those recorded for that year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Incubating on the day, teams among them.
    pub tenants: u32,
    /// Of them, with a credit code.
    pub enterprises: u32,
    /// Of them, those that the plan counts for Jiangmen.
    pub counted_in_jiangmen: u32,
    /// Everything that follows is of enterprises. Those that incubated when the year began, came in, and left in it.
    pub opening: u32,
    pub entered: u32,
    pub left: u32,
    pub by_students: u32,
    pub by_returnees: u32,
    pub overseas_chinese: u32,
    pub high_tech: u32,
    pub technology_smes: u32,
    /// With capital in the year: by its figures, or by the register of investments.
    pub financed: u32,
    /// The same at any time up to the day.
    pub financed_ever: u32,
    /// With paid-up equity from the carrier's own or a co-founded fund in the year.
    pub invested_by_own_fund: u32,
    /// Investments of such funds up to the day.
    pub own_fund_cases: u32,
    /// Whose revenue or research grew by more than 20 % on the year before.
    pub grown: u32,
    /// That applied for a right in the year.
    pub with_ip_applications: u32,
    /// That hold a right in force.
    pub with_valid_ip: u32,
    /// Mapped to one of the city's key chains.
    pub mapped_to_chains: u32,
    /// Mapped / enterprises, floored.
    pub chain_relevance_bp: u32,
    /// Whose figures of the year are on record.
    pub with_figures: u32,
    pub staff: u32,
    pub college_graduates: u32,
    pub revenue: Fen,
    pub research: Fen,
    pub taxes: Fen,
    pub public_funding: Fen,
    pub venture_capital: Fen,
    /// Of today's tenants, all years up to this one.
    pub venture_capital_ever: Fen,
    pub ip_applications: u32,
    pub ip_grants: u32,
    pub valid_inventions: u32,
    pub graduates: u32,
    pub graduates_ever: u32,
    pub acquired_or_listed_ever: u32,
    pub units: u32,
    /// In 0.01 m².
    pub unit_area_c: i64,
    /// Of it, let on the day.
    pub let_area_c: i64,
    /// Appointed on the day.
    pub mentors: u32,
    /// Signed by both sides, held in the year.
    pub mentorings: u32,
    pub services: u32,
    /// Kinds of services that somebody got in the year.
    pub service_kinds: u32,
    pub events: u32,
    pub trainings: u32,
    /// Persons at events and trainings.
    pub attendance: u32,
}

/// The year whose figures are looked at on a day: the one that ends with it, otherwise the last whole one.
pub fn year_of(day: NaiveDate) -> i32 {
    match (day.month(), day.day()) {
        (12, 31) => day.year(),
        _ => day.year() - 1,
    }
}

impl Holdings {
    /// The counts of a day and a year.
    pub fn counts(&self, day: NaiveDate, year: i32) -> Result<Counts, AmountOverflow> {
        let window = Window { day, year };
        let mut counts = Counts::default();
        self.count_tenants(&mut counts, window);
        self.count_figures(&mut counts, window)?;
        self.count_capital(&mut counts, window)?;
        self.count_movements(&mut counts, window);
        self.count_space(&mut counts, day);
        self.count_support(&mut counts, window);
        Ok(counts)
    }

    /// What the register of investments knows to have been paid up in a year.
    pub fn invested_in(&self, year: i32) -> Result<Fen, AmountOverflow> {
        let paid = self
            .investments
            .iter()
            .filter(|paid| paid.paid_up_on.year() == year);
        Fen::checked_sum(paid.map(|paid| paid.amount))
    }

    /// Statistics are of enterprises: a team is none yet.
    fn enterprises(&self) -> impl Iterator<Item = &Tenancy> {
        self.tenancies.iter().filter(|tenant| tenant.uscc.is_some())
    }

    fn inside(&self, day: NaiveDate) -> impl Iterator<Item = &Tenancy> {
        self.enterprises()
            .filter(move |tenant| tenant.incubates_on(day) && tenant.enterprise_since() <= day)
    }

    fn of(&self, day: NaiveDate, holds: impl Fn(&Tenancy) -> bool) -> u32 {
        many(self.inside(day).filter(|tenant| holds(tenant)))
    }

    fn count_tenants(&self, counts: &mut Counts, Window { day, year }: Window) {
        let all = self.tenancies.iter();
        counts.tenants = many(all.filter(|tenant| tenant.incubates_on(day)));
        counts.enterprises = self.of(day, |_| true);
        let counted = |tenant: &Tenancy| tenant.stay(day).is_some_and(|stay| stay.counts(day));
        counts.counted_in_jiangmen = self.of(day, counted);
        counts.by_students = self.of(day, |tenant| tenant.founder == Founder::Student);
        counts.by_returnees = self.of(day, |tenant| tenant.founder == Founder::Returnee);
        counts.overseas_chinese = self.of(day, |tenant| tenant.is_overseas_chinese);
        counts.high_tech = self.of(day, |tenant| tenant.is_high_tech_by(year));
        counts.technology_smes = self.of(day, |tenant| tenant.is_tech_sme_by(year));
        counts.mapped_to_chains = self.of(day, |tenant| tenant.chain.is_some());
        let mapped = u64::from(counts.mapped_to_chains) * 10_000;
        let share = mapped.checked_div(u64::from(counts.enterprises));
        counts.chain_relevance_bp = u32::try_from(share.unwrap_or(0)).unwrap_or(u32::MAX);
    }

    fn count_figures(
        &self,
        counts: &mut Counts,
        Window { day, year }: Window,
    ) -> Result<(), AmountOverflow> {
        let all: Vec<&Year> = self
            .inside(day)
            .filter_map(|tenant| tenant.year(year))
            .collect();
        let sum =
            |of: fn(&Year) -> u32| all.iter().map(|year| of(year)).fold(0, u32::saturating_add);
        let money = |of: fn(&Year) -> Fen| Fen::checked_sum(all.iter().map(|year| of(year)));
        counts.with_figures = many(all.iter());
        counts.staff = sum(|year| year.staff);
        counts.college_graduates = sum(|year| year.college_graduates);
        counts.ip_applications = sum(|year| year.ip_applications);
        counts.ip_grants = sum(|year| year.ip_grants);
        counts.valid_inventions = sum(|year| year.valid_inventions);
        counts.with_ip_applications = many(all.iter().filter(|year| year.ip_applications > 0));
        counts.with_valid_ip = many(all.iter().filter(|year| year.valid_ip > 0));
        counts.revenue = money(|year| year.revenue)?;
        counts.research = money(|year| year.research)?;
        counts.taxes = money(|year| year.taxes)?;
        counts.public_funding = money(|year| year.public_funding)?;
        counts.grown = self.of(day, |tenant| {
            let before = year.checked_sub(1).and_then(|before| tenant.year(before));
            tenant
                .year(year)
                .zip(before)
                .is_some_and(|(now, before)| now.grew_on(before))
        });
        Ok(())
    }

    fn count_capital(
        &self,
        counts: &mut Counts,
        Window { day, year }: Window,
    ) -> Result<(), AmountOverflow> {
        let (mut of_year, mut ever) = (Vec::new(), Vec::new());
        for tenant in self.inside(day) {
            let all = self.capital_of(tenant, day);
            let up_to = all.iter().filter(|(paid_in, _)| *paid_in <= year);
            ever.push(Fen::checked_sum(up_to.map(|(_, amount)| *amount))?);
            let in_year = all.iter().filter(|(paid_in, _)| *paid_in == year);
            of_year.push(Fen::checked_sum(in_year.map(|(_, amount)| *amount))?);
        }
        counts.venture_capital = Fen::checked_sum(of_year.iter().copied())?;
        counts.venture_capital_ever = Fen::checked_sum(ever.iter().copied())?;
        counts.financed = many(of_year.iter().filter(|amount| **amount > Fen::ZERO));
        counts.financed_ever = many(ever.iter().filter(|amount| **amount > Fen::ZERO));
        let own = self
            .investments
            .iter()
            .filter(|paid| paid.is_own_fund && paid.paid_up_on <= day);
        counts.own_fund_cases = many(own.clone());
        let in_year = own.filter(|paid| paid.paid_up_on.year() == year);
        let invested: BTreeSet<_> = in_year.map(|paid| paid.tenancy).collect();
        counts.invested_by_own_fund = self.of(day, |tenant| invested.contains(&tenant.id));
        Ok(())
    }

    /// Capital by year: what the year's figures say, and what the register knows where there are none.
    fn capital_of(&self, tenant: &Tenancy, day: NaiveDate) -> Vec<(i32, Fen)> {
        let told = tenant
            .years
            .iter()
            .map(|year| (year.year, year.venture_capital));
        let own = self
            .investments
            .iter()
            .filter(|paid| paid.tenancy == tenant.id);
        let known = own.filter(|paid| paid.paid_up_on <= day);
        let untold = known
            .map(|paid| (paid.paid_up_on.year(), paid.amount))
            .filter(|(year, _)| tenant.year(*year).is_none());
        told.chain(untold).collect()
    }

    fn count_movements(&self, counts: &mut Counts, window: Window) {
        let admitted = || self.enterprises().filter(|tenant| tenant.was_admitted());
        let started = NaiveDate::from_ymd_opt(window.year, 1, 1).and_then(|first| first.pred_opt());
        counts.opening = started.map_or(0, |eve| self.of(eve, |_| true));
        counts.entered = many(admitted().filter(|tenant| window.holds(tenant.enterprise_since())));
        let left = |tenant: &&Tenancy| tenant.left_on.is_some_and(|left| window.holds(left));
        counts.left = many(admitted().filter(left));
        let graduated = |tenant: &Tenancy| {
            tenant
                .graduation
                .as_ref()
                .map(|graduation| graduation.graduated_on)
        };
        let graduates = || self.enterprises().filter_map(graduated);
        counts.graduates = many(graduates().filter(|on| window.holds(*on)));
        counts.graduates_ever = many(graduates().filter(|on| *on <= window.day));
        counts.acquired_or_listed_ever =
            many(admitted().filter(|tenant| tenant.is_acquired_or_listed_by(window.year)));
    }

    fn count_space(&self, counts: &mut Counts, day: NaiveDate) {
        let units = self.units.iter().filter(|unit| unit.is_in_use_on(day));
        counts.units = many(units.clone());
        counts.unit_area_c = area(units.map(|unit| unit.area_c));
        let let_now = self.leases.iter().filter(|lease| lease.occupies(day));
        counts.let_area_c = area(let_now.map(|lease| lease.area_c));
    }

    fn count_support(&self, counts: &mut Counts, window: Window) {
        counts.mentors = many(
            self.mentors
                .iter()
                .filter(|mentor| mentor.is_appointed_on(window.day)),
        );
        let signed = self
            .mentorings
            .iter()
            .filter(|log| log.state == State::Signed);
        counts.mentorings = many(signed.filter(|log| window.holds(log.held_on)));
        let services = self
            .services
            .iter()
            .filter(|got| window.holds(got.provided_on));
        counts.services = many(services.clone());
        let kinds: BTreeSet<_> = services.map(|got| got.kind).collect();
        counts.service_kinds = many(kinds.iter());
        let held = || {
            self.activities
                .iter()
                .filter(move |held| window.holds(held.held_on))
        };
        counts.events = many(held().filter(|held| held.kind == ActivityKind::Event));
        counts.trainings = many(held().filter(|held| held.kind == ActivityKind::Training));
        counts.attendance = held()
            .map(|held| held.attendance)
            .fold(0, u32::saturating_add);
    }
}

/// A day, and the calendar year that is looked at.
#[derive(Clone, Copy)]
struct Window {
    day: NaiveDate,
    year: i32,
}

impl Window {
    fn holds(self, day: NaiveDate) -> bool {
        day.year() == self.year && day <= self.day
    }
}

fn many<T>(counted: impl Iterator<Item = T>) -> u32 {
    u32::try_from(counted.count()).unwrap_or(u32::MAX)
}

fn area(areas: impl Iterator<Item = i64>) -> i64 {
    areas.fold(0, i64::saturating_add)
}

#[cfg(test)]
mod tests;
