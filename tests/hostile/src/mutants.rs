//! Good packages, damaged: cut off, bytes changed at random, and changed so that they are still valid code.

use std::ops::Range;

use anyhow::Context;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasm_encoder::Encode;
use wasm_mutate::WasmMutate;
use wasmparser::{Parser, Payload};

/// The beginnings of a file, one every `step` bytes.
pub fn truncated(bytes: &[u8], step: usize) -> impl Iterator<Item = &[u8]> {
    (0..bytes.len()).step_by(step).map(|end| &bytes[..end])
}

/// `count` damaged copies of a file, the same ones for the same seed.
pub fn damaged(bytes: &[u8], seed: u64, count: usize) -> impl Iterator<Item = Vec<u8>> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    (0..count).map(move |_| {
        let mut copy = bytes.to_vec();
        for _ in 0..random.random_range(1..=4) {
            damage(&mut copy, &mut random);
        }
        copy
    })
}

/// One wound.
fn damage(bytes: &mut Vec<u8>, random: &mut impl Rng) {
    if bytes.is_empty() {
        return;
    }
    let at = random.random_range(0..bytes.len());
    let until = (at + random.random_range(1..64)).min(bytes.len());
    match random.random_range(0..6) {
        0 => bytes[at] ^= 1 << random.random_range(0..8),
        1 => bytes[at] = random.random(),
        // A length or an index as large as it gets.
        2 => drop(bytes.splice(at..at + 1, [0xff, 0xff, 0xff, 0xff, 0x0f])),
        3 => drop(bytes.drain(at..until)),
        4 => {
            let again = bytes[at..until].to_vec();
            drop(bytes.splice(at..at, again));
        }
        _ => {
            let other = random.random_range(0..bytes.len());
            bytes.swap(at, other);
        }
    }
}

/// `count` copies of a package whose code was changed and is still valid. A change that the engine of
/// mutations finds nothing for is left out.
pub fn still_valid(package: &[u8], seed: u64, count: usize) -> anyhow::Result<Vec<Vec<u8>>> {
    let (header, core) = first_module(package)?;
    let mut mutants = Vec::new();
    for number in 0..count as u64 {
        let mut engine = WasmMutate::default();
        engine
            .seed(seed.wrapping_add(number))
            .preserve_semantics(false);
        let Ok(mut changed) = engine.run(&package[core.clone()]) else {
            continue;
        };
        if let Some(Ok(module)) = changed.next() {
            let mut whole = package[..header].to_vec();
            module.as_slice().encode(&mut whole);
            whole.extend_from_slice(&package[core.end..]);
            mutants.push(whole);
        }
    }
    Ok(mutants)
}

/// Where the first core module of a component stands: behind the byte that says what section it is, and
/// the bytes of the module itself.
fn first_module(package: &[u8]) -> anyhow::Result<(usize, Range<usize>)> {
    for payload in Parser::new(0).parse_all(package) {
        if let Payload::ModuleSection {
            unchecked_range, ..
        } = payload?
        {
            let range = unchecked_range.start..unchecked_range.end;
            let mut length = Vec::new();
            range.len().encode(&mut length);
            return Ok((range.start - length.len(), range));
        }
    }
    None.context("no core module")
}
