#include "tests/server/datasets/file_server.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cctype>
#include <cerrno>
#include <fcntl.h>
#include <iterator>
#include <netinet/in.h>
#include <poll.h>
#include <sstream>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace {

std::string lower_case(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char character) { return static_cast<char>(std::tolower(character)); });
    return text;
}

std::optional<ReceivedRequest> parse_request(const std::string& head) {
    std::istringstream lines(head);
    ReceivedRequest request;
    std::string version;
    if (!(lines >> request.method >> request.path >> version)) return std::nullopt;
    for (std::string line; std::getline(lines, line);) {
        const auto colon = line.find(": ");
        if (colon == std::string::npos) continue;
        const auto end = line.find('\r');
        request.headers[lower_case(line.substr(0, colon))] = line.substr(colon + 2, end - colon - 2);
    }
    return request;
}

/// The first byte asked for, where the request has a range that counts (RFC 9110, 13.1.5 and 14.2).
std::optional<std::size_t> range_start(const ReceivedRequest& request, const ServedFile& file) {
    const auto range = request.headers.find("range");
    if (!file.ranges || range == request.headers.end() || !range->second.starts_with("bytes=")) {
        return std::nullopt;
    }
    const auto if_range = request.headers.find("if-range");
    if (if_range != request.headers.end() && if_range->second != file.entity_tag &&
        if_range->second != file.last_modified) {
        return std::nullopt;
    }
    return std::stoull(range->second.substr(6));
}

}  // namespace

FileServer::FileServer() {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (listener_ < 0 || ::bind(listener_, generic, size) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, generic, &size) != 0 || ::pipe2(stopping_, O_CLOEXEC) != 0) {
        throw std::runtime_error("cannot listen on a loopback port");
    }
    port_ = ntohs(address.sin_port);
    accepting_ = std::thread([this] { accept_connections(); });
}

FileServer::~FileServer() {
    ::close(stopping_[1]);  // the other end is readable from now on, for everybody who waits
    accepting_.join();
    for (std::thread& thread : answering_)
        thread.join();
    ::close(stopping_[0]);
    ::close(listener_);
}

std::string FileServer::url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
}

void FileServer::serve(const std::string& path, ServedFile file) {
    const std::lock_guard lock(mutex_);
    files_[path] = std::move(file);
}

std::vector<ReceivedRequest> FileServer::requests(const std::string& path) const {
    const std::lock_guard lock(mutex_);
    std::vector<ReceivedRequest> found;
    std::copy_if(requests_.begin(), requests_.end(), std::back_inserter(found),
                 [&](const ReceivedRequest& request) { return request.path == path; });
    return found;
}

std::uint64_t FileServer::bytes_sent() const {
    const std::lock_guard lock(mutex_);
    return bytes_sent_;
}

void FileServer::count_bytes(std::uint64_t count) {
    const std::lock_guard lock(mutex_);
    bytes_sent_ += count;
}

void FileServer::accept_connections() {
    for (;;) {
        pollfd waiting[] = {{listener_, POLLIN, 0}, {stopping_[0], POLLIN, 0}};
        ::poll(waiting, 2, -1);
        if (waiting[1].revents != 0) return;
        const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0) continue;
        answering_.emplace_back([this, connection] {
            answer(connection);
            ::close(connection);
        });
    }
}

/// The file as it is now; counts its answers that are to be cut.
std::shared_ptr<const ServedFile> FileServer::take_file(const ReceivedRequest& request) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
    const auto found = files_.find(request.path);
    if (found == files_.end()) {
        ServedFile missing;
        missing.status = 404;
        missing.body = "no such file\n";
        return std::make_shared<const ServedFile>(std::move(missing));
    }
    auto file = std::make_shared<ServedFile>(found->second);
    if (file->cut_after && found->second.cut_answers-- <= 0) file->cut_after.reset();
    return file;
}

