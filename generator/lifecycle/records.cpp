#include "generator/lifecycle/records.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <thread>

#include <nlohmann/json.hpp>

#include "generator/lifecycle/failure.hpp"
#include "storage/atomic_file.hpp"
#include "storage/read_file.hpp"

namespace gasworks::lifecycle {

namespace {

namespace fs = std::filesystem;
namespace storage = eigenfaces::service;
using nlohmann::json;

constexpr std::uint64_t max_record = 1U << 20U;

json to_json(const Registration& registration) {
    return {{"service", registration.service.string()},
            {"host", registration.host},
            {"port", registration.port},
            {"arguments", registration.arguments}};
}

Registration registration_of(const std::string& name, const json& record) {
    return {name, record.at("service").get<std::string>(), record.at("host").get<std::string>(),
            record.at("port").get<std::uint16_t>(), record.at("arguments").get<std::vector<std::string>>()};
}

json to_json(const Started& started) {
    return {{"program", started.program.string()},
            {"host", started.host},
            {"port", started.port},
            {"url", started.url},
            {"log", started.log},
            {"since", started.since},
            {"ready", started.ready},
            {"pid", started.process.pid},
            {"start_time", started.process.start_time},
            {"boot", started.process.boot}};
}

Started started_of(const std::string& name, const json& record) {
    Started started;
    started.name = name;
    started.program = record.at("program").get<std::string>();
    started.host = record.at("host").get<std::string>();
    started.port = record.at("port").get<std::uint16_t>();
    started.url = record.at("url").get<std::string>();
    started.log = record.at("log").get<std::string>();
    started.since = record.at("since").get<std::string>();
    started.ready = record.at("ready").get<bool>();
    started.process.pid = record.at("pid").get<pid_t>();
    started.process.start_time = record.at("start_time").get<std::uint64_t>();
    started.process.boot = record.at("boot").get<std::string>();
    return started;
}

template <typename Record>
std::optional<Record> read_record(const fs::path& path,
                                  Record (*record_of)(const std::string&, const json&)) {
    const auto text = storage::read_file(path, max_record);
    if (!text && text.error().error_number == ENOENT) return std::nullopt;
    if (!text) throw Failure(2, text.error().message());
    try {
        return record_of(path.stem().string(), json::parse(*text));
    } catch (const json::exception& error) {
        throw Failure(2, path.string() + " is not what it should be (" + error.what() + "); remove it");
    }
}

template <typename Record>
std::vector<Record> read_records(const fs::path& folder, Record (*record_of)(const std::string&, const json&),
                                 std::vector<Records::Problem>& problems) {
    std::vector<Record> records;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() != ".json") continue;
        try {
            // It may be gone meanwhile.
            if (auto record = read_record(entry.path(), record_of)) records.push_back(*std::move(record));
        } catch (const Failure& failure) {
            problems.push_back({entry.path().stem().string(), failure.what()});
        }
    }
    std::sort(records.begin(), records.end(),
              [](const Record& a, const Record& b) { return a.name < b.name; });
    return records;
}

void write_record(const fs::path& path, const json& record) {
    if (const auto written = storage::replace_file(path, record.dump(2) + "\n"); !written)
        throw Failure(2, written.error().message());
}

void remove_record(const fs::path& path) {
    std::error_code error;
    fs::remove(path, error);
    if (error) throw Failure(2, "cannot remove " + path.string() + ": " + error.message());
}

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

}  // namespace

fs::path Records::default_folder() {
    if (const std::string state = environment("XDG_STATE_HOME"); state.starts_with('/'))
        return fs::path(state) / "gasworks";
    const std::string home = environment("HOME");
    if (home.empty())
        throw Failure(2, "neither XDG_STATE_HOME nor HOME is set, so nothing can be remembered");
    return fs::path(home) / ".local/state/gasworks";
}

Records::Records(const fs::path& folder) : folder_(folder) {
    for (const char* part : {"registered", "started", "logs"}) {
        std::error_code error;
        fs::create_directories(folder_ / part, error);
        if (error) throw Failure(2, "cannot make " + (folder_ / part).string() + ": " + error.message());
    }
}

storage::FolderLock Records::lock() const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (true) {
        auto lock = storage::FolderLock::acquire(folder_);
        if (lock) return *std::move(lock);
        if (lock.error().error_number != EWOULDBLOCK || std::chrono::steady_clock::now() > deadline)
            throw Failure(2, lock.error().message());
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

std::vector<Registration> Records::registrations() const {
    std::vector<Problem> left_out;
    return read_records(folder_ / "registered", registration_of, left_out);
}

std::optional<Registration> Records::registration(const std::string& name) const {
    if (wrong_name(name)) return std::nullopt;
    return read_record(folder_ / "registered" / (name + ".json"), registration_of);
}

void Records::put(const Registration& registration) const {
    write_record(folder_ / "registered" / (registration.name + ".json"), to_json(registration));
}

void Records::remove_registration(const std::string& name) const {
    remove_record(folder_ / "registered" / (name + ".json"));
}

std::vector<Started> Records::started() const {
    std::vector<Problem> left_out;
    return read_records(folder_ / "started", started_of, left_out);
}

std::vector<Records::Problem> Records::problems() const {
    std::vector<Problem> problems;
    read_records(folder_ / "registered", registration_of, problems);
    read_records(folder_ / "started", started_of, problems);
    return problems;
}

std::optional<Started> Records::started(const std::string& name) const {
    if (wrong_name(name)) return std::nullopt;
    return read_record(folder_ / "started" / (name + ".json"), started_of);
}

void Records::put(const Started& started) const {
    write_record(folder_ / "started" / (started.name + ".json"), to_json(started));
}

void Records::remove_started(const std::string& name) const {
    remove_record(folder_ / "started" / (name + ".json"));
}

fs::path Records::log_of(const std::string& name) const {
    return folder_ / "logs" / (name + ".log");
}

std::optional<std::string> wrong_name(const std::string& name) {
    const auto good = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_' || c == '.';
    };
    if (name.empty() || name.size() > 64 || name.front() == '.' || name.front() == '-' ||
        !std::all_of(name.begin(), name.end(), good)) {
        return "a service's name is 1 to 64 of A-Z, a-z, 0-9, '.', '-' and '_', with neither '.' nor '-' in "
               "front";
    }
    return std::nullopt;
}

}  // namespace gasworks::lifecycle
