//! Approvals of other provinces, and crops that need none.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_province_s_approval_counts_once_its_introduction_is_filed() {
    let world = World::on(World::CALM).await;
    let entered = call!(
        world,
        &county(),
        register_variety,
        entering("rice", "桂香占")
    )
    .unwrap();
    assert_eq!(entered.owner, "");
    let wrong = step!(
        world,
        county(),
        entered,
        record_approval,
        RecordApprovalRequest {
            approval: approval("440783")
        }
    );
    let refused = wrong.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::InvalidArgument, "FORM_INVALID")
    );
    let known = step!(
        world,
        county(),
        entered,
        record_approval,
        RecordApprovalRequest {
            approval: approval("450000")
        }
    )
    .unwrap();
    assert!(!gate(&world, &known, variety::Action::Sell).await.0);
    let paper = Some(variety::Introduction {
        region: "440000".to_owned(),
        approved_in: "450000".to_owned(),
        number: "粤引稻2025-3".to_owned(),
        filed_on: "2025-02-01".to_owned(),
    });
    let filed = step!(
        world,
        county(),
        known,
        record_introduction,
        RecordIntroductionRequest {
            introduction: paper
        }
    )
    .unwrap();
    assert!(gate(&world, &filed, variety::Action::Sell).await.0);
    assert_eq!(
        world.events_of(&filed.name).await.last().unwrap(),
        "VarietyIntroductionFiled"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_crops_are_registered_and_refusals_are_kept() {
    let world = World::on(World::CALM).await;
    let tangerine = bred(&world, "tangerine").await;
    let registration = || {
        Some(variety::Registration {
            number: "GPD柑橘(2024)440012".to_owned(),
            registered_on: "2024-11-20".to_owned(),
        })
    };
    let rice = bred(&world, "rice").await;
    let major = step!(
        world,
        county(),
        rice,
        register_non_major_variety,
        RegisterNonMajorVarietyRequest {
            registration: registration()
        }
    );
    assert_eq!(reason(&major.unwrap_err()), "MAJOR_CROP");
    let registered = step!(
        world,
        county(),
        tangerine,
        register_non_major_variety,
        RegisterNonMajorVarietyRequest {
            registration: registration()
        }
    )
    .unwrap();
    assert_eq!(registered.state(), variety::State::Registered);
    let early = step!(
        world,
        county(),
        rice,
        refuse_variety,
        RefuseVarietyRequest {
            code: "POOR".to_owned()
        }
    );
    assert_eq!(reason(&early.unwrap_err()), "STATE_FORBIDS");
    let taken_back = step!(
        world,
        breeder(),
        rice,
        withdraw_variety,
        WithdrawVarietyRequest {
            reason: "另行处理".to_owned()
        }
    )
    .unwrap();
    assert_eq!(taken_back.state(), variety::State::Withdrawn);
}
