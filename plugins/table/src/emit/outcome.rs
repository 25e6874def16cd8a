//! The settings at the start of an answer and the outcome at its end.

use wasm_encoder::{BlockType, ValType};

use crate::interface::Shape;

use super::Emitter;
use super::runtime::{Call, at};

impl Emitter<'_> {
    /// Looks up each setting once.
    pub fn settings(&mut self) {
        let program = self.program;
        let header = program.interface.facts.field("header");
        let params = header.and_then(|header| match &header.shape {
            Shape::Record(record) => record
                .field("params")
                .map(|params| header.offset + params.offset),
            _ => None,
        });
        for (name, is_text) in &program.settings {
            let (address, length) = self.data.text(name);
            let value = self.body.local(ValType::I32);
            let params = params.unwrap_or_default();
            self.body
                .op()
                .local_get(0)
                .i32_load(at(params, 2))
                .local_get(0)
                .i32_load(at(params + 4, 2))
                .i32_const(address)
                .i32_const(length)
                .i32_const(i32::from(*is_text));
            self.body.call(Call::Setting);
            self.body.op().local_set(value);
            let locals = if *is_text {
                let locals = self.body.locals(&[ValType::I32, ValType::I32]);
                self.body
                    .op()
                    .local_get(value)
                    .i32_load(at(0, 2))
                    .local_get(value)
                    .i32_load(at(4, 2));
                locals
            } else {
                self.body.op().local_get(value).i64_load(at(0, 3));
                self.body.locals(&[ValType::I64])
            };
            self.body.store(&locals);
            self.settings.push(locals);
        }
    }

    /// Writes the outcome and leaves its address.
    pub fn outcome(&mut self) {
        let program = self.program;
        let record = &program.interface.outcome;
        let outcome = self.body.local(ValType::I32);
        self.body.op().i32_const(record.size.cast_signed());
        self.body.allocate(record.align);
        self.body.op().local_set(outcome);
        for (field, value) in record.fields.iter().zip(&program.outcome) {
            self.value(value);
            self.write(outcome, field.offset, &field.shape);
        }
        self.body.op().local_get(outcome);
    }

    /// Writes the value on the stack into a field.
    fn write(&mut self, base: u32, offset: u32, shape: &Shape) {
        match shape {
            Shape::YesNo | Shape::Label(_) => {
                let value = self.body.local(ValType::I32);
                self.body
                    .op()
                    .local_set(value)
                    .local_get(base)
                    .local_get(value)
                    .i32_store8(at(offset, 0));
            }
            Shape::Number { bytes, is_signed } => {
                self.write_number(base, offset, *bytes, *is_signed)
            }
            Shape::Text | Shape::List(..) => {
                let locals = self.body.scratch();
                self.body.store(&locals);
                for (local, offset) in locals.iter().zip([offset, offset + 4]) {
                    self.body
                        .op()
                        .local_get(base)
                        .local_get(*local)
                        .i32_store(at(offset, 2));
                }
            }
            Shape::Date => {
                let value = self.body.local(ValType::I32);
                self.body.op().local_set(value);
                self.body
                    .op()
                    .local_get(base)
                    .local_get(value)
                    .i32_const(16)
                    .i32_shr_u()
                    .i32_store16(at(offset, 1))
                    .local_get(base)
                    .local_get(value)
                    .i32_const(8)
                    .i32_shr_u()
                    .i32_store8(at(offset + 2, 0))
                    .local_get(base)
                    .local_get(value)
                    .i32_store8(at(offset + 3, 0));
            }
            Shape::Option(inner, payload) => {
                // The flag lies below the value.
                self.write(base, offset + payload, inner);
                self.write(base, offset, &Shape::YesNo);
            }
            // The checker refuses fields of these.
            Shape::Record(_) | Shape::Other => {}
        }
    }

    /// Stops where the number does not fit into the field.
    fn write_number(&mut self, base: u32, offset: u32, bytes: u32, is_signed: bool) {
        let value = self.body.local(ValType::I64);
        self.body.op().local_set(value);
        if bytes < 8 {
            let bits = bytes * 8;
            let (least, most) = if is_signed {
                (-(1_i64 << (bits - 1)), (1_i64 << (bits - 1)) - 1)
            } else {
                (0, (1_i64 << bits) - 1)
            };
            self.body
                .op()
                .local_get(value)
                .i64_const(least)
                .i64_lt_s()
                .local_get(value)
                .i64_const(most)
                .i64_gt_s()
                .i32_or()
                .if_(BlockType::Empty)
                .unreachable()
                .end();
        }
        let mut op = self.body.op();
        op.local_get(base).local_get(value);
        match bytes {
            1 => op.i64_store8(at(offset, 0)),
            2 => op.i64_store16(at(offset, 1)),
            4 => op.i64_store32(at(offset, 2)),
            _ => op.i64_store(at(offset, 3)),
        };
    }
}
