//! Problems in input: where, which rule, what to do.
