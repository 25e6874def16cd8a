//! The process is killed while it works on an instruction: nothing is lost and nothing done twice.
use std::time::Duration;

use kezhuan_protocol::financing::v1::*;
use kezhuan_testkit::eventually;
use tonic::Code;

use crate::bank_line::*;
use crate::world::*;

const POINTS: u64 = 30;
/// Together longer than an instruction takes, so that some points lie before, some between and some after its steps.
const STEP: Duration = Duration::from_micros(600);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wherever_the_process_is_killed_the_same_number_ends_in_one_effect() {
    let world = World::on(World::CALM).await;
    let survivor = BankLine::beside(&world);
    let client = survivor.client_of("bank-1");
    for point in 0..POINTS {
        let application = eligible(&world).await;
        let number = format!("K{point:03}");
        let mut doomed = BankLine::beside(&world);
        let doomed_client = doomed.client_of("bank-1");
        let answers = eventually(SOON, async || {
            let answer = came_of(&doomed_client, &number).await;
            answer.is_err_and(|status| status.code() == Code::NotFound)
        });
        assert!(answers.await, "the instance answers before it is killed");

        let sending = sent(&world, &doomed_client, valued(&application, &number));
        let killing = async {
            tokio::time::sleep(STEP * u32::try_from(point).unwrap()).await;
            doomed.kill();
        };
        let (acknowledged, ()) = tokio::join!(sending, killing);
        // The bank does not know, and sends the same again until it is told.
        let mut told = None;
        let settled = eventually(SOON, async || {
            told = sent(&world, &client, valued(&application, &number))
                .await
                .ok();
            told.is_some()
        });
        assert!(settled.await, "point {point}");
        if let Ok(first) = acknowledged {
            assert_eq!(told, Some(first), "what was acknowledged stands");
        }
        let instruction = came_of(&client, &number).await.unwrap();
        assert_eq!(instruction.status(), instruction::Status::Done);
        assert_eq!(times_valued(&world, &application).await, 1, "point {point}");
    }
}
