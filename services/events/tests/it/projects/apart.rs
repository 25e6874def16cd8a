//! Who sees a project, who decides on it, and what a cancelled event makes of it.
use kezhuan_protocol::events::v1::project::State;
use kezhuan_protocol::events::v1::*;
use kezhuan_testkit::settled;
use tonic::Code;

use super::cast::*;
use crate::step;
use crate::world::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_judges_a_project_sees_it_and_their_colleagues_do_not() {
    let world = World::on(World::CALM).await;
    let event = open_event(&world).await;
    let opened = called(&world, &event, 0, 0).await;
    let project = checked(&world, &opened, &maker(), "智能照明").await;
    let assigned = AssignedExpert {
        expert: "judge-1".to_owned(),
        organisation: "academy-1".to_owned(),
        ..AssignedExpert::default()
    };
    let project = step!(
        world,
        fair(),
        project,
        assign_project_experts,
        AssignProjectExpertsRequest {
            experts: vec![assigned]
        }
    )
    .unwrap();
    let colleague = person("hu", "academy-1", "", &["expert"]);
    assert_eq!(seen(&world, &judge(1), &project).await, (true, 1));
    assert_eq!(seen(&world, &colleague, &project).await, (false, 0));
    assert_eq!(seen(&world, &maker(), &project).await, (true, 1));
    let declared = step!(
        world,
        judge(1),
        project,
        declare_project_conflict,
        DeclareProjectConflictRequest {
            expert: "judge-1".to_owned(),
            note: "亲属关系".to_owned(),
        }
    );
    declared.unwrap();
    assert_eq!(seen(&world, &judge(1), &project).await, (false, 0));
    assert_eq!(seen(&world, &fair(), &project).await, (true, 1));
}

/// Whether somebody reads a project, and how many they are shown.
async fn seen(world: &World, reader: &Person, project: &Project) -> (bool, usize) {
    let get = GetProjectRequest {
        name: project.name.clone(),
    };
    let found = call!(world, reader, get_project, get);
    let listed = call!(world, reader, list_projects, ListProjectsRequest::default());
    (found.is_ok(), listed.unwrap().projects.len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_the_organiser_competes_it_decides_on_no_rival() {
    let world = World::on(World::CALM).await;
    let event = open_event(&world).await;
    let opened = called(&world, &event, 0, 0).await;
    let own = call!(world, &fair(), submit_project, submitting(&opened, "甲"));
    own.unwrap();
    let rival_s = call!(world, &rival(), submit_project, submitting(&opened, "乙"));
    let rival_s = rival_s.unwrap();
    let passed = step!(world, fair(), rival_s, pass_project, PassProjectRequest {});
    assert_eq!(reason(&passed.unwrap_err()), "ORGANISER_COMPETES");
    let passed = step!(
        world,
        office(),
        rival_s,
        pass_project,
        PassProjectRequest {}
    );
    let passed = passed.unwrap();
    let refused = select(&world, &passed).await.unwrap_err();
    assert_eq!(reason(&refused), "ORGANISER_COMPETES");
    let chosen = step!(
        world,
        office(),
        passed,
        select_project,
        SelectProjectRequest {}
    );
    assert_eq!(chosen.unwrap().state(), State::Selected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_organiser_that_decided_on_others_hands_in_no_project_of_its_own() {
    let world = World::on(World::CALM).await;
    let event = open_event(&world).await;
    let opened = called(&world, &event, 0, 0).await;
    let untouched = called(&world, &event, 0, 0).await;
    checked(&world, &opened, &rival(), "乙").await;
    let late = call!(world, &fair(), submit_project, submitting(&opened, "甲"));
    let late = late.unwrap_err();
    assert_eq!(reason(&late), "ORGANISER_JUDGED");
    assert_eq!(late.code(), Code::PermissionDenied);
    let other = call!(world, &maker(), submit_project, submitting(&opened, "丙"));
    other.unwrap();
    let first = call!(world, &fair(), submit_project, submitting(&untouched, "甲"));
    first.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn projects_of_a_cancelled_event_are_withdrawn() {
    let world = World::on(World::CALM).await;
    let event = open_event(&world).await;
    let opened = called(&world, &event, 0, 0).await;
    let chosen = selected(&world, &opened, &maker(), "甲").await;
    let placed = schedule(&world, &chosen, "主会场", (600, 620)).await;
    let placed = placed.unwrap();
    cancel(&world, &event).await;
    world.advance_to("2025-03-20");
    let state = settled(SOON, State::Withdrawn, async || {
        let get = GetProjectRequest {
            name: placed.name.clone(),
        };
        call!(world, &maker(), get_project, get).unwrap().state()
    });
    assert_eq!(state.await, State::Withdrawn);
    let agenda = ListAgendaRequest {
        event: event.name.clone(),
        ..ListAgendaRequest::default()
    };
    let agenda = call!(world, &maker(), list_agenda, agenda).unwrap();
    assert_eq!(agenda.items, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_place_that_was_moved_is_a_later_one_in_the_calendar() {
    let world = World::on(World::CALM).await;
    let event = open_event(&world).await;
    let opened = called(&world, &event, 0, 0).await;
    let chosen = selected(&world, &opened, &maker(), "甲").await;
    let placed = schedule(&world, &chosen, "主会场", (600, 620)).await;
    let placed = placed.unwrap();
    let first = told(&world, &event, &placed).await;
    let moved = schedule(&world, &placed, "主会场", (660, 680)).await;
    moved.unwrap();
    let second = told(&world, &event, &placed).await;
    assert!(second > first, "{first} {second}");
}

/// The SEQUENCE of a project's place.
async fn told(world: &World, event: &Event, project: &Project) -> i64 {
    let request = GetCalendarRequest {
        event: event.name.clone(),
        ..GetCalendarRequest::default()
    };
    let calendar = call!(world, &rival(), get_calendar, request).unwrap();
    let text = String::from_utf8(calendar.content).unwrap();
    let (_, uuid) = project.name.split_once('/').unwrap();
    let mut entries = text.split("BEGIN:VEVENT");
    let own = entries.find(|entry| entry.contains(uuid)).unwrap();
    let mut lines = own.lines();
    let sequence = lines.find_map(|line| line.strip_prefix("SEQUENCE:"));
    assert!(own.contains("LAST-MODIFIED:"));
    sequence.unwrap().parse().unwrap()
}
