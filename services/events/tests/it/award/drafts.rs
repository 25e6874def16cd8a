//! A draft as its nominator changes it, and who reads it then.
use kezhuan_protocol::events::v1::nomination::State;
use kezhuan_protocol::events::v1::*;
use tonic::{Code, Status};

use super::cast::*;
use crate::step;
use crate::world::*;

async fn change(
    world: &World,
    by: Person,
    draft: &Nomination,
    form: nomination::Form,
) -> Result<Nomination, Status> {
    step!(
        world,
        by,
        draft,
        update_nomination,
        UpdateNominationRequest { form: Some(form) }
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_is_changed_by_its_nominator_and_shown_to_whom_it_names_now() {
    let world = World::on(World::CALM).await;
    let round = opened(&world, 0).await;
    let draft = posted(&world, &round, &county(), "高镍正极").await;
    let beta = person("zhou", "beta", "", &["applicant"]);
    assert!(now(&world, &nominee(), &draft).await.is_ok());
    let mut form = draft.form.clone().unwrap();
    form.title = "高镍正极材料".to_owned();
    form.units[0].organisation = "beta".to_owned();
    let foreign = change(&world, nominee(), &draft, form.clone()).await;
    assert_eq!(reason(&foreign.unwrap_err()), "NOT_YOUR_STEP");
    let foreign = change(&world, association(), &draft, form.clone()).await;
    assert_eq!(foreign.unwrap_err().code(), Code::NotFound);

    let changed = change(&world, county(), &draft, form.clone()).await;
    let changed = changed.unwrap();
    assert_eq!(changed.state(), State::Draft);
    assert_eq!(changed.form.as_ref(), Some(&form));
    assert_eq!(changed.local_notice, None);
    let hidden = now(&world, &nominee(), &changed).await.unwrap_err();
    assert_eq!(hidden.code(), Code::NotFound);
    let shown = now(&world, &beta, &changed).await.unwrap();
    assert_eq!(shown.form, Some(form.clone()));
    let stale = change(&world, county(), &draft, form.clone()).await;
    assert_eq!(stale.unwrap_err().code(), Code::Aborted);

    // What was announced said something else.
    let unannounced = file(&world, &county(), &changed).await.unwrap_err();
    assert_eq!(reason(&unannounced), "LOCAL_NOTICE_MISSING");
    let announced = step!(
        world,
        county(),
        changed,
        post_local_notice,
        PostLocalNoticeRequest {
            place: "区科技局网站".to_owned(),
            starts_on: "2025-03-03".to_owned(),
            last_day: "2025-03-10".to_owned(),
        }
    )
    .unwrap();
    world.advance_to("2025-03-11");
    let filed = file(&world, &county(), &announced).await.unwrap();
    let late = change(&world, county(), &filed, form).await;
    assert_eq!(reason(&late.unwrap_err()), "STATE_FORBIDS");
    assert_eq!(
        world.events_of(&filed.name).await,
        [
            "NominationNoticePosted",
            "NominationNoticePosted",
            "NominationFiled"
        ]
    );
}
