#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "http/mailbox.hpp"
#include "http/memory_budget.hpp"
#include "http/request.hpp"

namespace gasworks::http {

/// A request on its way through the server, and where its answer goes.
struct Exchange {
    Request request;
    MemoryBudget::Share body_share;
    MemoryBudget::Share body_share_of_client;
    std::stop_source stop;
    std::uint64_t connection = 0;
    std::shared_ptr<Mailbox> mailbox;
    std::optional<std::string> principal;  ///< who sent it, where that was asked before the route's handler
};

}  // namespace gasworks::http
