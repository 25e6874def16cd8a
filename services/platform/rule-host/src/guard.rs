//! What stands around one call: memory, tables, instances, and which limit was hit.

use wasmtime::ResourceLimiter;

/// The store's data for one call.
pub struct Guard {
    memory_bytes_max: usize,
    table_elements_max: usize,
    pub(crate) hit_memory: bool,
}

impl Guard {
    pub(crate) fn new(memory_bytes_max: usize) -> Guard {
        Guard {
            memory_bytes_max,
            table_elements_max: 10_000,
            hit_memory: false,
        }
    }
}

impl ResourceLimiter for Guard {
    fn memory_growing(
        &mut self,
        _: usize,
        desired: usize,
        _: Option<usize>,
    ) -> wasmtime::Result<bool> {
        if desired <= self.memory_bytes_max {
            return Ok(true);
        }
        // An error, not a false: a rule must not go on as if nothing had happened.
        self.hit_memory = true;
        wasmtime::bail!(
            "{desired} bytes of memory, at most {} are given",
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
}