void FileServer::answer(int connection) {
    std::string head;
    while (head.find("\r\n\r\n") == std::string::npos) {
        pollfd waiting[] = {{connection, POLLIN, 0}, {stopping_[0], POLLIN, 0}};
        ::poll(waiting, 2, -1);
        if (waiting[1].revents != 0) return;
        char bytes[4096];
        const ssize_t count = ::recv(connection, bytes, sizeof bytes, 0);
        if (count <= 0) return;
        head.append(bytes, static_cast<std::size_t>(count));
    }
    const auto request = parse_request(head);
    if (!request) return;
    const auto file = take_file(*request);
    if (file->stall_before_head) return wait_until_gone(connection, -1);

    const std::size_t size = file->body.size();
    const auto start = file->status == 200 ? range_start(*request, *file) : std::nullopt;
    const bool satisfiable = !start || *start < size;
    const std::size_t begin = start && satisfiable ? *start : 0;
    const int status = !start ? file->status : satisfiable ? 206 : 416;
    const std::size_t end = satisfiable ? size : 0;

    std::string answer = "HTTP/1.1 " + std::to_string(status) + " X\r\nConnection: close\r\n";
    if (!file->entity_tag.empty()) answer += "ETag: " + file->entity_tag + "\r\n";
    if (!file->last_modified.empty()) answer += "Last-Modified: " + file->last_modified + "\r\n";
    if (!file->location.empty()) answer += "Location: " + file->location + "\r\n";
    if (status == 206) {
        const std::size_t said = file->lies_about_range ? begin / 2 : begin;
        answer += "Content-Range: bytes " + std::to_string(said) + '-' + std::to_string(size - 1) + '/' +
                  std::to_string(size) + "\r\n";
    }
    if (status == 416) answer += "Content-Range: bytes */" + std::to_string(size) + "\r\n";
    if (file->content_length) {
        answer += "Content-Length: " + std::to_string(end - begin) + "\r\n\r\n";
    } else {
        answer += "Transfer-Encoding: chunked\r\n\r\n";
    }
    if (send_all(connection, answer)) send_body(connection, *file, begin, end, !file->content_length);
}

void FileServer::send_body(int connection, const ServedFile& file, std::size_t begin, std::size_t end,
                           bool chunked) {
    const std::size_t stop =
        std::min(end, begin + std::min(file.cut_after.value_or(end), file.stall_after.value_or(end)));
    const std::size_t piece = file.rate ? std::max<std::size_t>(1, *file.rate / 100) : std::size_t{64} * 1024;
    while (begin < stop) {
        const std::size_t count = std::min(piece, stop - begin);
        std::string bytes = file.body.substr(begin, count);
        if (chunked) {
            std::ostringstream size;
            size << std::hex << count << "\r\n";
            bytes.insert(0, size.str()).append("\r\n");
        }
        // Counted before the client can have them, so that who has received all finds them counted.
        count_bytes(count);
        if (!send_all(connection, bytes)) return;
        begin += count;
        // The pace of a slow network, not a wait for anything.
        if (file.rate) wait_until_gone(connection, 10);
    }
    if (file.stall_after && begin < end) return wait_until_gone(connection, -1);
    if (chunked && begin == end) send_all(connection, "0\r\n\r\n");
}

bool FileServer::send_all(int connection, const std::string& bytes) {
    for (std::size_t sent = 0; sent < bytes.size();) {
        pollfd waiting[] = {{connection, POLLOUT, 0}, {stopping_[0], POLLIN, 0}};
        ::poll(waiting, 2, -1);
        if (waiting[1].revents != 0) return false;
        const ssize_t count =
            ::send(connection, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (count < 0) return false;
        sent += static_cast<std::size_t>(count);
    }
    return true;
}

void FileServer::wait_until_gone(int connection, int milliseconds) const {
    pollfd waiting[] = {{connection, POLLIN | POLLRDHUP, 0}, {stopping_[0], POLLIN, 0}};
    ::poll(waiting, 2, milliseconds);
}
