//! What holds of the project as a whole: the floors of its source, and documents that are current.

mod docs;
mod floors;
