//! The functions every module has: memory, arithmetic that stops instead of wrapping, texts.

mod arithmetic;
mod memory;
mod settings;
mod texts;

use wasm_encoder::{Function, MemArg, MemArgTarget, ValType};

use super::body::Body;

const I32: ValType = ValType::I32;
const I64: ValType = ValType::I64;

/// A function of the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// `cabi_realloc(old, old_size, align, size) -> address`.
    Allocate,
    Add,
    Subtract,
    Multiply,
    Divide,
    Bp,
    /// `(address, length, address, length) -> flag`.
    TextEqual,
    Starts,
    /// A number, or a day, as text.
    NumberText,
    DateText,
    /// `(params, count, name, length, is_text) -> address` of the setting's value.
    Setting,
}

impl Call {
    pub const ALL: [Call; 11] = [
        Call::Allocate,
        Call::Add,
        Call::Subtract,
        Call::Multiply,
        Call::Divide,
        Call::Bp,
        Call::TextEqual,
        Call::Starts,
        Call::NumberText,
        Call::DateText,
        Call::Setting,
    ];

    pub fn index(self) -> u32 {
        self as u32
    }

    pub fn signature(self) -> (&'static [ValType], &'static [ValType]) {
        match self {
            Call::Allocate => (&[I32, I32, I32, I32], &[I32]),
            Call::Add | Call::Subtract | Call::Multiply | Call::Divide | Call::Bp => {
                (&[I64, I64], &[I64])
            }
            Call::TextEqual | Call::Starts => (&[I32, I32, I32, I32], &[I32]),
            Call::NumberText => (&[I64], &[I32, I32]),
            Call::DateText => (&[I32], &[I32, I32]),
            Call::Setting => (&[I32, I32, I32, I32, I32], &[I32]),
        }
    }

    pub fn code(self) -> Function {
        let params = u32::try_from(self.signature().0.len()).unwrap_or(u32::MAX);
        let mut body = Body::new(params);
        match self {
            Call::Allocate => memory::allocate(&mut body),
            Call::Add => arithmetic::add(&mut body),
            Call::Subtract => arithmetic::subtract(&mut body),
            Call::Multiply => arithmetic::multiply(&mut body),
            Call::Divide => arithmetic::divide(&mut body),
            Call::Bp => arithmetic::bp(&mut body),
            Call::TextEqual => texts::text_equal(&mut body),
            Call::Starts => texts::starts(&mut body),
            Call::NumberText => texts::number_text(&mut body),
            Call::DateText => texts::date_text(&mut body),
            Call::Setting => settings::setting(&mut body),
        }
        body.finish()
    }
}

pub fn at(offset: u32, align: u32) -> MemArg {
    MemArg {
        offset: u64::from(offset),
        align,
        target: MemArgTarget::Memory(0),
        ordering: None,
    }
}
