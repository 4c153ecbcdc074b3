#include "jobs/job_records.hpp"

#include <algorithm>
#include <functional>
#include <span>
#include <tuple>
#include <utility>

#include "jobs/job_index.hpp"
#include "workspaces/workspace_keys.hpp"

namespace eigenfaces::service {

namespace {

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

/// The id that an object's name tells; nothing where it is not one of ours.
std::optional<std::string> id_of(std::string_view name) {
    if (!name.ends_with(extension)) return std::nullopt;
    name.remove_suffix(extension.size());
    if (!is_job_id(name)) return std::nullopt;
    return std::string(name);
}

ObjectKey key_of(const WorkspaceId& workspace, std::string_view id) {
    return WorkspaceKeys(workspace).jobs() / (std::string(id) + std::string(extension));
}

/// The ids of the records directly below a folder.
ObjectResult<std::vector<std::string>> ids_in(ObjectStore& objects, const ObjectKey& folder) {
    const auto names = objects.names(folder);
    if (!names) return tl::unexpected(names.error());
    std::vector<std::string> ids;
    for (const std::string& name : *names) {
        if (auto id = id_of(name)) ids.push_back(*std::move(id));
    }
    return ids;
}

std::span<const std::byte> bytes_of(const std::string& text) {
    return std::as_bytes(std::span(text));
}

}  // namespace

JobRecords::JobRecords(ObjectStore& objects, std::size_t kept) : objects_(objects), kept_(kept) {}

ObjectResult<void> JobRecords::open() {
    // What others add would not be found by this.
    if (objects_.is_shared()) return {};
    const auto names = objects_.folders(workspaces_key());
    if (!names) return tl::unexpected(names.error());
    for (const std::string& name : *names) {
        const auto workspace = WorkspaceId::parse(name);
        if (!workspace) continue;
        const auto ids = ids_in(objects_, WorkspaceKeys(*workspace).jobs());
        if (!ids) return tl::unexpected(ids.error());
        const std::lock_guard lock(mutex_);
        for (const std::string& id : *ids)
            workspace_of_.emplace(id, *workspace);
    }
    return {};
}

ObjectResult<void> JobRecords::add(const JobRecord& record) {
    {
        const std::lock_guard lock(mutex_);
        running_.insert_or_assign(record.id, ObjectTag{});
    }
    const auto store = [&]() -> ObjectResult<ObjectTag> {
        if (objects_.is_shared()) {
            // First: a record that is not found is worse than an index that leads nowhere.
            if (auto written = write_job_index(objects_, record.id, record.workspace); !written)
                return tl::unexpected(written.error());
        }
        const auto written =
            objects_.write_new(key_of(record.workspace, record.id), bytes_of(text_of(record)));
        if (!written) return tl::unexpected(written.error());
        if (*written) return **written;
        return tl::unexpected(ObjectError{ObjectError::Kind::unavailable,
                                          "there is a record of a job " + record.id + " already"});
    };
    const auto tag = store();
    {
        const std::lock_guard lock(mutex_);
        if (!tag) {
            running_.erase(record.id);
            return tl::unexpected(tag.error());
        }
        running_.insert_or_assign(record.id, *tag);
        workspace_of_.emplace(record.id, record.workspace);
    }
    remove_old(record.workspace);
    return {};
}

ObjectResult<void> JobRecords::finish(const JobRecord& record) {
    ObjectTag tag;
    {
        const std::lock_guard lock(mutex_);
        const auto running = running_.find(record.id);
        if (running == running_.end()) return {};  // forgotten
        tag = running->second;
    }
    const auto replaced =
        objects_.replace(key_of(record.workspace, record.id), tag, bytes_of(text_of(record)));
    const std::lock_guard lock(mutex_);
    const bool is_forgotten = running_.erase(record.id) == 0;
    const bool is_stored = replaced && *replaced;
    if (objects_.is_shared()) {
        workspace_of_.erase(record.id);
    } else if (!is_stored && !is_forgotten) {
        unwritten_.insert_or_assign(record.id, record);
    }
    if (is_stored || is_forgotten) return {};
    if (!replaced) return tl::unexpected(replaced.error());
    return tl::unexpected(ObjectError{
        ObjectError::Kind::unavailable,
        "the record of the job " + record.id + " was removed, or something else was recorded of it"});
}

JobRecords::Known JobRecords::known(std::string_view id) const {
    const std::lock_guard lock(mutex_);
    Known known;
    if (const auto found = workspace_of_.find(id); found != workspace_of_.end())
        known.workspace = found->second;
    known.is_running = running_.contains(id);
    if (const auto found = unwritten_.find(id); found != unwritten_.end()) known.unwritten = found->second;
    return known;
}

ObjectResult<std::optional<WorkspaceId>> JobRecords::workspace_of(std::string_view id) const {
    if (auto here = known(id).workspace) return here;
    if (!objects_.is_shared()) return std::nullopt;
    return find_job_index(objects_, id);
}

ObjectResult<std::optional<JobRecord>> JobRecords::read(const WorkspaceId& workspace,
                                                        const std::string& id) const {
    // Before it is read: one that ends meanwhile has not been interrupted.
    const Known before = known(id);
    if (before.unwritten) return before.unwritten;
    const ObjectKey key = key_of(workspace, id);
    const auto object = objects_.read(key, largest_record);
    if (!object) return tl::unexpected(object.error());
    if (!*object) return std::nullopt;
    auto record = record_of((*object)->bytes, workspace, id);
    if (!record) return tl::unexpected(not_understood(key));
    if (record->state == JobState::running && !before.is_running && !objects_.is_shared()) {
        record->state = JobState::failed;
        record->problem = interrupted();
    }
    return record;
}

ObjectResult<std::optional<JobRecord>> JobRecords::find(std::string_view id) const {
    const auto workspace = workspace_of(id);
    if (!workspace) return tl::unexpected(workspace.error());
    if (!*workspace) return std::nullopt;
    return read(**workspace, std::string(id));
}

ObjectResult<std::vector<std::string>> JobRecords::ids_of(const WorkspaceId& workspace) const {
    if (objects_.is_shared()) return ids_in(objects_, WorkspaceKeys(workspace).jobs());
    const std::lock_guard lock(mutex_);
    std::vector<std::string> ids;
    for (const auto& [id, of] : workspace_of_) {
        if (of == workspace) ids.push_back(id);
    }
    return ids;
}

ObjectResult<std::vector<JobRecord>> JobRecords::list(const WorkspaceId& workspace) const {
    const auto ids = ids_of(workspace);
    if (!ids) return tl::unexpected(ids.error());
    std::vector<JobRecord> records;
    for (const std::string& id : *ids) {
        auto record = read(workspace, id);
        if (!record) return tl::unexpected(record.error());
        if (*record) records.push_back(**std::move(record));
    }
    std::sort(records.begin(), records.end(), [](const JobRecord& a, const JobRecord& b) {
        return std::tie(b.started, b.id) < std::tie(a.started, a.id);
    });
    return records;
}

ObjectResult<std::optional<JobRecord>> JobRecords::find_key(const WorkspaceId& workspace,
                                                            const std::string& key,
                                                            std::chrono::hours age) const {
    const auto records = list(workspace);
    if (!records) return tl::unexpected(records.error());
    for (const JobRecord& record : *records) {
        if (record.key && record.key->key == key && Clock::now() - record.started < age) return record;
    }
    return std::nullopt;
}

ObjectResult<void> JobRecords::remove_record(const WorkspaceId& workspace, const std::string& id) {
    std::vector<ObjectKey> keys = {key_of(workspace, id)};
    if (objects_.is_shared()) keys.push_back(job_index_key(id));
    if (auto removed = objects_.remove_each(keys); !removed) return removed;
    const std::lock_guard lock(mutex_);
    unwritten_.erase(id);
    workspace_of_.erase(id);
    return {};
}

ObjectResult<bool> JobRecords::remove(std::string_view id) {
    const auto workspace = workspace_of(id);
    if (!workspace) return tl::unexpected(workspace.error());
    if (!*workspace) return false;
    // What is stored counts: the end of a job is, a moment before finish() returns.
    const bool is_running = known(id).is_running;
    const auto record = read(**workspace, std::string(id));
    // One that is damaged is removed, too.
    if (!record && (is_running || record.error().kind != ObjectError::Kind::damaged))
        return tl::unexpected(record.error());
    if (record && *record && (*record)->state == JobState::running) return false;
    if (auto removed = remove_record(**workspace, std::string(id)); !removed)
        return tl::unexpected(removed.error());
    return true;
}

ObjectResult<bool> JobRecords::interrupt(const WorkspaceId& workspace, const std::string& id) {
    const ObjectKey key = key_of(workspace, id);
    const auto object = objects_.read(key, largest_record);
    if (!object) return tl::unexpected(object.error());
    if (!*object) return false;
    auto record = record_of((*object)->bytes, workspace, id);
    if (!record) return tl::unexpected(not_understood(key));
    if (record->state != JobState::running) return false;
    record->state = JobState::failed;
    record->ended = Clock::now();
    record->problem = interrupted();
    const auto replaced = objects_.replace(key, (*object)->tag, bytes_of(text_of(*record)));
    if (!replaced) return tl::unexpected(replaced.error());
    return replaced->has_value();
}

ObjectResult<void> JobRecords::remove_index(const WorkspaceId& workspace) {
    if (!objects_.is_shared()) return {};
    const auto ids = ids_of(workspace);
    if (!ids) return tl::unexpected(ids.error());
    std::vector<ObjectKey> keys;
    for (const std::string& id : *ids)
        keys.push_back(job_index_key(id));
    return objects_.remove_each(keys);
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

void JobRecords::remove_old(const WorkspaceId& workspace) {
    const auto objects = objects_.list(WorkspaceKeys(workspace).jobs());
    if (!objects) return;
    std::vector<std::pair<Clock::time_point, std::string>> ended;
    for (const ObjectInfo& object : *objects) {
        auto id = id_of(object.key.name());
        if (id && key_of(workspace, *id) == object.key && !known(*id).is_running)
            ended.emplace_back(object.time, *std::move(id));
    }
    std::sort(ended.begin(), ended.end(), std::greater<>());
    for (std::size_t i = kept_; i < ended.size(); ++i) {
        const std::string& id = ended[i].second;
        if (objects_.is_shared()) {
            // It may run elsewhere.
            const auto record = read(workspace, id);
            if (!record || !*record || (*record)->state == JobState::running) continue;
        }
        // What can't be removed is tried again with the next.
        static_cast<void>(remove_record(workspace, id));
    }
}

}  // namespace eigenfaces::service
