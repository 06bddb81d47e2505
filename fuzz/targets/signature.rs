//! See `envctl_fuzz::signature`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| envctl_fuzz::signature(input));
