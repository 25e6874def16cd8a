//! A program as a core WebAssembly module that answers by the canonical ABI: facts in memory in,
//! the address of the outcome out. Nothing is ever freed, since each call has an instance of its
//! own; what a call needs lies in the first page.

mod body;
mod data;
mod expression;
mod outcome;
mod runtime;
mod table;

use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ExportKind, ExportSection, FunctionSection, GlobalSection,
    GlobalType, MemorySection, MemoryType, Module, TypeSection, ValType,
};

use crate::program::{Program, Stage};

use body::Body;
use data::Data;
use runtime::Call;

/// Types of functions and blocks, each once.
#[derive(Default)]
struct Types {
    known: Vec<(Vec<ValType>, Vec<ValType>)>,
}

impl Types {
    fn index(&mut self, params: &[ValType], results: &[ValType]) -> u32 {
        let wanted = (params.to_vec(), results.to_vec());
        let index = self.known.iter().position(|known| *known == wanted);
        let index = index.unwrap_or_else(|| {
            self.known.push(wanted);
            self.known.len() - 1
        });
        u32::try_from(index).unwrap_or(u32::MAX)
    }
}

/// What is written while the body of `decide` is.
struct Emitter<'a> {
    program: &'a Program,
    body: Body,
    data: Data,
    types: Types,
    /// The locals of each slot.
    slots: Vec<Vec<u32>>,
    /// The locals of each setting.
    settings: Vec<Vec<u32>>,
    /// The facts, and the items of the lists that are looked at.
    bases: Vec<u32>,
}

/// The module of a program, without the description of its interface.
pub fn module(program: &Program) -> Vec<u8> {
    let mut emitter = Emitter {
        program,
        body: Body::new(1),
        data: Data::default(),
        types: Types::default(),
        slots: Vec::new(),
        settings: Vec::new(),
        bases: vec![0],
    };
    emitter.settings();
    for ty in &program.slots {
        let locals = emitter.body.locals(&expression::words(ty));
        emitter.slots.push(locals);
    }
    for stage in &program.stages {
        match stage {
            Stage::Input { slot, value } => {
                emitter.value(value);
                let locals = emitter.slots[*slot].clone();
                emitter.body.store(&locals);
            }
            Stage::Table(table) => emitter.table(&program.tables[*table]),
        }
    }
    emitter.outcome();
    emitter.finish()
}

impl Emitter<'_> {
    /// Puts sections around the functions.
    fn finish(mut self) -> Vec<u8> {
        let mut functions = FunctionSection::new();
        let mut code = CodeSection::new();
        for call in Call::ALL {
            let (params, results) = call.signature();
            functions.function(self.types.index(params, results));
            code.function(&call.code());
        }
        functions.function(self.types.index(&[ValType::I32], &[ValType::I32]));
        code.function(&self.body.finish());

        let mut types = TypeSection::new();
        for (params, results) in &self.types.known {
            types
                .ty()
                .function(params.iter().copied(), results.iter().copied());
        }
        let mut memories = MemorySection::new();
        memories.memory(MemoryType {
            minimum: self.data.pages(),
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        // The next free address.
        let mut globals = GlobalSection::new();
        let next = GlobalType {
            val_type: ValType::I32,
            mutable: true,
            shared: false,
        };
        globals.global(next, &ConstExpr::i32_const(self.data.end()));
        let decide = u32::try_from(Call::ALL.len()).unwrap_or(u32::MAX);
        let mut exports = ExportSection::new();
        exports.export("memory", ExportKind::Memory, 0);
        exports.export("cabi_realloc", ExportKind::Func, Call::Allocate.index());
        exports.export(&self.program.interface.export, ExportKind::Func, decide);
        let mut data = DataSection::new();
        data.active(
            0,
            &ConstExpr::i32_const(data::START),
            self.data.bytes().iter().copied(),
        );

        let mut module = Module::new();
        module
            .section(&types)
            .section(&functions)
            .section(&memories)
            .section(&globals)
            .section(&exports)
            .section(&code)
            .section(&data);
        module.finish()
    }
}
