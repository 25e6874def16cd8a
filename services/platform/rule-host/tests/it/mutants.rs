//! Good packages damaged by the thousand: each is refused or runs within its limits, and nothing panics.

use kezhuan_hostile::mutants::{damaged, still_valid, truncated};
use kezhuan_rule_host::{
    CompileError, Host, HostConfig, LoadError, PackageRefused, Refusal, inspect, validate,
};

use crate::support::{config, file};

const SEED: u64 = 20_250_301;
/// Of those that are valid; compiling one takes a tenth of a second.
const TRIED_MAX: usize = 100;
/// Of those that are read and are no code; the compiler says so.
const INVALID_TRIED_MAX: usize = 10;
/// Of those that were made to be valid.
const CHANGED_TRIED_MAX: usize = 40;

fn good() -> Vec<u8> {
    std::fs::read(file("pengjiang")).unwrap()
}

/// A host whose packages are thrown away with it.
fn host() -> (Host, tempfile::TempDir) {
    let cache = tempfile::tempdir().unwrap();
    let limits = HostConfig {
        cache: cache.path().to_owned(),
        deadline_ms_max: 300,
        cases_ms_max: 2_000,
        ..config()
    };
    (Host::start(&limits).unwrap(), cache)
}

/// What runs is asked its own cases and the questions at the bounds; the answers are what they are. How many ran.
fn tried<'m>(host: &Host, mutants: impl Iterator<Item = &'m Vec<u8>>) -> usize {
    let mut ran = 0;
    for mutant in mutants {
        match host.load(mutant) {
            Ok(package) => {
                assert!(!host.run_cases(&package).is_empty());
                host.ask_at_bounds(&package);
                ran += 1;
            }
            Err(error) => says_why(&error),
        }
    }
    ran
}

/// A package that can't be loaded is refused, or took all that a compiler is given; nothing else came in between.
fn says_why(error: &LoadError) {
    match error {
        LoadError::Refused(refused) => is_whole(refused),
        LoadError::Compile(
            CompileError::Late(_)
            | CompileError::Cpu(_)
            | CompileError::Memory(_)
            | CompileError::TooLarge(_),
        ) => assert!(!error.to_string().is_empty()),
        LoadError::Compile(
            CompileError::NoCompiler { .. }
            | CompileError::Run(_)
            | CompileError::Invalid(_)
            | CompileError::Ended { .. },
        )
        | LoadError::Cache(_)
        | LoadError::File { .. }
        | LoadError::Overlap(_)
        | LoadError::Interrupted => panic!("neither refused nor at a limit: {error:?}"),
    }
}

/// What, where, and what to do.
fn is_whole(refused: &PackageRefused) {
    for said in [&refused.place, &refused.problem, &refused.remedy] {
        assert!(!said.trim().is_empty(), "{refused:?}");
    }
}

/// At most so many, spread evenly over all.
fn spread(all: &[Vec<u8>], most: usize) -> impl Iterator<Item = &Vec<u8>> {
    all.iter().step_by(all.len().div_ceil(most).max(1))
}

#[test]
fn no_beginning_of_a_package_is_one() {
    let good = good();
    for beginning in truncated(&good, 7) {
        let refused = inspect(beginning, good.len()).unwrap_err();
        let expected = [Refusal::Malformed, Refusal::ManifestMissing];
        assert!(
            expected.contains(&refused.what),
            "{} bytes: {refused}",
            beginning.len()
        );
    }
}

/// Papers first, as the host reads them; then the code, which is looked into by the compiler alone.
#[test]
fn thousands_of_damaged_packages_are_refused_or_contained() {
    let good = good();
    let (host, _cache) = host();
    let (mut refused, mut invalid, mut valid) = (0, Vec::new(), Vec::new());
    for mutant in damaged(&good, SEED, 5_000) {
        if let Err(why) = host.inspect(&mutant) {
            is_whole(&why);
            refused += 1;
        } else if let Err(why) = validate(&mutant) {
            is_whole(&why);
            assert_eq!(why.what, Refusal::Malformed, "{why}");
            invalid.push(mutant);
        } else {
            valid.push(mutant);
        }
    }
    let counts = format!(
        "{refused} refused, {} no code, {} valid",
        invalid.len(),
        valid.len()
    );
    assert!(refused + invalid.len() > 2_500, "{counts}");
    assert!(invalid.len() > INVALID_TRIED_MAX, "{counts}");
    assert!(valid.len() > TRIED_MAX, "{counts}");
    for mutant in spread(&invalid, INVALID_TRIED_MAX) {
        match host.load(mutant) {
            Err(LoadError::Refused(why)) => assert_eq!(Err(why), validate(mutant)),
            other => panic!("the compiler took what is no code: {other:?}"),
        }
    }
    let ran = tried(&host, spread(&valid, TRIED_MAX));
    assert!(ran > TRIED_MAX / 4, "{ran} ran; {counts}");
    let package = host.load(&good).unwrap();
    assert!(host.run_cases(&package).iter().all(|case| case.passed));
}

#[test]
fn packages_whose_code_was_changed_and_is_still_valid_are_contained() {
    let good = good();
    let mutants = still_valid(&good, SEED, 2 * CHANGED_TRIED_MAX).unwrap();
    assert!(mutants.len() > CHANGED_TRIED_MAX, "{}", mutants.len());
    let (host, _cache) = host();
    let ran = tried(&host, mutants.iter().take(CHANGED_TRIED_MAX));
    assert!(ran > CHANGED_TRIED_MAX / 2, "{ran} could be run");
    let package = host.load(&good).unwrap();
    assert!(host.run_cases(&package).iter().all(|case| case.passed));
}
