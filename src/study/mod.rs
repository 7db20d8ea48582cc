//! What the futures mean: options compared under common futures.
