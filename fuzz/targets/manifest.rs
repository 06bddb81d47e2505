//! See `envctl_fuzz::manifest`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| envctl_fuzz::manifest(input));
