//! The laws: what holds for every input, and the golden vectors of the format.
//!
//! `vectors` walks `tests/vectors`, whose files are the truth and are never written here. The other
//! modules are properties over random inputs; `naive` is a second reading of the design, which
//! shares no code with the engine that it judges.

mod arbitrary;
mod asking;
mod attacker;
mod codec;
mod fuzzing;
mod gate;
mod gated;
mod holds;
mod merging;
mod moves;
mod naive;
mod promotion;
mod resolving;
mod rights;
mod rules;
mod sealing;
mod vectors;
mod versions;
mod world;
