//! Packages that load, and misbehave when they are asked.

use crate::component::{Core, DECIDE, answering};
use crate::papers::{Class, manifest, with_papers};
use crate::{End, Specimen};

use End::{Answered, Failed, NotCompiled};

/// A deed, and its ends as a native and as a scripted package.
type Deed = (&'static str, Core<'static>, [End; 2]);

const HONEST: Core<'static> = Core::HONEST;

const fn body(body: &'static str) -> Core<'static> {
    Core { body, ..HONEST }
}

const fn with(fields: &'static str, body: &'static str) -> Core<'static> {
    Core {
        fields,
        body,
        ..HONEST
    }
}

const fn both(end: End) -> [End; 2] {
    [end, end]
}

/// What takes without end.
const GREEDY: &[Deed] = &[
    ("nothing wrong", HONEST, both(Answered)),
    (
        "loop",
        body("(loop $l (br $l))"),
        both(Failed("OUT_OF_FUEL")),
    ),
    (
        "loop when it is made",
        with("(func $s (loop $l (br $l))) (start $s)", ""),
        both(Failed("OUT_OF_FUEL")),
    ),
    (
        "loop when facts are put in",
        Core {
            realloc: "(loop $l (br $l)) (unreachable)",
            ..HONEST
        },
        both(Failed("OUT_OF_FUEL")),
    ),
    (
        "recursion",
        with("(func $r (call $r))", "(call $r)"),
        both(Failed("TRAP")),
    ),
    (
        "memory without end",
        body("(loop $l (drop (memory.grow (i32.const 16))) (br $l))"),
        both(Failed("MEMORY")),
    ),
    (
        "32 MiB of memory",
        body("(drop (memory.grow (i32.const 512)))"),
        [Failed("MEMORY"), Answered],
    ),
    (
        "512 MiB of memory to begin with",
        Core {
            pages: 8192,
            ..HONEST
        },
        [NotCompiled("BEYOND_LIMITS"), Failed("MEMORY")],
    ),
    (
        "table without end",
        with(
            "(table $t 0 funcref)",
            "(loop $l (drop (table.grow $t (ref.null func) (i32.const 1000))) (br $l))",
        ),
        both(Failed("MEMORY")),
    ),
    (
        "a table of 50,000",
        with(
            "(table $t 0 funcref)",
            "(drop (table.grow $t (ref.null func) (i32.const 50000)))",
        ),
        [Failed("MEMORY"), Answered],
    ),
    (
        "a table of a million to begin with",
        with("(table $t 1000000 funcref)", ""),
        [NotCompiled("BEYOND_LIMITS"), Failed("MEMORY")],
    ),
    // A single instruction that takes milliseconds: it must not cost as little fuel as any other.
    (
        "16 MiB filled over and over",
        Core {
            pages: 256,
            body: "(loop $l (memory.fill (i32.const 0) (i32.const 0) (i32.const 16777216)) (br $l))",
            ..HONEST
        },
        both(Failed("OUT_OF_FUEL")),
    ),
];

/// What stops in the middle.
const BROKEN: &[Deed] = &[
    ("unreachable", body("(unreachable)"), both(Failed("TRAP"))),
    (
        "division by zero",
        body("(drop (i32.div_s (i32.const 1) (i32.const 0)))"),
        both(Failed("TRAP")),
    ),
    (
        "a call to nowhere",
        with(
            "(type $f (func)) (table $t 1 funcref)",
            "(call_indirect $t (type $f) (i32.const 0))",
        ),
        both(Failed("TRAP")),
    ),
    (
        "a read outside memory",
        body("(drop (i32.load (i32.const -4)))"),
        both(Failed("TRAP")),
    ),
    (
        "data outside memory",
        with("(data (i32.const 2147483647) \"x\")", ""),
        both(Failed("TRAP")),
    ),
    (
        "facts put outside memory",
        Core {
            realloc: "(i32.const -8)",
            ..HONEST
        },
        both(Failed("TRAP")),
    ),
    (
        "facts put askew",
        Core {
            realloc: "(i32.const 3)",
            ..HONEST
        },
        both(Failed("TRAP")),
    ),
];

