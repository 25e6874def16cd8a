//! Settings by name.

use wasm_encoder::BlockType;

use super::super::body::Body;
use super::{Call, at};

/// A setting of `header.params`: name at 0, kind at 8, value at 16, 24 bytes apart. The host has
/// checked the settings, so a missing one is a defect and stops.
pub fn setting(body: &mut Body) {
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
