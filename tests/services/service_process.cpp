#include "tests/services/service_process.hpp"

#include <stdexcept>

#include <nlohmann/json.hpp>

Gasworks::~Gasworks() {
    try {
        for (const auto& service : nlohmann::json::parse(run({"server", "ps", "--output", "json"}).out))
            run({"server", "stop", service["name"].get<std::string>(), "--timeout", "20", "--force"});
    } catch (const std::exception&) {
        // The test has failed already, and says why.
    }
}

Finished Gasworks::run(const std::vector<std::string>& arguments) const {
    std::vector<std::string> command = {"env", "XDG_STATE_HOME=" + state_.path().string(),
                                        GASWORKS_BINARY_DIR "/bin/gasworks"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return run_program(command);
}

StartedService::StartedService(const std::string& name, const std::vector<std::string>& flags) {
    std::vector<std::string> command = {"server", "start", service_program(name), "--port", "0", "--"};
    command.insert(command.end(), flags.begin(), flags.end());
    const Finished started = gasworks_.run(command);
    const auto begin = started.out.find("http://");
    const auto end = started.out.find("/ui/");
    if (started.code != 0 || begin == std::string::npos || end == std::string::npos)
        throw std::runtime_error("the service does not start: " + started.out + started.err);
    base_ = started.out.substr(begin, end - begin);
}

std::string service_program(const std::string& name) {
    return GASWORKS_BINARY_DIR "/tests/" + name;
}
