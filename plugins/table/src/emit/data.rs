//! The texts of a rule, in memory from the start.

/// The first address used: 0 is no address.
pub const START: i32 = 16;

const PAGE_BYTES: i32 = 64 * 1024;

/// Room in the first page that a usual question and its answer fit into.
const ROOM_BYTES: i32 = 32 * 1024;

/// Texts one behind another, each once.
#[derive(Default)]
pub struct Data {
    bytes: Vec<u8>,
}

impl Data {
    /// Address and length of a text.
    pub fn text(&mut self, text: &str) -> (i32, i32) {
        let found = self
            .bytes
            .windows(text.len().max(1))
            .position(|part| part == text.as_bytes());
        let at = found.unwrap_or_else(|| {
            self.bytes.extend_from_slice(text.as_bytes());
            self.bytes.len() - text.len()
        });
        (START + number(at), number(text.len()))
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The first free address.
    pub fn end(&self) -> i32 {
        (START + number(self.bytes.len()) + 15) & !15
    }

    /// The pages that hold the texts and leave room.
    pub fn pages(&self) -> u64 {
        u64::from(
            (self.end() + ROOM_BYTES)
                .unsigned_abs()
                .div_ceil(PAGE_BYTES.unsigned_abs()),
        )
    }
}

/// A workbook's texts are far smaller than memory.
fn number(length: usize) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX / 2)
}
