//! The functions every module has: memory, arithmetic that stops instead of wrapping, texts.

use wasm_encoder::{BlockType, Function, MemArg, MemArgTarget, ValType};

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
            Call::Allocate => allocate(&mut body),
            Call::Add => add(&mut body),
            Call::Subtract => subtract(&mut body),
            Call::Multiply => multiply(&mut body),
            Call::Divide => divide(&mut body),
            Call::Bp => bp(&mut body),
            Call::TextEqual => text_equal(&mut body),
            Call::Starts => starts(&mut body),
            Call::NumberText => number_text(&mut body),
            Call::DateText => date_text(&mut body),
            Call::Setting => setting(&mut body),
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

/// Takes the next free bytes. What an old stretch held is copied: memory is never given back.
fn allocate(body: &mut Body) {
    let (old, old_size, align, size) = (0, 1, 2, 3);
    let (start, end) = (body.local(I32), body.local(I32));
    // start = (next + align - 1) & -align
    body.op()
        .global_get(0)
        .local_get(align)
        .i32_add()
        .i32_const(1)
        .i32_sub()
        .i32_const(0)
        .local_get(align)
        .i32_sub()
        .i32_and()
        .local_tee(start)
        .local_get(size)
        .i32_add()
        .local_tee(end)
        .local_get(start)
        .i32_lt_u()
        .if_(BlockType::Empty)
        .unreachable()
        .end();
    // Pages are added only when a large question needs them.
    body.op()
        .local_get(end)
        .i64_extend_i32_u()
        .memory_size(0)
        .i64_extend_i32_u()
        .i64_const(16)
        .i64_shl()
        .i64_gt_u()
        .if_(BlockType::Empty)
        .local_get(end)
        .i64_extend_i32_u()
        .i64_const(65_535)
        .i64_add()
        .i64_const(16)
        .i64_shr_u()
        .i32_wrap_i64()
        .memory_size(0)
        .i32_sub()
        .memory_grow(0)
        .i32_const(-1)
        .i32_eq()
        .if_(BlockType::Empty)
        .unreachable()
        .end()
        .end();
    body.op()
        .local_get(end)
        .global_set(0)
        .local_get(old_size)
        .if_(BlockType::Empty)
        .local_get(start)
        .local_get(old)
        .local_get(old_size)
        .local_get(size)
        .local_get(old_size)
        .local_get(size)
        .i32_lt_u()
        .select()
        .memory_copy(0, 0)
        .end()
        .local_get(start);
}

/// The sum; different signs of both terms and the sum mean that it wrapped.
fn add(body: &mut Body) {
    let sum = body.local(I64);
    body.op()
        .local_get(0)
        .local_get(1)
        .i64_add()
        .local_tee(sum)
        .local_get(0)
        .i64_xor()
        .local_get(sum)
        .local_get(1)
        .i64_xor()
        .i64_and();
    stop_if_negative(body);
    body.op().local_get(sum);
}

fn subtract(body: &mut Body) {
    let difference = body.local(I64);
    body.op()
        .local_get(0)
        .local_get(1)
        .i64_sub()
        .local_tee(difference)
        .local_get(0)
        .i64_xor()
        .local_get(0)
        .local_get(1)
        .i64_xor()
        .i64_and();
    stop_if_negative(body);
    body.op().local_get(difference);
}

fn stop_if_negative(body: &mut Body) {
    body.op()
        .i64_const(0)
        .i64_lt_s()
        .if_(BlockType::Empty)
        .unreachable()
        .end();
}

/// The product; dividing it again must give the other factor. The one quotient that does not fit
/// stops by itself.
fn multiply(body: &mut Body) {
    let product = body.local(I64);
    body.op()
        .local_get(0)
        .i64_eqz()
        .if_(BlockType::Empty)
        .i64_const(0)
        .return_()
        .end()
        .local_get(0)
        .local_get(1)
        .i64_mul()
        .local_tee(product)
        .local_get(0)
        .i64_div_s()
        .local_get(1)
        .i64_ne()
        .if_(BlockType::Empty)
        .unreachable()
        .end()
        .local_get(product);
}

