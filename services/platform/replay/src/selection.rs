//! Which decisions a request means, and with whose eyes they are read.
use chrono::NaiveDate;
use kezhuan_auth::{Caller, Reach};
use kezhuan_database::Selection;
use kezhuan_protocol::replay::v1::{ExportDecisionsRequest, ReplayDecisionsRequest};
use kezhuan_rpc::Problem;
use kezhuan_rule_host::HookId;
use tonic::Code;

/// Under whose name the reasons of replays are unique.
pub(crate) const DOMAIN: &str = "replay.kezhuan";

/// As requests write it.
pub(crate) struct Wanted<'r> {
    pub tenant: &'r str,
    pub hook: &'r str,
    pub from: &'r str,
    pub to: &'r str,
}

impl<'r> From<&'r ReplayDecisionsRequest> for Wanted<'r> {
    fn from(request: &'r ReplayDecisionsRequest) -> Wanted<'r> {
        Wanted {
            tenant: &request.tenant,
            hook: &request.hook,
            from: &request.from,
            to: &request.to,
        }
    }
}

impl<'r> From<&'r ExportDecisionsRequest> for Wanted<'r> {
    fn from(request: &'r ExportDecisionsRequest) -> Wanted<'r> {
        Wanted {
            tenant: &request.tenant,
            hook: &request.hook,
            from: &request.from,
            to: &request.to,
        }
    }
}

/// A field that can't be read.
pub(crate) fn wrong(field: &str, reason: &'static str, zh: &str, en: &str) -> Problem {
    Problem::new(Code::InvalidArgument, reason, DOMAIN)
        .zh(format!("{field}：{zh}"))
        .en(format!("{field}: {en}"))
        .field(field, reason, zh, en)
}

impl Wanted<'_> {
    /// The hook and the decisions.
    pub(crate) fn selection(&self, caller: &Caller) -> Result<(HookId, Selection), Problem> {
        let hook: HookId = self.hook.parse().map_err(|_| {
            let (zh, en) = ("应写作 tc.incentive@1", "write it as tc.incentive@1");
            wrong("hook", "HOOK_INVALID", zh, en)
        })?;
        let rule_tenant = match self.tenant {
            "" => caller.tenant.clone(),
            tenant => tenant.to_owned(),
        };
        if rule_tenant.is_empty() {
            let (zh, en) = ("请指明规则所属机关", "name the authority whose rule it is");
            return Err(wrong("tenant", "TENANT_MISSING", zh, en));
        }
        let (from, to) = (day("from", self.from)?, day("to", self.to)?);
        if from > to {
            let (zh, en) = ("不得早于 from", "it is before from");
            return Err(wrong("to", "PERIOD_INVALID", zh, en));
        }
        let selection = Selection {
            rule_tenant,
            hook: hook.to_string(),
            from,
            to,
        };
        Ok((hook, selection))
    }
}

fn day(field: &str, text: &str) -> Result<NaiveDate, Problem> {
    text.parse().map_err(|_| {
        let (zh, en) = ("应写作 YYYY-MM-DD", "write it as YYYY-MM-DD");
        wrong(field, "DATE_INVALID", zh, en)
    })
}

/// With whose eyes a replay reads. Who writes rules sees no case, and is told how the decisions of its own
/// tenant's rule would change; everybody else replays what it sees.
pub(crate) fn reader(
    caller: &Caller,
    service: &str,
    selection: &Selection,
) -> Result<Caller, Problem> {
    match caller.reach() {
        Reach::Rules if caller.tenant == selection.rule_tenant => {
            Ok(Caller::service(service, &caller.tenant))
        }
        Reach::Rules => Err(
            Problem::new(Code::PermissionDenied, "NOT_THE_RULES_TENANT", DOMAIN)
                .zh("只能回放本机关规则作出的决定")
                .en("only decisions of the own authority's rule can be replayed")
                .meta("tenant", &selection.rule_tenant),
        ),
        Reach::Own | Reach::Party | Reach::City | Reach::Auditor | Reach::Service => {
            Ok(caller.clone())
        }
    }
}

/// The candidate can't be tried at all.
pub(crate) fn unusable(reason: &'static str, problem: &dyn std::fmt::Display) -> Problem {
    Problem::new(Code::FailedPrecondition, reason, DOMAIN)
        .zh(format!("该规则包不能试用：{problem}"))
        .en(format!("the package can't be tried: {problem}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kezhuan_auth::{CallerKind, Role};

    fn person(tenant: &str, role: Role) -> Caller {
        Caller {
            kind: CallerKind::Person,
            roles: [role].into(),
            ..Caller::service("somebody", tenant)
        }
    }

    fn wanted(tenant: &'static str) -> Wanted<'static> {
        Wanted {
            tenant,
            hook: "tc.incentive@1",
            from: "2025-01-01",
            to: "2025-12-31",
        }
    }

    #[test]
    fn who_writes_rules_replays_its_own_rules_decisions_alone() {
        let author = person("440703", Role::RuleAuthor);
        let (_, own) = wanted("").selection(&author).unwrap();
        assert_eq!(
            reader(&author, "asking", &own).unwrap(),
            Caller::service("asking", "440703")
        );
        let (_, foreign) = wanted("440705").selection(&author).unwrap();
        assert!(reader(&author, "asking", &foreign).is_err());
        for caller in [
            person("440703", Role::CountyStb),
            person("440700", Role::CityStb),
            person("", Role::Auditor),
            Caller::service("rules", ""),
        ] {
            assert_eq!(reader(&caller, "asking", &foreign).unwrap(), caller);
        }
    }

    #[test]
    fn what_can_not_be_read_is_named_with_its_field() {
        let author = person("440703", Role::RuleAuthor);
        let field = |wanted: Wanted<'_>, caller: &Caller| {
            let status = tonic::Status::from(wanted.selection(caller).unwrap_err());
            status.message().split_once(':').unwrap().0.to_owned()
        };
        let good = || wanted("");
        assert_eq!(
            field(
                Wanted {
                    hook: "x",
                    ..good()
                },
                &author
            ),
            "hook"
        );
        assert_eq!(
            field(
                Wanted {
                    from: "2025",
                    ..good()
                },
                &author
            ),
            "from"
        );
        assert_eq!(
            field(
                Wanted {
                    to: "2024-12-31",
                    ..good()
                },
                &author
            ),
            "to"
        );
        assert_eq!(field(good(), &person("", Role::Auditor)), "tenant");
    }
}
