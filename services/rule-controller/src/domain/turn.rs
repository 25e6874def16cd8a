//! Whose turn it is, in one line that says what to do.
use kezhuan_protocol::rules::v1::TimelineEntry;
use kezhuan_protocol::rules::v1::timeline_entry::State;

use super::Step;
use super::account::Standings;
use super::next::{Seen, Waiting};

/// How many people agree to an activation.
const APPROVALS: usize = 2;

/// Whose turn it is.
pub(super) fn waits_for(step: &Step, seen: &Seen, standings: &Standings) -> String {
    let text = match step {
        Step::Rest => return String::new(),
        Step::Withdraw { .. } | Step::Upload | Step::Propose { .. } => {
            "规则服务 / the rules service"
        }
        Step::Await(Waiting::Approvals) => {
            let mut entries = standings.iter().filter_map(|(_, entry)| *entry);
            let open = entries.find(|entry| entry.state() == State::Proposed);
            return open.map(missing).unwrap_or_default();
        }
        Step::Await(Waiting::Key) => {
            "规则包所属单位登记签名密钥、市科技局批准 / the owner's signing key: registered by its administrator, approved by the city"
        }
        Step::Await(Waiting::NewKey) => {
            "签名密钥已吊销，请编写人用有效密钥重新签名 / the author: the key was revoked, sign with another one"
        }
        Step::Await(Waiting::Registry) => {
            let why = seen.not_pulled.as_ref().map(ToString::to_string);
            return format!("镜像仓库 / the registry: {}", why.unwrap_or_default());
        }
        Step::Await(Waiting::Upload) => {
            "提交该规则包（kezhuan rules upload）/ somebody who uploads the package (kezhuan rules upload)"
        }
        Step::Await(Waiting::NewPackage) => {
            let why = seen.not_taken.as_ref().map(ToString::to_string);
            let problems = seen
                .package
                .as_ref()
                .map(|package| package.problems.join("; "));
            let why = why.or(problems).unwrap_or_default();
            return format!("编写人修改规则包 / the author, to mend the package: {why}");
        }
        Step::Await(Waiting::Change) => "修改本资源的人 / whoever changes this resource",
    };
    text.to_owned()
}

/// Who still has to agree to a proposal.
pub(super) fn missing(entry: &TimelineEntry) -> String {
    let more = APPROVALS.saturating_sub(entry.approvals.len());
    let (name, tenant, agreed) = (&entry.name, &entry.tenant, approvers(entry));
    format!(
        "{tenant} 的审批人还须 {more} 人批准 {name}（非编写人；已批准：{agreed}）/ {more} more approvers of {tenant} for {name}, \
         not its author; agreed so far: {agreed} · kezhuan rules approve {name} --tenant {tenant}"
    )
}

/// Who agreed so far.
pub(super) fn approvers(entry: &TimelineEntry) -> String {
    let names = entry
        .approvals
        .iter()
        .map(|approval| approval.approver.as_str());
    match entry.approvals.is_empty() {
        true => "—".to_owned(),
        false => names.collect::<Vec<_>>().join(", "),
    }
}
