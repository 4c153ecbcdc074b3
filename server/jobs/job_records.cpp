#include "jobs/job_records.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <tuple>

#include "storage/atomic_file.hpp"
#include "storage/make_folders.hpp"
#include "storage/read_file.hpp"
#include "storage/remove_tree.hpp"

namespace eigenfaces::service {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Clock = std::chrono::system_clock;

constexpr std::string_view extension = ".json";
/// A training of a thousand people reports less.
constexpr std::uint64_t largest_record = 64UL << 20U;

std::int64_t milliseconds(Clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

Clock::time_point time_of(const json& value) {
    return Clock::time_point(std::chrono::milliseconds(value.get<std::int64_t>()));
}

std::string text_of(const JobRecord& record) {
    json text = {{"workspace", record.workspace.text()},
                 {"operation", job_kind_name(record.kind)},
                 {"state", job_state_name(record.state)},
                 {"started", milliseconds(record.started)}};
    if (record.ended) text["ended"] = milliseconds(*record.ended);
    if (record.result) text["result"] = *record.result;
    if (record.problem) text["problem"] = *record.problem;
    if (record.key) text["idempotency"] = {{"key", record.key->key}, {"request", record.key->request}};
    return text.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
}

/// Nothing for what is not one of ours.
std::optional<JobRecord> record_of(const std::string& text, const WorkspaceId& workspace,
                                   const std::string& id) {
    try {
        const json parsed = json::parse(text);
        JobRecord record{.id = id,
                         .workspace = workspace,
                         .kind = parsed.at("operation") == "train" ? JobKind::train : JobKind::download_data,
                         .state = JobState::failed,
                         .started = time_of(parsed.at("started"))};
        for (const JobState state : {JobState::running, JobState::succeeded, JobState::cancelled}) {
            if (parsed.at("state") == job_state_name(state)) record.state = state;
        }
        if (parsed.contains("ended")) record.ended = time_of(parsed["ended"]);
        if (parsed.contains("result")) record.result = parsed["result"];
        if (parsed.contains("problem")) record.problem = parsed["problem"];
        if (const auto key = parsed.find("idempotency"); key != parsed.end())
            record.key = IdempotencyKey{key->at("key"), key->at("request")};
        return record;
    } catch (const json::exception&) {
        return std::nullopt;
    }
}

json interrupted() {
    return {{"type", "about:blank"},
            {"title", "Interrupted"},
            {"status", 500},
            {"detail", "interrupted: the server ended before the job did; ask for it again"},
            {"instance", ""}};
}

bool is_id(std::string_view name) {
    return name.size() == 32 && name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// The ids in a folder; none where there is no folder.
StorageResult<std::vector<std::string>> ids_in(const fs::path& folder) {
    std::vector<std::string> ids;
    std::error_code error;
    fs::directory_iterator entry(folder, error);
    if (error == std::errc::no_such_file_or_directory) return ids;
    for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) {
        const std::string id = entry->path().stem().string();
        if (entry->path().extension() == extension && is_id(id)) ids.push_back(id);
    }
    if (error) return tl::unexpected(system_error("list", folder, error.value()));
    return ids;
}

}  // namespace

JobRecords::JobRecords(fs::path workspaces, std::size_t kept)
    : workspaces_(std::move(workspaces)), kept_(kept) {}

fs::path JobRecords::folder_of(const WorkspaceId& workspace) const {
    return workspaces_ / workspace.text() / "jobs";
}

fs::path JobRecords::file_of(const WorkspaceId& workspace, std::string_view id) const {
    return folder_of(workspace) / (std::string(id) + std::string(extension));
}

StorageResult<void> JobRecords::open() {
    const std::lock_guard lock(mutex_);
    std::error_code error;
    fs::directory_iterator entry(workspaces_, error);
    for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) {
        const auto workspace = WorkspaceId::parse(entry->path().filename().string());
        if (!workspace) continue;
        const auto ids = ids_in(folder_of(*workspace));
        if (!ids) return tl::unexpected(ids.error());
        for (const std::string& id : *ids)
            workspace_of_.emplace(id, *workspace);
    }
    if (error) return tl::unexpected(system_error("list", workspaces_, error.value()));
    return {};
}

