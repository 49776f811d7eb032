fn call(&self) -> io::Result<impl Iterator<Item = String> + use<>> {
    {
        let admitted = {
            let limiter = &(self.limiter);
            let limiter: &::resilience::RateLimiter = limiter;
            limiter.try_acquire()
        };
        if let ::core::result::Result::Err(rejected) = admitted {
            return <io::Result<
                _,
            > as ::resilience::__private::Refused>::refused(rejected);
        }
    }
    const _: () = ();
    self.client.lines()
}
