#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "http/server.hpp"
#include "metrics/exposition.hpp"
#include "metrics/histogram.hpp"

namespace gasworks::metrics {

/// Requests by operation and status, how long they took and what they weighed. Counting takes no lock: the
/// operations are known beforehand, and the rest is atomic.
class RequestMetrics {
  public:
    /// Requests to none of these operations count under the operation "none".
    explicit RequestMetrics(const std::vector<std::string>& operation_ids);

    /// Any thread.
    void count(const http::Access& access);
    /// Operations that were asked for at least once: gasworks_http_requests_total{operation_id,status},
    /// gasworks_http_request_duration_seconds{operation_id},
    /// gasworks_http_response_bytes_total{operation_id}.
    void collect(Exposition& exposition) const;

  private:
    /// The statuses that an operation has answered with, in the order of their first time.
    class StatusCounts {
      public:
        void add(int status);
        /// Calls `tell(status, count)` for each; status 0 stands for those for which there was no room.
        template <class Tell>
        void each(const Tell& tell) const {
            for (const Slot& slot : slots_) {
                const auto count = slot.count.load(std::memory_order_relaxed);
                if (count > 0) tell(slot.status.load(std::memory_order_relaxed), count);
            }
        }

      private:
        struct Slot {
            std::atomic<int> status{0};
            std::atomic<std::uint64_t> count{0};
        };
        /// More than any operation has; the last one is for the statuses beyond.
        std::array<Slot, 32> slots_;
    };
    struct Operation {
        explicit Operation(std::string operation_id) : id(std::move(operation_id)) {}
        std::string id;
        StatusCounts statuses;
        std::atomic<std::uint64_t> bytes{0};
        Histogram seconds{request_bounds()};
    };

    std::deque<Operation> operations_;
    std::map<std::string_view, Operation*> by_id_;
    Operation none_{"none"};
};

/// Connections, requests in flight and the queues of a server that has been started.
void collect_load(Exposition& exposition, const http::Load& load);

}  // namespace gasworks::metrics
