//! Shares become whole persons, within floors, caps and totals.
