//! Memory: given, never taken back.

use wasm_encoder::{BlockType, ValType};

use super::super::body::Body;

/// Takes the next free bytes. What an old stretch held is copied: memory is never given back.
pub fn allocate(body: &mut Body) {
    let (old, old_size, align, size) = (0, 1, 2, 3);
    let (start, end) = (body.local(ValType::I32), body.local(ValType::I32));
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
