#pragma once
#include <cstdint>
#include <memory>
#include <stop_token>

#include "http/mailbox.hpp"
#include "http/memory_budget.hpp"
#include "http/request.hpp"

namespace gasworks::http {

/// A request on its way through the server, and where its answer goes.
struct Exchange {
    Request request;
    MemoryBudget::Share body_share;
    std::stop_source stop;
    std::uint64_t connection = 0;
    std::shared_ptr<Mailbox> mailbox;
};

}  // namespace gasworks::http
