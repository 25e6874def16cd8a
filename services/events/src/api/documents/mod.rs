//! Files that people take away: calendars, attendance lists, badges. Nothing here reads or decides.
pub mod badges;
pub mod calendar;
pub mod people;
pub mod qr;
