//! Expressions: each leaves the words of its value on the stack.

use wasm_encoder::{BlockType, ValType};

use crate::check::Type;
use crate::interface::Shape;
use crate::program::{Arithmetic, Expr, Fact, Kind};
use crate::syntax::Relation;

use super::Emitter;
use super::runtime::{Call, at};

/// What a value is made of on the stack: a text is an address and a length, a number 64 bits, all
/// else 32. A value that may be absent has a flag before it.
pub fn words(ty: &Type) -> Vec<ValType> {
    match ty {
        Type::Number(_) => vec![ValType::I64],
        Type::YesNo | Type::Date | Type::Label(_) => vec![ValType::I32],
        Type::Text | Type::Items(_) | Type::Codes | Type::Steps | Type::Rows(_) => {
            vec![ValType::I32, ValType::I32]
        }
        Type::Option(inner) => {
            let mut words = words(inner);
            words.insert(0, ValType::I32);
            words
        }
        Type::Record(_) | Type::Nothing | Type::Unknown => Vec::new(),
    }
}

/// The same for a value in the facts.
fn words_of(shape: &Shape) -> Vec<ValType> {
    match shape {
        Shape::Number { .. } => vec![ValType::I64],
        Shape::YesNo | Shape::Date | Shape::Label(_) => vec![ValType::I32],
        Shape::Text | Shape::List(..) => vec![ValType::I32, ValType::I32],
        Shape::Option(..) | Shape::Record(_) | Shape::Other => Vec::new(),
    }
}

