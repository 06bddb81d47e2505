//! See `envctl_fuzz::formats_read`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| envctl_fuzz::formats_read(input));
