#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http_test {

/// One answer as it came over the wire.
struct RawResponse {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers;  ///< in order, names in lower case
    std::string body;

    /// The only field of this name (lower case). Throws when there is none or more than one.
    std::string header(std::string_view name) const;
    bool has(std::string_view name) const;
};

/// The server closed the connection before the answer, or within it.
struct ConnectionClosed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Nothing arrived in time.
struct DeadlinePassed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A TCP connection on which a test sends exactly the bytes that it wants, in the pieces that it wants.
/// Waiting ends with DeadlinePassed after `patience`, which only a broken server ever needs.
class RawClient {
  public:
    struct Options {
        std::string host = "127.0.0.1";
        int receive_buffer = 0;  ///< bytes (SO_RCVBUF); 0: the system's default
        std::chrono::milliseconds patience{30'000};
    };

    explicit RawClient(std::uint16_t port) : RawClient(port, Options()) {}
    RawClient(std::uint16_t port, const Options& options);
    ~RawClient();
    RawClient(RawClient&& other) noexcept;
    RawClient& operator=(RawClient&& other) noexcept;
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    /// Sends everything, each call as a segment of its own. False when the server has closed the connection.
    bool send(std::string_view bytes);
    /// Sends what the system takes at once and says how much that was; 0 also when the server has closed.
    std::size_t send_some(std::string_view bytes) const;

    /// The next answer; 1xx ones, too. `to_head`: it answers a HEAD request and has no body.
    RawResponse read_response(bool to_head = false);
    /// send() and read_response().
    RawResponse ask(std::string_view request);
    /// Everything up to these bytes, which are included; or up to the end of the connection.
    std::string read_through(std::string_view end);
    /// Everything up to the server's end of the connection.
    std::string read_until_close();
    /// Waits for the end of the connection; false when bytes arrive before it.
    bool is_closed_without_another_byte();
    /// Whether something (an answer or the end) is there within this time.
    bool is_readable(std::chrono::milliseconds within) const;

    /// Sends no more, but still reads.
    void shut_down_sending() const;
    /// Closes; what the server sends from now on is in vain.
    void close();
    /// Closes by a reset instead of an orderly end.
    void reset();

  private:
    /// Bytes of the next piece; 0 at the end of the connection.
    std::size_t receive();
    std::chrono::milliseconds time_left() const;
    void wait_for(short event) const;

    int socket_ = -1;
    std::chrono::milliseconds patience_{0};
    std::chrono::steady_clock::time_point deadline_;
    std::string received_;
};

/// A GET request without a body. `fields` are whole lines with their line ends.
std::string get(std::string_view target, std::string_view fields = {});
/// A request with this body and its Content-Length.
std::string post(std::string_view target, std::string_view body, std::string_view fields = {});

}  // namespace http_test
