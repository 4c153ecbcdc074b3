#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gasworks::bench {

/// A request as the study's clients send it.
struct Request {
    std::string method = "GET";
    std::string url;
    std::string file = {};  ///< path of a file, sent as the part "upload" of a form; empty: no body
};

/// What came of a request. Times are in seconds from the moment when it was begun.
struct Exchange {
    long status = 0;       ///< 0 where there was no answer
    std::string error{};   ///< why there was none
    std::string body{};    ///< at most the first MiB
    double connected = 0;  ///< the connection stood, with TLS where it has that; 0 where it stood before
    double first_byte = 0;
    double total = 0;
    std::optional<double> server{};  ///< what the server itself took, as it says in Server-Timing

    bool succeeded() const { return status >= 200 && status < 300; }
};

struct Credentials {
    std::string user;     ///< "USER:PASSWORD"; empty: none
    std::string api_key;  ///< empty: none
};

enum class Connections {
    own,   ///< each request over one of its own, as separate clients send them
    kept,  ///< over one that a request before has left, as browsers and proxies do
};

/// Sends all requests, `parallel` at a time. Where one ends the next begins. `ended` is called after each.
/// \return in the order of the requests
/// \throws Interrupted once a signal asks the program to end
std::vector<Exchange> send(const std::vector<Request>& requests, std::size_t parallel,
                           Connections connections, const Credentials& credentials,
                           const std::function<void()>& ended);

/// "libcurl 7.88.1", by which requests are sent.
std::string client_library();

}  // namespace gasworks::bench
