//! The queue under every interleaving.

use super::event::{Event, kind};
use super::listener::Listener;
use super::queue::Queue;
use crate::name::Name;
use loom::sync::Mutex;
use loom::thread;
use std::sync::Arc;
use std::time::Duration;

fn event(number: u64) -> Event {
    Event::TimedOut { name: "model".into(), limit: Duration::from_nanos(number) }
}

fn number(event: &Event) -> u64 {
    match event {
        Event::TimedOut { limit, .. } => u64::try_from(limit.as_nanos()).unwrap(),
        _ => panic!("{event}"),
    }
}

/// A queue whose listener writes down what it hears.
fn heard() -> (Arc<Queue>, Arc<Mutex<Vec<u64>>>) {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let listener = {
        let heard = Arc::clone(&heard);
        // It is held for as long as the listener runs: two at once would be found waiting.
        Listener::of_all(move |event| heard.try_lock().unwrap().push(number(event)))
    };
    (Arc::new(Queue::new(kind::TIMEOUT, Name::UNNAMED, vec![listener])), heard)
}

#[test]
fn every_event_is_heard_once_one_at_a_time_and_in_order() {
    loom::model(|| {
        let (queue, heard) = heard();
        let other = {
            let queue = Arc::clone(&queue);
            thread::spawn(move || {
                for number in [1, 2] {
                    queue.push(event(number));
                    queue.deliver();
                }
            })
        };
        queue.push(event(3));
        queue.deliver();
        other.join().unwrap();
        let heard = heard.lock().unwrap();
        assert!(matches!(**heard, [1, 2, 3] | [1, 3, 2] | [3, 1, 2]), "{heard:?}");
    });
}

#[test]
fn what_a_listener_makes_happen_is_heard_after_that() {
    loom::model(|| {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let queue = Arc::new(Queue::new(kind::TIMEOUT, Name::UNNAMED, Vec::new()));
        let listener = {
            let (heard, queue) = (Arc::clone(&heard), Arc::downgrade(&queue));
            Listener::of_all(move |told| {
                heard.try_lock().unwrap().push(number(told));
                if number(told) < 10
                    && let Some(queue) = queue.upgrade()
                {
                    queue.push(event(number(told) + 10));
                    queue.deliver();
                }
            })
        };
        queue.add(vec![listener]);
        let other = {
            let queue = Arc::clone(&queue);
            thread::spawn(move || {
                queue.push(event(1));
                queue.deliver();
            })
        };
        queue.push(event(2));
        queue.deliver();
        other.join().unwrap();
        let heard = heard.lock().unwrap();
        let place = |number| heard.iter().position(|other| *other == number).unwrap();
        assert_eq!(heard.len(), 4);
        assert!(place(1) < place(11) && place(2) < place(12), "{heard:?}");
    });
}
