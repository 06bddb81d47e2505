//! See `envctl_fuzz::scene`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| envctl_fuzz::scene(input));
