//! How a guarded call ended.

/// The judgement of one guarded call, as its policy counts it.
///
/// The fourth way a call can end, *abandoned*, has no variant: it is what happens to a
/// [`Permit`](crate::Permit) that nobody settles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The dependency answered as it should.
    Success,
    /// The dependency failed: a counted failure.
    Failure,
    /// The result says nothing about the dependency (a "not found", a rejection by a policy
    /// further in): neither a success nor a failure.
    Ignored,
}
