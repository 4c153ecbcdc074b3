#pragma once
#include <chrono>
#include <string>

#include "http/headers.hpp"

namespace gasworks::http {

/// A complete request, framed and checked, as the engine hands it to the router. Nothing is decoded yet:
/// `path` and `query` are as sent, percent signs included.
struct Request {
    std::string method;  ///< upper case token, e.g. "GET"
    std::string path;    ///< origin-form path, starts with '/', at most 8 KiB
    std::string query;   ///< what follows the first '?', without it
    Headers headers;     ///< at most 16 KiB
    std::string body;    ///< de-chunked; at most ServerOptions::max_body bytes
    std::string id;      ///< request id: the client's X-Request-Id when it is safe to log, else a new one
    std::string client;  ///< peer address without port
    std::chrono::steady_clock::time_point received;  ///< when the last byte of the request had arrived
};

}  // namespace gasworks::http
