#include "tests/server/service/watched_server.hpp"

#include <fstream>
#include <iterator>
#include <sstream>
#include <unistd.h>

#include "tests/server/service/faces.hpp"

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool memory_is_the_servers_own = false;  // the sanitizer keeps what was freed
#elif defined(GASWORKS_EMULATED)
constexpr bool memory_is_the_servers_own = false;  // the emulator keeps what it translated
#else
constexpr bool memory_is_the_servers_own = true;
#endif

/// What the allocator may keep for each of some threads, and caches that are filled once.
constexpr std::size_t memory_margin = 48UL << 20U;

}  // namespace

WatchedServer::WatchedServer(const std::vector<std::string>& flags,
                             std::optional<std::size_t> most_descriptors) {
    if (most_descriptors) {
        server_.emplace(data(), flags, *most_descriptors);
    } else {
        server_.emplace(data(), flags);
    }
    // What is opened and filled once is there from here on.
    for (int i = 0; i < 8; ++i)
        ask(upload_request("first.jpg", small_faces().picture));
    eventually([&] {
        const std::size_t now = descriptors();
        const bool settled = now == descriptors_before_;
        descriptors_before_ = now;
        return settled;
    });
    memory_before_ = memory();
}

std::string WatchedServer::harm() const {
    try {
        const auto alive = ask(http_test::get("/livez"));
        if (alive.status != 200) return "/livez answers " + std::to_string(alive.status);
        const auto taken = ask(upload_request("me.jpg", small_faces().picture));
        if (taken.status != 200) return "an upload is answered " + taken.body;
    } catch (const std::exception& error) {
        return std::string("no answer: ") + error.what();
    }
    if (!eventually([&] { return descriptors() <= descriptors_before_; })) {
        return std::to_string(descriptors_before_) + " descriptors became " + std::to_string(descriptors());
    }
    if (memory_is_the_servers_own &&
        !eventually([&] { return memory() <= memory_before_ + memory_margin; })) {
        return std::to_string(memory_before_) + " bytes of memory became " + std::to_string(memory());
    }
    return "";
}

std::size_t WatchedServer::descriptors() const {
    const std::filesystem::directory_iterator all("/proc/" + std::to_string(server_->process()) + "/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

std::size_t WatchedServer::memory() const {
    std::ifstream file("/proc/" + std::to_string(server_->process()) + "/statm");
    std::size_t all = 0;
    std::size_t resident = 0;
    file >> all >> resident;
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

bool WatchedServer::memory_is_its_own() {
    return memory_is_the_servers_own;
}

std::size_t WatchedServer::peak_memory() const {
    std::ifstream status("/proc/" + std::to_string(server_->process()) + "/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) return std::stoul(line.substr(6)) * 1024;
    }
    return 0;
}

std::chrono::milliseconds WatchedServer::processor_time() const {
    const std::string all = contents_of("/proc/" + std::to_string(server_->process()) + "/stat");
    std::istringstream fields(all.substr(all.rfind(')') + 2));
    std::string skipped;
    for (int i = 0; i < 11; ++i)  // state to cmajflt
        fields >> skipped;
    long user = 0;
    long system = 0;
    fields >> user >> system;
    return std::chrono::milliseconds((user + system) * 1000 / sysconf(_SC_CLK_TCK));
}

std::string upload_request(const std::string& name, const std::string& bytes) {
    const std::string body = "--edge\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"" + name +
                             "\"\r\nContent-Type: image/jpeg\r\n\r\n" + bytes + "\r\n--edge--\r\n";
    return http_test::post("/cloudmesh/upload", body, "Content-Type: multipart/form-data; boundary=edge\r\n");
}
