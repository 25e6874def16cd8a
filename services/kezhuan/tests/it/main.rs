//! The program as people run it: `up`, its end in every manner, and the commands that speak to it.
mod import;
mod life;
mod machine;
mod program;
