//! Packages that are small to send and large to check or compile. Which of them the compiler gets through
//! is a matter of its limits; none may take more than they allow, and none may reach the service.

use std::fmt::Write as _;

use crate::component::{Core, answering};
use crate::papers::{Class, manifest, with_papers};

/// A bomb by name.
#[derive(Clone, Debug)]
pub struct Bomb {
    pub name: &'static str,
    pub bytes: Vec<u8>,
}

type Fields = fn() -> String;

/// What is put into the one core module.
const IN_A_MODULE: &[(&str, Fields)] = &[
    ("200,000 functions", || "(func)".repeat(200_000)),
    ("a function of a million additions", || {
        let sums = "(local.set 0 (i64.add (local.get 0) (i64.const 12345)))".repeat(700_000);
        format!("(func (param i64) {sums})")
    }),
    ("a function of 300,000 living values", || {
        let (pushed, added) = ("(local.get 0)".repeat(300_000), "i64.add ".repeat(299_999));
        format!("(func (param i64) (result i64) {pushed} {added})")
    }),
    ("100,000 blocks in one another", || {
        let (open, close) = ("block ".repeat(100_000), "end ".repeat(100_000));
        format!("(func {open} {close})")
    }),
    ("100,000 loops in one another", || {
        let open = "loop (br_if 0 (i32.const 0)) ".repeat(100_000);
        format!("(func {open} {})", "end ".repeat(100_000))
    }),
    ("forty tables of 100,000 branches", || {
        let branches = format!("(block (br_table {} (i32.const 1)))", "0 ".repeat(100_000));
        format!("(func {})", branches.repeat(40))
    }),
    ("2,000 functions of 20,000 locals", || {
        let locals = "i64 ".repeat(20_000);
        format!("(func (local {locals}))").repeat(2_000)
    }),
    ("300,000 types", || types(300_000)),
    ("100,000 exports", || {
        numbered(100_000, |text, number| {
            let _ = write!(text, "(export \"e{number}\" (memory 0))");
        })
    }),
    ("200,000 globals", || {
        "(global i64 (i64.const 1))".repeat(200_000)
    }),
    ("90,000 pieces of data", || {
        "(data (i32.const 0) \"x\")".repeat(90_000)
    }),
];

/// What is put beside it, as a component of its own.
const IN_THE_COMPONENT: &[(&str, Fields)] = &[
    ("900 instances of 2,000 exports", || {
        let exports = numbered(2_000, |text, number| {
            let _ = write!(text, "(export \"e{number}\" (type $t))");
        });
        let many = "(instance (instantiate $wide))".repeat(900);
        format!("(component $wide (type $t (tuple u8 u8)) {exports}) {many}")
    }),
    ("types that double forty times", || {
        numbered(40, |text, number| {
            let inner = match number {
                0 => "u8 u8".to_owned(),
                _ => format!("$t{0} $t{0}", number - 1),
            };
            let _ = write!(text, "(type $t{number} (tuple {inner}))");
        })
    }),
    ("900 components", || "(component)".repeat(900)),
];

/// Every bomb.
pub fn all() -> anyhow::Result<Vec<Bomb>> {
    let manifest = manifest(Class::Native, &["tc.split@1"]);
    let mut bombs = Vec::new();
    for (name, fields) in IN_A_MODULE {
        let fields = fields();
        let core = Core {
            fields: &fields,
            ..Core::HONEST
        };
        let bytes = with_papers(&answering(&core.text())?, &manifest);
        bombs.push(Bomb { name, bytes });
    }
    let honest = answering(&Core::HONEST.text())?;
    for (name, fields) in IN_THE_COMPONENT {
        let beside = wat::parse_str(format!("(component (component {}))", fields()))?;
        // Sections of one component behind those of another: the only new index is that of a component.
        let component = [&honest, beside.get(8..).unwrap_or_default()].concat();
        bombs.push(Bomb {
            name,
            bytes: with_papers(&component, &manifest),
        });
    }
    Ok(bombs)
}

/// The bomb of that name.
pub fn named(name: &str) -> anyhow::Result<Bomb> {
    let found = all()?.into_iter().find(|bomb| bomb.name == name);
    found.ok_or_else(|| anyhow::anyhow!("no bomb `{name}`"))
}

fn numbered(count: usize, write: impl Fn(&mut String, usize)) -> String {
    let mut text = String::new();
    (0..count).for_each(|number| write(&mut text, number));
    text
}

/// Types of functions, each another one: the digits of its number in base 4 are its parameters.
fn types(count: usize) -> String {
    numbered(count, |text, number| {
        text.push_str("(type (func (param ");
        let mut rest = number;
        while rest > 0 {
            text.push_str(["i32 ", "i64 ", "f32 ", "f64 "][rest % 4]);
            rest /= 4;
        }
        text.push_str("i32)))");
    })
}
