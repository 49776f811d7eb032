//! The kinds of values that settings have.

use std::time::Duration;

/// A kind of value that settings have: how it is written and which values hold.
pub(crate) trait Value: Copy + PartialEq {
    /// The values that hold.
    type Range: Copy;

    fn show(self) -> String;
    fn is_in(self, range: Self::Range) -> bool;
    fn expected(range: Self::Range) -> String;
}

impl Value for u32 {
    type Range = (u32, u32);

    fn show(self) -> String {
        self.to_string()
    }

    fn is_in(self, (least, most): (u32, u32)) -> bool {
        (least..=most).contains(&self)
    }

    fn expected((least, most): (u32, u32)) -> String {
        format!("{least} to {most}")
    }
}

impl Value for i32 {
    type Range = (i32, i32);

    fn show(self) -> String {
        self.to_string()
    }

    fn is_in(self, (least, most): (i32, i32)) -> bool {
        (least..=most).contains(&self)
    }

    fn expected((least, most): (i32, i32)) -> String {
        format!("{least} to {most}")
    }
}

impl Value for bool {
    /// Both hold.
    type Range = ();

    fn show(self) -> String {
        self.to_string()
    }

    fn is_in(self, (): ()) -> bool {
        true
    }

    fn expected((): ()) -> String {
        String::from("true or false")
    }
}

impl Value for Duration {
    /// The shortest that holds; there is no longest.
    type Range = Duration;

    fn show(self) -> String {
        if self == Self::MAX { String::from("never") } else { format!("{self:?}") }
    }

    fn is_in(self, least: Self) -> bool {
        self >= least
    }

    fn expected(least: Self) -> String {
        format!("at least {least:?}; Duration::MAX means never")
    }
}

/// The numbers that a setting of type `f64` may have.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reals {
    /// Finite and more than nought.
    Positive,
    /// Finite and not less than nought.
    NotNegative,
    /// Finite and not less than one.
    AtLeastOne,
    /// From nought to one.
    Share,
    /// The same without nought.
    Rate,
}

impl Value for f64 {
    type Range = Reals;

    fn show(self) -> String {
        self.to_string()
    }

    fn is_in(self, range: Reals) -> bool {
        self.is_finite()
            && match range {
                Reals::Positive => self > 0.0,
                Reals::NotNegative => self >= 0.0,
                Reals::AtLeastOne => self >= 1.0,
                Reals::Share => (0.0..=1.0).contains(&self),
                Reals::Rate => self > 0.0 && self <= 1.0,
            }
    }

    fn expected(range: Reals) -> String {
        String::from(match range {
            Reals::Positive => "a finite number above 0",
            Reals::NotNegative => "a finite number of 0 or more",
            Reals::AtLeastOne => "a finite number of 1 or more",
            Reals::Share => "a number from 0 to 1",
            Reals::Rate => "a number above 0, at most 1",
        })
    }
}

impl Value for usize {
    type Range = (usize, usize);

    fn show(self) -> String {
        self.to_string()
    }

    fn is_in(self, (least, most): (usize, usize)) -> bool {
        (least..=most).contains(&self)
    }

    fn expected((least, most): (usize, usize)) -> String {
        match most {
            Self::MAX => format!("at least {least}"),
            _ => format!("{least} to {most}"),
        }
    }
}
