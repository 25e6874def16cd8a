//! A bank's line to the service: another instance on the same database, over mutual TLS.
use std::net::TcpListener as StdListener;

use kezhuan_financing::run;
use kezhuan_protocol::financing::v1::financing_service_client::FinancingServiceClient;
use kezhuan_protocol::financing::v1::*;
use kezhuan_runtime::Shutdown;
use kezhuan_testkit::MutualTls;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tonic::transport::Channel;
use tonic::{Response, Status};

use crate::step;
use crate::world::*;

/// An instance that ends with the test, or is killed before.
pub struct BankLine {
    pub tls: MutualTls,
    pub port: u16,
    shutdown: Shutdown,
    /// All of the instance runs here.
    runtime: Option<Runtime>,
}

impl BankLine {
    pub fn beside(world: &World) -> BankLine {
        BankLine::armed(world, MutualTls::new().unwrap())
    }

    fn armed(world: &World, tls: MutualTls) -> BankLine {
        let mut config = world.config.clone();
        tls.arm(&mut config.server).unwrap();
        let listener = StdListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (clock, shutdown) = (world.clock.clone(), Shutdown::new());
        let until = shutdown.clone();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        runtime.spawn(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            if let Err(error) = run(config, listener, clock, until).await {
                panic!("the service ended: {error:#}");
            }
        });
        BankLine {
            tls,
            port,
            shutdown,
            runtime: Some(runtime),
        }
    }

    /// Everything of the instance is gone where it stands, as after SIGKILL: no task ends what it began.
    pub fn kill(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }

    /// The way in over the certificate of `organisation`.
    pub fn client_of(&self, organisation: &str) -> FinancingServiceClient<Channel> {
        let credential = self.tls.bank(organisation).unwrap();
        let channel = self.tls.channel(self.port, Some(&credential)).unwrap();
        FinancingServiceClient::new(channel)
    }

    /// The way in without a certificate.
    pub fn client_of_nobody(&self) -> FinancingServiceClient<Channel> {
        FinancingServiceClient::new(self.tls.channel(self.port, None).unwrap())
    }
}

impl Drop for BankLine {
    fn drop(&mut self) {
        self.shutdown.trigger();
        self.kill();
    }
}

/// An application that waits for the bank to say what it was valued at.
pub async fn eligible(world: &World) -> Application {
    let create = CreateApplicationRequest {
        enterprise: "enterprise-1".to_owned(),
        division: "440703".to_owned(),
        bank: "bank-1".to_owned(),
        product: Some(Product {
            kind: product::Kind::YiKeDai.into(),
            pledge_first: false,
            mode: product::Mode::Loan.into(),
            stage: product::Stage::Industrial.into(),
        }),
        security: vec![application::Security::Unsecured.into()],
        amount_fen: 10_000_000,
        term_months: 12,
        purpose: "equipment".to_owned(),
        repayment_source: "sales".to_owned(),
        request_id: id(),
        ..CreateApplicationRequest::default()
    };
    let draft = call!(world, &applicant(), create_application, create).unwrap();
    let declaration = Declaration {
        revenue_fen: 1_000_000_000,
        qualifications: vec![declaration::Qualification::Hnte.into()],
        ..Declaration::default()
    };
    let submitted = step!(
        world,
        applicant(),
        draft,
        submit_application,
        SubmitApplicationRequest {
            declaration: Some(declaration),
        }
    )
    .unwrap();
    if submitted.state() == application::State::Eligible {
        return submitted;
    }
    // No rule answers here: a person of the city does.
    let examined = step!(
        world,
        city_stb(),
        submitted,
        examine_application,
        ExamineApplicationRequest {
            reason: "meets the conditions".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(examined.state(), application::State::Eligible);
    examined
}

/// The bank's instruction that nothing is pledged, which values the application.
pub fn valued(application: &Application, biz_no: &str) -> ValueApplicationRequest {
    ValueApplicationRequest {
        name: application.name.clone(),
        biz_no: biz_no.to_owned(),
        ..ValueApplicationRequest::default()
    }
}

/// Sends an instruction as the banker.
pub async fn sent(
    world: &World,
    client: &FinancingServiceClient<Channel>,
    message: ValueApplicationRequest,
) -> Result<Application, Status> {
    let request = world.ask(&banker(), message);
    let answer = client.clone().value_application(request).await;
    answer.map(Response::into_inner)
}

/// Asks what came of an instruction, as the bank's systems.
pub async fn came_of(
    client: &FinancingServiceClient<Channel>,
    biz_no: &str,
) -> Result<Instruction, Status> {
    let message = GetInstructionRequest {
        biz_no: biz_no.to_owned(),
        ..GetInstructionRequest::default()
    };
    let answer = client.clone().get_instruction(message).await;
    answer.map(Response::into_inner)
}

/// How often an application was valued.
pub async fn times_valued(world: &World, application: &Application) -> usize {
    let events = world.events_of(&application.name).await;
    events
        .iter()
        .filter(|event| *event == "ApplicationValued")
        .count()
}
