fn pay(amount: Amount) -> Result<Receipt, ApiError> {
    #![allow(unused_variables)]
    {
        static __RESILIENCE_SITE: ::resilience::__private::CircuitBreakerSite = ::resilience::__private::CircuitBreakerSite::new(||
        ::resilience::__private::shared(
            ::resilience::CircuitBreaker::builder()
                .name(::resilience::__private::text("payments")),
        ));
        &__RESILIENCE_SITE
    }
        .call::<
            Result<Receipt, ApiError>,
            _,
        >(
            move || -> Result<Receipt, ApiError> { charge() },
            |error| ::resilience::__private::judge(
                error,
                |error| (
                    match error {
                        ApiError::NotFound { .. } => true,
                        ApiError::Status(400..=499) => true,
                        _ => false,
                    } || ::resilience::__private::ask(error, |error| error.is_harmless())
                ),
            ),
        )
}
