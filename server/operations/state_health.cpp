#include "operations/state_health.hpp"

#include <chrono>
#include <filesystem>
#include <spdlog/fmt/fmt.h>
#include <system_error>

namespace eigenfaces::service {

std::optional<std::string> too_little_space(const State& state, std::uint64_t min_free) {
    std::error_code error;
    const auto space = std::filesystem::space(state.data_dir(), error);
    // A disk that can't say tells by itself when it is full.
    if (error || space.available >= min_free) return std::nullopt;
    return fmt::format("{} bytes of the disk are free, and at least {} stay so (--min-free-space)",
                       space.available, min_free);
}

gasworks::program::Readiness StateHealth::checks() {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (!looked_ || now - *looked_ > std::chrono::seconds(1)) {
        found_ = look();
        looked_ = now;
    }
    return found_;
}

gasworks::program::Readiness StateHealth::look() const {
    const auto writable = state_.check_writable();
    std::error_code error;
    const auto space = std::filesystem::space(state_.data_dir(), error);
    gasworks::program::Readiness found = {
        {"data_folder", writable.has_value(), writable ? "can be written" : writable.error().message()},
        {"disk_space", !error && space.available >= min_free_,
         error ? error.message()
               : fmt::format("{} bytes are free; at least {} must be (--min-free-space)", space.available,
                             min_free_)}};
    if (state_.objects().is_shared()) {
        const auto reached = state_.objects().check();
        found.push_back({"store", reached.has_value(), reached ? "can be reached" : reached.error().message});
    }
    return found;
}

void collect_state(gasworks::metrics::Exposition& exposition, State& state) {
    using gasworks::metrics::MetricType;
    exposition.family("eigenfaces_busy_workspaces", MetricType::gauge,
                      "Workspaces with a download or a training.");
    const auto tell = [&](JobKind kind, std::string_view label) {
        exposition.sample(static_cast<double>(state.jobs().count(kind)), {{"activity", label}});
    };
    tell(JobKind::train, "training");
    tell(JobKind::download_data, "download");
    if (const auto newest = state.models().newest_time()) {
        exposition.family("eigenfaces_newest_model_timestamp_seconds", MetricType::gauge,
                          "When the newest model of all workspaces was stored, in seconds since 1970.");
        exposition.sample(std::chrono::duration<double>(newest->time_since_epoch()).count());
    }
}

}  // namespace eigenfaces::service
