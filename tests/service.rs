//! The example `service` as somebody runs it: started, loaded, told to end while it is under load.
#![cfg(unix)]

use reqwest::StatusCode;
use rustix::process::{Pid, Signal, kill_process};
use std::env;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Ends the service if a test does not get so far.
struct Service {
    process: Child,
    output: BufReader<ChildStdout>,
    address: String,
}

impl Service {
    fn start() -> Self {
        let mut process = Command::new(example("service"))
            .env("PORT", "0")
            .stdout(Stdio::piped())
            .spawn()
            .expect("`cargo test` builds the examples; alone: `cargo build --example service`");
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let (_, url) = line.split_once("http://").expect(&line);
        let address = String::from(url.split('/').next().unwrap());
        Self { process, output, address }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }

    fn terminate(&self) {
        let pid = Pid::from_raw(self.process.id().try_into().unwrap()).unwrap();
        kill_process(pid, Signal::TERM).unwrap();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// `cargo test` builds the examples, too, beside the folder of its tests.
fn example(name: &str) -> PathBuf {
    let tests = env::current_exe().unwrap();
    tests.parent().unwrap().parent().unwrap().join("examples").join(name)
}

/// What one who asks again and again has got, until the service is not ready for more.
#[derive(Debug, Default)]
struct Seen {
    answered: u32,
    turned_away: u32,
    lost: Vec<String>,
}

/// Asks again and again; `answers` is how many answers there are in all.
fn ask_until_it_ends(url: &str, answers: &AtomicU32) -> Seen {
    let client = reqwest::blocking::Client::new();
    let mut seen = Seen::default();
    for round in 0.. {
        // A connection of its own for each: one that is kept open may be closed by either side.
        match client.get(format!("{url}{round}")).header("connection", "close").send() {
            Ok(answer) if answer.status() == StatusCode::SERVICE_UNAVAILABLE => {
                assert!(answer.headers().contains_key("retry-after"));
                seen.turned_away += 1;
                // As a load balancer does, which asks another one then. (An open breaker says so, too.)
                if answer.text().unwrap().contains("shutting down") {
                    break;
                }
            }
            Ok(_) => {
                seen.answered += 1;
                answers.fetch_add(1, Ordering::Relaxed);
            }
            // Nobody listens there any more: this one was not accepted.
            Err(error) if error.is_connect() => break,
            Err(error) => {
                seen.lost.push(format!("{error:?}"));
                break;
            }
        }
    }
    seen
}

#[test]
fn told_to_end_under_load_it_answers_whom_it_has_accepted_and_ends_in_order() {
    let mut service = Service::start();
    let ready = || reqwest::blocking::get(service.url("readyz")).unwrap().status();
    assert_eq!(ready(), StatusCode::OK);
    let url = service.url("items/tea");
    let answers = Arc::new(AtomicU32::new(0));
    let callers: Vec<_> = (0..16)
        .map(|_| {
            let (url, answers) = (url.clone(), Arc::clone(&answers));
            thread::spawn(move || ask_until_it_ends(&url, &answers))
        })
        .collect();
    while answers.load(Ordering::Relaxed) < 200 {
        assert!(callers.iter().all(|caller| !caller.is_finished()), "somebody has given up");
        thread::yield_now();
    }
    let told = Instant::now();
    service.terminate();
    let seen: Vec<_> = callers.into_iter().map(|caller| caller.join().unwrap()).collect();
    let status = service.process.wait().unwrap();
    let took = told.elapsed();

    let lost: Vec<_> = seen.iter().flat_map(|seen| &seen.lost).collect();
    assert!(lost.is_empty(), "{lost:?}");
    let answered: u32 = seen.iter().map(|seen| seen.answered).sum();
    let turned_away: u32 = seen.iter().map(|seen| seen.turned_away).sum();
    assert!(answered >= 200 && turned_away > 0, "{answered} answered, {turned_away} turned away");
    let mut output = String::new();
    service.output.read_to_string(&mut output).unwrap();
    assert!(status.success(), "{status}: {output}");
    assert!(output.contains("stopped in order"), "{output}");
    assert_eq!(output.matches("  done  ").count(), 3, "{output}");
    assert!(took < Duration::from_secs(10), "{took:?}");
}

#[test]
fn its_probes_tell_how_it_is() {
    let service = Service::start();
    let alive = reqwest::blocking::get(service.url("livez")).unwrap();
    assert_eq!(alive.status(), StatusCode::OK);
    let health: serde_json::Value = serde_json::from_str(&alive.text().unwrap()).unwrap();
    assert_eq!(health["shutting_down"], false);
    assert_eq!(health["watchdogs"][0]["name"], "runtime");
    assert_eq!(health["heartbeats"][0]["missed"], false);
    // The first call makes the breaker.
    reqwest::blocking::get(service.url("items/tea")).unwrap();
    assert_eq!(health["open_circuits"], serde_json::json!([]));
}
