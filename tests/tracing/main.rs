//! What `tracing` shows of the policies, and that no subscriber does them any harm.

mod harm;
mod recorder;
mod shown;
