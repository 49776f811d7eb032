//! The arguments of an attribute: one loop for all attributes, driven by a table of keys.

use crate::diagnostics::{Faults, nearest};
use crate::value::{self, Pattern};
use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, Ident, Path, Token, parenthesized};

/// One argument that an attribute knows.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) takes: Takes,
}

/// What an argument's value is.
#[derive(Clone, Copy)]
pub(crate) enum Takes {
    /// A whole number from 1 to this; a setting of the policy's builder.
    Count(u32),
    /// A length of time longer than zero; a setting of the policy's builder.
    Duration,
    Text,
    Ident,
    Path,
    Callable,
    /// `key(pattern, …)`.
    Patterns,
}

/// What an attribute knows.
pub(crate) struct Grammar {
    pub(crate) attribute: &'static str,
    /// An argument that it takes.
    pub(crate) example: &'static str,
    pub(crate) keys: &'static [Key],
    /// What other libraries call it, and the key that does it here.
    pub(crate) foreign: &'static [(&'static str, &'static str)],
}

/// One argument as it was written.
pub(crate) struct Arg {
    key: Ident,
    value: Value,
}

enum Value {
    Setting(TokenStream),
    Text(TokenStream),
    Ident(Ident),
    Path(Path),
    Callable(Expr),
    Patterns(Vec<Pattern>),
}

/// All arguments of one attribute.
pub(crate) struct Args(Vec<Arg>);

impl Args {
    /// The calls of the builder's methods, in the order written.
    pub(crate) fn settings(&self) -> impl Iterator<Item = TokenStream> {
        self.0.iter().filter_map(|Arg { key, value }| match value {
            Value::Setting(value) => Some(quote!(.#key(#value))),
            _ => None,
        })
    }

    pub(crate) fn text(&self, name: &str) -> Option<&TokenStream> {
        self.find(name, |value| if let Value::Text(text) = value { Some(text) } else { None })
    }

    pub(crate) fn ident(&self, name: &str) -> Option<&Ident> {
        self.find(name, |value| if let Value::Ident(ident) = value { Some(ident) } else { None })
    }

    pub(crate) fn path(&self, name: &str) -> Option<&Path> {
        self.find(name, |value| if let Value::Path(path) = value { Some(path) } else { None })
    }

    pub(crate) fn callable(&self, name: &str) -> Option<&Expr> {
        self.find(name, |value| if let Value::Callable(call) = value { Some(call) } else { None })
    }

    pub(crate) fn patterns(&self, name: &str) -> &[Pattern] {
        self.find(name, |value| if let Value::Patterns(list) = value { Some(list) } else { None })
            .map_or(&[], Vec::as_slice)
    }

    fn find<'a, T>(&'a self, name: &str, pick: fn(&'a Value) -> Option<&'a T>) -> Option<&'a T> {
        self.0.iter().find(|arg| arg.key == name).and_then(|arg| pick(&arg.value))
    }
}

impl Grammar {
    /// Reads the arguments; what is wrong with them goes to the faults.
    pub(crate) fn parse(&self, tokens: TokenStream, faults: &mut Faults) -> Args {
        let mut args = Vec::new();
        let parser = |input: ParseStream<'_>| {
            while !input.is_empty() {
                match self.argument(input, &args) {
                    Ok(arg) => args.push(arg),
                    Err(fault) => {
                        faults.add(fault);
                        skip_to_comma(input)?;
                    }
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

    fn argument(&self, input: ParseStream<'_>, before: &[Arg]) -> syn::Result<Arg> {
        let key = input.call(Ident::parse_any).map_err(|error| {
            let Self { attribute, example, .. } = self;
            let message = format!("expected an argument, as in `#[{attribute}({example})]`");
            syn::Error::new(error.span(), message)
        })?;
        let Some(known) = self.keys.iter().find(|known| key == known.name) else {
            return Err(syn::Error::new(key.span(), self.unknown(&key.to_string())));
        };
        if before.iter().any(|arg| arg.key == key) {
            let message = format!("`{key}` is written twice");
            return Err(syn::Error::new(key.span(), message));
        }
        let value = known.value(&key, input)?;
        Ok(Arg { key, value })
    }

    fn unknown(&self, key: &str) -> String {
        let attribute = self.attribute;
        let start = format!("`#[{attribute}]` has no argument `{key}`");
        if let Some((_, here)) = self.foreign.iter().find(|(foreign, _)| *foreign == key) {
            return format!("{start}; here it is called `{here}`");
        }
        let known: Vec<&str> = self.keys.iter().map(|known| known.name).collect();
        match nearest(key, &known) {
            Some(word) => format!("{start}; did you mean `{word}`?"),
            None => format!("{start}; it has `{}`", known.join("`, `")),
        }
    }
}

impl Key {
    /// How it is written.
    fn example(&self) -> String {
        let name = self.name;
        match self.takes {
            Takes::Count(_) => format!("{name} = 3"),
            Takes::Duration => format!("{name} = 30"),
            Takes::Text => format!("{name} = \"payments\""),
            Takes::Ident => format!("{name} = fetch_breaker"),
            Takes::Path => format!("{name} = my_crate::resilience"),
            Takes::Callable => format!("{name} = is_harmless"),
            Takes::Patterns => format!("{name}(ApiError::NotFound, ApiError::Status(400..=499))"),
        }
    }

    /// Reads what comes after the key.
    fn value(&self, key: &Ident, input: ParseStream<'_>) -> syn::Result<Value> {
        let (name, example) = (self.name, self.example());
        if let Takes::Patterns = self.takes {
            return Ok(Value::Patterns(self.patterns(key, input)?));
        }
        let equals = input.peek(Token![=]) && !input.peek(Token![==]);
        if !equals || input.parse::<Token![=]>().is_err() || at_end(input) {
            return Err(syn::Error::new(
                key.span(),
                format!("`{name}` needs a value: `{example}`"),
            ));
        }
        let expression = || value::expression(input);
        let wrong = |what: &str| input.error(format!("`{name}` is {what}: `{example}`"));
        Ok(match self.takes {
            Takes::Count(most) => Value::Setting(value::count(name, most, expression()?)?),
            Takes::Duration => Value::Setting(value::duration(name, expression()?)?),
            Takes::Text => Value::Text(value::text(name, expression()?)?),
            Takes::Ident => match input.parse() {
                Ok(ident) if at_end(input) => Value::Ident(ident),
                _ => return Err(wrong("the name of a function that the attribute makes")),
            },
            Takes::Path => match input.call(Path::parse_mod_style) {
                Ok(path) if at_end(input) => Value::Path(path),
                _ => return Err(wrong("a path, without quotes")),
            },
            Takes::Callable | Takes::Patterns => {
                Value::Callable(value::callable(name, expression()?)?)
            }
        })
    }

    fn patterns(&self, key: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<Pattern>> {
        let wrong = |span| {
            let message = format!("`{}` takes patterns of errors: `{}`", self.name, self.example());
            syn::Error::new(span, message)
        };
        if !input.peek(syn::token::Paren) {
            return Err(wrong(key.span()));
        }
        let content;
        parenthesized!(content in input);
        match content.call(Punctuated::<Pattern, Token![,]>::parse_terminated) {
            Ok(list) if list.is_empty() => Err(wrong(key.span())),
            Ok(list) => Ok(list.into_iter().collect()),
            Err(fault) => {
                // What is left would be a fault of its own.
                content.parse::<TokenStream>()?;
                Err(wrong(fault.span()))
            }
        }
    }
}

fn at_end(input: ParseStream<'_>) -> bool {
    input.is_empty() || input.peek(Token![,])
}

fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !at_end(input) {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}
