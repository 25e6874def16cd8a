//! Projects from their call to their place in the agenda.
mod apart;
pub mod cast;

use kezhuan_protocol::events::v1::project::State;
use kezhuan_protocol::events::v1::*;
use kezhuan_testkit::settled;
use tonic::Code;

use crate::step;
use crate::world::*;
use cast::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_project_is_judged_unseen_selected_and_presented() {
    let world = World::on(World::CALM).await;
    let event = open_event(&world).await;
    let opened = called(&world, &event, 2, 0).await;
    let mut project = checked(&world, &opened, &maker(), "智能照明").await;
    let assigned = [1, 2].map(|number| AssignedExpert {
        expert: format!("judge-{number}"),
        organisation: format!("academy-{number}"),
        ..AssignedExpert::default()
    });
    project = step!(
        world,
        fair(),
        project,
        assign_project_experts,
        AssignProjectExpertsRequest {
            experts: assigned.to_vec()
        }
    )
    .unwrap();
    let early = select(&world, &project).await.unwrap_err();
    assert_eq!(reason(&early), "SCORES_MISSING");
    for (number, given) in [(1, 80), (2, 90)] {
        for criterion in ["TECHNOLOGY", "MARKET"] {
            project = step!(
                world,
                judge(number),
                project,
                score_project,
                ScoreProjectRequest {
                    criterion: criterion.to_owned(),
                    points: given
                }
            )
            .unwrap();
        }
        let get = GetProjectRequest {
            name: project.name.clone(),
        };
        let shown = call!(world, &fair(), get_project, get).unwrap();
        // Also when all are in: a score may be changed until the decision.
        let hidden = shown.seats.iter().all(|seat| seat.scores.is_empty());
        assert!(hidden, "after expert {number}");
    }
    let chosen = select(&world, &project).await.unwrap();
    assert!(chosen.seats.iter().all(|seat| seat.scores.len() == 2));
    assert_eq!(chosen.review.as_ref().unwrap().mean_score_c, 8_500);
    let placed = schedule(&world, &chosen, "主会场", (600, 620))
        .await
        .unwrap();
    let early = step!(
        world,
        fair(),
        placed,
        record_presentation,
        RecordPresentationRequest {}
    );
    assert_eq!(reason(&early.unwrap_err()), "NOT_YET_DUE");
    world.advance_to("2025-04-10");
    let presented = step!(
        world,
        fair(),
        placed,
        record_presentation,
        RecordPresentationRequest {}
    );
    assert_eq!(presented.unwrap().state(), State::Presented);
    let events = world.events_of(&project.name).await;
    assert_eq!(events.first().unwrap(), "ProjectSubmitted");
    assert_eq!(events.last().unwrap(), "ProjectPresented");
    assert_eq!(events.len(), 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_two_projects_are_on_one_stage_at_one_time() {
    let world = World::on(World::CALM).await;
    let event = open_event(&world).await;
    let opened = called(&world, &event, 0, 0).await;
    let first = selected(&world, &opened, &maker(), "甲").await;
    let second = selected(&world, &opened, &rival(), "乙").await;
    let first = schedule(&world, &first, "主会场", (600, 620))
        .await
        .unwrap();
    let taken = schedule(&world, &second, "主会场", (619, 640)).await;
    let taken = taken.unwrap_err();
    assert_eq!(
        (taken.code(), reason(&taken).as_str()),
        (Code::AlreadyExists, "SLOT_TAKEN")
    );
    // The end of one is the beginning of the next; another stage is free.
    let second = schedule(&world, &second, "主会场", (620, 640))
        .await
        .unwrap();
    let second = schedule(&world, &second, "分会场", (600, 620))
        .await
        .unwrap();
    let agenda = ListAgendaRequest {
        event: event.name.clone(),
        page_size: 1,
        ..ListAgendaRequest::default()
    };
    let page = call!(world, &other_office(), list_agenda, agenda.clone()).unwrap();
    assert_eq!(
        (page.items.len(), page.next_page_token.is_empty()),
        (1, false)
    );
    let rest = ListAgendaRequest {
        page_token: page.next_page_token,
        ..agenda
    };
    let rest = call!(world, &other_office(), list_agenda, rest).unwrap();
    assert_eq!(rest.items.len(), 1);
    // Whoever withdraws leaves the stage.
    step!(
        world,
        maker(),
        first,
        withdraw_project,
        WithdrawProjectRequest {}
    )
    .unwrap();
    let moved = schedule(&world, &second, "主会场", (600, 620)).await;
    assert_eq!(moved.unwrap().slot.unwrap().stage, "主会场");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_place_of_a_call_is_taken_once() {
    let world = World::on(World::CALM).await;
    let event = open_event(&world).await;
    let opened = called(&world, &event, 0, 1).await;
    let first = checked(&world, &opened, &maker(), "甲").await;
    let second = checked(&world, &opened, &rival(), "乙").await;
    let (one, other) = tokio::join!(select(&world, &first), select(&world, &second));
    let refused: Vec<String> = [one, other]
        .into_iter()
        .filter_map(|answer| Some(reason(&answer.err()?)))
        .collect();
    assert_eq!(refused, ["PLACES_TAKEN"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_project_is_its_own_organisation_s_and_the_event_s() {
    let world = World::on(World::CALM).await;
    let event = open_event(&world).await;
    let opened = called(&world, &event, 0, 0).await;
    let request = submitting(&opened, "智能照明");
    let submitted = call!(world, &maker(), submit_project, request.clone()).unwrap();
    assert_eq!(submitted.submitted_by, "li");
    assert_eq!(
        call!(world, &maker(), submit_project, request).unwrap(),
        submitted
    );
    for hidden_from in [rival(), other_office(), judge(1)] {
        let get = GetProjectRequest {
            name: submitted.name.clone(),
        };
        let hidden = call!(world, &hidden_from, get_project, get).unwrap_err();
        assert_eq!(hidden.code(), Code::NotFound, "{hidden_from:?}");
    }
    let own = step!(
        world,
        maker(),
        submitted,
        pass_project,
        PassProjectRequest {}
    );
    assert_eq!(own.unwrap_err().code(), Code::PermissionDenied);
    let nul = call!(
        world,
        &maker(),
        submit_project,
        submitting(&opened, "智\0能")
    );
    assert_eq!(reason(&nul.unwrap_err()), "TEXT_INVALID");
    let returned = step!(
        world,
        office(),
        submitted,
        return_project,
        ReturnProjectRequest {
            reason: "请补充团队介绍".to_owned()
        }
    )
    .unwrap();
    let again = step!(
        world,
        maker(),
        returned,
        resubmit_project,
        ResubmitProjectRequest {
            form: submitting(&opened, "智能照明二代").form
        }
    )
    .unwrap();
    assert_eq!(again.state(), State::Submitted);
    let stale = step!(
        world,
        fair(),
        submitted,
        pass_project,
        PassProjectRequest {}
    );
    assert_eq!(stale.unwrap_err().code(), Code::Aborted);
    let listed = ListProjectsRequest {
        filter: format!(
            "state=\"SUBMITTED\" AND event=\"{}\" AND call=\"{}\" AND organisation=\"acme\" AND tenant=\"440703\"",
            event.name, opened.name
        ),
        ..ListProjectsRequest::default()
    };
    let found = call!(world, &fair(), list_projects, listed).unwrap();
    assert_eq!(found.projects.len(), 1);
    assert_eq!(found.projects[0].title, again.title);
    // Who handed it in is their organisation's and the authority's to know.
    assert_eq!(found.projects[0].submitted_by, "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_closes_by_itself_after_its_last_day() {
    let world = World::on(World::CALM).await;
    let event = open_event(&world).await;
    let opened = called(&world, &event, 0, 0).await;
    let foreign = call!(world, &rival(), open_project_call, calling(&event, 0, 0));
    assert_eq!(foreign.unwrap_err().code(), Code::PermissionDenied);
    world.advance_to("2025-04-01");
    let get = || GetProjectCallRequest {
        name: opened.name.clone(),
    };
    let state = settled(SOON, project_call::State::Closed, async || {
        let found = call!(world, &rival(), get_project_call, get());
        found.unwrap().state()
    });
    assert_eq!(state.await, project_call::State::Closed);
    assert_eq!(
        world.events_of(&opened.name).await,
        ["ProjectCallOpened", "ProjectCallClosed"]
    );
    let late = call!(world, &maker(), submit_project, submitting(&opened, "迟"));
    assert_eq!(reason(&late.unwrap_err()), "CALL_NOT_OPEN");
}
