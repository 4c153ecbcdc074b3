#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

/// What the server has at a path, and how it misbehaves there.
struct ServedFile {
    std::string body;
    std::string entity_tag = "\"v1\"";  ///< none where empty
    std::string last_modified;          ///< none where empty
    bool ranges = true;                 ///< answers Range with 206 or 416; otherwise ignores it
    bool lies_about_range = false;      ///< answers 206 with the wrong Content-Range
    bool content_length = true;         ///< otherwise chunked
    int status = 200;                   ///< any other is sent with the body as it is
    std::string location;               ///< for a redirect

    /// The connection is closed after so many bytes of a body, in so many answers.
    std::optional<std::size_t> cut_after;
    int cut_answers = 1'000'000;
    /// Silence after so many bytes of a body (0: after the head), until the client leaves.
    std::optional<std::size_t> stall_after;
    bool stall_before_head = false;
    /// Bytes per second, in small pieces.
    std::optional<std::size_t> rate;
};

struct ReceivedRequest {
    std::string method;
    std::string path;
    std::map<std::string, std::string> headers;  ///< names in lower case
};

/// A small HTTP/1.1 server for tests: GET, on a free loopback port, one thread per connection.
class FileServer {
  public:
    FileServer();
    FileServer(const FileServer&) = delete;
    FileServer& operator=(const FileServer&) = delete;
    ~FileServer();

    std::uint16_t port() const { return port_; }
    /// "http://127.0.0.1:PORT" and the path, which begins with "/".
    std::string url(const std::string& path) const;

    /// From now on. A path without a file is 404.
    void serve(const std::string& path, ServedFile file);

    /// Those for a path so far, in the order of their arrival.
    std::vector<ReceivedRequest> requests(const std::string& path) const;
    /// Bytes of bodies sent so far, or about to be.
    std::uint64_t bytes_sent() const;

  private:
    void count_bytes(std::uint64_t count);
    void accept_connections();
    void answer(int connection);
    std::shared_ptr<const ServedFile> take_file(const ReceivedRequest& request);
    void send_body(int connection, const ServedFile& file, std::size_t begin, std::size_t end, bool chunked);
    bool send_all(int connection, const std::string& bytes);
    void wait_until_gone(int connection, int milliseconds) const;

    int listener_ = -1;
    int stopping_[2] = {-1, -1};  ///< a pipe: readable once the server stops
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    std::map<std::string, ServedFile> files_;
    std::vector<ReceivedRequest> requests_;
    std::uint64_t bytes_sent_ = 0;
    std::vector<std::thread> answering_;
    std::thread accepting_;
};
