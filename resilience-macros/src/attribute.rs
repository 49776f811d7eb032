//! What all attributes do alike: they read and check, step behind each other, and expand.

use crate::args::{Args, Grammar};
use crate::diagnostics::Faults;
use crate::function::Function;
use crate::rotate;
use proc_macro2::{Group, Span, TokenStream};
use quote::quote;
use syn::{Ident, Path, parse_quote};

/// One attribute.
pub(crate) struct Attribute {
    pub(crate) grammar: Grammar,
    pub(crate) policy: Policy,
    /// The name of its final form; see `rotate`.
    pub(crate) final_form: &'static str,
    /// What may be wrong besides what may be wrong with every attribute.
    pub(crate) check: fn(&Function, &Args, &mut Faults),
    /// The body that takes the place of the user's.
    pub(crate) body: fn(&Expansion<'_>) -> Group,
}

/// What an attribute guards functions with.
pub(crate) struct Policy {
    /// Its type.
    pub(crate) name: &'static str,
    /// The same in a sentence.
    pub(crate) words: &'static str,
    /// The type of the static, if it has one of its own.
    pub(crate) site: Option<&'static str>,
    /// The argument that brings a guard which the user made.
    pub(crate) given: Option<&'static str>,
    /// Whether it is in the registry, by its name.
    pub(crate) registered: bool,
}

impl Policy {
    /// The argument that brings a guard which the user made, if it is written.
    pub(crate) fn given<'a>(&self, args: &'a Args) -> Option<&'a Ident> {
        args.key(self.given?)
    }
}

/// One use of an attribute, in which nothing is wrong.
pub(crate) struct Expansion<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) krate: Path,
    pub(crate) args: &'a Args,
    pub(crate) function: &'a Function,
}

impl Attribute {
    /// Expands the attribute; `look_below` unless it is the final form.
    pub(crate) fn expand(
        &self,
        arguments: &TokenStream,
        item: &TokenStream,
        look_below: bool,
    ) -> TokenStream {
        let mut faults = Faults::default();
        let args = self.grammar.parse(arguments.clone(), &mut faults);
        let mut function = match Function::parse(self.grammar.attribute, item.clone()) {
            Ok(function) => function,
            Err(fault) => {
                faults.add(fault);
                let faults = faults.into_tokens();
                return quote!(#faults #item);
            }
        };
        self.check_what_all_share(&function, &args, &mut faults);
        (self.check)(&function, &args, &mut faults);
        if let Some(faults) = faults.into_tokens() {
            return quote!(#faults #function);
        }
        let krate = args.path("crate").cloned().unwrap_or_else(|| parse_quote!(::resilience));
        if look_below && rotate::rotate(&mut function, &krate, self.final_form, arguments) {
            return quote!(#function);
        }
        let policy = &self.policy;
        let expansion = Expansion { policy, krate, args: &args, function: &function };
        let Function { attributes, visibility, signature, .. } = &function;
        let body = (self.body)(&expansion);
        let accessor = expansion.accessor();
        quote!(#(#attributes)* #visibility #signature #body #accessor)
    }

    fn check_what_all_share(&self, function: &Function, args: &Args, faults: &mut Faults) {
        let words = self.policy.words;
        if let Some(constness) = function.signature.constness {
            let message =
                "a `const fn` cannot be guarded: whether it may run is only known at run time";
            faults.at(constness, message);
        }
        if let Some(unpin) = function.unpin() {
            let message = "a guarded future cannot move while it runs, so it is not `Unpin`: leave \
                           that out, or return a `Pin<Box<dyn Future>>`, which is";
            faults.at(unpin, message);
        }
        if let Some(given) = self.policy.given(args) {
            let others = ["name", "accessor", "key"].into_iter().filter_map(|name| args.key(name));
            for key in args.keys_of_settings().chain(others) {
                let message = format!(
                    "`{key}` is for the {words} that the attribute makes, and `{given}` brings one \
                     that is made already: leave out one of the two"
                );
                faults.at(key, message);
            }
        }
        if let (Some(_), Some(fallback)) = (args.key("map_err"), args.key("fallback")) {
            let message = "`fallback` makes the whole value of a call that is turned away, and \
                           `map_err` its error: leave out one of the two";
            faults.at(fallback, message);
        }
        self.check_names(function, args, faults);
    }

    /// The same attribute twice on one function.
    fn check_names(&self, function: &Function, args: &Args, faults: &mut Faults) {
        let has_its_own =
            |args: &Args| args.key("name").or_else(|| self.policy.given(args)).is_some();
        if !self.policy.registered || has_its_own(args) {
            return;
        }
        for same in rotate::below(function, self.grammar.attribute) {
            // Its own faults are its own business.
            let theirs = match &same.meta {
                syn::Meta::List(list) => list.tokens.clone(),
                _ => TokenStream::new(),
            };
            if !has_its_own(&self.grammar.parse(theirs, &mut Faults::default())) {
                let words = self.policy.words;
                let plural = match words.strip_suffix('y') {
                    Some(stem) => format!("{stem}ies"),
                    None => format!("{words}s"),
                };
                let message = format!(
                    "two {plural} on one function need two names: give one of them a `name = \"…\"`"
                );
                faults.at(same, message);
            }
        }
    }
}

/// Reports a return type that is plainly no `Result`; `otherwise` ends the sentence.
pub(crate) fn needs_result(
    function: &Function,
    guarded: &str,
    otherwise: &str,
    faults: &mut Faults,
) {
    if let Some(what) = function.plainly_no_result() {
        let message = format!(
            "a function {guarded} returns a `Result`: a call that is turned away has to return an \
             error, which {what} cannot hold{otherwise}"
        );
        faults.at(function.answer_or_name(), message);
    }
}

impl Expansion<'_> {
    /// For our own tokens: names that the user cannot see, at the place of the user's function.
    pub(crate) fn span(&self) -> Span {
        Span::mixed_site().located_at(self.function.signature.ident.span())
    }
}
