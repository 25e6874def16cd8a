//! A test that this machine lacks something for has not passed.
use std::io::Write as _;

/// Says that this test ends here, on a line that the end of `make test` repeats. Not by `println!`: what a
/// test that passes prints is kept from everybody.
pub fn skipped(why: &str) {
    // On a line of its own: with one thread the name of the test stands before it.
    let line = format!("\nSKIPPED: {why}\n");
    let written = std::io::stderr().write_all(line.as_bytes());
    written.expect("somebody reads what tests say");
}
