//! One future: the month clock and its modules.
