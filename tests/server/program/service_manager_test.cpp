// The service manager learns when the process is ready, over a socket as systemd makes it.
#include "program/service_manager.hpp"

#include <cstddef>
#include <cstdlib>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace gasworks::program;

namespace {

class Manager {
  public:
    explicit Manager(const std::string& name) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        name.copy(address.sun_path, sizeof address.sun_path - 1);
        if (name.front() == '@') address.sun_path[0] = '\0';
        const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        if (::bind(socket_, reinterpret_cast<const sockaddr*>(&address), size) != 0)
            throw std::runtime_error("no socket " + name);
        ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
    }
    ~Manager() {
        ::unsetenv("NOTIFY_SOCKET");
        ::close(socket_);
    }
    Manager(const Manager&) = delete;
    Manager& operator=(const Manager&) = delete;

    /// What was said and not heard yet; empty where nothing was.
    std::string heard() const {
        char text[100];
        const ssize_t size = ::recv(socket_, text, sizeof text, MSG_DONTWAIT);
        return size < 0 ? "" : std::string(text, static_cast<std::size_t>(size));
    }

  private:
    int socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
};

void check_told(const std::string& name) {
    const Manager manager(name);
    CHECK(notify_ready().value_or("") == "");
    CHECK(manager.heard() == "READY=1");
    CHECK(notify_stopping().value_or("") == "");
    CHECK(manager.heard() == "STOPPING=1");
    CHECK(manager.heard() == "");
}

}  // namespace

TEST_CASE("a service manager that asks is told of the beginning and the end") {
    const TemporaryFolder folder;
    check_told((folder / "notify").string());
    check_told("@gasworks-test-" + std::to_string(::getpid()));
}

TEST_CASE("where no service manager asks, or it can't be reached, a service runs as well") {
    ::unsetenv("NOTIFY_SOCKET");
    CHECK_FALSE(notify_ready());
    ::setenv("NOTIFY_SOCKET", "", 1);
    CHECK_FALSE(notify_ready());
    ::setenv("NOTIFY_SOCKET", "/nowhere/notify", 1);
    CHECK_THAT(notify_ready().value_or(""),
               ContainsSubstring("/nowhere/notify") && ContainsSubstring("No such file"));
    ::setenv("NOTIFY_SOCKET", std::string(200, 'x').c_str(), 1);
    CHECK_THAT(notify_ready().value_or(""), ContainsSubstring("too long"));
    ::unsetenv("NOTIFY_SOCKET");
}
