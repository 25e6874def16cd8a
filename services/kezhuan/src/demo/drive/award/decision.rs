//! The committee's proposals, the public notice and what is brought forward against it, and the award with its prize.
use kezhuan_protocol::events::v1 as proto;
use kezhuan_protocol::events::v1::award::Band;
use kezhuan_protocol::events::v1::nomination::State;

use super::super::asking::ask;
use super::super::people::People;
use super::filing::OBJECTOR;
use super::{Award, Nominated, office, refused};
use crate::demo::year::{Ending, Incident, prize_fen};

/// Who sits on the committee.
const MEMBERS: [&str; 3] = [
    "评审委员甲（演示）",
    "评审委员乙（演示）",
    "评审委员丙（演示）",
];

impl Award {
    /// What the committee decided, recorded by another person than who concluded the scoring.
    pub(super) async fn propose(&self, people: &People) -> anyhow::Result<()> {
        for one in self.judged() {
            match one.plan.ending {
                Ending::NotTaken(_) | Ending::Invalid(_) => {}
                Ending::Dropped(code) => {
                    let request = proto::DropNominationRequest {
                        name: one.name.clone(),
                        etag: String::new(),
                        request_id: one.key("drop"),
                        code: code.to_owned(),
                        note: "未达到三等奖分数线".to_owned(),
                    };
                    ask!(office(people, 2)?, drop_nomination, request)?;
                }
                Ending::Awarded(band) => {
                    if one.plan.incident == Incident::BandFull {
                        let above = proposal(one, one.plan.scored.1);
                        let answer = office(people, 2)?.propose_nomination(above).await;
                        refused(answer)?.expect("PLACES_TAKEN", "")?;
                    }
                    let request = proposal(one, band);
                    ask!(office(people, 2)?, propose_nomination, request)?;
                }
            }
        }
        Ok(())
    }

    pub(super) async fn publish(&self, people: &People) -> anyhow::Result<()> {
        for one in self.winners() {
            announce(people, one, "publish").await?;
        }
        Ok(())
    }

    /// Somebody who has no part in the round objects.
    pub(super) async fn object(&self, people: &People) -> anyhow::Result<()> {
        for one in self.winners().filter(|one| one.is_objected_to()) {
            let request = proto::ObjectToNominationRequest {
                name: one.name.clone(),
                request_id: one.key("object"),
                text: "部分成果与我单位在先成果重复".to_owned(),
            };
            let objector = people.applicant(OBJECTOR)?;
            ask!(objector.events()?, object_to_nomination, request)?;
        }
        Ok(())
    }

    /// The objection is looked into and dismissed; the proposal is announced once more.
    pub(super) async fn dismiss(&self, people: &People) -> anyhow::Result<()> {
        for one in self.winners().filter(|one| one.is_objected_to()) {
            let request = proto::ResolveNominationObjectionRequest {
                name: one.name.clone(),
                etag: String::new(),
                request_id: one.key("dismiss"),
                upheld: false,
                reason: "经查新核实，不存在重复".to_owned(),
            };
            ask!(office(people, 1)?, resolve_nomination_objection, request)?;
            announce(people, one, "publish again").await?;
        }
        Ok(())
    }

    /// Awarded by another person than who recorded the proposal.
    pub(super) async fn award(&self, people: &People, disputed: bool) -> anyhow::Result<()> {
        for (number, one) in (1..).zip(self.winners()) {
            if one.is_objected_to() != disputed {
                continue;
            }
            let request = proto::AwardNominationRequest {
                name: one.name.clone(),
                etag: String::new(),
                request_id: one.key("award"),
                certificate: format!("JMKJ-2025-{number:03}"),
            };
            ask!(office(people, 1)?, award_nomination, request)?;
        }
        Ok(())
    }

    /// The prizes that the city's rule grants, once no rank within a band can change any more.
    pub(super) async fn assess(&self, people: &People) -> anyhow::Result<()> {
        for one in self.winners() {
            if let Ending::Awarded(band) = one.plan.ending {
                assess(people, one, band).await?;
            }
        }
        Ok(())
    }
}

impl Nominated {
    fn is_objected_to(&self) -> bool {
        self.plan.incident == Incident::Objection
    }
}

fn proposal(one: &Nominated, band: Band) -> proto::ProposeNominationRequest {
    proto::ProposeNominationRequest {
        name: one.name.clone(),
        etag: String::new(),
        request_id: one.key(&format!("propose {}", band.as_str_name())),
        band: band.into(),
        note: "评审委员会九票同意".to_owned(),
        members: MEMBERS.map(str::to_owned).to_vec(),
    }
}

async fn announce(people: &People, one: &Nominated, part: &str) -> anyhow::Result<()> {
    let request = proto::PublishNominationRequest {
        name: one.name.clone(),
        etag: String::new(),
        request_id: one.key(part),
    };
    ask!(office(people, 2)?, publish_nomination, request)?;
    Ok(())
}

async fn assess(people: &People, one: &Nominated, band: Band) -> anyhow::Result<()> {
    let request = proto::AssessAwardPrizeRequest {
        name: one.name.clone(),
        etag: String::new(),
        request_id: one.key("prize"),
    };
    let assessed = ask!(office(people, 1)?, assess_award_prize, request)?;
    let granted = assessed.benefit.as_ref().map(|benefit| benefit.amount_fen);
    anyhow::ensure!(
        assessed.state() == State::Awarded && granted == Some(prize_fen(band)),
        "{} is {}, its prize {granted:?} fen: {}",
        one.name,
        assessed.state().as_str_name(),
        assessed.failure
    );
    Ok(())
}
