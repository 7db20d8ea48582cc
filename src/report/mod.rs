//! Tables, charts and provenance.
