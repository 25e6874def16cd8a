//! Components that answer `tc.split@1`, around core modules written by hand.

use anyhow::Context;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

const SPLIT: &str = include_str!("../../../plugins/wit/tc-split/1.0.0.wit");

/// The name of the one function that is asked.
pub const DECIDE: &str = "kezhuan:tc-split/rule@1.0.0#decide";

/// The component of a core module in text.
pub fn answering(core: &str) -> anyhow::Result<Vec<u8>> {
    answering_in(SPLIT, "tc-split", core)
}

/// The component of a core module in text that answers in a world of its own.
pub fn answering_in(wit: &str, world: &str, core: &str) -> anyhow::Result<Vec<u8>> {
    let mut resolve = Resolve::default();
    let package = resolve.push_str("world.wit", wit)?;
    let worlds = &resolve.packages[package].worlds;
    let world = *worlds.get(world).context("no such world")?;
    let mut core = wat::parse_str(core)?;
    embed_component_metadata(&mut core, &resolve, world, StringEncoding::UTF8)?;
    ComponentEncoder::default().module(&core)?.encode()
}

/// A core module that gives the county everything, and whatever else is put into it.
#[derive(Clone, Copy, Debug)]
pub struct Core<'a> {
    /// Pages its memory starts with.
    pub pages: u32,
    /// Other fields of the module.
    pub fields: &'a str,
    /// What is done when the host asks for memory to put the facts in; empty = an honest allocator.
    pub realloc: &'a str,
    /// What is done before the answer is given; the answer lies at 1024.
    pub body: &'a str,
}

impl Core<'_> {
    /// Nothing but an honest answer.
    pub const HONEST: Core<'static> = Core {
        pages: 1,
        fields: "",
        realloc: "",
        body: "",
    };

    /// The module as text.
    pub fn text(&self) -> String {
        self.text_for(DECIDE)
    }

    /// The same under the name of another function, whose facts and answer begin alike.
    pub fn text_for(&self, decide: &str) -> String {
        let Core {
            pages,
            fields,
            realloc,
            body,
        } = self;
        let realloc = match realloc.is_empty() {
            true => {
                "(local $at i32)
                 (local.set $at (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
                 (global.set $next (i32.add (local.get $at) (local.get 3)))
                 (local.get $at)"
            }
            false => realloc,
        };
        // The amount stands 64 bytes into the facts; `ok` is the first byte of the answer, the
        // county's share its fifth 8 bytes.
        format!(
            "(module
               (memory (export \"memory\") {pages})
               (global $next (mut i32) (i32.const 32768))
               (func (export \"cabi_realloc\") (param i32 i32 i32 i32) (result i32) {realloc})
               (func (export \"{decide}\") (param $facts i32) (result i32)
                 (i32.store8 (i32.const 1024) (i32.const 1))
                 (i64.store (i32.const 1056) (i64.load offset=64 (local.get $facts)))
                 {body}
                 (i32.const 1024))
               {fields})"
        )
    }
}
