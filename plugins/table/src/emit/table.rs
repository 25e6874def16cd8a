//! Decision tables: rows one behind another.

use wasm_encoder::{BlockType, ValType};

use crate::check::Type;
use crate::program::{Row, Table, condition};
use crate::sheets::Policy;

use super::Emitter;
use super::runtime::{Call, at};

/// A text in a list: address and length. A step: code, and the list of its figures.
const TEXT_BYTES: i32 = 8;
const STEP_BYTES: i32 = 16;

impl Emitter<'_> {
    /// Computes what a table's columns are about, and the outputs of its first row that holds.
    pub fn table(&mut self, table: &Table) {
        for column in &table.columns {
            self.value(&column.subject);
            let locals = self.slots[column.slot].clone();
            self.body.store(&locals);
        }
        if table.policy == Policy::Collect {
            return;
        }
        self.body.op().block(BlockType::Empty);
        for row in &table.rows {
            self.row(table, row, |emitter| {
                for (slot, (value, _)) in table.outputs.iter().zip(&row.outputs) {
                    emitter.value(value);
                    let locals = emitter.slots[*slot].clone();
                    emitter.body.store(&locals);
                }
                emitter.body.op().br(1);
            });
        }
        // Gaps were looked for; what the search could not see stops the rule.
        self.body.op().unreachable().end();
    }

    /// What a row does when all its tests hold.
    fn row(&mut self, table: &Table, row: &Row, then: impl FnOnce(&mut Self)) {
        self.body.op().block(BlockType::Empty);
        for (column, tests) in table.columns.iter().zip(&row.tests) {
            if let Some(condition) = condition(column, tests) {
                self.value(&condition);
                self.body.op().i32_eqz().br_if(0);
            }
        }
        then(self);
        self.body.op().end();
    }

    /// How many rows of a `collect` table hold.
    pub fn hits(&mut self, table: usize) {
        let program = self.program;
        let table = &program.tables[table];
        let counted = self.body.local(ValType::I64);
        self.body.op().i64_const(0).local_set(counted);
        for row in &table.rows {
            self.row(table, row, |emitter| {
                emitter
                    .body
                    .op()
                    .local_get(counted)
                    .i64_const(1)
                    .i64_add()
                    .local_set(counted);
            });
        }
        self.body.op().local_get(counted);
    }

    /// The list of the rows that hold, in their order.
    pub fn rows(&mut self, table: usize, has_figures: bool) {
        let program = self.program;
        let table = &program.tables[table];
        let stride = if has_figures { STEP_BYTES } else { TEXT_BYTES };
        let rows = i32::try_from(table.rows.len()).unwrap_or(i32::MAX);
        let (start, next) = (self.body.local(ValType::I32), self.body.local(ValType::I32));
        self.body.op().i32_const(rows.saturating_mul(stride));
        self.body.allocate(4);
        self.body.op().local_tee(start).local_set(next);
        for row in &table.rows {
            self.row(table, row, |emitter| {
                let Some(((code, _), figures)) = row.outputs.split_first() else {
                    return;
                };
                emitter.value(code);
                emitter.keep(next, 0);
                if has_figures {
                    emitter.figures(figures);
                    emitter.keep(next, 8);
                }
                emitter
                    .body
                    .op()
                    .local_get(next)
                    .i32_const(stride)
                    .i32_add()
                    .local_set(next);
            });
        }
        self.body
            .op()
            .local_get(start)
            .local_get(next)
            .local_get(start)
            .i32_sub()
            .i32_const(stride)
            .i32_div_u();
    }

    /// Writes the address and length on the stack behind an address.
    fn keep(&mut self, base: u32, offset: u32) {
        let [address, length] = self.body.scratch();
        self.body
            .op()
            .local_set(length)
            .local_set(address)
            .local_get(base)
            .local_get(address)
            .i32_store(at(offset, 2))
            .local_get(base)
            .local_get(length)
            .i32_store(at(offset + 4, 2));
    }

    /// The list of a step's figures as texts.
    fn figures(&mut self, figures: &[(crate::program::Expr, Type)]) {
        let count = i32::try_from(figures.len()).unwrap_or(i32::MAX);
        let list = self.body.local(ValType::I32);
        self.body.op().i32_const(count.saturating_mul(TEXT_BYTES));
        self.body.allocate(4);
        self.body.op().local_set(list);
        for (index, (figure, ty)) in figures.iter().enumerate() {
            self.value(figure);
            match ty {
                Type::Number(_) => self.body.call(Call::NumberText),
                Type::Date => self.body.call(Call::DateText),
                _ => {}
            }
            self.keep(
                list,
                u32::try_from(index).unwrap_or(u32::MAX).saturating_mul(8),
            );
        }
        self.body.op().local_get(list).i32_const(count);
    }
}
