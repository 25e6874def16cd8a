//! Real packages and hostile ones in the real engine.

mod hostile;
mod live;
mod paths;
mod support;
