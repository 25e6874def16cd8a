//! Texts compared and written.

use wasm_encoder::{BlockType, ValType};

use super::super::body::Body;
use super::{Call, at};

pub fn text_equal(body: &mut Body) {
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
pub fn starts(body: &mut Body) {
    let (text, length, prefix, wanted) = (0, 1, 2, 3);
    let index = body.local(ValType::I32);
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
pub fn number_text(body: &mut Body) {
    let (rest, next, end) = (
        body.local(ValType::I64),
        body.local(ValType::I32),
        body.local(ValType::I32),
    );
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
pub fn date_text(body: &mut Body) {
    let start = body.local(ValType::I32);
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
