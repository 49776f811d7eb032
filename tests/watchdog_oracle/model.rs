//! A watchdog as simply as it can be said: it keeps all that ever happened, and asks that.

/// In microseconds.
type Time = u64;

/// What happened, and when.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Event {
    /// A start or a reset.
    Begin,
    /// A tick that saw a ping.
    Life,
    /// One that saw none.
    Nothing,
    /// One that saw none and came late by a tick or more.
    Gap,
    /// One that saw none, and that was an alarm.
    Alarm,
}

pub(crate) struct Model {
    timeout: Time,
    history: Vec<(Time, Event)>,
    running: bool,
    /// When the thread that watches wakes up next.
    wakes: Time,
    new_pings: bool,
    pub(crate) pings: u64,
    pub(crate) gaps: u64,
}

impl Model {
    /// The timeout in milliseconds.
    pub(crate) fn new(timeout: u64) -> Self {
        let timeout = timeout * 1000;
        Self {
            timeout,
            history: Vec::new(),
            running: false,
            wakes: 0,
            new_pings: false,
            pings: 0,
            gaps: 0,
        }
    }

    fn tick(&self) -> Time {
        (self.timeout / 4).min(1_000_000)
    }

    /// The last time that one of these happened.
    fn last(&self, events: &[Event]) -> Option<Time> {
        let found = self.history.iter().rev().find(|(_, event)| events.contains(event));
        found.map(|(at, _)| *at)
    }

    /// When the next tick is due: after what happened last, and no later than the alarm.
    pub(crate) fn due(&self) -> Time {
        let (last, _) = *self.history.last().unwrap();
        if self.is_alarmed() {
            return last + self.tick();
        }
        (last + self.tick()).min(self.watched_since() + self.timeout)
    }

    fn watched_since(&self) -> Time {
        self.last(&[Event::Begin, Event::Life, Event::Gap]).unwrap()
    }

    fn is_alarmed(&self) -> bool {
        self.last(&[Event::Alarm]) > self.last(&[Event::Begin, Event::Life])
    }

    pub(crate) fn is_running(&self) -> bool {
        self.running
    }

    pub(crate) fn is_triggered(&self) -> bool {
        self.is_alarmed() && !self.new_pings
    }

    pub(crate) fn alarms(&self) -> usize {
        self.history.iter().filter(|(_, event)| *event == Event::Alarm).count()
    }

    pub(crate) fn since_ping(&self, now: Time) -> Time {
        match self.last(&[Event::Begin, Event::Life]) {
            Some(at) if self.running_or_was() && !self.new_pings => now - at,
            _ => 0,
        }
    }

    fn running_or_was(&self) -> bool {
        !self.history.is_empty()
    }

    pub(crate) fn start(&mut self, now: Time) {
        self.running = true;
        self.begin(now);
        self.wakes = self.due();
    }

    pub(crate) fn stop(&mut self) {
        self.running = false;
    }

    pub(crate) fn begin(&mut self, now: Time) {
        self.history.push((now, Event::Begin));
        self.new_pings = false;
    }

    pub(crate) fn ping(&mut self) {
        self.pings += 1;
        self.new_pings = true;
    }

    /// Time has come to this: the thread may have woken up, and found that it is due.
    pub(crate) fn advance(&mut self, now: Time) {
        if !self.running || now < self.wakes {
            return;
        }
        if now >= self.due() {
            let event = self.look(now);
            self.history.push((now, event));
            self.new_pings = false;
        }
        self.wakes = self.due();
    }

    fn look(&mut self, now: Time) -> Event {
        let late = now - self.due() >= self.tick();
        self.gaps += u64::from(late);
        let silent = now - self.watched_since();
        match (self.new_pings, late) {
            (true, _) => Event::Life,
            (false, true) => Event::Gap,
            _ if silent >= self.timeout && !self.is_alarmed() => Event::Alarm,
            _ => Event::Nothing,
        }
    }
}
