//! Varieties over gRPC: the way to approval, other provinces' approvals, registration, and what the gate says meanwhile.
mod elsewhere;

use kezhuan_protocol::agriculture::v1::*;
use tonic::Code;

use crate::step;
use crate::world::*;

pub fn breeder() -> Person {
    person("he", "breeders", "", &["applicant"])
}

pub fn entering(crop: &str, title: &str) -> RegisterVarietyRequest {
    RegisterVarietyRequest {
        crop: crop.to_owned(),
        title: title.to_owned(),
        breeder: "江门市农业科学研究所".to_owned(),
        genetically_modified: false,
        biosafety_certificate: String::new(),
        division: "440783".to_owned(),
        request_id: id(),
    }
}

/// A variety that nobody has tried yet, of the breeders.
pub async fn bred(world: &World, crop: &str) -> Variety {
    call!(
        world,
        &breeder(),
        register_variety,
        entering(crop, "台山香1号")
    )
    .unwrap()
}

pub fn approval(region: &str) -> Option<variety::Approval> {
    Some(variety::Approval {
        region: region.to_owned(),
        number: "粤审稻20210012".to_owned(),
        approved_on: "2021-05-20".to_owned(),
    })
}

/// Rice that was approved long ago, as the county knows it.
pub async fn approved(world: &World, title: &str) -> Variety {
    let entered = call!(world, &county(), register_variety, entering("rice", title)).unwrap();
    step!(
        world,
        county(),
        entered,
        record_approval,
        RecordApprovalRequest {
            approval: approval("440000")
        }
    )
    .unwrap()
}

fn report(number: &str, season: &str) -> Option<variety::Report> {
    Some(variety::Report {
        number: number.to_owned(),
        body: "省区试站".to_owned(),
        reported_on: "2025-01-10".to_owned(),
        season: season.to_owned(),
    })
}