/// Answers that are none.
const ANSWERS: &[Deed] = &[
    (
        "an answer outside memory",
        body("(return (i32.const 2147483640))"),
        both(Failed("TRAP")),
    ),
    (
        "an answer askew",
        body("(return (i32.const 1025))"),
        both(Failed("TRAP")),
    ),
    (
        "four thousand million reasons",
        body("(i32.store (i32.const 1032) (i32.const -1))"),
        both(Failed("TRAP")),
    ),
    (
        "a million reasons",
        Core {
            pages: 130,
            body: "(i32.store (i32.const 1028) (i32.const 65536))
                   (i32.store (i32.const 1032) (i32.const 1000000))",
            ..HONEST
        },
        both(Failed("TOO_LARGE")),
    ),
    // Little in the package's memory, 640 MB once it is read.
    (
        "ten thousand times the same long reason",
        Core {
            pages: 4,
            fields: "(global $at (mut i32) (i32.const 0))",
            body: "(loop $l
                     (i32.store (i32.add (i32.const 65536) (global.get $at)) (i32.const 0))
                     (i32.store (i32.add (i32.const 65540) (global.get $at)) (i32.const 65000))
                     (global.set $at (i32.add (global.get $at) (i32.const 8)))
                     (br_if $l (i32.lt_u (global.get $at) (i32.const 80000))))
                   (memory.fill (i32.const 2048) (i32.const 65) (i32.const 60000))
                   (i32.store (i32.const 1028) (i32.const 65536))
                   (i32.store (i32.const 1032) (i32.const 10000))",
            ..HONEST
        },
        both(Failed("TOO_LARGE")),
    ),
    (
        "a reason that is no text",
        with(
            "(data (i32.const 2048) \"\\00\\09\\00\\00\\01\\00\\00\\00\") (data (i32.const 2304) \"\\ff\")",
            "(i32.store (i32.const 1028) (i32.const 2048)) (i32.store (i32.const 1032) (i32.const 1))",
        ),
        both(Failed("TRAP")),
    ),
    (
        "a refusal without a reason",
        body("(i32.store8 (i32.const 1024) (i32.const 0))"),
        both(Failed("INVALID_OUTPUT")),
    ),
    (
        "a negative share",
        body(
            "(i64.store (i32.const 1048) (i64.const -1))
             (i64.store (i32.const 1056) (i64.add (i64.load (i32.const 1056)) (i64.const 1)))",
        ),
        both(Failed("INVALID_OUTPUT")),
    ),
    (
        "more than the whole",
        body("(i64.store (i32.const 1048) (i64.const 1))"),
        both(Failed("INVALID_OUTPUT")),
    ),
];

/// Every deed as a package of this class.
pub fn all(class: Class) -> anyhow::Result<Vec<Specimen>> {
    let deeds = [GREEDY, BROKEN, ANSWERS].concat();
    let mut specimens = deeds
        .iter()
        .map(|(name, core, ends)| {
            let end = ends[usize::from(class == Class::Scripted)];
            package(name, &core.text(), class, end)
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    // The answer is there, and giving its memory back never ends.
    let fields = format!("(func (export \"cabi_post_{DECIDE}\") (param i32) (loop $l (br $l)))");
    let core = Core {
        fields: &fields,
        ..HONEST
    };
    let name = "loop after the answer";
    specimens.push(package(name, &core.text(), class, Failed("OUT_OF_FUEL"))?);
    Ok(specimens)
}

/// The deed of that name as a native package.
pub fn native(name: &str) -> anyhow::Result<Specimen> {
    let all = all(Class::Native)?.into_iter();
    let found = all.into_iter().find(|specimen| specimen.name == name);
    found.ok_or_else(|| anyhow::anyhow!("no deed `{name}`"))
}

fn package(name: &str, core: &str, class: Class, end: End) -> anyhow::Result<Specimen> {
    let component = answering(core)?;
    let manifest = manifest(class, &["tc.split@1"]);
    Ok(Specimen::new(name, with_papers(&component, &manifest), end))
}
