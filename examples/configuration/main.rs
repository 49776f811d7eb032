//! Settings from a file and the environment: who has the say, what is said about a mistake, and a
//! reload that keeps what policies have seen.
//!
//! `cargo run --example configuration`; once more with
//! `RESILIENCE__CIRCUIT_BREAKER__INSTANCES__PAYMENTS__MAX_FAILURES=4` in front.

use anyhow::ensure;
use resilience::{CircuitBreaker, CircuitState, Rejected, circuit_breaker, rate_limiter, registry};
use std::io;
use std::{env, fs, process};

#[circuit_breaker(name = "payments", reset_timeout = 60.0, accessor = payments)]
fn pay() -> io::Result<()> {
    Err(io::Error::other("the bank is down"))
}

#[rate_limiter(timeout = 0)]
fn search() -> Result<(), Rejected> {
    Ok(())
}

fn main() -> anyhow::Result<()> {
    // Where a service would be started: in a folder with its file.
    let folder = env::temp_dir().join(format!("resilience-configuration-{}", process::id()));
    fs::create_dir_all(&folder)?;
    env::set_current_dir(&folder)?;
    let file = include_str!("resilience.toml");
    fs::write("resilience.toml", file)?;
    let result = run(file);
    fs::remove_dir_all(&folder)?;
    result
}

fn run(file: &str) -> anyhow::Result<()> {
    // A function that was called before follows what is loaded, too.
    search()?;
    let loaded = resilience::init()?;
    CircuitBreaker::builder().name("stock").max_failures(7).register()?;
    while payments().state() == CircuitState::Closed {
        let failed = pay();
        ensure!(failed.is_err());
    }
    println!("Loaded {loaded}.\n\n{}\n", registry().settings());
    for section in registry().unclaimed() {
        println!("Nobody goes by {section}.\n");
    }

    let mistaken =
        file.replace("max_failures = 2", "max_failurs = 2").replace("\"30s\"", "\"30 sec\"");
    fs::write("resilience.toml", mistaken)?;
    match resilience::reload() {
        Ok(_) => anyhow::bail!("that was no mistake"),
        Err(error) => println!("A mistake changes nothing:\n{error}\n"),
    }

    let remaining = payments().remaining();
    fs::write("resilience.toml", file.replace("max_failures = 2", "max_failures = 3"))?;
    let loaded = resilience::reload()?;
    println!("Reloaded {loaded}.\n\n{}\n", registry().settings_of("payments"));
    println!("It is {} as before.", payments().state());
    ensure!(payments().is_open() && payments().remaining() <= remaining);
    Ok(())
}