/// `div_euclid`: what is left over is never negative. Division by zero stops.
fn divide(body: &mut Body) {
    let quotient = body.local(I64);
    body.op()
        .local_get(0)
        .local_get(1)
        .i64_div_s()
        .local_set(quotient)
        .local_get(0)
        .local_get(1)
        .i64_rem_s()
        .i64_const(0)
        .i64_lt_s()
        .if_(BlockType::Empty)
        .local_get(quotient)
        .i64_const(1)
        .i64_const(-1)
        .local_get(1)
        .i64_const(0)
        .i64_lt_s()
        .select()
        .i64_add()
        .local_set(quotient)
        .end()
        .local_get(quotient);
}

/// `floor(amount · share / 10000)` as exact as with 128 bits: with amount = 10000·q + r and
/// share = 10000·a + b it is q·share + r·a + floor(r·b / 10000). A negative q is moved up by one, so
/// that q·share lies between 0 and the result and stops only where the result does not fit.
fn bp(body: &mut Body) {
    let (amount, share) = (0, 1);
    let (q, rest) = (body.local(I64), body.local(I64));
    let (high, low) = (body.local(I64), body.local(I64));
    for (of, quotient, left) in [(amount, q, rest), (share, high, low)] {
        body.op().local_get(of).i64_const(10_000);
        body.call(Call::Divide);
        body.op()
            .local_tee(quotient)
            .i64_const(-10_000)
            .i64_mul()
            .local_get(of)
            .i64_add()
            .local_set(left);
    }
    let part = body.local(I64);
    body.op()
        .local_get(rest)
        .local_get(high)
        .i64_mul()
        .local_get(rest)
        .local_get(low)
        .i64_mul()
        .i64_const(10_000)
        .i64_div_s()
        .i64_add()
        .local_set(part)
        .local_get(q)
        .i64_const(0)
        .i64_lt_s()
        .if_(BlockType::Empty)
        .local_get(q)
        .i64_const(1)
        .i64_add()
        .local_set(q)
        .local_get(part)
        .local_get(share);
    body.call(Call::Subtract);
    body.op()
        .local_set(part)
        .end()
        .local_get(q)
        .local_get(share);
    body.call(Call::Multiply);
    body.op().local_get(part);
    body.call(Call::Add);
}

fn text_equal(body: &mut Body) {
    body.op()
        .local_get(1)
        .local_get(3)
        .i32_ne()
        .if_(BlockType::Empty)
        .i32_const(0)
        .return_()
        .end()
        .local_get(0)
        .local_get(1)
        .local_get(2)
        .local_get(3);
    body.call(Call::Starts);
}

/// Whether the first text begins with the second, byte for byte.
fn starts(body: &mut Body) {
    let (text, length, prefix, wanted) = (0, 1, 2, 3);
    let index = body.local(I32);
    body.op()
        .local_get(length)
        .local_get(wanted)
        .i32_lt_u()
        .if_(BlockType::Empty)
        .i32_const(0)
        .return_()
        .end()
        .block(BlockType::Empty)
        .loop_(BlockType::Empty)
        .local_get(index)
        .local_get(wanted)
        .i32_ge_u()
        .br_if(1)
        .local_get(text)
        .local_get(index)
        .i32_add()
        .i32_load8_u(at(0, 0))
        .local_get(prefix)
        .local_get(index)
        .i32_add()
        .i32_load8_u(at(0, 0))
        .i32_ne()
        .if_(BlockType::Empty)
        .i32_const(0)
        .return_()
        .end()
        .local_get(index)
        .i32_const(1)
        .i32_add()
        .local_set(index)
        .br(0)
        .end()
        .end()
        .i32_const(1);
}

