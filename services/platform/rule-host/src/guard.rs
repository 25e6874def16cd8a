//! What stands around one call: memory, tables, instances, and which limit was hit.

use wasmtime::ResourceLimiter;

const INSTANCES_MAX: usize = 256;
const TABLES_MAX: usize = 16;
const MEMORIES_MAX: usize = 4;

/// The store's data for one call.
pub struct Guard {
    memory_bytes_max: usize,
    table_elements_max: usize,
    /// Bytes of all memories together.
    memory_bytes: usize,
    pub(crate) hit_memory: bool,
}

impl Guard {
    pub(crate) fn new(memory_bytes_max: usize, table_elements_max: usize) -> Guard {
        Guard {
            memory_bytes_max,
            table_elements_max,
            memory_bytes: 0,
            hit_memory: false,
        }
    }
}

impl ResourceLimiter for Guard {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let others = self.memory_bytes.saturating_sub(current);
        let wanted = others.saturating_add(desired);
        if wanted <= self.memory_bytes_max {
            self.memory_bytes = wanted;
            return Ok(true);
        }
        // An error, not a false: a rule must not go on as if nothing had happened.
        self.hit_memory = true;
        wasmtime::bail!(
            "{wanted} bytes of memory, at most {} are given",
            self.memory_bytes_max
        )
    }

    fn table_growing(
        &mut self,
        _: usize,
        desired: usize,
        _: Option<usize>,
    ) -> wasmtime::Result<bool> {
        if desired <= self.table_elements_max {
            return Ok(true);
        }
        self.hit_memory = true;
        wasmtime::bail!(
            "a table of {desired} entries, at most {} are given",
            self.table_elements_max
        )
    }

    // A scripted package is put together from about a hundred parts.
    fn instances(&self) -> usize {
        INSTANCES_MAX
    }

    fn tables(&self) -> usize {
        TABLES_MAX
    }

    fn memories(&self) -> usize {
        MEMORIES_MAX
    }
}
