//! What a server counts, for Prometheus. Labels are routes and statuses: no organization, no key.

use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

type Labels = Vec<(&'static str, String)>;

/// What a server counts.
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<Labels, Counter>,
    seconds: Family<Labels, Histogram, fn() -> Histogram>,
    commits: Counter,
    refusals: Family<Labels, Counter>,
    pub(super) connections: Gauge<i64>,
}

impl Metrics {
    pub(super) fn new() -> Metrics {
        let mut registry = Registry::with_prefix("envctl");
        let requests = Family::<Labels, Counter>::default();
        let seconds: Family<Labels, Histogram, fn() -> Histogram> =
            Family::new_with_constructor(|| Histogram::new(exponential_buckets(0.001, 2.0, 14)));
        let commits = Counter::<u64, AtomicU64>::default();
        let refusals = Family::<Labels, Counter>::default();
        let connections = Gauge::<i64>::default();
        registry.register("requests", "Requests that were answered", requests.clone());
        registry.register("request_seconds", "How long their answers took", seconds.clone());
        registry.register("commits", "Commits that were appended", commits.clone());
        registry.register(
            "refusals",
            "Questions that were refused, by the word of the rule",
            refusals.clone(),
        );
        registry.register("connections", "Connections that are open", connections.clone());
        Metrics { registry, requests, seconds, commits, refusals, connections }
    }

    /// Counts an answer.
    pub(super) fn answered(&self, route: &str, status: u16, seconds: f64) {
        let route = ("route", route.to_owned());
        self.requests.get_or_create(&vec![route.clone(), ("status", status.to_string())]).inc();
        self.seconds.get_or_create(&vec![route]).observe(seconds);
    }

    /// Counts a commit.
    pub(super) fn committed(&self) {
        self.commits.inc();
    }

    /// Counts a refusal.
    pub(super) fn refused(&self, code: &str) {
        self.refusals.get_or_create(&vec![("code", code.to_owned())]).inc();
    }

    /// All of it, as Prometheus reads it.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        // A `String` takes every write.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