/// The digits from the last one on, in 20 bytes of new memory. The least number has no positive
/// counterpart, so digits are taken as of an unsigned one.
fn number_text(body: &mut Body) {
    let (rest, next, end) = (body.local(I64), body.local(I32), body.local(I32));
    body.op().i32_const(20);
    body.allocate(1);
    body.op()
        .i32_const(20)
        .i32_add()
        .local_tee(next)
        .local_set(end)
        .i64_const(0)
        .local_get(0)
        .i64_sub()
        .local_get(0)
        .local_get(0)
        .i64_const(0)
        .i64_lt_s()
        .select()
        .local_set(rest)
        .loop_(BlockType::Empty)
        .local_get(next)
        .i32_const(1)
        .i32_sub()
        .local_tee(next)
        .local_get(rest)
        .i64_const(10)
        .i64_rem_u()
        .i64_const(48)
        .i64_add()
        .i64_store8(at(0, 0))
        .local_get(rest)
        .i64_const(10)
        .i64_div_u()
        .local_tee(rest)
        .i64_eqz()
        .i32_eqz()
        .br_if(0)
        .end()
        .local_get(0)
        .i64_const(0)
        .i64_lt_s()
        .if_(BlockType::Empty)
        .local_get(next)
        .i32_const(1)
        .i32_sub()
        .local_tee(next)
        .i32_const(45)
        .i32_store8(at(0, 0))
        .end()
        .local_get(next)
        .local_get(end)
        .local_get(next)
        .i32_sub();
}

/// `YYYY-MM-DD`.
fn date_text(body: &mut Body) {
    let start = body.local(I32);
    body.op().i32_const(10);
    body.allocate(1);
    body.op().local_set(start);
    // Each digit: its place, which part of the day, and what to divide by.
    let digits = [
        (0, 16, 1000),
        (1, 16, 100),
        (2, 16, 10),
        (3, 16, 1),
        (5, 8, 10),
        (6, 8, 1),
        (8, 0, 10),
        (9, 0, 1),
    ];
    for (place, shift, by) in digits {
        body.op()
            .local_get(start)
            .local_get(0)
            .i32_const(shift)
            .i32_shr_u();
        if shift < 16 {
            body.op().i32_const(0xff).i32_and();
        }
        body.op()
            .i32_const(by)
            .i32_div_u()
            .i32_const(10)
            .i32_rem_u()
            .i32_const(48)
            .i32_add()
            .i32_store8(at(place, 0));
    }
    for place in [4, 7] {
        body.op()
            .local_get(start)
            .i32_const(45)
            .i32_store8(at(place, 0));
    }
    body.op().local_get(start).i32_const(10);
}

/// A setting of `header.params`: name at 0, kind at 8, value at 16, 24 bytes apart. The host has
/// checked the settings, so a missing one is a defect and stops.
fn setting(body: &mut Body) {
    let (param, left, name, length, is_text) = (0, 1, 2, 3, 4);
    body.op()
        .loop_(BlockType::Empty)
        .local_get(left)
        .i32_eqz()
        .if_(BlockType::Empty)
        .unreachable()
        .end()
        .local_get(param)
        .i32_load(at(0, 2))
        .local_get(param)
        .i32_load(at(4, 2))
        .local_get(name)
        .local_get(length);
    body.call(Call::TextEqual);
    body.op()
        .if_(BlockType::Empty)
        .local_get(param)
        .i32_load8_u(at(8, 0))
        .local_get(is_text)
        .i32_ne()
        .if_(BlockType::Empty)
        .unreachable()
        .end()
        .local_get(param)
        .i32_const(16)
        .i32_add()
        .return_()
        .end()
        .local_get(param)
        .i32_const(24)
        .i32_add()
        .local_set(param)
        .local_get(left)
        .i32_const(1)
        .i32_sub()
        .local_set(left)
        .br(0)
        .end()
        .unreachable();
}
