//! What an attribute's arguments may be called, and how the value of each is read.

use crate::value::{self, Pattern};
use crate::{args::at_end, duration};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, Path, Token, Type, parenthesized};

/// One argument that an attribute knows.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    takes: Takes,
    /// A value, as a user would write it.
    value: &'static str,
}

/// What an argument's value is.
#[derive(Clone, Copy)]
pub(crate) enum Takes {
    /// A whole number between these two; a setting of the policy's builder.
    Count(u32, u32),
    /// A number greater than zero; a setting of the policy's builder.
    Number,
    /// A number above 0, at most 1; a setting of the policy's builder.
    Rate,
    /// A number of 1 or more; a setting of the policy's builder.
    Factor,
    /// A number of calls, or a length of time with a unit; a setting of the policy's builder.
    Window,
    /// A length of time longer than zero; a setting of the policy's builder.
    Duration,
    /// A length of time that may be zero, and belongs to the call.
    Wait,
    /// A length of time that may be zero; a setting of the policy's builder.
    MaxWait,
    /// Any expression but a literal, and what it is; a setting of the policy's builder.
    Setting(&'static str),
    /// The names of arguments.
    Idents,
    /// `true` or `false`. This is why it has to be written out.
    Truth(&'static str),
    Text,
    Ident,
    Path,
    /// A function, which is this.
    Callable(&'static str),
    /// The same, which returns a future if `async` stands before it.
    AsyncCallable(&'static str),
    /// `key(pattern, …)`.
    Patterns,
    /// `key(Type, …)`.
    Types,
    /// Any expression.
    Expression,
}

/// The value of an argument as it was written.
pub(crate) enum Value {
    /// That of the builder's method of the same name.
    Setting(TokenStream),
    /// The same, of any type that is a number.
    Number(TokenStream),
    /// The same, of any type that is a window.
    Window(TokenStream),
    Truth(bool),
    Ident(Ident),
    Path(Path),
    Patterns(Vec<Pattern>),
    Types(Vec<Type>),
    Idents(Vec<Ident>),
    /// What goes into the expansion as it is.
    Tokens(TokenStream),
    /// The same, which returns a future.
    AsyncTokens(TokenStream),
    /// It is wrong, which was reported.
    Faulty,
}

impl Key {
    // Those that every attribute has.
    pub(crate) const NAME: Self = Self::new("name", Takes::Text, "\"payments\"");
    pub(crate) const CRATE: Self = Self::new("crate", Takes::Path, "my_crate::resilience");

    // Those of every attribute that can turn a call away.
    pub(crate) const MAP_ERR: Self = Self::new(
        "map_err",
        Takes::Callable(
            "a function that makes the error of a `Rejected`: its path, or a closure `|rejected| …`",
        ),
        "ApiError::Busy",
    );
    pub(crate) const FALLBACK: Self = Self::new(
        "fallback",
        Takes::Callable(
            "a function that takes a `Rejected` and gives what the guarded one returns: its path, \
             or a closure `|rejected| …`",
        ),
        "|_| Ok(Vec::new())",
    );

    pub(crate) const fn new(name: &'static str, takes: Takes, value: &'static str) -> Self {
        Self { name, takes, value }
    }

    /// How it is written.
    fn example(&self) -> String {
        let (name, value) = (self.name, self.value);
        match self.takes {
            Takes::Patterns | Takes::Types | Takes::Idents => format!("{name}({value})"),
            _ => format!("{name} = {value}"),
        }
    }

    /// Reads the value of an argument without a key. In texts it goes by the name of the attribute.
    pub(crate) fn read_first(&self, name: &str, input: ParseStream<'_>) -> syn::Result<Value> {
        Ok(match self.takes {
            Takes::Duration => {
                Value::Setting(duration::longer_than_zero(name, value::expression(input)?)?)
            }
            Takes::AsyncCallable(what) => {
                let is_async = input.peek(Token![async]);
                // Of a closure that is async itself it is a part.
                let closure =
                    input.peek2(Token![|]) || input.peek2(Token![||]) || input.peek2(Token![move]);
                if is_async && !closure {
                    let before = input.parse::<Token![async]>()?;
                    if at_end(input) {
                        let message = format!("`{name}` is {what}");
                        return Err(syn::Error::new_spanned(before, message));
                    }
                }
                let callable = value::callable(name, what, value::expression(input)?)?;
                if is_async { Value::AsyncTokens(callable) } else { Value::Tokens(callable) }
            }
            _ => unreachable!("no other argument comes without a key"),
        })
    }

    /// Reads what comes after the key.
    pub(crate) fn read(&self, key: &Ident, input: ParseStream<'_>) -> syn::Result<Value> {
        let (name, example) = (self.name, self.example());
        let equals = input.peek(Token![=]) && !input.peek(Token![==]);
        if !matches!(self.takes, Takes::Patterns | Takes::Types | Takes::Idents)
            && (!equals || input.parse::<Token![=]>().is_err() || at_end(input))
        {
            let message = format!("`{name}` needs a value: `{example}`");
            return Err(syn::Error::new(key.span(), message));
        }
        let expression = || value::expression(input);
        let wrong = |what: &str| input.error(format!("`{name}` is {what}: `{example}`"));
        Ok(match self.takes {
            Takes::Count(least, most) => {
                Value::Setting(value::count(name, least, most, expression()?)?)
            }
            Takes::Number => {
                let what = "a number greater than zero";
                value::number(name, what, |number| number > 0.0, expression()?)?
            }
            Takes::Rate => {
                let what = "a number above 0, at most 1";
                value::number(name, what, |rate| rate > 0.0 && rate <= 1.0, expression()?)?
            }
            Takes::Factor => {
                value::number(name, "a number of 1 or more", |factor| factor >= 1.0, expression()?)?
            }
            Takes::Window => Value::Window(value::window(name, expression()?)?),
            Takes::Duration => Value::Setting(duration::longer_than_zero(name, expression()?)?),
            Takes::Wait => Value::Tokens(duration::zero_or_longer(name, expression()?)?),
            Takes::MaxWait => Value::Setting(duration::zero_or_longer(name, expression()?)?),
            Takes::Setting(what) => Value::Setting(value::made(name, what, expression()?)?),
            Takes::Idents => Value::Idents(self.list("names of arguments", key, input)?),
            Takes::Truth(why) => Value::Truth(value::truth(name, why, expression()?)?),
            Takes::Text => Value::Tokens(value::text(name, expression()?)?),
            Takes::Ident => match input.parse() {
                Ok(ident) if at_end(input) => Value::Ident(ident),
                _ => return Err(wrong("the name of a function that the attribute makes")),
            },
            Takes::Path => match input.call(Path::parse_mod_style) {
                Ok(path) if at_end(input) => Value::Path(path),
                _ => return Err(wrong("a path, without quotes")),
            },
            Takes::Callable(what) | Takes::AsyncCallable(what) => {
                Value::Tokens(value::callable(name, what, expression()?)?)
            }
            Takes::Patterns => Value::Patterns(self.list("patterns of errors", key, input)?),
            Takes::Types => Value::Types(self.list("types of errors", key, input)?),
            Takes::Expression => Value::Tokens(expression()?.into_token_stream()),
        })
    }

    /// A list in parentheses.
    fn list<T: Parse>(
        &self,
        of_what: &str,
        key: &Ident,
        input: ParseStream<'_>,
    ) -> syn::Result<Vec<T>> {
        let wrong = |span| {
            let message = format!("`{}` takes {of_what}: `{}`", self.name, self.example());
            syn::Error::new(span, message)
        };
        if !input.peek(syn::token::Paren) {
            return Err(wrong(key.span()));
        }
        let content;
        parenthesized!(content in input);
        match content.call(Punctuated::<T, Token![,]>::parse_terminated) {
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
