#include "metrics/request_metrics.hpp"

namespace gasworks::metrics {

void RequestMetrics::StatusCounts::add(int status) {
    for (std::size_t i = 0; i + 1 < slots_.size(); ++i) {
        Slot& slot = slots_[i];
        int taken = slot.status.load(std::memory_order_relaxed);
        // Where two threads want the same slot, one gets it and the other sees by whom it was taken.
        if (taken == 0 && slot.status.compare_exchange_strong(taken, status, std::memory_order_relaxed))
            taken = status;
        if (taken == status) {
            slot.count.fetch_add(1, std::memory_order_relaxed);
            return;
        }
    }
    slots_.back().count.fetch_add(1, std::memory_order_relaxed);
}

RequestMetrics::RequestMetrics(const std::vector<std::string>& operation_ids) {
    for (const std::string& id : operation_ids) {
        if (by_id_.contains(id)) continue;
        Operation& operation = operations_.emplace_back(id);
        by_id_.emplace(operation.id, &operation);
    }
}

void RequestMetrics::count(const http::Access& access) {
    const auto known = by_id_.find(access.operation_id);
    Operation& operation = known == by_id_.end() ? none_ : *known->second;
    operation.statuses.add(access.status);
    operation.bytes.fetch_add(access.bytes, std::memory_order_relaxed);
    operation.seconds.observe(access.duration.count());
}

void RequestMetrics::collect(Exposition& exposition) const {
    const auto each = [this](const auto& tell) {
        for (const Operation& operation : operations_)
            tell(operation);
        tell(none_);
    };
    exposition.family("gasworks_http_requests_total", MetricType::counter,
                      "Answers, by the operation asked for and the answer's status.");
    each([&](const Operation& operation) {
        operation.statuses.each([&](int status, std::uint64_t count) {
            const std::string text = status == 0 ? "other" : std::to_string(status);
            exposition.sample(static_cast<double>(count), {{"operation_id", operation.id}, {"status", text}});
        });
    });
    exposition.family("gasworks_http_request_duration_seconds", MetricType::histogram,
                      "Seconds from a request's last byte to its answer's first.");
    each([&](const Operation& operation) {
        const auto snapshot = operation.seconds.snapshot();
        std::uint64_t observed = 0;
        for (const std::uint64_t count : snapshot.counts)
            observed += count;
        if (observed > 0) exposition.sample(snapshot, {{"operation_id", operation.id}});
    });
    exposition.family("gasworks_http_response_bytes_total", MetricType::counter,
                      "Bytes of the answers' bodies.");
    each([&](const Operation& operation) {
        const auto bytes = operation.bytes.load(std::memory_order_relaxed);
        if (bytes > 0) exposition.sample(static_cast<double>(bytes), {{"operation_id", operation.id}});
    });
}

void collect_load(Exposition& exposition, const http::Load& load) {
    const auto gauge = [&](std::string_view name, std::string_view help, std::size_t value) {
        exposition.family(name, MetricType::gauge, help);
        exposition.sample(static_cast<double>(value));
    };
    gauge("gasworks_http_connections", "Open connections.", load.connections);
    gauge("gasworks_http_requests_in_flight", "Requests whose answer is not delivered yet.",
          load.requests_in_flight);

    const auto each_pool = [&](std::string_view name, MetricType type, std::string_view help,
                               auto http::PoolLoad::*member) {
        exposition.family(name, type, help);
        exposition.sample(static_cast<double>(load.ordinary.*member), {{"pool", "ordinary"}});
        exposition.sample(static_cast<double>(load.lengthy.*member), {{"pool", "lengthy"}});
    };
    using http::PoolLoad;
    each_pool("gasworks_workers", MetricType::gauge, "Threads that work on requests.", &PoolLoad::threads);
    each_pool("gasworks_workers_busy", MetricType::gauge, "Of those, the ones at work.", &PoolLoad::busy);
    each_pool("gasworks_queue_length", MetricType::gauge, "Requests that wait for a worker.",
              &PoolLoad::waiting);
    each_pool("gasworks_queue_limit", MetricType::gauge,
              "Most requests that may wait; one more is answered 503.", &PoolLoad::queue_limit);
    each_pool("gasworks_queue_rejected_total", MetricType::counter,
              "Requests answered 503 because the queue was full.", &PoolLoad::rejected);
}

}  // namespace gasworks::metrics
