//! Processes that are stopped and continued.

use super::Process;
use crate::support::PATIENCE;
use resilience::Watchdog;
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const MS: Duration = Duration::from_millis(1);
const TIMEOUT: Duration = Duration::from_millis(400);

/// It pings until it is told to hang, and then waits for its watchdog.
fn pings_until_it_hangs() {
    static HANGS: AtomicBool = AtomicBool::new(false);
    let watchdog = Watchdog::builder().name("worker").timeout(TIMEOUT).build().unwrap();
    watchdog.start().unwrap();
    let pings = watchdog.clone();
    thread::spawn(move || {
        while !HANGS.load(Ordering::SeqCst) {
            pings.ping();
            thread::sleep(10 * MS);
        }
    });
    println!("ready");
    std::io::stdin().read_line(&mut String::new()).unwrap();
    let stats = watchdog.stats();
    println!("timeouts {} gaps {}", stats.timeouts_triggered, stats.clock_gaps);
    HANGS.store(true, Ordering::SeqCst);
    let begin = Instant::now();
    while !watchdog.is_triggered() {
        assert!(begin.elapsed() < PATIENCE, "it is not seen any more");
        thread::sleep(MS);
    }
    println!("seen");
}

#[test]
fn a_process_that_is_stopped_and_continued_twenty_times_is_no_alarm() {
    let test = "processes::suspended::\
                a_process_that_is_stopped_and_continued_twenty_times_is_no_alarm";
    let mut process = Process::new(test, |_| pings_until_it_hangs());
    let lines = BufReader::new(process.child.stdout.take().unwrap()).lines();
    let mut lines = lines.map(Result::unwrap);
    let mut line = |word: &str| lines.find(|line| line.contains(word)).expect("it has ended");
    line("ready");
    let pid = Pid::from_raw(process.child.id().cast_signed()).unwrap();
    thread::sleep(100 * MS);
    for round in 0..20 {
        // From half a timeout to one and a half, and hardly a moment in between.
        kill_process(pid, Signal::STOP).unwrap();
        thread::sleep((220 + round * 97 % 400) * MS);
        kill_process(pid, Signal::CONT).unwrap();
        thread::sleep(round * 13 % 40 * MS);
    }
    thread::sleep(TIMEOUT);
    writeln!(process.child.stdin.take().unwrap(), "hang").unwrap();
    let told = line("timeouts");
    let (_, numbers) = told.split_once("timeouts ").unwrap();
    let (timeouts, gaps) = numbers.split_once(" gaps ").unwrap();
    assert_eq!(timeouts, "0", "{told}");
    let gaps: u32 = gaps.parse().unwrap();
    // Where the machine is busy, several are one: nobody ran in between.
    assert!(gaps >= 5, "{told}: hardly any of the twenty was noticed");
    line("seen");
    assert_eq!(process.end().code, Some(0));
}
