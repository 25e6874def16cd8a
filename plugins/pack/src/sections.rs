//! Custom sections of a module or component: taken out, and put behind the rest.

use wasm_encoder::{ComponentSection, CustomSection, Encode};
use wasmparser::{Parser, Payload};

use crate::Result;

/// The core module without symbol names and tool notes; the description of its interface stays.
pub fn without_names(module: &[u8]) -> Result<Vec<u8>> {
    filtered(module, |name| name.starts_with("component-type"))
}

/// The component without any custom section of its own.
pub fn without_customs(component: &[u8]) -> Result<Vec<u8>> {
    filtered(component, |_| false)
}

/// Appends a custom section.
pub fn append(wasm: &mut Vec<u8>, name: &str, content: &[u8]) {
    let section = CustomSection {
        name: name.into(),
        data: content.into(),
    };
    wasm.push(ComponentSection::id(&section));
    section.encode(wasm);
}

/// Copies the top-level sections byte for byte, except custom ones that `keep` refuses.
fn filtered(wasm: &[u8], keep: impl Fn(&str) -> bool) -> Result<Vec<u8>> {
    let mut kept = wasm.get(..8).ok_or("no WebAssembly header")?.to_vec();
    let mut depth = 0_usize;
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::Version { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::CustomSection(custom) if depth == 1 && !keep(custom.name()) => {}
            payload if depth == 1 => {
                if let Some((id, range)) = payload.as_section() {
                    let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
                    kept.push(id);
                    wasm[range].encode(&mut kept);
                }
            }
            _ => {}
        }
    }
    Ok(kept)
}
