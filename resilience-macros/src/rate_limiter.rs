//! `#[rate_limiter]`.

use crate::args::{Args, Grammar};
use crate::attribute::{Attribute, Expansion, Policy, needs_result};
use crate::diagnostics::Faults;
use crate::function::Function;
use crate::gate::{Denied, Gate};
use crate::key::{Key, Takes};
use crate::prefix::Prefix;
use proc_macro2::Group;

pub(crate) static ATTRIBUTE: Attribute = Attribute {
    grammar: Grammar {
        attribute: "rate_limiter",
        example: "rate = 10",
        first: None,
        keys: &[
            Key::NAME,
            Key::new("rate", Takes::Number, "10"),
            Key::new("per", Takes::Duration, "60"),
            Key::new("burst", Takes::Count(1, u32::MAX), "5"),
            Key::new(
                "blocking",
                Takes::Truth("whether a call can be turned away has to be known while compiling"),
                "false",
            ),
            Key::new("timeout", Takes::Wait, "2.5"),
            Key::new("limiter", Takes::Expression, "self.limiter"),
            Key::new("key", Takes::Expression, "user.id"),
            Key::MAP_ERR,
            Key::FALLBACK,
            Key::new("accessor", Takes::Ident, "fetch_limiter"),
            Key::CRATE,
        ],
        foreign: &[
            ("calls", "rate"),
            ("max_calls", "rate"),
            ("limit", "rate"),
            ("requests", "rate"),
            ("permits", "rate"),
            ("limit_for_period", "rate"),
            ("period", "per"),
            ("interval", "per"),
            ("window", "per"),
            ("limit_refresh_period", "per"),
            ("capacity", "burst"),
            ("max_burst", "burst"),
            ("max_wait", "timeout"),
            ("wait", "timeout"),
            ("timeout_duration", "timeout"),
        ],
    },
    policy: Policy {
        name: "RateLimiter",
        words: "rate limiter",
        site: None,
        given: Some("limiter"),
        registered: true,
    },
    final_form: "__rate_limiter_wrap",
    check,
    body,
};

fn check(function: &Function, args: &Args, faults: &mut Faults) {
    let does = match Denied::of(args) {
        Some(Denied::Waits) => {
            for key in ["map_err", "fallback"].into_iter().filter_map(|key| args.key(key)) {
                let message = format!(
                    "`{key}` is for a call that is turned away, and no call of this function is: it \
                     waits for as long as it takes; give it a `timeout`, or `blocking = false`"
                );
                faults.at(key, message);
            }
            return;
        }
        Some(Denied::Waited) => "waits with a `timeout`",
        Some(Denied::Leaves) => {
            if let Some(timeout) = args.key("timeout") {
                let message = "`timeout` is how long to wait for a token, and with \
                               `blocking = false` nobody waits: leave out one of the two";
                faults.at(timeout, message);
            }
            "does not wait"
        }
        None => return,
    };
    let guarded = format!("that {does} for a token of `#[rate_limiter]`");
    if function.never_answers() {
        // Not from a fallback either.
        needs_result(function, &guarded, "", faults);
    } else if args.key("fallback").is_none() {
        needs_result(
            function,
            &guarded,
            "; or write a `fallback = …`, which makes a value instead",
            faults,
        );
    }
}

fn body(expansion: &Expansion<'_>) -> Group {
    let denied = Denied::of(expansion.args).expect("a wrong `blocking` does not come here");
    let gate = Gate { expansion, denied };
    let rejects = denied != Denied::Waits;
    Prefix { expansion, rejects, statement: gate.statement(), in_two: gate.in_two() }.body()
}