impl Emitter<'_> {
    pub fn value(&mut self, expr: &Expr) {
        match expr {
            Expr::Number(_)
            | Expr::YesNo(_)
            | Expr::Date(_)
            | Expr::Label(_)
            | Expr::Text(_)
            | Expr::NoItems => self.constant(expr),
            Expr::Absent(ty) => {
                self.body.op().i32_const(0);
                self.zeros(&words(ty));
            }
            Expr::Present(inner) => {
                self.body.op().i32_const(1);
                self.value(inner);
            }
            Expr::Fact(fact) => self.fact(fact),
            Expr::Slot(slot) => {
                let locals = self.slots[*slot].clone();
                self.body.load(&locals);
            }
            Expr::Setting(setting) => {
                let locals = self.settings[*setting].clone();
                self.body.load(&locals);
            }
            Expr::Arithmetic(operation, one, other) => self.arithmetic(*operation, one, other),
            Expr::Extreme { is_least, of } => self.extreme(*is_least, of),
            Expr::Compare(relation, kind, one, other) => self.compare(*relation, *kind, one, other),
            Expr::Not(inner) => {
                self.value(inner);
                self.body.op().i32_eqz();
            }
            Expr::And(one, other) => self.choice(one, other, &Expr::YesNo(false), &Type::YesNo),
            Expr::Or(one, other) => self.choice(one, &Expr::YesNo(true), other, &Type::YesNo),
            Expr::If(parts, ty) => {
                let [condition, then, otherwise] = &**parts;
                self.choice(condition, then, otherwise, ty);
            }
            Expr::Starts(text, prefix) => {
                self.value(text);
                self.value(prefix);
                self.body.call(Call::Starts);
            }
            Expr::Given(fact) => self.given(fact),
            Expr::OrElse(optional, otherwise, ty) => self.or_else(optional, otherwise, ty),
            Expr::Any(list, condition) => self.any(list, condition),
            Expr::Count(list, condition) => self.count(list, condition),
            Expr::Hits(table) => self.hits(*table),
            Expr::Rows { table, has_figures } => self.rows(*table, *has_figures),
        }
    }

    fn constant(&mut self, expr: &Expr) {
        let mut op = self.body.op();
        match expr {
            Expr::Number(number) => op.i64_const(*number),
            Expr::YesNo(flag) => op.i32_const(i32::from(*flag)),
            Expr::Date(number) | Expr::Label(number) => op.i32_const(number.cast_signed()),
            Expr::Text(text) => {
                let (address, length) = self.data.text(text);
                op.i32_const(address).i32_const(length)
            }
            // A list without items still has an address that fits its items.
            _ => op.i32_const(super::data::START).i32_const(0),
        };
    }

    fn arithmetic(&mut self, operation: Arithmetic, one: &Expr, other: &Expr) {
        self.value(one);
        self.value(other);
        self.body.call(match operation {
            Arithmetic::Add => Call::Add,
            Arithmetic::Subtract => Call::Subtract,
            Arithmetic::Multiply => Call::Multiply,
            Arithmetic::Divide => Call::Divide,
            Arithmetic::Bp => Call::Bp,
        });
    }

    fn or_else(&mut self, optional: &Expr, otherwise: &Expr, ty: &Type) {
        let words = words(ty);
        let flag = self.body.local(ValType::I32);
        let locals = self.body.locals(&words);
        self.value(optional);
        self.body.store(&locals);
        self.body.op().local_set(flag).local_get(flag);
        self.open_choice(&words);
        self.body.load(&locals);
        self.body.op().else_();
        self.value(otherwise);
        self.body.op().end();
    }

    fn zeros(&mut self, words: &[ValType]) {
        for word in words {
            match word {
                ValType::I64 => self.body.op().i64_const(0),
                _ => self.body.op().i32_const(0),
            };
        }
    }

    fn choice(&mut self, condition: &Expr, then: &Expr, otherwise: &Expr, ty: &Type) {
        self.value(condition);
        self.open_choice(&words(ty));
        self.value(then);
        self.body.op().else_();
        self.value(otherwise);
        self.body.op().end();
    }

    /// Begins one of two values, by the flag on the stack.
    fn open_choice(&mut self, words: &[ValType]) {
        let ty = match words {
            [word] => BlockType::Result(*word),
            words => BlockType::FunctionType(self.types.index(&[], words)),
        };
        self.body.op().if_(ty);
    }

    /// A fact. One that may be absent has its flag first.
    fn fact(&mut self, fact: &Fact) {
        let words = words_of(&fact.shape);
        let base = self.bases[fact.base];
        let is_optional = fact.steps.iter().any(|step| step.optional.is_some());
        let mut result = words.clone();
        if is_optional {
            result.insert(0, ValType::I32);
        }
        let mut offset = 0;
        let mut open = 0;
        for step in &fact.steps {
            offset += step.offset;
            if let Some(payload) = step.optional {
                let ty = self.types.index(&[], &result);
                self.body
                    .op()
                    .local_get(base)
                    .i32_load8_u(at(offset, 0))
                    .if_(BlockType::FunctionType(ty));
                open += 1;
                offset += payload;
            }
        }
        if is_optional {
            self.body.op().i32_const(1);
        }
        self.load(base, offset, &fact.shape);
        for _ in 0..open {
            self.body.op().else_();
            self.zeros(&result);
            self.body.op().end();
        }
    }

    /// Whether all that may be absent on the way to a fact is there.
    fn given(&mut self, fact: &Fact) {
        let base = self.bases[fact.base];
        let mut offset = 0;
        let mut open = 0;
        for step in &fact.steps {
            offset += step.offset;
            if let Some(payload) = step.optional {
                self.body
                    .op()
                    .local_get(base)
                    .i32_load8_u(at(offset, 0))
                    .if_(BlockType::Result(ValType::I32));
                open += 1;
                offset += payload;
            }
        }
        self.body.op().i32_const(1);
        for _ in 0..open {
            self.body.op().else_().i32_const(0).end();
        }
    }

    fn load(&mut self, base: u32, offset: u32, shape: &Shape) {
        let mut op = self.body.op();
        match shape {
            Shape::YesNo | Shape::Label(_) => {
                op.local_get(base).i32_load8_u(at(offset, 0));
            }
            Shape::Number { bytes, is_signed } => {
                op.local_get(base);
                match (bytes, is_signed) {
                    (1, false) => op.i64_load8_u(at(offset, 0)),
                    (1, true) => op.i64_load8_s(at(offset, 0)),
                    (2, false) => op.i64_load16_u(at(offset, 1)),
                    (2, true) => op.i64_load16_s(at(offset, 1)),
                    (4, false) => op.i64_load32_u(at(offset, 2)),
                    (4, true) => op.i64_load32_s(at(offset, 2)),
                    _ => op.i64_load(at(offset, 3)),
                };
            }
            Shape::Date => {
                op.local_get(base)
                    .i32_load16_u(at(offset, 1))
                    .i32_const(16)
                    .i32_shl()
                    .local_get(base)
                    .i32_load8_u(at(offset + 2, 0))
                    .i32_const(8)
                    .i32_shl()
                    .i32_or()
                    .local_get(base)
                    .i32_load8_u(at(offset + 3, 0))
                    .i32_or();
            }
            Shape::Text | Shape::List(..) => {
                op.local_get(base)
                    .i32_load(at(offset, 2))
                    .local_get(base)
                    .i32_load(at(offset + 4, 2));
            }
            // The checker lets only `given` ask about these.
            Shape::Option(..) | Shape::Record(_) | Shape::Other => {}
        }
    }

    fn extreme(&mut self, is_least: bool, of: &[Expr]) {
        let (best, next) = (self.body.local(ValType::I64), self.body.local(ValType::I64));
        for (index, value) in of.iter().enumerate() {
            self.value(value);
            if index == 0 {
                self.body.op().local_set(best);
                continue;
            }
            let mut op = self.body.op();
            op.local_tee(next)
                .local_get(best)
                .local_get(next)
                .local_get(best);
            if is_least {
                op.i64_lt_s();
            } else {
                op.i64_gt_s();
            }
            op.select().local_set(best);
        }
        self.body.op().local_get(best);
    }

    fn compare(&mut self, relation: Relation, kind: Kind, one: &Expr, other: &Expr) {
        self.value(one);
        self.value(other);
        if kind == Kind::Text {
            self.body.call(Call::TextEqual);
            if relation == Relation::Unequal {
                self.body.op().i32_eqz();
            }
            return;
        }
        let mut op = self.body.op();
        match (kind, relation) {
            (Kind::Number, Relation::Equal) => op.i64_eq(),
            (Kind::Number, Relation::Unequal) => op.i64_ne(),
            (Kind::Number, Relation::Less) => op.i64_lt_s(),
            (Kind::Number, Relation::LessOrEqual) => op.i64_le_s(),
            (Kind::Number, Relation::Greater) => op.i64_gt_s(),
            (Kind::Number, Relation::GreaterOrEqual) => op.i64_ge_s(),
            (_, Relation::Equal) => op.i32_eq(),
            (_, Relation::Unequal) => op.i32_ne(),
            (_, Relation::Less) => op.i32_lt_u(),
            (_, Relation::LessOrEqual) => op.i32_le_u(),
            (_, Relation::Greater) => op.i32_gt_u(),
            (_, Relation::GreaterOrEqual) => op.i32_ge_u(),
        };
    }

    /// Walks a list; `each` runs with the item as innermost base and may leave by depth 1.
    fn walk(&mut self, list: &Fact, each: impl FnOnce(&mut Self)) {
        let Shape::List(_, stride) = &list.shape else {
            return;
        };
        let (item, end) = (self.body.local(ValType::I32), self.body.local(ValType::I32));
        self.fact(list);
        self.body
            .op()
            .i32_const(stride.cast_signed())
            .i32_mul()
            .local_set(end)
            .local_tee(item)
            .local_get(end)
            .i32_add()
            .local_set(end)
            .block(BlockType::Empty)
            .loop_(BlockType::Empty)
            .local_get(item)
            .local_get(end)
            .i32_ge_u()
            .br_if(1);
        self.bases.push(item);
        each(self);
        self.bases.pop();
        self.body
            .op()
            .local_get(item)
            .i32_const(stride.cast_signed())
            .i32_add()
            .local_set(item)
            .br(0)
            .end()
            .end();
    }

    fn any(&mut self, list: &Fact, condition: &Expr) {
        let found = self.body.local(ValType::I32);
        self.body.op().i32_const(0).local_set(found);
        self.walk(list, |emitter| {
            emitter.value(condition);
            emitter.body.op().local_tee(found).br_if(1);
        });
        self.body.op().local_get(found);
    }

    fn count(&mut self, list: &Fact, condition: &Expr) {
        let counted = self.body.local(ValType::I64);
        self.body.op().i64_const(0).local_set(counted);
        self.walk(list, |emitter| {
            emitter.value(condition);
            emitter
                .body
                .op()
                .i64_extend_i32_u()
                .local_get(counted)
                .i64_add()
                .local_set(counted);
        });
        self.body.op().local_get(counted);
    }
}
