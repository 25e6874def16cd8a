//! A hook's interface as a table sees it: the facts by path, the fields of the outcome, and where
//! the canonical ABI puts each of them in memory.

use std::rc::Rc;

use wit_component::StringEncoding;
use wit_parser::abi::AbiVariant;
use wit_parser::{
    Function, Int, LiftLowerAbi, ManglingAndAbi, Resolve, SizeAlign, Type, TypeDefKind, TypeId,
    WasmExport, WasmExportKind, WorldId, WorldItem, WorldKey,
};

/// A record with exactly these fields is a day.
const DATE_FIELDS: [&str; 3] = ["year", "month", "day"];

/// A record of named fields with its place in memory.
#[derive(Debug, PartialEq, Eq)]
pub struct Record {
    pub fields: Vec<Field>,
    pub size: u32,
    pub align: u32,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// In snake_case, as canonical JSON names it.
    pub name: String,
    pub offset: u32,
    pub shape: Shape,
}

/// The labels of an enumeration in UPPER_SNAKE, in the order of their numbers.
#[derive(Debug, PartialEq, Eq)]
pub struct Labels {
    pub labels: Vec<String>,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    YesNo,
    /// A whole number of so many bytes.
    Number {
        bytes: u32,
        is_signed: bool,
    },
    Text,
    Date,
    Label(Rc<Labels>),
    /// The value, and how far behind the flag it stands.
    Option(Rc<Shape>, u32),
    Record(Rc<Record>),
    /// The items, and how far apart they stand.
    List(Rc<Shape>, u32),
    /// What a table has no use for.
    Other,
}

/// A hook's question and answer.
pub struct Interface {
    pub facts: Rc<Record>,
    pub outcome: Rc<Record>,
    /// What the module has to call its function.
    pub export: String,
    resolve: Resolve,
    world: WorldId,
}

impl Interface {
    /// Reads the interface; the error is for whoever wrote the WIT, not for authors of tables.
    pub fn of(wit: &str) -> Result<Interface, String> {
        let mut resolve = Resolve::default();
        let package = resolve
            .push_source("hook.wit", wit)
            .map_err(|error| format!("{error:#}"))?;
        let world = resolve
            .select_world(&[package], None)
            .map_err(|error| format!("{error:#}"))?;
        let (key, function) = exported(&resolve, world)?;
        let signature = resolve.wasm_signature(AbiVariant::GuestExport, &function);
        if !signature.indirect_params || !signature.retptr {
            return Err(
                "the question or the answer is too small to be passed by memory".to_owned(),
            );
        }
        let mut sizes = SizeAlign::default();
        sizes.fill(&resolve).map_err(|error| format!("{error:#}"))?;
        let shapes = Shapes {
            resolve: &resolve,
            sizes: &sizes,
        };
        let (Some(parameter), Some(result)) = (function.params.first(), &function.result) else {
            return Err("`decide` has no question or no answer".to_owned());
        };
        let (Shape::Record(facts), Shape::Record(outcome)) =
            (shapes.of(&parameter.ty), shapes.of(result))
        else {
            return Err("`decide` has no record of facts or no record as outcome".to_owned());
        };
        if !has_settings(&facts) {
            return Err("the question's header has no `params` of name and setting".to_owned());
        }
        let export = resolve.wasm_export_name(
            ManglingAndAbi::Legacy(LiftLowerAbi::Sync),
            WasmExport::Func {
                interface: Some(&key),
                func: &function,
                kind: WasmExportKind::Normal,
            },
        );
        Ok(Interface {
            facts,
            outcome,
            export,
            resolve,
            world,
        })
    }

    /// Notes in a module which interface it answers.
    pub fn embed(&self, module: &mut Vec<u8>) -> Result<(), String> {
        wit_component::embed_component_metadata(
            module,
            &self.resolve,
            self.world,
            StringEncoding::UTF8,
            false,
        )
        .map_err(|error| format!("{error:#}"))
    }
}

fn exported(resolve: &Resolve, world: WorldId) -> Result<(WorldKey, Function), String> {
    for (key, item) in &resolve.worlds[world].exports {
        if let WorldItem::Interface { id, .. } = item
            && let Some(function) = resolve.interfaces[*id].functions.get("decide")
        {
            return Ok((key.clone(), function.clone()));
        }
    }
    Err("the world exports no interface with `decide`".to_owned())
}

/// Whether the settings stand where every hook has them: a name, and 16 bytes of figure or word.
fn has_settings(facts: &Record) -> bool {
    let Some(Shape::Record(header)) = facts.field("header").map(|field| &field.shape) else {
        return false;
    };
    let Some(Shape::List(param, 24)) = header.field("params").map(|field| &field.shape) else {
        return false;
    };
    let Shape::Record(param) = &**param else {
        return false;
    };
    let offset = |name: &str| param.field(name).map(|field| field.offset);
    (offset("name"), offset("value")) == (Some(0), Some(8))
}

struct Shapes<'a> {
    resolve: &'a Resolve,
    sizes: &'a SizeAlign,
}

impl Shapes<'_> {
    fn of(&self, ty: &Type) -> Shape {
        let number = |bytes, is_signed| Shape::Number { bytes, is_signed };
        match ty {
            Type::Bool => Shape::YesNo,
            Type::U8 => number(1, false),
            Type::U16 => number(2, false),
            Type::U32 => number(4, false),
            Type::S8 => number(1, true),
            Type::S16 => number(2, true),
            Type::S32 => number(4, true),
            Type::S64 => number(8, true),
            Type::String => Shape::Text,
            Type::Id(id) => self.of_defined(*id),
            Type::U64 | Type::F32 | Type::F64 | Type::Char | Type::ErrorContext => Shape::Other,
        }
    }

    fn of_defined(&self, id: TypeId) -> Shape {
        match &self.resolve.types[id].kind {
            TypeDefKind::Record(record) => {
                let names = record.fields.iter().map(|field| field.name.as_str());
                if names.eq(DATE_FIELDS) {
                    return Shape::Date;
                }
                let types = record.fields.iter().map(|field| &field.ty);
                let placed = self.sizes.field_offsets(types);
                let fields = record.fields.iter().zip(placed);
                let fields = fields.map(|(field, (offset, ty))| Field {
                    name: field.name.replace('-', "_"),
                    offset: bytes(offset.size_wasm32()),
                    shape: self.of(ty),
                });
                Shape::Record(Rc::new(Record {
                    fields: fields.collect(),
                    size: bytes(self.sizes.size(&Type::Id(id)).size_wasm32()),
                    align: bytes(self.sizes.align(&Type::Id(id)).align_wasm32()),
                }))
            }
            // More than 256 labels would need two bytes; no hook has such an enumeration.
            TypeDefKind::Enum(labels) if labels.cases.len() <= 256 => {
                let labels = labels.cases.iter();
                let labels = labels.map(|label| label.name.replace('-', "_").to_uppercase());
                Shape::Label(Rc::new(Labels {
                    labels: labels.collect(),
                }))
            }
            TypeDefKind::Option(ty) => {
                let payload = self.sizes.payload_offset(Int::U8, [None, Some(ty)]);
                Shape::Option(Rc::new(self.of(ty)), bytes(payload.size_wasm32()))
            }
            TypeDefKind::List(ty) => {
                let stride = bytes(self.sizes.size(ty).size_wasm32());
                Shape::List(Rc::new(self.of(ty)), stride)
            }
            TypeDefKind::Type(ty) => self.of(ty),
            _ => Shape::Other,
        }
    }
}

/// Sizes inside a record are small.
fn bytes(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}

impl Record {
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}
