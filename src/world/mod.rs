//! The embedded table of countries: facts and figures with their sources.
