//! Good packages damaged by the thousand: each is refused or runs within its limits, and nothing panics.

use kezhuan_hostile::mutants::{damaged, still_valid, truncated};
use kezhuan_rule_host::{Host, HostConfig, Refusal, inspect};

use crate::support::{config, file};

const SEED: u64 = 20_250_301;
/// Compiling one takes a tenth of a second, so a sample of the survivors is tried.
const TRIED_MAX: usize = 40;

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

/// What runs is asked its own cases and the questions at the bounds; the answers are what they are.
fn tried(host: &Host, mutants: &[Vec<u8>]) -> usize {
    let loaded = mutants.iter().filter_map(|mutant| host.load(mutant).ok());
    let asked = loaded.map(|package| {
        let cases = host.run_cases(&package);
        assert!(!cases.is_empty());
        host.ask_at_bounds(&package);
    });
    asked.count()
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

#[test]
fn thousands_of_damaged_packages_are_refused_or_contained() {
    let good = good();
    let (mut survivors, mut refused) = (Vec::new(), 0);
    for mutant in damaged(&good, SEED, 5_000) {
        match inspect(&mutant, 2 * good.len()) {
            Ok(_) => survivors.push(mutant),
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 2_500, "{refused} were refused");
    survivors.truncate(TRIED_MAX);
    let (host, _cache) = host();
    tried(&host, &survivors);
    let package = host.load(&good).unwrap();
    assert!(host.run_cases(&package).iter().all(|case| case.passed));
}

#[test]
fn packages_whose_code_was_changed_and_is_still_valid_are_contained() {
    let good = good();
    let mutants = still_valid(&good, SEED, 2 * TRIED_MAX).unwrap();
    assert!(mutants.len() > TRIED_MAX, "{} mutants", mutants.len());
    let (host, _cache) = host();
    let ran = tried(&host, &mutants[..TRIED_MAX]);
    assert!(ran > TRIED_MAX / 2, "{ran} could be run");
    let package = host.load(&good).unwrap();
    assert!(host.run_cases(&package).iter().all(|case| case.passed));
}
