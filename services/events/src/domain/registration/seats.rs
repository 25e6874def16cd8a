//! Card `evt.capacity`: one role's places over a list of registrations, cancellations and changes of capacity.
use std::collections::VecDeque;

use super::RolePlaces;
use crate::domain::event::PersonRole;

/// Who has a place, and who waits.
#[derive(Debug, Clone)]
pub struct Seats<'a> {
    places: RolePlaces,
    confirmed: Vec<&'a str>,
    waiting: VecDeque<&'a str>,
}

impl<'a> Seats<'a> {
    /// So many places, all free.
    pub const fn of(capacity: i64) -> Seats<'a> {
        Seats {
            places: RolePlaces {
                role: PersonRole::Visitor,
                quota: capacity,
                confirmed: 0,
                outsiders: 0,
                waiting: 0,
            },
            confirmed: Vec::new(),
            waiting: VecDeque::new(),
        }
    }

    /// Somebody registers; who is registered already stays where they are.
    pub fn register(&mut self, person: &'a str) {
        if self.confirmed.contains(&person) || self.waiting.contains(&person) {
            return;
        }
        if self.places.has_room() {
            self.places.sit(true);
            self.confirmed.push(person);
        } else {
            self.places.queue();
            self.waiting.push_back(person);
        }
    }

    /// Somebody gives their place back, or waits no more.
    pub fn cancel(&mut self, person: &str) {
        if let Some(at) = self.confirmed.iter().position(|one| *one == person) {
            self.confirmed.remove(at);
            self.places.leave(true);
            self.promote();
        } else if let Some(at) = self.waiting.iter().position(|one| *one == person) {
            self.waiting.remove(at);
            self.places.unqueue();
        }
    }

    /// More places promote in order; fewer evict nobody.
    pub fn change_capacity(&mut self, capacity: i64) {
        self.places.quota = capacity;
        self.promote();
    }

    /// In the order of confirmation.
    pub fn confirmed(&self) -> &[&'a str] {
        &self.confirmed
    }

    /// In the order of waiting.
    pub fn waiting(&self) -> Vec<&'a str> {
        self.waiting.iter().copied().collect()
    }

    fn promote(&mut self) {
        while self.places.has_room() {
            let Some(first) = self.waiting.pop_front() else {
                break;
            };
            self.places.unqueue();
            self.places.sit(true);
            self.confirmed.push(first);
        }
    }
}
