//! Arithmetic that stops instead of wrapping.

use wasm_encoder::{BlockType, ValType};

use super::super::body::Body;
use super::Call;

/// The sum; different signs of both terms and the sum mean that it wrapped.
pub fn add(body: &mut Body) {
    let sum = body.local(ValType::I64);
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

pub fn subtract(body: &mut Body) {
    let difference = body.local(ValType::I64);
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
pub fn multiply(body: &mut Body) {
    let product = body.local(ValType::I64);
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
pub fn divide(body: &mut Body) {
    let quotient = body.local(ValType::I64);
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
pub fn bp(body: &mut Body) {
    let (amount, share) = (0, 1);
    let (q, rest) = (body.local(ValType::I64), body.local(ValType::I64));
    let (high, low) = (body.local(ValType::I64), body.local(ValType::I64));
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
    let part = body.local(ValType::I64);
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
