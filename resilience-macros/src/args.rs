//! The arguments of an attribute: one loop for all attributes, driven by a table of keys.

use crate::diagnostics::{Faults, nearest};
use crate::key::{Key, Value};
use crate::rotate::OURS;
use crate::value::Pattern;
use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, Path, Token, Type};

/// What an attribute knows.
pub(crate) struct Grammar {
    pub(crate) attribute: &'static str,
    /// An argument that it takes.
    pub(crate) example: &'static str,
    pub(crate) keys: &'static [Key],
    /// The argument that comes first, without a key.
    pub(crate) first: Option<&'static Key>,
    /// What other libraries call it, and the key that does it here.
    pub(crate) foreign: &'static [(&'static str, &'static str)],
}

/// One argument as it was written.
struct Arg {
    key: Ident,
    value: Value,
}

/// All arguments of one attribute.
pub(crate) struct Args(Vec<Arg>);

impl Args {
    /// The calls of the builder's methods, in the order written.
    pub(crate) fn settings(&self, krate: &Path) -> impl Iterator<Item = TokenStream> {
        self.0.iter().filter_map(move |Arg { key, value }| match value {
            Value::Setting(value) => Some(quote!(.#key(#value))),
            Value::Number(value) => Some(quote!(.#key(#krate::__private::number(#value)))),
            Value::Window(value) => Some(quote!(.#key(#krate::__private::window(#value)))),
            _ => None,
        })
    }

    /// The keys of the settings, in the order written.
    pub(crate) fn keys_of_settings(&self) -> impl Iterator<Item = &Ident> {
        self.0.iter().filter_map(|Arg { key, value }| match value {
            Value::Setting(_) | Value::Number(_) | Value::Window(_) => Some(key),
            _ => None,
        })
    }

    /// The key of this name, if it is written, be its value right or wrong.
    pub(crate) fn key(&self, name: &str) -> Option<&Ident> {
        self.0.iter().map(|arg| &arg.key).find(|key| *key == name)
    }

    /// The value of this name, if it is written, be it right or wrong.
    pub(crate) fn value(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|arg| arg.key == name).map(|arg| &arg.value)
    }

    /// A text, a callable, an expression, whatever goes into the expansion as it is.
    pub(crate) fn tokens(&self, name: &str) -> Option<&TokenStream> {
        match self.value(name)? {
            Value::Tokens(tokens) | Value::AsyncTokens(tokens) => Some(tokens),
            _ => None,
        }
    }

    /// Whether the value returns a future.
    pub(crate) fn is_async(&self, name: &str) -> bool {
        matches!(self.value(name), Some(Value::AsyncTokens(_)))
    }

    pub(crate) fn ident(&self, name: &str) -> Option<&Ident> {
        match self.value(name)? {
            Value::Ident(ident) => Some(ident),
            _ => None,
        }
    }

    pub(crate) fn path(&self, name: &str) -> Option<&Path> {
        match self.value(name)? {
            Value::Path(path) => Some(path),
            _ => None,
        }
    }

    pub(crate) fn patterns(&self, name: &str) -> &[Pattern] {
        match self.value(name) {
            Some(Value::Patterns(patterns)) => patterns,
            _ => &[],
        }
    }

    pub(crate) fn idents(&self, name: &str) -> &[Ident] {
        match self.value(name) {
            Some(Value::Idents(idents)) => idents,
            _ => &[],
        }
    }

    pub(crate) fn types(&self, name: &str) -> &[Type] {
        match self.value(name) {
            Some(Value::Types(types)) => types,
            _ => &[],
        }
    }
}

impl Grammar {
    /// Reads the arguments; what is wrong with them goes to the faults.
    pub(crate) fn parse(&self, tokens: TokenStream, faults: &mut Faults) -> Args {
        let mut args = Vec::new();
        let parser = |input: ParseStream<'_>| {
            let mut first = self.first;
            while !input.is_empty() {
                match first.take().filter(|_| !starts_with_key(input)) {
                    Some(first) => args.push(self.first_argument(first, input, faults)?),
                    None => args.extend(self.argument(input, &args, faults)?),
                }
                if input.is_empty() {
                    break;
                }
                if input.parse::<Token![,]>().is_err() {
                    faults.add(input.error("expected `,` between two arguments"));
                    skip_to_comma(input)?;
                    let _: Option<Token![,]> = input.parse()?;
                }
            }
            Ok(())
        };
        if let Err(fault) = parser.parse2(tokens) {
            faults.add(fault);
        }
        Args(args)
    }

    /// The argument without a key, under the name it has among ourselves.
    fn first_argument(
        &self,
        first: &Key,
        input: ParseStream<'_>,
        faults: &mut Faults,
    ) -> syn::Result<Arg> {
        let key = Ident::new(first.name, input.span());
        let value = match first.read_first(self.attribute, input) {
            Ok(value) => value,
            Err(fault) => {
                faults.add(fault);
                skip_to_comma(input)?;
                Value::Faulty
            }
        };
        Ok(Arg { key, value })
    }

    /// One argument. What is wrong with it goes to the faults; it counts as written all the same.
    fn argument(
        &self,
        input: ParseStream<'_>,
        before: &[Arg],
        faults: &mut Faults,
    ) -> syn::Result<Option<Arg>> {
        let (meant, fault) = match input.call(Ident::parse_any) {
            Ok(key) => match self.value(&key, input, before) {
                Ok(value) => return Ok(Some(Arg { key, value })),
                Err(fault) => (self.meant(&key), fault),
            },
            Err(error) => {
                let Self { attribute, example, .. } = self;
                let message = format!("expected an argument, as in `#[{attribute}({example})]`");
                (None, syn::Error::new(error.span(), message))
            }
        };
        faults.add(fault);
        skip_to_comma(input)?;
        Ok(meant.map(|key| Arg { key, value: Value::Faulty }))
    }

    fn value(&self, key: &Ident, input: ParseStream<'_>, before: &[Arg]) -> syn::Result<Value> {
        let Some(known) = self.keys.iter().find(|known| key == known.name) else {
            return Err(syn::Error::new(key.span(), self.unknown(&key.to_string())));
        };
        if before.iter().any(|arg| arg.key == *key) {
            let message = format!("`{key}` is written twice");
            return Err(syn::Error::new(key.span(), message));
        }
        known.read(key, input)
    }

    fn unknown(&self, key: &str) -> String {
        let attribute = self.attribute;
        let start = format!("`#[{attribute}]` has no argument `{key}`");
        let is_another = OURS.contains(&key) && key != attribute;
        match (self.called_here(key), is_another) {
            (Some(here), false) => format!("{start}; here it is called `{here}`"),
            (Some(here), true) => format!(
                "{start}; here it is called `{here}`, unless you mean the attribute `#[{key}]`"
            ),
            (None, true) => format!("{start}; it is an attribute of its own: `#[{key}]`"),
            (None, false) => match nearest(key, &self.names()) {
                Some(word) => format!("{start}; did you mean `{word}`?"),
                None => format!("{start}; it has `{}`", self.names().join("`, `")),
            },
        }
    }

    /// The key that this one was meant to be.
    fn meant(&self, key: &Ident) -> Option<Ident> {
        let written = key.to_string();
        let name = self.called_here(&written).or_else(|| nearest(&written, &self.names()))?;
        Some(Ident::new(name, key.span()))
    }

    fn called_here(&self, foreign: &str) -> Option<&'static str> {
        self.foreign.iter().find(|(other, _)| *other == foreign).map(|(_, here)| *here)
    }

    fn names(&self) -> Vec<&'static str> {
        self.keys.iter().map(|known| known.name).collect()
    }
}

/// Whether an argument with a key comes next.
fn starts_with_key(input: ParseStream<'_>) -> bool {
    input.peek(Ident::peek_any) && input.peek2(Token![=]) && !input.peek2(Token![==])
}

fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !at_end(input) {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}

pub(crate) fn at_end(input: ParseStream<'_>) -> bool {
    input.is_empty() || input.peek(Token![,])
}
