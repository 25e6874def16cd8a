//! A bump allocator. Each call of a rule starts in a fresh instance, so nothing is ever freed:
//! the first 32 KiB lie inside the memory the module starts with and cost the host no system
//! call, larger input grows the memory.
#![cfg(target_arch = "wasm32")]

use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;

const ARENA_BYTES: usize = 32 * 1024;
const PAGE_BYTES: usize = 64 * 1024;

#[repr(C, align(16))]
struct Bytes([u8; ARENA_BYTES]);

struct Arena {
    bytes: UnsafeCell<Bytes>,
    /// Next free address and end of the current stretch; 0 before the first allocation.
    next: UnsafeCell<usize>,
    end: UnsafeCell<usize>,
}

// A component without threads has one thread.
unsafe impl Sync for Arena {}

#[global_allocator]
static ARENA: Arena = Arena {
    bytes: UnsafeCell::new(Bytes([0; ARENA_BYTES])),
    next: UnsafeCell::new(0),
    end: UnsafeCell::new(0),
};

impl Arena {
    /// Opens a stretch of grown memory that holds `bytes`; false when the host says no.
    #[cold]
    unsafe fn grow(&self, bytes: usize) -> bool {
        let pages = bytes.div_ceil(PAGE_BYTES);
        let before = core::arch::wasm32::memory_grow::<0>(pages);
        if before == usize::MAX {
            return false;
        }
        let start = before * PAGE_BYTES;
        unsafe {
            // Grown memory follows the last stretch unless this was the arena inside the module.
            if *self.end.get() != start {
                *self.next.get() = start;
            }
            *self.end.get() = start + pages * PAGE_BYTES;
        }
        true
    }
}

unsafe impl GlobalAlloc for Arena {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe {
            if *self.end.get() == 0 {
                let start = self.bytes.get() as usize;
                *self.next.get() = start;
                *self.end.get() = start + ARENA_BYTES;
            }
            loop {
                let start = (*self.next.get() + layout.align() - 1) & !(layout.align() - 1);
                let Some(end) = start.checked_add(layout.size()) else {
                    return core::ptr::null_mut();
                };
                if end <= *self.end.get() {
                    *self.next.get() = end;
                    return start as *mut u8;
                }
                let Some(wanted) = layout.size().checked_add(layout.align()) else {
                    return core::ptr::null_mut();
                };
                if !self.grow(wanted) {
                    return core::ptr::null_mut();
                }
            }
        }
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}

    unsafe fn realloc(&self, old: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        unsafe {
            // The newest allocation grows in place: a string or list being built stays put.
            let is_newest = old as usize + layout.size() == *self.next.get();
            if is_newest && old as usize + new_size <= *self.end.get() {
                *self.next.get() = old as usize + new_size;
                return old;
            }
            let new = self.alloc(Layout::from_size_align_unchecked(new_size, layout.align()));
            if !new.is_null() {
                core::ptr::copy_nonoverlapping(old, new, layout.size().min(new_size));
            }
            new
        }
    }
}
