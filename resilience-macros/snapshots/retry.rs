fn send(
    &self,
    (id, mut text): (u32, String),
    sink: &mut Sink,
    body: Body,
) -> io::Result<Reply> {
    let id = id;
    let sink = sink;
    let body = body;
    let mut attempts = ::resilience::__private::Attempts::new(
        {
            fn __resilience_here() {}
            static __RESILIENCE_SITE: ::resilience::__private::Site<
                ::resilience::Retry,
            > = ::resilience::__private::Site::new(|| ::resilience::__private::own(
                ::resilience::Retry::builder().max_attempts(5).no_budget(),
                ::core::any::type_name_of_val(&__resilience_here),
                "send",
            ));
            &__RESILIENCE_SITE
        }
            .get(),
    );
    loop {
        let wait = {
            let value: io::Result<Reply> = {
                let id = ::resilience::__private::again(&id);
                let mut text = ::resilience::__private::again(&mut text);
                let sink = &mut *sink;
                let body = &body;
                ::resilience::__private::make(|| -> io::Result<Reply> {
                    text.push('!');
                    self.client.send(id, text, sink, body)
                })
            };
            let error = match <io::Result<
                Reply,
            > as ::resilience::__private::Fallible>::into_result(value) {
                ::core::result::Result::Ok(value) => {
                    break <io::Result<
                        Reply,
                    > as ::resilience::__private::Fallible>::from_result(
                        ::core::result::Result::Ok(value),
                    );
                }
                ::core::result::Result::Err(error) => error,
            };
            let wait = {
                use ::resilience::__private::Seen as _;
                let error = &error;
                let source = ::resilience::__private::Source(error);
                let rejection = (&&&&source).rejection();
                attempts
                    .next(
                        rejection,
                        || (
                            match error {
                                io::Error { .. } => false,
                                _ => true,
                            } && ::resilience::__private::ask(error, is_transient)
                        ),
                    )
            };
            match wait {
                ::core::option::Option::Some(wait) => wait,
                ::core::option::Option::None => {
                    break <io::Result<
                        Reply,
                    > as ::resilience::__private::Fallible>::from_result(
                        ::core::result::Result::Err(error),
                    );
                }
            }
        };
        attempts.on_thread(wait);
    }
}
