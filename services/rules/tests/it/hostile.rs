//! Packages made to harm, through the RPC that takes packages in: the step that stops each says why, nothing
//! of it is published, and another county is served.
use std::time::{Duration, Instant};

use kezhuan_hostile::papers::{manifest, with_sections};
use kezhuan_hostile::{Class, bombs, deeds, forms, mutants};
use kezhuan_protocol::rules::v1::package::State;
use kezhuan_protocol::rules::v1::upload_package_request::{Part, Start};
use kezhuan_protocol::rules::v1::{
    ActivateRuleRequest, GetPackageRequest, Package, UploadPackageRequest,
};
use kezhuan_rule_host::Digest;
use tonic::Code;

use crate::pipeline::{outcomes, up_to};
use crate::world::{
    AUTHOR, CHUNK_BYTES, COUNTY, ROGUE, ROGUE_AUTHOR, Who, World, activation, refused, request_id,
};

/// Takes one thread half a minute to compile, and little memory.
const SLOW_BOMB: &str = "100,000 blocks in one another";
const STORED_WITHIN: Duration = Duration::from_secs(60);

/// A name, the file, the step that stops it (its place in the pipeline), and what it says.
type Attempt = (String, Vec<u8>, usize, &'static str);

fn of_form(name: &str, said: &'static str) -> Attempt {
    let mut all = forms::all().unwrap().into_iter();
    let found = all.find(|specimen| specimen.name == name).expect(name);
    (found.name, found.bytes, 0, said)
}

fn of_deed(name: &str, step: usize, said: &'static str) -> Attempt {
    let found = deeds::native(name).unwrap();
    (found.name, found.bytes, step, said)
}

fn of_bomb(name: &str, said: &'static str) -> Attempt {
    (name.to_owned(), bombs::named(name).unwrap().bytes, 2, said)
}

/// The honest package with other code that is none.
fn broken_code() -> Attempt {
    let honest = deeds::native("nothing wrong").unwrap().bytes;
    let is_broken = |copy: &Vec<u8>| {
        let read = kezhuan_rule_host::inspect(copy, 1 << 20);
        read.is_err_and(|refused| refused.what == kezhuan_rule_host::Refusal::Malformed)
            && copy.len() == honest.len()
            && copy.ends_with(&honest[honest.len() - 600..])
    };
    let broken = mutants::damaged(&honest, 7, 1_000).find(is_broken);
    ("broken code".to_owned(), broken.unwrap(), 2, "MALFORMED")
}

fn attempts() -> Vec<Attempt> {
    vec![
        of_form("a core module", "NOT_A_COMPONENT"),
        of_form("an import of WASI", "IMPORTS"),
        of_form("another world", "HOOK_NOT_EXPORTED"),
        of_form("no papers", "MANIFEST_MISSING"),
        of_form("two manifests", "there twice"),
        of_form("a manifest 200,000 lists deep", "MANIFEST_INVALID"),
        of_form("megabytes of cases", "at most 2097152 are read"),
        of_form("forty components in one another", "nested deeper than 16"),
        broken_code(),
        of_deed("512 MiB of memory to begin with", 2, "BEYOND_LIMITS"),
        // Far from done by then on any machine, and in one thread: nothing else stops it first.
        of_bomb(SLOW_BOMB, "more than 3 s of processor time"),
        of_deed("loop", 3, "OUT_OF_FUEL"),
        of_deed("memory without end", 3, "MEMORY"),
        of_deed("recursion", 3, "TRAP"),
        of_deed("16 MiB filled over and over", 3, "OUT_OF_FUEL"),
        of_deed("a million reasons", 3, "TOO_LARGE"),
        of_deed("more than the whole", 3, "INVALID_OUTPUT"),
    ]
}

#[tokio::test]
async fn each_is_stopped_by_a_step_that_says_why_and_others_are_served() {
    let world = World::with(|config| {
        config.rule_host.compile_memory_bytes_max = 512 << 20;
        config.rule_host.compile_cpu_s_max = 3;
    })
    .await;
    let attempts = attempts();
    let mut last = Package::default();
    for (name, bytes, step, said) in &attempts {
        let id = request_id();
        let uploaded = world.upload(ROGUE_AUTHOR, ROGUE, bytes, &id).await;
        last = uploaded.expect(name);
        assert_eq!(last.state(), State::Refused, "{name}");
        assert_eq!(outcomes(&last), up_to(*step), "{name}: {:?}", last.problems);
        let detail = &last.steps[*step].detail_en;
        assert!(detail.contains(said), "{name}: {detail}");
        assert_eq!(last.problems.len(), 1, "{name}: {:?}", last.problems);
        assert_eq!(world.package(&last.name).await, last, "{name}");
    }
    let events = world.events_of("package").await;
    assert_eq!(events, vec!["PackageRefused"; attempts.len()]);
    // No event is larger than what the bus takes, whatever was said.
    let largest: i32 = sqlx::query_scalar("SELECT max(length(payload)) FROM outbox")
        .fetch_one(&mut world.database.admin().await.unwrap())
        .await
        .unwrap();
    assert!(largest < 64 << 10, "{largest}");
    let asked = ActivateRuleRequest {
        tenant: ROGUE.to_owned(),
        hook: "tc.split@1".to_owned(),
        ..activation(&last, "2025-04-01", "")
    };
    let rogue = Who {
        subject: "approver",
        tenant: ROGUE,
    };
    let answer = world.activate(rogue, &asked).await;
    refused(answer, Code::FailedPrecondition, "PACKAGE_NOT_TESTED");

    let good = world.uploaded().await;
    assert_eq!(good.state(), State::Tested, "{:?}", good.problems);
    let in_force = activation(&good, "2025-01-01", "");
    world.put_in_force(&in_force).await.unwrap();
    world.stop().await;
}

/// Two hundred MiB are sent; the service takes in what a package may have.
#[tokio::test]
async fn an_upload_without_end_is_cut_off_and_leaves_nothing() {
    let world = World::new().await;
    let start = Part::Start(Start {
        owner: COUNTY.to_owned(),
        request_id: request_id(),
        ..Start::default()
    });
    let chunks = (0..(200 << 20) / CHUNK_BYTES).map(|_| Part::Chunk(vec![0; CHUNK_BYTES]));
    let parts = std::iter::once(start).chain(chunks);
    let parts = parts.map(|part| UploadPackageRequest { part: Some(part) });
    let request = world.ask(AUTHOR, futures::stream::iter(parts));
    let answer = world.client.clone().upload_package(request).await;
    refused(answer, Code::InvalidArgument, "PACKAGE_TOO_LARGE");
    assert_eq!(world.events_of("package").await, Vec::<String>::new());
    assert_eq!(world.uploaded().await.state(), State::Tested);
    world.stop().await;
}

#[tokio::test]
async fn what_a_bomb_led_to_is_kept_although_its_uploader_was_not_told() {
    let world = World::with(|config| {
        config.server.deadline_ms_max = 1_500;
        config.rule_host.compile_memory_bytes_max = 512 << 20;
        config.rule_host.compile_cpu_s_max = 3;
    })
    .await;
    let bomb = bombs::named(SLOW_BOMB).unwrap().bytes;
    let answer = world
        .upload(ROGUE_AUTHOR, ROGUE, &bomb, &request_id())
        .await;
    assert_eq!(answer.unwrap_err().code(), Code::DeadlineExceeded);
    let name = format!("packages/{}", Digest::of(&bomb));
    let since = Instant::now();
    let found = loop {
        assert!(since.elapsed() < STORED_WITHIN, "nothing was kept");
        let asked = world.ask(ROGUE_AUTHOR, GetPackageRequest { name: name.clone() });
        match world.client.clone().get_package(asked).await {
            Ok(package) => break package.into_inner(),
            Err(status) => assert_eq!(status.code(), Code::NotFound, "{status:?}"),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    assert_eq!(outcomes(&found), up_to(2), "{:?}", found.problems);
    world.stop().await;
}

/// An honest package that says it has an engine inside, and differs from others by a note.
fn scripted(note: &str) -> Vec<u8> {
    let mut all = deeds::all(Class::Scripted).unwrap().into_iter();
    let honest = all
        .find(|specimen| specimen.name == "nothing wrong")
        .unwrap();
    with_sections(&honest.bytes, &[("note", note.as_bytes())])
}

#[tokio::test]
async fn a_tenant_has_few_scripted_packages_in_force_at_once() {
    assert_eq!(manifest(Class::Scripted, &[])["class"], "scripted");
    let world = World::with(|config| config.intake.scripted_per_tenant_max = 1).await;
    let mut packages = Vec::new();
    for note in ["one", "other"] {
        let (bytes, id) = (scripted(note), request_id());
        let uploaded = world.upload(ROGUE_AUTHOR, ROGUE, &bytes, &id).await;
        let package = uploaded.unwrap();
        assert_eq!(package.state(), State::Tested, "{:?}", package.problems);
        packages.push(package);
    }
    let put = async |package: &Package, from: &str, to: &str| {
        let asked = ActivateRuleRequest {
            tenant: ROGUE.to_owned(),
            hook: "tc.split@1".to_owned(),
            ..activation(package, from, to)
        };
        let people = ["first", "second"].map(|subject| Who {
            subject,
            tenant: ROGUE,
        });
        let proposed = world.activate(people[0], &asked).await?;
        world.approve(people[1], &proposed.name).await
    };
    put(&packages[0], "2025-04-01", "").await.unwrap();
    let beside = put(&packages[1], "2025-02-01", "2025-02-28").await;
    refused(beside, Code::FailedPrecondition, "SCRIPTED_QUOTA");
    // The same package on other days, and another in its place, are not one more.
    put(&packages[0], "2025-02-01", "2025-02-28").await.unwrap();
    put(&packages[1], "2025-06-01", "").await.unwrap();
    world.stop().await;
}
