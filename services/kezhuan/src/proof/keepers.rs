//! Decisions that services beside contracts keep, in the form in which contracts gives its own. Their interfaces have one shape
//! and a package each.
use kezhuan_protocol::contracts::v1::Decision;
use tonic::{Code, Status};

use crate::suite::Session;

/// Who keeps decisions beside contracts, in the order in which they are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeper {
    Financing,
    Incubation,
    Agriculture,
    Events,
}

impl Keeper {
    pub const ALL: [Keeper; 4] = [
        Keeper::Financing,
        Keeper::Incubation,
        Keeper::Agriculture,
        Keeper::Events,
    ];

    /// The service of that name, where it is one.
    pub fn named(service: &str) -> Option<Keeper> {
        let mut all = Keeper::ALL.into_iter();
        all.find(|keeper| keeper.service() == service)
    }

    /// Whose case it is by its name.
    pub fn of_case(name: &str) -> Option<Keeper> {
        let mut all = Keeper::ALL.into_iter();
        all.find(|keeper| keeper.cases().iter().any(|kind| name.starts_with(kind)))
    }

    /// The name of the service.
    pub const fn service(self) -> &'static str {
        match self {
            Keeper::Financing => kezhuan_financing::NAME,
            Keeper::Incubation => kezhuan_incubation::NAME,
            Keeper::Agriculture => kezhuan_agriculture::NAME,
            Keeper::Events => kezhuan_events::NAME,
        }
    }

    /// How names of cases begin that its rules are asked about. Grants are named alike in every service that has them: their
    /// decisions are found by id.
    const fn cases(self) -> &'static [&'static str] {
        match self {
            Keeper::Financing => &[
                "applications/",
                "pledges/",
                "loans/",
                "compensationClaims/",
                "subsidyClaims/",
            ],
            Keeper::Incubation => &["carriers/", "tenancies/"],
            Keeper::Agriculture => &["bases/", "trials/"],
            Keeper::Events => &["registrations/", "matchings/", "nominations/"],
        }
    }

    /// The decision of this id; `None` where it has none, or none for this reader.
    pub async fn decision(self, session: &Session, id: &str) -> anyhow::Result<Option<Decision>> {
        match self {
            Keeper::Financing => financing::decision(session, id).await,
            Keeper::Incubation => incubation::decision(session, id).await,
            Keeper::Agriculture => agriculture::decision(session, id).await,
            Keeper::Events => events::decision(session, id).await,
        }
    }

    /// Every decision of a case, oldest first.
    pub async fn decisions(self, session: &Session, case: &str) -> anyhow::Result<Vec<Decision>> {
        match self {
            Keeper::Financing => financing::decisions(session, case).await,
            Keeper::Incubation => incubation::decisions(session, case).await,
            Keeper::Agriculture => agriculture::decisions(session, case).await,
            Keeper::Events => events::decisions(session, case).await,
        }
    }

    /// The package behind a decision; `None` where it is kept no more.
    pub async fn package(
        self,
        session: &Session,
        decision: &str,
    ) -> anyhow::Result<Option<Vec<u8>>> {
        match self {
            Keeper::Financing => financing::package(session, decision).await,
            Keeper::Incubation => incubation::package(session, decision).await,
            Keeper::Agriculture => agriculture::package(session, decision).await,
            Keeper::Events => events::package(session, decision).await,
        }
    }
}

fn is_not_for_the_reader(status: &Status) -> bool {
    matches!(status.code(), Code::NotFound | Code::PermissionDenied)
}

/// What is asked of one of them, by the messages of its own package.
macro_rules! keeper {
    ($service:ident) => {
        mod $service {
            use kezhuan_protocol::contracts::v1::Decision;
            use kezhuan_protocol::$service::v1 as messages;

            use super::super::fetch::gathered;
            use super::is_not_for_the_reader;
            use crate::refusal;
            use crate::suite::Session;

            pub(super) async fn decision(
                session: &Session,
                id: &str,
            ) -> anyhow::Result<Option<Decision>> {
                let request = messages::GetDecisionRequest {
                    name: format!("decisions/{id}"),
                };
                match session.$service()?.get_decision(request).await {
                    Ok(found) => Ok(Some(told(found.into_inner()))),
                    Err(status) if is_not_for_the_reader(&status) => Ok(None),
                    Err(status) => Err(refusal::readable(status)),
                }
            }

            pub(super) async fn decisions(
                session: &Session,
                case: &str,
            ) -> anyhow::Result<Vec<Decision>> {
                let (mut decisions, mut page_token) = (Vec::new(), String::new());
                loop {
                    let request = messages::ListDecisionsRequest {
                        case: case.to_owned(),
                        page_size: 0,
                        page_token,
                    };
                    let page = session.$service()?.list_decisions(request).await;
                    let page = page.map_err(refusal::readable)?.into_inner();
                    decisions.extend(page.decisions.into_iter().map(told));
                    page_token = page.next_page_token;
                    if page_token.is_empty() {
                        return Ok(decisions);
                    }
                }
            }

            pub(super) async fn package(
                session: &Session,
                decision: &str,
            ) -> anyhow::Result<Option<Vec<u8>>> {
                let request = messages::DownloadDecisionPackageRequest {
                    name: decision.to_owned(),
                };
                let mut client = session.$service()?;
                let parts = client.download_decision_package(request).await;
                gathered(parts, |part| part.chunk).await
            }

            /// What its package says of it is read from the package itself.
            fn told(decision: messages::Decision) -> Decision {
                Decision {
                    name: decision.name,
                    hook: decision.hook,
                    interface_version: decision.interface_version,
                    tenant: decision.tenant,
                    legal_date: decision.legal_date,
                    package_digest: decision.package_digest,
                    settings_digest: decision.settings_digest,
                    input_json: decision.input_json,
                    outcome_json: decision.outcome_json,
                    outcome: decision.outcome,
                    failure: decision.failure,
                    reasons: decision.reasons,
                    fuel: decision.fuel,
                    create_time: decision.create_time,
                    case: decision.case,
                    case_tenant: decision.case_tenant,
                    result_json: decision.result_json,
                    row_digest: decision.row_digest,
                    settings_json: decision.settings_json,
                    ground: None,
                }
            }
        }
    };
}

keeper!(financing);
keeper!(incubation);
keeper!(agriculture);
keeper!(events);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_known_by_its_name_and_a_service_by_its_own() {
        for (case, keeper) in [
            ("loans/1", Some(Keeper::Financing)),
            ("tenancies/1", Some(Keeper::Incubation)),
            ("carriers/1", Some(Keeper::Incubation)),
            ("trials/1", Some(Keeper::Agriculture)),
            ("registrations/1", Some(Keeper::Events)),
            ("nominations/1", Some(Keeper::Events)),
            ("contracts/1", None),
            ("grantClaims/1", None),
        ] {
            assert_eq!(Keeper::of_case(case), keeper, "{case}");
        }
        for keeper in Keeper::ALL {
            assert_eq!(Keeper::named(keeper.service()), Some(keeper));
        }
        assert_eq!(Keeper::named("contracts"), None);
    }
}
