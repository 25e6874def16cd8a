//! Events with a call for projects, and projects, as tests need them. The event takes place on 10 and 11 April 2025.
use kezhuan_protocol::events::v1::project_call::Criterion;
use kezhuan_protocol::events::v1::*;
use tonic::Status;

use crate::step;
use crate::world::*;

/// Runs the event.
pub fn fair() -> Person {
    person("an", "fair", "", &["organiser"])
}

/// The office of the place.
pub fn office() -> Person {
    person("wu", "stb-440703", "440703", &["county_stb"])
}

/// Another county's, to which the event is nothing but announced.
pub fn other_office() -> Person {
    person("zhu", "stb-440785", "440785", &["county_stb"])
}

/// Has a project, and needs something.
pub fn maker() -> Person {
    person("li", "acme", "", &["applicant"])
}

/// Another enterprise.
pub fn rival() -> Person {
    person("guo", "rival", "", &["applicant"])
}

/// A reviewer of an academy of their own.
pub fn judge(number: usize) -> Person {
    let (subject, organisation) = (format!("judge-{number}"), format!("academy-{number}"));
    person(&subject, &organisation, "", &["expert"])
}

/// An event whose registration is open.
pub async fn open_event(world: &World) -> Event {
    let form = event::Form {
        kind: event::Kind::Roadshow.into(),
        title: "科技成果路演".to_owned(),
        description: "新能源专场".to_owned(),
        venue: "江门会展中心".to_owned(),
        starts_on: "2025-04-10".to_owned(),
        ends_on: "2025-04-11".to_owned(),
        registration_until: "2025-04-05".to_owned(),
        submissions_until: "2025-04-05".to_owned(),
        expected_people: 200,
        sessions: vec![Session {
            code: "S1".to_owned(),
            title: "主论坛".to_owned(),
            room: "一号厅".to_owned(),
            date: "2025-04-10".to_owned(),
            starts_at: 540,
            ends_at: 720,
        }],
        quotas: vec![Quota {
            role: PersonRole::Enterprise.into(),
            places: 50,
        }],
        college: String::new(),
    };
    let request = CreateEventRequest {
        organiser: "fair".to_owned(),
        division: "440703".to_owned(),
        form: Some(form),
        request_id: id(),
    };
    let drafted = call!(world, &fair(), create_event, request).unwrap();
    let approved = step!(
        world,
        office(),
        drafted,
        approve_event,
        ApproveEventRequest {}
    );
    step!(
        world,
        fair(),
        approved.unwrap(),
        open_registration,
        OpenRegistrationRequest {}
    )
    .unwrap()
}

/// Called off by who runs it.
pub async fn cancel(world: &World, event: &Event) {
    let request = CancelEventRequest {
        name: event.name.clone(),
        request_id: id(),
        reason: "台风".to_owned(),
        ..CancelEventRequest::default()
    };
    call!(world, &fair(), cancel_event, request).unwrap();
}

pub fn calling(event: &Event, experts_min: i32, places: i32) -> OpenProjectCallRequest {
    let criterion = |criterion: &str, weight: i32| Criterion {
        criterion: criterion.to_owned(),
        weight,
    };
    OpenProjectCallRequest {
        event: event.name.clone(),
        title: "路演项目征集".to_owned(),
        opens_on: World::CALM.to_owned(),
        closes_on: "2025-03-31".to_owned(),
        criteria: vec![criterion("TECHNOLOGY", 60), criterion("MARKET", 40)],
        experts_min,
        places,
        request_id: id(),
    }
}

pub async fn called(world: &World, event: &Event, experts_min: i32, places: i32) -> ProjectCall {
    let request = calling(event, experts_min, places);
    call!(world, &fair(), open_project_call, request).unwrap()
}

pub fn submitting(call: &ProjectCall, title: &str) -> SubmitProjectRequest {
    SubmitProjectRequest {
        call: call.name.clone(),
        form: Some(submit_project_request::Form {
            organisation_name: "蓬江照明有限公司".to_owned(),
            credit_code: String::new(),
            title: title.to_owned(),
            summary: "面向工厂的智能照明".to_owned(),
            maturity: 6,
        }),
        request_id: id(),
    }
}

/// Handed in and checked.
pub async fn checked(world: &World, call: &ProjectCall, by: &Person, title: &str) -> Project {
    let submitted = call!(world, by, submit_project, submitting(call, title)).unwrap();
    step!(
        world,
        fair(),
        submitted,
        pass_project,
        PassProjectRequest {}
    )
    .unwrap()
}

pub async fn selected(world: &World, call: &ProjectCall, by: &Person, title: &str) -> Project {
    let checked = checked(world, call, by, title).await;
    select(world, &checked).await.unwrap()
}

pub async fn select(world: &World, project: &Project) -> Result<Project, Status> {
    step!(
        world,
        fair(),
        project,
        select_project,
        SelectProjectRequest {}
    )
}

pub async fn schedule(
    world: &World,
    project: &Project,
    stage: &str,
    (starts_at, ends_at): (i32, i32),
) -> Result<Project, Status> {
    step!(
        world,
        fair(),
        project,
        schedule_project,
        ScheduleProjectRequest {
            slot: Some(AgendaSlot {
                stage: stage.to_owned(),
                day: "2025-04-10".to_owned(),
                starts_at,
                ends_at,
            })
        }
    )
}
