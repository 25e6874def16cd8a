//! What the tables themselves hold, whoever writes them: through the service's own store, at the same time, and around it.
mod cast;
mod concurrent;
mod history;
mod ledger;
mod pledged_once;
mod security;
mod statements;
