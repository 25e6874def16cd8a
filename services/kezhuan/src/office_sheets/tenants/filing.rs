//! One tenant's way into its carrier: found there already, or applied for, admitted, and its year recorded.
use kezhuan_law::Localized;
use kezhuan_protocol::incubation::v1::tenancy::{Founder, Profile, State};
use kezhuan_protocol::incubation::v1::{
    AdmitTenantRequest, ApplyForTenancyRequest, ListTenanciesRequest, RecordTenantYearRequest,
    Tenancy, TenantYear,
};
use prost::Message;
use tonic::Status;

use super::precheck;
use super::row::Tenant;
use crate::office_sheets::{Manner, PAGE_SIZE, digest, quoted};
use crate::sheet_import::{Problem, Stopped, ask, said};

/// The carrier that tenants move into, and who imports them.
pub struct House<'a> {
    pub manner: &'a Manner,
    /// carriers/{uuid}
    pub carrier: &'a str,
}

impl House<'_> {
    /// Takes a tenant in; whatever of it is done already is not done again.
    pub async fn take_in(&self, tenant: &Tenant) -> Result<(), Stopped> {
        let known = self.known(tenant).await?;
        let ended: Vec<&str> = known
            .iter()
            .filter(|tenancy| is_over(tenancy))
            .map(|tenancy| tenancy.name.as_str())
            .collect();
        let current = known.iter().find(|tenancy| !is_over(tenancy));
        let tenancy = match current {
            Some(tenancy) => {
                agree(tenant, tenancy)?;
                tenancy.clone()
            }
            None => {
                if let Some(before) = known
                    .iter()
                    .find(|tenancy| is_same_refused(tenant, tenancy))
                {
                    return Err(Stopped::Row(precheck::refusal(tenant, &before.reasons)));
                }
                let problems = precheck::look(tenant, &self.manner.organisation, self.manner.today);
                if !problems.is_empty() {
                    return Err(Stopped::Row(problems));
                }
                self.apply(tenant, &ended.join(" ")).await?
            }
        };
        let tenancy = match tenancy.state() {
            State::Applied => self.admit(tenant, tenancy).await?,
            _ => tenancy,
        };
        match tenancy.state() {
            State::Refused => Err(Stopped::Row(precheck::refusal(tenant, &tenancy.reasons))),
            State::Manual if tenant.year.is_some() => Err(Stopped::Row(vec![waits(tenant)])),
            _ => self.record(tenant, &tenancy).await,
        }
    }

    /// What the carrier has of this tenant from this day, newest first.
    async fn known(&self, tenant: &Tenant) -> Result<Vec<Tenancy>, Stopped> {
        let profile = &tenant.profile;
        let who = match profile.uscc.is_empty() {
            true => format!("organisation={}", quoted(&profile.organisation)),
            false => format!("uscc={}", quoted(&profile.uscc)),
        };
        let (carrier, day) = (quoted(self.carrier), quoted(&profile.entry_on));
        let request = ListTenanciesRequest {
            filter: format!("carrier={carrier} AND {who} AND entry_on>={day} AND entry_on<={day}"),
            page_size: PAGE_SIZE,
            ..ListTenanciesRequest::default()
        };
        let found = ask!(self.manner.session.incubation(), list_tenancies, request);
        Ok(found.map_err(|status| refused(tenant, &status))?.tenancies)
    }

    /// `ended` are applications that came to nothing: with them this is another one.
    async fn apply(&self, tenant: &Tenant, ended: &str) -> Result<Tenancy, Stopped> {
        let request = ApplyForTenancyRequest {
            carrier: self.carrier.to_owned(),
            tenancy: Some(tenant.profile.clone()),
            request_id: self.manner.request_id(&[
                "tenant",
                self.carrier,
                "apply",
                &tenant.digest(),
                ended,
            ]),
        };
        let applied = ask!(self.manner.session.incubation(), apply_for_tenancy, request);
        applied.map_err(|status| refused(tenant, &status))
    }

    async fn admit(&self, tenant: &Tenant, applied: Tenancy) -> Result<Tenancy, Stopped> {
        let parts = ["tenant", &applied.name, "admit", &tenant.until];
        let request = AdmitTenantRequest {
            request_id: self.manner.request_id(&parts),
            name: applied.name.clone(),
            etag: String::new(),
            until: tenant.until.clone(),
        };
        let admitted = ask!(self.manner.session.incubation(), admit_tenant, request);
        admitted.map_err(|status| refused(tenant, &status))
    }

    async fn record(&self, tenant: &Tenant, tenancy: &Tenancy) -> Result<(), Stopped> {
        let Some(year) = &tenant.year else {
            return Ok(());
        };
        let before = tenancy.years.iter().find(|known| known.year == year.year);
        let before = before.map(as_told);
        if before.as_ref() == Some(year) {
            return Ok(());
        }
        let (said, known) = (
            digest(&year.encode_to_vec()),
            before.map(|known| digest(&known.encode_to_vec())),
        );
        let parts = [
            "tenant",
            &tenancy.name,
            "year",
            &said,
            &known.unwrap_or_default(),
        ];
        let request = RecordTenantYearRequest {
            request_id: self.manner.request_id(&parts),
            name: tenancy.name.clone(),
            etag: String::new(),
            figures: Some(year.clone()),
        };
        let recorded = ask!(
            self.manner.session.incubation(),
            record_tenant_year,
            request
        );
        recorded.map_err(|status| refused(tenant, &status))?;
        Ok(())
    }
}

