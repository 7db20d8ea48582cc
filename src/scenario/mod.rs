//! Scenario files: reading, extending, overriding, checking; text into the model.

pub mod document;
