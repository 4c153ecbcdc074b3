#pragma once
#include <chrono>
#include <cstdint>
#include <string>

namespace gasworks::lifecycle {

/// Whether somebody listens there already, so that a new server could not. Throws Failure where the host is
/// no address of this machine.
bool is_port_taken(const std::string& host, std::uint16_t port);

/// Whether an HTTP server answers a GET there by then, with whatever status. `host` is as it is listened on:
/// for all addresses, this machine is asked.
bool answers_http(const std::string& host, std::uint16_t port, std::chrono::milliseconds patience);

}  // namespace gasworks::lifecycle