fn refused(tenant: &Tenant, status: &Status) -> Stopped {
    let said = said(status).into_iter();
    Stopped::Row(said.map(|said| precheck::told(tenant, said)).collect())
}

/// Came to nothing: the tenant may apply again.
fn is_over(tenancy: &Tenancy) -> bool {
    matches!(tenancy.state(), State::Refused | State::Withdrawn)
}

fn is_same_refused(tenant: &Tenant, tenancy: &Tenancy) -> bool {
    tenancy.state() == State::Refused && is_same(tenant, tenancy)
}

fn is_same(tenant: &Tenant, tenancy: &Tenancy) -> bool {
    let known = tenancy.profile.clone().unwrap_or_default();
    as_kept(known) == as_kept(tenant.profile.clone())
}

/// As the service keeps what may be left out.
fn as_kept(mut profile: Profile) -> Profile {
    if profile.organisation.is_empty() {
        profile.organisation.clone_from(&profile.uscc);
    }
    if profile.founder() == Founder::Unspecified {
        profile.set_founder(Founder::General);
    }
    profile
}

/// A year without what the service adds.
fn as_told(year: &TenantYear) -> TenantYear {
    TenantYear {
        recorded_on: String::new(),
        recorded_by: String::new(),
        ..year.clone()
    }
}

/// Holds that a row says what the service has.
fn agree(tenant: &Tenant, tenancy: &Tenancy) -> Result<(), Stopped> {
    if !is_same(tenant, tenancy) {
        return Err(Stopped::Row(vec![other(tenant, tenancy)]));
    }
    let is_admitted = !tenancy.until.is_empty();
    if is_admitted && !tenant.until.is_empty() && tenant.until != tenancy.until {
        return Err(Stopped::Row(vec![other_until(tenant, tenancy)]));
    }
    Ok(())
}

fn other(tenant: &Tenant, tenancy: &Tenancy) -> Problem {
    let number = &tenancy.number;
    Problem {
        field: tenant.header("name"),
        value: tenant.profile.name.clone(),
        code: "TENANT_RECORDED_BEFORE".to_owned(),
        problem: Localized::new(
            format!("该企业自该日入驻已登记为 {number}，内容与本行不同"),
            format!(
                "its stay from that day is recorded as {number}, with other content than this row"
            ),
        ),
        remedy: Localized::fixed(
            "已登记的以系统为准：请导出后核对；产业链在系统中变更，入驻日期填错的请更正",
            "export the tenants and compare; a chain is changed in the service, a wrong day of entry in the row",
        ),
    }
}

fn other_until(tenant: &Tenant, tenancy: &Tenancy) -> Problem {
    let until = &tenancy.until;
    Problem {
        field: tenant.header("until"),
        value: tenant.until.clone(),
        code: "UNTIL_AGREED_BEFORE".to_owned(),
        problem: Localized::new(
            format!("已登记的到期日为 {until}"),
            format!("{until} is on record"),
        ),
        remedy: Localized::fixed(
            "延期请在系统中办理，填写理由；或将该列留空",
            "extend the stay in the service, with the reason, or leave the cell empty",
        ),
    }
}

fn waits(tenant: &Tenant) -> Problem {
    Problem {
        field: tenant.header("year"),
        value: String::new(),
        code: "TENANCY_WAITS".to_owned(),
        problem: Localized::fixed(
            "入驻申请待主管部门人工决定，年度数据未登记",
            "the application waits for the authority, so the year was not recorded",
        ),
        remedy: Localized::fixed(
            "主管部门决定后重新导入同一文件即可",
            "import the same file again once the authority has decided",
        ),
    }
}
