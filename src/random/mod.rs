//! Keyed, counter-based random numbers and the samplers that use them.
