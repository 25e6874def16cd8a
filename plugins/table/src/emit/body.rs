//! The instructions and locals of one function.

use wasm_encoder::{Function, InstructionSink, ValType};

use super::runtime::Call;

/// A function being written.
pub struct Body {
    code: Vec<u8>,
    params: u32,
    locals: Vec<ValType>,
    /// Two locals for what is used at once.
    scratch: Option<[u32; 2]>,
}

impl Body {
    pub fn new(params: u32) -> Body {
        Body {
            code: Vec::new(),
            params,
            locals: Vec::new(),
            scratch: None,
        }
    }

    /// Writes what follows.
    pub fn op(&mut self) -> InstructionSink<'_> {
        InstructionSink::new(&mut self.code)
    }

    /// A new local.
    pub fn local(&mut self, ty: ValType) -> u32 {
        self.locals.push(ty);
        self.params + u32::try_from(self.locals.len()).unwrap_or(u32::MAX) - 1
    }

    /// New locals for the words of one value.
    pub fn locals(&mut self, types: &[ValType]) -> Vec<u32> {
        types.iter().map(|ty| self.local(*ty)).collect()
    }

    /// Takes the words of one value from the stack into its locals.
    pub fn store(&mut self, locals: &[u32]) {
        for local in locals.iter().rev() {
            self.op().local_set(*local);
        }
    }

    /// Puts the words of one value on the stack.
    pub fn load(&mut self, locals: &[u32]) {
        for local in locals {
            self.op().local_get(*local);
        }
    }

    pub fn call(&mut self, call: Call) {
        self.op().call(call.index());
    }

    /// Two locals that nothing else keeps a value in while another expression is written.
    pub fn scratch(&mut self) -> [u32; 2] {
        if let Some(scratch) = self.scratch {
            return scratch;
        }
        let scratch = [self.local(ValType::I32), self.local(ValType::I32)];
        self.scratch = Some(scratch);
        scratch
    }

    /// Puts the address of new memory on the stack; its size is there already.
    pub fn allocate(&mut self, align: u32) {
        let [size, _] = self.scratch();
        self.op()
            .local_set(size)
            .i32_const(0)
            .i32_const(0)
            .i32_const(align.cast_signed())
            .local_get(size);
        self.call(Call::Allocate);
    }

    pub fn finish(mut self) -> Function {
        self.op().end();
        let mut function = Function::new_with_locals_types(self.locals);
        function.raw(self.code);
        function
    }
}
