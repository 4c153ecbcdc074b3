#include <array>
#include <fcntl.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/inherited_descriptors.hpp"
#include "tests/catch.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration): unistd.h has it for GNU alone

namespace {

/// Whether a shell that is spawned so can read from `number`.
bool is_inherited(int number, posix_spawn_file_actions_t& files) {
    std::string shell = "/bin/sh";
    std::string flag = "-c";
    std::string command = "exec 2>/dev/null; : <&" + std::to_string(number);
    std::array<char*, 4> arguments{shell.data(), flag.data(), command.data(), nullptr};
    pid_t child = -1;
    REQUIRE(posix_spawn(&child, shell.c_str(), &files, nullptr, arguments.data(), environ) == 0);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("a spawned program gets no descriptor from the given one on") {
    // Numbers of one digit, since shells know no others.
    const int kept = open("/dev/null", O_RDONLY);
    const int closed = open("/dev/null", O_RDONLY);
    REQUIRE((kept > 0 && closed > kept && closed < 10));
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    CHECK(is_inherited(kept, files));
    CHECK(is_inherited(closed, files));
    CHECK(gasworks::platform::close_descriptors_from(files, closed) == 0);
    CHECK(is_inherited(kept, files));
    CHECK_FALSE(is_inherited(closed, files));
    posix_spawn_file_actions_destroy(&files);
    close(closed);
    close(kept);
}
