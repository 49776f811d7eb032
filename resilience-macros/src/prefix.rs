//! A guard that is a statement in front of the user's own: no closure, no future, nothing around them.

use crate::answer::Awaited;
use crate::attribute::Expansion;
use crate::function::in_front;
use proc_macro2::{Group, Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

/// A function, and what has to be passed before it runs.
pub(crate) struct Prefix<'a> {
    pub(crate) expansion: &'a Expansion<'a>,
    /// Whether it turns calls away.
    pub(crate) rejects: bool,
    /// The statement.
    pub(crate) statement: TokenStream,
    /// The same in two, for a function that returns a future: what looks at the arguments, while they
    /// are there, and what that future awaits.
    pub(crate) in_two: (TokenStream, TokenStream),
}

impl Prefix<'_> {
    /// The body that takes the place of the user's.
    pub(crate) fn body(&self) -> Group {
        let Self { expansion, rejects, statement, in_two: (looks, awaits) } = self;
        let function = expansion.function;
        let item = expansion.item();
        let statements = match function.awaited() {
            Some(Awaited::Boxed | Awaited::Opaque) => {
                let future = expansion.returned_future(
                    |block| in_front(&quote!(#awaits #item), block),
                    |future| quote_spanned!(expansion.span()=> #awaits #future.await),
                );
                quote!(#looks #future)
            }
            Some(Awaited::ByFunction) | None => {
                let statements = function.body.stream();
                // An answer that has to be a `Result` is told to be none.
                let any_will_do = !rejects || expansion.args.key("fallback").is_some();
                let read = (any_will_do && function.may_hide_future()).then(|| expansion.reading());
                quote!(#read #statement #item #statements)
            }
        };
        function.with_body(&statements)
    }
}

impl Expansion<'_> {
    /// A statement that is an error if the return type is a boxed future by another name.
    fn reading(&self) -> TokenStream {
        let Self { krate, function, .. } = self;
        let answer = function.answer();
        // It is told there.
        let is_read = Ident::new("is_read", Span::mixed_site().located_at(function.output_span()));
        quote_spanned! {self.span()=>
            if false {
                use #krate::__private::NoBox as _;
                #krate::__private::Returned::<#answer>::value().#is_read();
            }
        }
    }

    /// What stands between a statement of ours and those of the user. Their items come after a
    /// statement now, which is no fault of theirs: clippy looks no further than to an item of another
    /// origin.
    pub(crate) fn item(&self) -> TokenStream {
        quote_spanned!(self.span()=> const _: () = ();)
    }
}
