//! What a call has to wait for on its way in.

use super::machine::Frame;
use crate::bulkhead::Bulkhead;
use crate::error::Rejected;
use crate::rate_limiter::RateLimiter;

/// What a call has to wait for. It has handles of its own: whoever waits may as well make one more.
#[derive(Debug)]
pub(super) enum Wait {
    ForToken(RateLimiter),
    ForPermit(Bulkhead),
}

impl Wait {
    pub(super) fn on_thread(&self) -> Result<Frame, Rejected> {
        match self {
            Self::ForToken(limiter) => limiter.acquire().map(|()| Frame::RateLimiter),
            Self::ForPermit(bulkhead) => {
                bulkhead.acquire().map(|permit| Frame::Bulkhead(permit.detach()))
            }
        }
    }
}
