//! Law and units that all services share: money, working calendar, identifiers, regions.
//! Pure: no I/O, no clock, no randomness; figures that a notice or a standard fixes stand as data.
pub mod actor;
pub mod budget;
pub mod calendar;
pub mod card_input;
pub mod cards;
pub mod chart;
pub mod code_list;
pub mod duty;
pub mod form;
pub mod identifiers;
pub mod largest_remainder;
pub mod level;
pub mod localized;
pub mod money;
pub mod naming;
pub mod notice;
pub mod panel;
pub mod refused;
pub mod regions;
pub mod rule_pins;
pub mod rule_trouble;
pub mod tenant;
pub mod when_exhausted;

pub use calendar::{CalendarMissing, WorkingCalendar};
pub use largest_remainder::largest_remainder;
pub use level::Level;
pub use localized::Localized;
pub use money::Fen;
pub use tenant::Tenant;
pub use when_exhausted::WhenExhausted;
