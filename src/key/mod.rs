//! Reference keys: indicators of States become shares.
