//! Runs a module: facts lowered into its memory, the outcome lifted out, by the canonical ABI.

use serde_json::{Map, Value};
use wasmi::{Engine, Instance, Linker, Module, Store, TypedFunc};

use crate::interface::{Record, Shape};
use crate::program::Program;
use crate::syntax::{date, date_text};

pub struct Machine<'a> {
    engine: Engine,
    module: Module,
    program: &'a Program,
}

/// One instance, as each call has its own.
struct Call {
    store: Store<()>,
    instance: Instance,
    allocate: TypedFunc<(i32, i32, i32, i32), i32>,
}

impl<'a> Machine<'a> {
    pub fn of(module: &[u8], program: &'a Program) -> Machine<'a> {
        let engine = Engine::default();
        let module = Module::new(&engine, module).unwrap();
        Machine {
            engine,
            module,
            program,
        }
    }

    /// The outcome; nothing where the rule stops.
    pub fn decide(&self, facts: &Value) -> Option<Value> {
        let mut store = Store::new(&self.engine, ());
        let linker = Linker::new(&self.engine);
        let instance = linker
            .instantiate_and_start(&mut store, &self.module)
            .unwrap();
        let allocate = instance.get_typed_func(&store, "cabi_realloc").unwrap();
        let decide: TypedFunc<i32, i32> = instance
            .get_typed_func(&store, &self.program.interface.export)
            .unwrap();
        let mut call = Call {
            store,
            instance,
            allocate,
        };
        let record = &self.program.interface.facts;
        let address = call.allocate(record.size, record.align);
        call.lower_record(record, facts, address);
        let outcome = decide.call(&mut call.store, address.cast_signed()).ok()?;
        Some(call.lift_record(&self.program.interface.outcome, outcome.cast_unsigned()))
    }
}

impl Call {
    fn allocate(&mut self, size: u32, align: u32) -> u32 {
        let params = (0, 0, align.cast_signed(), size.cast_signed());
        let address = self
            .allocate
            .call(&mut self.store, params)
            .unwrap()
            .cast_unsigned();
        assert_eq!(address % align, 0);
        address
    }

    fn write(&mut self, address: u32, bytes: &[u8]) {
        let memory = self.instance.get_memory(&self.store, "memory").unwrap();
        memory
            .write(&mut self.store, address as usize, bytes)
            .unwrap();
    }

    fn read(&self, address: u32, length: u32) -> Vec<u8> {
        let memory = self.instance.get_memory(&self.store, "memory").unwrap();
        let mut bytes = vec![0; length as usize];
        memory
            .read(&self.store, address as usize, &mut bytes)
            .unwrap();
        bytes
    }

    fn number(&self, address: u32, bytes: u32) -> u64 {
        let read = self.read(address, bytes);
        read.iter()
            .rev()
            .fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    fn lower_record(&mut self, record: &Record, value: &Value, address: u32) {
        for field in &record.fields {
            self.lower(&field.shape, value.get(&field.name), address + field.offset);
        }
    }

    fn lower(&mut self, shape: &Shape, value: Option<&Value>, address: u32) {
        if let Shape::Option(inner, payload) = shape {
            self.write(address, &[u8::from(value.is_some())]);
            if value.is_some() {
                self.lower(inner, value, address + payload);
            }
            return;
        }
        let value = value.unwrap();
        match shape {
            Shape::YesNo => self.write(address, &[u8::from(value.as_bool().unwrap())]),
            Shape::Number { bytes, .. } => {
                let number = value.as_i64().unwrap().to_le_bytes();
                self.write(address, &number[..*bytes as usize]);
            }
            Shape::Text => self.lower_text(value.as_str().unwrap(), address),
            Shape::Date => {
                let date = date(value.as_str().unwrap()).unwrap().to_le_bytes();
                self.write(address, &[date[2], date[3], date[1], date[0]]);
            }
            Shape::Label(labels) => {
                let index = labels
                    .labels
                    .iter()
                    .position(|label| value == label)
                    .unwrap();
                self.write(address, &[u8::try_from(index).unwrap()]);
            }
            Shape::Record(record) => self.lower_record(record, value, address),
            Shape::List(item, stride) => {
                let items = value.as_array().unwrap();
                let count = u32::try_from(items.len()).unwrap();
                let list = self.allocate(count * stride, 8);
                for (item_value, index) in items.iter().zip(0..) {
                    self.lower(item, Some(item_value), list + index * stride);
                }
                self.write(address, &[list.to_le_bytes(), count.to_le_bytes()].concat());
            }
            // Of what hooks have, a setting's value.
            Shape::Other => match (value.get("NUMBER"), value.get("TEXT")) {
                (Some(number), _) => {
                    self.write(address, &[0]);
                    self.write(address + 8, &number.as_i64().unwrap().to_le_bytes());
                }
                (None, text) => {
                    self.write(address, &[1]);
                    self.lower_text(text.unwrap().as_str().unwrap(), address + 8);
                }
            },
            Shape::Option(..) => unreachable!(),
        }
    }

    fn lower_text(&mut self, text: &str, address: u32) {
        let length = u32::try_from(text.len()).unwrap();
        let bytes = self.allocate(length, 1);
        self.write(bytes, text.as_bytes());
        self.write(
            address,
            &[bytes.to_le_bytes(), length.to_le_bytes()].concat(),
        );
    }

    fn lift_record(&self, record: &Record, address: u32) -> Value {
        assert_eq!(address % record.align, 0);
        let mut members = Map::new();
        for field in &record.fields {
            if let Some(value) = self.lift(&field.shape, address + field.offset) {
                members.insert(field.name.clone(), value);
            }
        }
        members.into()
    }

    fn lift(&self, shape: &Shape, address: u32) -> Option<Value> {
        Some(match shape {
            Shape::YesNo => (self.number(address, 1) == 1).into(),
            Shape::Number { bytes: 8, .. } => self.number(address, 8).cast_signed().into(),
            Shape::Number { bytes, .. } => self.number(address, *bytes).into(),
            Shape::Text => {
                let (at, length) = self.pair(address);
                String::from_utf8(self.read(at, length)).unwrap().into()
            }
            Shape::Date => {
                let bytes = self.read(address, 4);
                date_text(u32::from_le_bytes([bytes[3], bytes[2], bytes[0], bytes[1]])).into()
            }
            Shape::Label(labels) => {
                let index = usize::try_from(self.number(address, 1)).unwrap();
                labels.labels[index].clone().into()
            }
            Shape::Option(inner, payload) => {
                if self.number(address, 1) == 0 {
                    return None;
                }
                return self.lift(inner, address + payload);
            }
            Shape::Record(record) => self.lift_record(record, address),
            Shape::List(item, stride) => {
                let (at, count) = self.pair(address);
                assert_eq!(at % 4, 0);
                let items = (0..count).filter_map(|index| self.lift(item, at + index * stride));
                items.collect::<Vec<_>>().into()
            }
            Shape::Other => unreachable!(),
        })
    }

    fn pair(&self, address: u32) -> (u32, u32) {
        let both = [self.number(address, 4), self.number(address + 4, 4)];
        let [at, length] = both.map(|number| u32::try_from(number).unwrap());
        (at, length)
    }
}