async fn gate(
    world: &World,
    variety: &Variety,
    action: variety::Action,
) -> (bool, variety_answer::Code) {
    let asked = CheckVarietyRequest {
        variety: variety.name.clone(),
        action: action.into(),
        ..CheckVarietyRequest::default()
    };
    let answer = call!(world, &county(), check_variety, asked).unwrap();
    (answer.allow, answer.code())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rice_is_approved_after_its_trials_and_may_then_be_extended() {
    let world = World::on(World::CALM).await;
    let request = entering("rice", "台山香1号");
    let bred = call!(world, &breeder(), register_variety, request.clone()).unwrap();
    assert_eq!(
        (bred.state(), bred.owner.as_str(), bred.tenant.as_str()),
        (variety::State::Bred, "breeders", "440783")
    );
    assert_eq!(
        bred.missing_for_approval,
        ["REGIONAL_LT_2", "PRODUCTION_LT_1", "DUS"]
    );
    let again = call!(world, &breeder(), register_variety, request).unwrap();
    assert_eq!(again, bred);
    use variety::Action::{Extend, Trial};
    assert_eq!(
        gate(&world, &bred, Trial).await,
        (true, variety_answer::Code::TrialOk)
    );
    assert_eq!(
        gate(&world, &bred, Extend).await,
        (false, variety_answer::Code::NotApproved)
    );

    let dus = step!(
        world,
        breeder(),
        bred,
        record_dus,
        RecordDusRequest {
            report: report("DUS-1", "")
        }
    )
    .unwrap();
    let first = step!(
        world,
        breeder(),
        dus,
        record_regional_trial,
        RecordRegionalTrialRequest {
            report: report("Q-1", "2023-L")
        }
    )
    .unwrap();
    let early = step!(
        world,
        county(),
        first,
        record_production_trial,
        RecordProductionTrialRequest {
            report: report("S-1", "2024-E")
        }
    );
    assert_eq!(reason(&early.unwrap_err()), "REGIONAL_LT_2");
    let second = step!(
        world,
        breeder(),
        first,
        record_regional_trial,
        RecordRegionalTrialRequest {
            report: report("Q-2", "2024-L")
        }
    )
    .unwrap();
    let tried = step!(
        world,
        county(),
        second,
        record_production_trial,
        RecordProductionTrialRequest {
            report: report("S-1", "2024-L")
        }
    )
    .unwrap();
    assert_eq!(tried.state(), variety::State::Production);

    let own = step!(
        world,
        breeder(),
        tried,
        approve_variety,
        ApproveVarietyRequest {
            approval: approval("440000")
        }
    );
    assert_eq!(own.unwrap_err().code(), Code::PermissionDenied);
    let stale = step!(
        world,
        county(),
        second,
        approve_variety,
        ApproveVarietyRequest {
            approval: approval("440000")
        }
    );
    assert_eq!(reason(&stale.unwrap_err()), "STALE_ETAG");
    let approved = step!(
        world,
        county(),
        tried,
        approve_variety,
        ApproveVarietyRequest {
            approval: approval("440000")
        }
    )
    .unwrap();
    assert_eq!(
        (approved.state(), approved.approvals.len()),
        (variety::State::Approved, 1)
    );
    assert_eq!(
        gate(&world, &approved, Extend).await,
        (true, variety_answer::Code::Ok)
    );
    let events = world.events_of(&approved.name).await;
    assert_eq!(
        events,
        [
            "VarietyEntered",
            "VarietyDusRecorded",
            "VarietyRegionalTrialRecorded",
            "VarietyRegionalTrialRecorded",
            "VarietyProductionTrialRecorded",
            "VarietyApproved",
        ]
    );
    let withdrawn = step!(
        world,
        county(),
        approved,
        withdraw_variety,
        WithdrawVarietyRequest {
            reason: "退出".to_owned()
        }
    )
    .unwrap();
    assert_eq!(
        gate(&world, &withdrawn, Extend).await,
        (false, variety_answer::Code::NotApproved)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_announced_is_its_owner_s_and_its_authority_s() {
    let world = World::on(World::CALM).await;
    let bred = bred(&world, "rice").await;
    let get = |name: &str| GetVarietyRequest {
        name: name.to_owned(),
    };
    for stranger in [other_county(), operator_of_base()] {
        let hidden = call!(world, &stranger, get_variety, get(&bred.name)).unwrap_err();
        assert_eq!(hidden.code(), Code::NotFound);
    }
    let from_elsewhere = step!(
        world,
        other_county(),
        bred,
        record_dus,
        RecordDusRequest {
            report: report("D", "")
        }
    );
    assert_eq!(from_elsewhere.unwrap_err().code(), Code::NotFound);
    assert_eq!(
        call!(world, &breeder(), get_variety, get(&bred.name)).unwrap(),
        bred
    );
    let announced = approved(&world, "美香占2号").await;
    for reader in [other_county(), operator_of_base()] {
        assert_eq!(
            call!(world, &reader, get_variety, get(&announced.name)).unwrap(),
            announced
        );
    }
    let revoked = step!(
        world,
        other_county(),
        announced,
        withdraw_variety,
        WithdrawVarietyRequest {
            reason: "x".to_owned()
        }
    );
    assert_eq!(revoked.unwrap_err().code(), Code::NotFound);
    let listed = ListVarietiesRequest {
        filter: "crop=\"rice\" AND state=\"APPROVED\"".to_owned(),
        ..ListVarietiesRequest::default()
    };
    let found = call!(world, &operator_of_base(), list_varieties, listed).unwrap();
    assert_eq!(found.varieties, [announced]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_form_is_refused_by_field() {
    let world = World::on(World::CALM).await;
    let refused = async |request: RegisterVarietyRequest| {
        call!(world, &breeder(), register_variety, request).unwrap_err()
    };
    for (request, expected) in [
        (entering("Rice", "x"), "CROP_INVALID"),
        (entering("rice", " "), "FORM_INVALID"),
        (entering("rice", "a\0b"), "TEXT_INVALID"),
        (
            RegisterVarietyRequest {
                division: "440100".to_owned(),
                ..entering("rice", "x")
            },
            "DIVISION_INVALID",
        ),
        (
            RegisterVarietyRequest {
                division: String::new(),
                ..entering("rice", "x")
            },
            "DIVISION_INVALID",
        ),
    ] {
        let status = refused(request).await;
        assert_eq!(
            (status.code(), reason(&status).as_str()),
            (Code::InvalidArgument, expected)
        );
    }
    let asked = CheckVarietyRequest {
        crop: "rice".to_owned(),
        action: variety::Action::Sell.into(),
        region: "Guangdong".to_owned(),
        ..CheckVarietyRequest::default()
    };
    let status = call!(world, &county(), check_variety, asked.clone()).unwrap_err();
    assert_eq!(reason(&status), "REGION_INVALID");
    let answer = call!(
        world,
        &county(),
        check_variety,
        CheckVarietyRequest {
            region: "440783".to_owned(),
            ..asked
        }
    )
    .unwrap();
    assert_eq!(
        (answer.code(), answer.region.as_str()),
        (variety_answer::Code::NotApproved, "440000")
    );
}
