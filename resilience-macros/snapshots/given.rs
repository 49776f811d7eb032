fn push(&mut self, item: Item) -> Result<&mut Item, ApiError> {
    let permit = match {
        let breaker = &(self.breaker);
        let breaker: &::resilience::CircuitBreaker = breaker;
        ::resilience::__private::admit(breaker)
    } {
        ::core::result::Result::Ok(permit) => permit,
        ::core::result::Result::Err(rejected) => {
            return <Result<
                &mut Item,
                ApiError,
            > as ::resilience::__private::Refused>::refused(rejected);
        }
    };
    ::resilience::__private::run::<
        Result<&mut Item, ApiError>,
        _,
        _,
    >(
        permit,
        move || -> Result<&mut Item, ApiError> {
            let _ = &item;
            let _ = &self;
            const _: () = ();
            self.items.push(item);
            self.items.last_mut().ok_or(ApiError::Empty)
        },
        ::resilience::__private::judge_error,
    )
}
