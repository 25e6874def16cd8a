//! What the tables themselves hold, whoever writes them: through the service's own store, at the same time, and around it.
mod cast;
mod claims;
mod concurrent;
mod history;
mod ledger;
mod lent;
mod pledged_once;
mod security;
mod statements;
mod webhooks;
