//! The statement that `#[rate_limiter]` puts in front of a function.

use crate::args::Args;
use crate::attribute::Expansion;
use crate::given::reference;
use crate::key::Value;
use proc_macro2::TokenStream;
use quote::{format_ident, quote_spanned};

/// What a call does that finds no token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Denied {
    /// It waits for as long as it takes.
    Waits,
    /// It waits, but not for ever.
    Waited,
    /// It is turned away at once.
    Leaves,
}

impl Denied {
    /// `None` if the arguments do not say, which was reported.
    pub(crate) fn of(args: &Args) -> Option<Self> {
        match args.value("blocking") {
            Some(Value::Truth(false)) => Some(Self::Leaves),
            Some(Value::Faulty) => None,
            _ if args.key("timeout").is_some() => Some(Self::Waited),
            _ => Some(Self::Waits),
        }
    }
}

/// Where a call waits.
#[derive(Clone, Copy)]
enum Place {
    Thread,
    Task,
}

/// What a call passes before it runs.
pub(crate) struct Gate<'a> {
    pub(crate) expansion: &'a Expansion<'a>,
    pub(crate) denied: Denied,
}

impl Gate<'_> {
    /// A statement that ends with a token taken, or the call turned away.
    pub(crate) fn statement(&self) -> TokenStream {
        let span = self.expansion.span();
        if let Some(given) = self.expansion.given("limiter") {
            return self.passed(None, &given);
        }
        let site = self.expansion.site();
        if self.denied == Denied::Waits {
            return self.passed(None, &quote_spanned!(span=> let limiter = #site.get();));
        }
        // What tells that there is no limiter is gone before anything is awaited.
        let label = quote_spanned!(span=> 'admitted:);
        let limiter = quote_spanned! {span=>
            let limiter = match #site.ready() {
                ::core::result::Result::Ok(limiter) => limiter,
                ::core::result::Result::Err(rejected) => {
                    break 'admitted ::core::result::Result::Err(rejected);
                }
            };
        };
        self.passed(Some(&label), &limiter)
    }

    /// The same in two: what takes the user's arguments, and what awaits.
    pub(crate) fn in_two(&self) -> (TokenStream, TokenStream) {
        let args = self.expansion.args;
        let span = self.expansion.span();
        if let Some(given) = self.expansion.given("limiter") {
            let clone = quote_spanned!(span=> ::core::clone::Clone::clone);
            let limiter = quote_spanned!(span=> let limiter = &limiter;);
            return (
                quote_spanned!(span=> let limiter = { #given #clone(limiter) };),
                self.passed(None, &limiter),
            );
        }
        if args.tokens("key").is_none() {
            return (TokenStream::new(), self.statement());
        }
        let site = self.expansion.site();
        if self.denied == Denied::Waits {
            let waiting = self.taking(&quote_spanned!(span=> #site.get()), Place::Task);
            return (
                quote_spanned!(span=> let waiting = #waiting;),
                quote_spanned!(span=> waiting.await;),
            );
        }
        let waiting = self.taking(&quote_spanned!(span=> limiter), Place::Task);
        let awaited = quote_spanned! {span=>
            match waiting {
                ::core::result::Result::Ok(waiting) => waiting.await,
                ::core::result::Result::Err(rejected) => ::core::result::Result::Err(rejected),
            }
        };
        (
            quote_spanned!(span=> let waiting = #site.ready().map(|limiter| #waiting);),
            self.answered(&awaited),
        )
    }

    /// The statement, after the one that says what `limiter` is.
    fn passed(&self, label: Option<&TokenStream>, limiter: &TokenStream) -> TokenStream {
        let span = self.expansion.span();
        let ours = quote_spanned!(span=> limiter);
        let pass = match self.expansion.function.awaited() {
            Some(_) if self.denied != Denied::Leaves => {
                // The key is gone before anything is awaited.
                let waiting = self.taking(&ours, Place::Task);
                quote_spanned!(span=> let waiting = #waiting; waiting.await)
            }
            _ => self.taking(&ours, Place::Thread),
        };
        if self.denied == Denied::Waits {
            return quote_spanned!(span=> { #limiter #pass; });
        }
        self.answered(&quote_spanned!(span=> #label { #limiter #pass }))
    }

    /// A statement that turns the call away if this expression is an error.
    fn answered(&self, admitted: &TokenStream) -> TokenStream {
        let span = self.expansion.span();
        let refusal = self.expansion.refusal(&quote_spanned!(span=> rejected));
        quote_spanned! {span=>
            {
                let admitted = #admitted;
                if let ::core::result::Result::Err(rejected) = admitted {
                    return #refusal;
                }
            }
        }
    }

    /// A call that takes a token on this thread, or a future that takes it when it is awaited. Of the
    /// key nothing is kept.
    fn taking(&self, limiter: &TokenStream, place: Place) -> TokenStream {
        let Expansion { krate, args, .. } = self.expansion;
        let span = self.expansion.span();
        let key = self.key();
        let suffix = match place {
            Place::Thread => "",
            Place::Task => "_async",
        };
        match (self.denied, place) {
            (Denied::Waits, _) => {
                let keyed = if key.is_some() { "_keyed" } else { "" };
                let wait = format_ident!("wait{keyed}{suffix}", span = span);
                quote_spanned!(span=> #krate::__private::#wait(#limiter, #key))
            }
            (Denied::Waited, _) => {
                let acquire = format_ident!("acquire{suffix}_timeout", span = span);
                let timeout = args.tokens("timeout");
                quote_spanned!(span=> #limiter.#acquire(#key #timeout))
            }
            (Denied::Leaves, Place::Thread) => quote_spanned!(span=> #limiter.try_acquire(#key)),
            (Denied::Leaves, Place::Task) => {
                let zero = quote_spanned!(span=> ::core::time::Duration::ZERO);
                quote_spanned!(span=> #limiter.acquire_async_timeout(#key #zero))
            }
        }
    }

    /// The key as an argument.
    fn key(&self) -> Option<TokenStream> {
        let key = reference(self.expansion.args.tokens("key")?);
        Some(quote_spanned!(self.expansion.span()=> #key,))
    }
}
