//! Where the county's rule failed: a person decides in its place, gives a reason, and stands for it.
use kezhuan_auth::Role;
use kezhuan_protocol::contracts::v1 as proto;
use kezhuan_protocol::contracts::v1::contract::State;
use tonic::Code;

use super::super::people::People;
use super::Case;

/// What the regulation says to whoever reads it: the shares of J in basis points, and the cap per contract.
const DEVELOPMENT_BP: i64 = 100;
const SERVICE_BP: i64 = 30;
const CAP_FEN: i64 = 10_000_000;

/// How often the service may be faster than a person on one case: it asks once per rule adopted.
const RACES_MAX: usize = 5;

/// The service gave the case back to its rule between the look and the step.
fn lost_race(status: &tonic::Status) -> bool {
    matches!(status.code(), Code::Aborted | Code::FailedPrecondition)
}

impl Case {
    /// The registrar accepts without the county's promise: the legal time limit holds. Where the service was
    /// faster and gave the case back to a rule adopted since, it is accepted anew.
    pub(super) async fn accept_by_hand(&mut self, people: &People) -> anyhow::Result<()> {
        let mut registrar = self.clerk(people, Role::Registrar)?;
        for race in 0..RACES_MAX {
            let name = self.contract.clone();
            let now = registrar.get_contract(proto::GetContractRequest { name });
            self.take_over(now.await?);
            match self.state {
                State::Manual => {
                    let request = proto::ResolveManualContractRequest {
                        name: self.contract.clone(),
                        etag: String::new(),
                        request_id: self.key(&format!("by-hand-{race}")),
                        ask_again: false,
                        reason: "规则承诺的时限超过法定期限，人工受理，按法定期限办理".to_owned(),
                    };
                    match registrar.resolve_manual_contract(request).await {
                        Err(status) if lost_race(&status) => {}
                        answer => {
                            self.take_over(answer?);
                            self.seen.decided_by_hand += 1;
                        }
                    }
                }
                State::Submitted => {
                    let key = self.key(&format!("accept-{race}"));
                    self.accept_as(people, key).await?;
                }
                _ => return Ok(()),
            }
        }
        anyhow::bail!("{} does not come out of MANUAL", self.contract)
    }

    /// One official computes what the regulation gives, unless a rule adopted since has answered; another
    /// checks it afterwards.
    pub(super) async fn compute_by_hand(&mut self, people: &People) -> anyhow::Result<()> {
        let mut computer = self.authority(people, 1)?;
        for race in 0..RACES_MAX {
            let name = self.claim.clone();
            let now = computer.get_claim(proto::GetClaimRequest { name });
            self.take_over_claim(now.await?);
            if self.claim_state != proto::claim::State::Manual {
                return Ok(());
            }
            let request = proto::ComputeClaimByHandRequest {
                name: self.claim.clone(),
                etag: String::new(),
                request_id: self.key(&format!("by-hand-{race}")),
                amount_fen: self.read_from_the_regulation(),
                payee: "SELLER".to_owned(),
                reason: "规则计算失败，按办法第三条人工核算".to_owned(),
                counted_fen: None,
            };
            match computer.compute_claim_by_hand(request).await {
                Err(status) if lost_race(&status) => {}
                answer => {
                    self.take_over_claim(answer?);
                    self.seen.decided_by_hand += 1;
                }
            }
        }
        anyhow::bail!("{} does not come out of MANUAL", self.claim)
    }

    fn read_from_the_regulation(&self) -> i64 {
        if self.plan.form.related_parties {
            return 0;
        }
        let share_bp = match self.plan.form.kind.get(..2) {
            Some("KF" | "ZR" | "XK") => DEVELOPMENT_BP,
            _ => SERVICE_BP,
        };
        (self.technical_fen * share_bp / 10_000).min(CAP_FEN)
    }
}