StorageResult<void> JobRecords::add(const JobRecord& record) {
    if (auto made = make_folders(folder_of(record.workspace)); !made) return made;
    const std::lock_guard lock(mutex_);
    if (auto stored = create_file(file_of(record.workspace, record.id), text_of(record)); !stored)
        return stored;
    workspace_of_.emplace(record.id, record.workspace);
    running_.insert(record.id);
    remove_old(record.workspace);
    return {};
}

StorageResult<void> JobRecords::finish(const JobRecord& record) {
    const std::lock_guard lock(mutex_);
    running_.erase(record.id);
    if (!workspace_of_.contains(record.id)) return {};  // forgotten
    auto stored = replace_file(file_of(record.workspace, record.id), text_of(record));
    if (!stored) unwritten_.insert_or_assign(record.id, record);
    return stored;
}

StorageResult<std::optional<JobRecord>> JobRecords::read(const WorkspaceId& workspace,
                                                         const std::string& id) const {
    if (const auto unwritten = unwritten_.find(id); unwritten != unwritten_.end()) return unwritten->second;
    const fs::path path = file_of(workspace, id);
    const auto text = read_file(path, largest_record);
    if (!text && text.error().error_number == ENOENT) return std::nullopt;
    if (!text) return tl::unexpected(text.error());
    auto record = record_of(*text, workspace, id);
    if (!record) return tl::unexpected(system_error("understand", path, EBADMSG));
    if (record->state == JobState::running && !running_.contains(id)) {
        record->state = JobState::failed;
        record->problem = interrupted();
    }
    return record;
}

StorageResult<std::optional<JobRecord>> JobRecords::find(std::string_view id) const {
    const std::lock_guard lock(mutex_);
    const auto found = workspace_of_.find(id);
    if (found == workspace_of_.end()) return std::nullopt;
    return read(found->second, found->first);
}

StorageResult<std::vector<JobRecord>> JobRecords::list(const WorkspaceId& workspace) const {
    const std::lock_guard lock(mutex_);
    std::vector<JobRecord> records;
    for (const auto& [id, of] : workspace_of_) {
        if (of != workspace) continue;
        auto record = read(workspace, id);
        if (!record) return tl::unexpected(record.error());
        if (*record) records.push_back(**std::move(record));
    }
    std::sort(records.begin(), records.end(), [](const JobRecord& a, const JobRecord& b) {
        return std::tie(b.started, b.id) < std::tie(a.started, a.id);
    });
    return records;
}

StorageResult<std::optional<JobRecord>> JobRecords::find_key(const WorkspaceId& workspace,
                                                             const std::string& key,
                                                             std::chrono::hours age) const {
    const auto records = list(workspace);
    if (!records) return tl::unexpected(records.error());
    for (const JobRecord& record : *records) {
        if (record.key && record.key->key == key && Clock::now() - record.started < age) return record;
    }
    return std::nullopt;
}

void JobRecords::forget(const WorkspaceId& workspace) {
    const std::lock_guard lock(mutex_);
    for (auto entry = workspace_of_.begin(); entry != workspace_of_.end();) {
        if (entry->second != workspace) {
            ++entry;
            continue;
        }
        unwritten_.erase(entry->first);
        running_.erase(entry->first);
        entry = workspace_of_.erase(entry);
    }
}

StorageResult<bool> JobRecords::remove(std::string_view id) {
    const std::lock_guard lock(mutex_);
    const auto found = workspace_of_.find(id);
    if (found == workspace_of_.end() || running_.contains(id)) return false;
    if (auto removed = remove_tree(file_of(found->second, id)); !removed)
        return tl::unexpected(removed.error());
    unwritten_.erase(found->first);
    workspace_of_.erase(found);
    return true;
}

void JobRecords::remove_old(const WorkspaceId& workspace) {
    std::vector<std::pair<fs::file_time_type, std::string>> ended;
    for (const auto& [id, of] : workspace_of_) {
        if (of != workspace || running_.contains(id)) continue;
        std::error_code gone;
        ended.emplace_back(fs::last_write_time(file_of(workspace, id), gone), id);
    }
    std::sort(ended.begin(), ended.end(), std::greater<>());
    for (std::size_t i = kept_; i < ended.size(); ++i) {
        // What can't be removed is tried again with the next.
        if (!remove_tree(file_of(workspace, ended[i].second))) continue;
        unwritten_.erase(ended[i].second);
        workspace_of_.erase(ended[i].second);
    }
}

}  // namespace eigenfaces::service
