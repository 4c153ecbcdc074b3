#include <algorithm>
#include <fstream>
#include <optional>
#include <string>
#include <thread>

#include "program/run.hpp"
#include "routes.hpp"

namespace {

/// The value of "field : value" in /proc/cpuinfo, where it is there.
std::optional<std::string> cpuinfo(const std::string& field) {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with(field)) continue;
        const auto colon = line.find_first_not_of(" \t", field.size());
        if (colon == std::string::npos || line[colon] != ':') continue;
        const auto value = line.find_first_not_of(" \t", colon + 1);
        if (value != std::string::npos) return line.substr(value);
    }
    return std::nullopt;
}

/// x86 has "model name", ARM the board's "Model" at best.
std::optional<std::string> processor_name() {
    for (const char* field : {"model name", "Model", "Hardware", "cpu model", "cpu"}) {
        if (auto name = cpuinfo(field)) return name;
    }
    return std::nullopt;
}

class Processor : public api::Operations {
  public:
    api::NameResponse name(const api::NameRequest& request, gasworks::http::Context& /*context*/) override {
        const auto name = processor_name();
        if (!name) return api::NameResponse::service_unavailable("/proc/cpuinfo does not name the processor");
        if (request.accept == api::NameMediaType::text_plain) return api::NameResponse::ok_text(*name);
        const auto cores = static_cast<std::int32_t>(std::max(1U, std::thread::hardware_concurrency()));
        return api::NameResponse::ok_json({*name, cores});
    }
};

}  // namespace

int main(int argc, char** argv) {
    Processor processor;
    return gasworks::program::run(
        {
            .name = "processor",
            .version = "1.0.0",
            .description = "Says which processor this machine has.",
            .base_path = "/processor",
            .add_routes = [&](gasworks::http::Router& router) { api::add_routes(router, processor); },
        },
        argc, argv);
}
