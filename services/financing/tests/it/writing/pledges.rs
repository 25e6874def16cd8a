//! Pledges: prepared, filed, answered by the registry, released or realised.
use kezhuan_financing::domain::loan::State as LoanState;
use kezhuan_protocol::financing::v1::financing_service_client::FinancingServiceClient;
use kezhuan_protocol::financing::v1::*;

use super::story::{Story, prove, prove_on};
use super::{bank, clerk, owner};
use crate::secured::*;
use crate::world::*;

pub const RPCS: [&str; 11] = [
    "PreparePledge",
    "FilePledge",
    "ReportPledgeDefect",
    "RefilePledge",
    "RegisterPledge",
    "ChangePledge",
    "RequestPledgeRelease",
    "ReleasePledge",
    "RefusePledge",
    "RealisePledge",
    "WithdrawPledge",
];

#[tokio::test]
async fn from_the_terms_to_the_release() {
    let world = World::on(World::CALM).await;
    let mut story = Story::of(&world).await;
    let right = entered(&world, trademark("TM1")).await;
    let application = offered(&world, "bank-1", &[&right]).await;
    let request = terms(&application, &[&right]);
    let prepared = prove!(story, bank(), prepare_pledge, request);
    let online = pledge::Channel::Online;
    let agreed = prove_on!(
        story,
        bank(),
        prepared,
        file_pledge,
        FilePledgeRequest {
            channel: online.into(),
        }
    );
    let filed_by_both = prove_on!(
        story,
        owner(),
        agreed,
        file_pledge,
        FilePledgeRequest {
            channel: online.into(),
        }
    );
    let defective = prove_on!(
        story,
        clerk(),
        filed_by_both,
        report_pledge_defect,
        ReportPledgeDefectRequest {
            defect: "缺少评估报告".to_owned(),
        }
    );
    let refiled = prove_on!(
        story,
        owner(),
        defective,
        refile_pledge,
        RefilePledgeRequest {}
    );
    let registered = prove_on!(
        story,
        clerk(),
        refiled,
        register_pledge,
        RegisterPledgeRequest {
            certificate: "Y2025980000001".to_owned(),
        }
    );
    let changed = prove_on!(
        story,
        clerk(),
        registered,
        change_pledge,
        ChangePledgeRequest {
            secured_fen: 8_000_000,
            debt_end: "2027-06-30".to_owned(),
        }
    );
    let loan = lent(&world, &changed, LoanState::Active).await;
    repaid(&world, &loan).await;
    let settled = pledge_seen_by(&world, &applicant(), &changed)
        .await
        .unwrap();
    let releasing = prove_on!(
        story,
        owner(),
        settled,
        request_pledge_release,
        RequestPledgeReleaseRequest {}
    );
    prove_on!(
        story,
        clerk(),
        releasing,
        release_pledge,
        ReleasePledgeRequest {}
    );

    let again = filed(&world, &[&right]).await;
    prove_on!(
        story,
        clerk(),
        again,
        refuse_pledge,
        RefusePledgeRequest {
            code: "OTHER".to_owned(),
        }
    );
    let unused = filed(&world, &[&right]).await;
    prove_on!(
        story,
        bank(),
        unused,
        withdraw_pledge,
        WithdrawPledgeRequest {}
    );
    let other = entered(&world, trademark("TM2")).await;
    let lost = effective(&world, &[&other]).await;
    lent(&world, &lost, LoanState::Defaulted).await;
    prove_on!(
        story,
        bank(),
        lost,
        realise_pledge,
        RealisePledgeRequest {
            way: pledge::Realisation::Auction.into(),
            proceeds_fen: 4_000_000,
        }
    );
    story.ends(&RPCS);
}
