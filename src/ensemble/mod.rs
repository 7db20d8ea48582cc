//! All futures: replicates in parallel and summaries that merge in any order.
