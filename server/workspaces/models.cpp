#include "workspaces/models.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <system_error>
#include <utility>

namespace eigenfaces::service {

namespace {

constexpr std::string_view extension = ".eigenfaces";
/// A model of 100,000 support vectors with 1,850 components is smaller.
constexpr std::uint64_t largest_model = 1UL << 30U;
/// Each time others were faster, and got further.
constexpr int most_attempts = 100;

std::optional<std::uint64_t> version_of(std::string_view name) {
    if (!name.ends_with(extension)) return std::nullopt;
    name.remove_suffix(extension.size());
    std::uint64_t version = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), version);
    if (error != std::errc{} || end != name.data() + name.size() || version == 0) return std::nullopt;
    return version;
}

ObjectKey key_of(const ObjectKey& folder, std::uint64_t version) {
    return folder / (std::to_string(version) + std::string(extension));
}

std::uint64_t newest_of(const std::vector<std::uint64_t>& versions) {
    return versions.empty() ? 0 : *std::max_element(versions.begin(), versions.end());
}

bool contains(const std::vector<std::uint64_t>& versions, std::uint64_t version) {
    return std::find(versions.begin(), versions.end(), version) != versions.end();
}

bool is_in(const ObjectKey& folder, const ObjectKey& key) {
    return key.text().size() > folder.text().size() && key.text().starts_with(folder.text()) &&
           key.text()[folder.text().size()] == '/';
}

tl::unexpected<Models::Unavailable> unreadable(std::string message) {
    return tl::unexpected(Models::Unavailable{Models::Unavailable::Reason::unreadable, std::move(message)});
}

tl::unexpected<ObjectError> always_changing(const ObjectKey& folder) {
    return tl::unexpected(
        ObjectError{ObjectError::Kind::unavailable, "others change " + folder.text() + " all the time"});
}

}  // namespace

Models::Models(ObjectStore& objects, std::size_t capacity, std::size_t kept,
               std::chrono::milliseconds remembered)
    : objects_(objects), capacity_(capacity), kept_(kept), remembered_(remembered) {}

tl::expected<Models::Current, Models::Unavailable> Models::current(const ObjectKey& folder) {
    // What is found may be removed before it is looked at: then there is something newer.
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
        const auto choice = choice_of(folder);
        if (!choice) return unreadable(choice.error().message);
        auto found = chosen(folder, *choice);
        if (found && !*found) found = newest_or_chosen(folder, *choice);
        if (!found) return tl::unexpected(found.error());
        if (*found) return **std::move(found);
        remembered_.forget(folder);
    }
    return unreadable(always_changing(folder).value().message);
}

ObjectResult<ModelChoice> Models::choice_of(const ObjectKey& folder) {
    if (auto known = remembered_.find(folder)) return *std::move(known);
    const auto asked = remembered_.moment();
    auto stored = read_model_choice(objects_, folder);
    if (!stored) return tl::unexpected(stored.error());
    // What is not named yet may be at any moment, and costs more anyway.
    if (objects_.is_shared() && stored->choice.chosen != 0)
        remembered_.remember(folder, stored->choice, asked);
    return std::move(stored->choice);
}

Models::Found Models::chosen(const ObjectKey& folder, const ModelChoice& choice) {
    if (!objects_.is_shared() || choice.chosen == 0 || choice.tag.empty()) return std::nullopt;
    return load(choice.chosen, {key_of(folder, choice.chosen), {choice.tag}});
}

Models::Found Models::newest_or_chosen(const ObjectKey& folder, const ModelChoice& choice) {
    const auto versions = versions_in(folder);
    if (!versions) return unreadable(versions.error().message);
    const bool is_dangling =
        choice.chosen != 0 && newest_of(*versions) <= choice.last && !contains(*versions, choice.chosen);
    if (is_dangling) {
        // It may be old: another model was chosen, and this one removed, since it was read.
        const auto again = read_model_choice(objects_, folder);
        if (!again) return unreadable(again.error().message);
        if (again->choice != choice) return std::nullopt;
    }
    const std::uint64_t version = current_of(*versions, choice);
    if (version == 0)
        return tl::unexpected(Unavailable{Unavailable::Reason::none, "no model was trained yet"});
    const auto info = objects_.describe(key_of(folder, version));
    if (!info) return unreadable(info.error().message);
    if (!*info) return std::nullopt;
    return load(version, {(*info)->key, (*info)->tag});
}

Models::Found Models::load(std::uint64_t version, const Identity& identity) {
    if (auto model = find(identity)) return Current{version, std::move(model)};
    const auto object = objects_.read(identity.key, largest_model);
    if (!object) return unreadable(object.error().message);
    if (!*object) return std::nullopt;
    auto file = ModelFile::read(std::as_bytes(std::span((*object)->bytes)));
    if (!file) {
        return tl::unexpected(Unavailable{
            Unavailable::Reason::unusable,
            "the stored model " + std::to_string(version) + " can't be used: " + file.error().message});
    }
    auto model = std::make_shared<const Model>(std::move(*file));
    note((*object)->time);
    keep({identity, model});
    return Current{version, std::move(model)};
}

std::uint64_t Models::current_of(const std::vector<std::uint64_t>& versions,
                                 const ModelChoice& choice) const {
    const std::uint64_t newest = newest_of(versions);
    // What others add is in use when they have chosen it. (Without a tag a choice is of a store of one
    // process, from before it came to others.)
    const bool counts = (objects_.is_shared() && !choice.tag.empty()) || newest <= choice.last;
    return counts && contains(versions, choice.chosen) ? choice.chosen : newest;
}

ObjectResult<std::vector<std::uint64_t>> Models::versions_in(const ObjectKey& folder) const {
    const auto names = objects_.names(folder);
    if (!names) return tl::unexpected(names.error());
    std::vector<std::uint64_t> versions;
    for (const std::string& name : *names) {
        if (const auto version = version_of(name)) versions.push_back(*version);
    }
    return versions;
}

ObjectResult<ModelChoice> Models::change_choice(const ObjectKey& folder, const Change& change) {
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
        const auto stored = read_model_choice(objects_, folder);
        if (!stored) return tl::unexpected(stored.error());
        auto changed = change(stored->choice);
        if (!changed) return stored->choice;
        const auto replaced = replace_model_choice(objects_, folder, *stored, *changed);
        remembered_.forget(folder);
        if (!replaced) return tl::unexpected(replaced.error());
        if (*replaced) return *std::move(changed);
    }
    return always_changing(folder);
}

ObjectResult<std::uint64_t> Models::add(const ObjectKey& folder, std::span<const std::byte> bytes) {
    const auto added = add_if(folder, bytes, [] { return true; });
    if (!added) return tl::unexpected(added.error());
    return added->value();
}

ObjectResult<std::optional<std::uint64_t>> Models::add_if(const ObjectKey& folder,
                                                          std::span<const std::byte> bytes,
                                                          const std::function<bool()>& may_still) {
    const std::lock_guard lock(changing_);
    const auto versions = versions_in(folder);
    if (!versions) return tl::unexpected(versions.error());
    const auto stored = read_model_choice(objects_, folder);
    if (!stored) return tl::unexpected(stored.error());
    ModelChoice choice = stored->choice;
    if (!may_still()) return std::nullopt;
    std::uint64_t version = std::max(newest_of(*versions), choice.last) + 1;
    std::optional<ObjectTag> tag;
    for (int attempt = 0; !tag; ++attempt, ++version) {
        if (attempt == most_attempts) return always_changing(folder);
        auto written = objects_.write_new(key_of(folder, version), bytes);
        if (!written) return tl::unexpected(written.error());
        tag = *std::move(written);
        if (tag) break;
    }
    if (objects_.is_shared()) {
        bool is_late = false;
        // Asked between reading the choice and replacing what was read: who adds a model meanwhile is not
        // undone.
        const auto changed = change_choice(folder, [&](const ModelChoice& now) -> std::optional<ModelChoice> {
            is_late = !may_still();
            // Nothing where others added one or chose since.
            if (is_late || now.last >= version) return std::nullopt;
            return ModelChoice{version, version, tag->text};
        });
        if (!changed) return tl::unexpected(changed.error());
        if (is_late) {
            if (auto removed = objects_.remove(key_of(folder, version)); !removed)
                return tl::unexpected(removed.error());
            return std::nullopt;
        }
        choice = *changed;
    }
    note(std::chrono::system_clock::now());
    remove_old(folder, choice);
    return version;
}

ObjectResult<std::vector<Models::Stored>> Models::list(const ObjectKey& folder) const {
    const std::lock_guard lock(changing_);
    const auto objects = objects_.list(folder);
    if (!objects) return tl::unexpected(objects.error());
    std::vector<Stored> list;
    std::vector<std::uint64_t> versions;
    for (const ObjectInfo& object : *objects) {
        const auto version = version_of(object.key.name());
        if (!version || key_of(folder, *version) != object.key) continue;
        versions.push_back(*version);
        list.push_back({*version, object.bytes, false});
    }
    const auto stored = read_model_choice(objects_, folder);
    if (!stored) return tl::unexpected(stored.error());
    const std::uint64_t current = current_of(versions, stored->choice);
    for (Stored& model : list)
        model.current = model.version == current;
    std::sort(list.begin(), list.end(),
              [](const Stored& a, const Stored& b) { return a.version > b.version; });
    return list;
}

ObjectResult<std::optional<std::string>> Models::read(const ObjectKey& folder, std::uint64_t version) const {
    auto object = objects_.read(key_of(folder, version), largest_model);
    if (!object) return tl::unexpected(object.error());
    if (!*object) return std::nullopt;
    return std::move((*object)->bytes);
}

ObjectResult<bool> Models::choose(const ObjectKey& folder, std::uint64_t version) {
    const std::lock_guard lock(changing_);
    const auto versions = versions_in(folder);
    if (!versions) return tl::unexpected(versions.error());
    if (!contains(*versions, version)) return false;
    std::string tag;
    if (objects_.is_shared()) {
        const auto info = objects_.describe(key_of(folder, version));
        if (!info) return tl::unexpected(info.error());
        if (!*info) return false;
        tag = (*info)->tag.text;
    }
    const auto changed = change_choice(folder, [&](const ModelChoice& now) {
        return ModelChoice{version, std::max(newest_of(*versions), now.last), tag};
    });
    if (!changed) return tl::unexpected(changed.error());
    return true;
}

ObjectResult<Models::Removal> Models::remove(const ObjectKey& folder, std::uint64_t version) {
    const std::lock_guard lock(changing_);
    const auto versions = versions_in(folder);
    if (!versions) return tl::unexpected(versions.error());
    if (!contains(*versions, version)) return Removal::missing;
    bool in_use = false;
    // First, so that no crash in between lets the number be given again.
    const auto changed = change_choice(folder, [&](const ModelChoice& now) -> std::optional<ModelChoice> {
        in_use = version == current_of(*versions, now) && versions->size() > 1;
        const bool is_last = version > now.last && version == newest_of(*versions);
        const bool is_named = objects_.is_shared() && now.chosen == version;
        if (in_use || (!is_last && !is_named)) return std::nullopt;
        ModelChoice without = now;
        without.last = std::max(version, now.last);
        // Others that have it in memory must not go on with it.
        if (is_named) without = {0, without.last};
        return without;
    });
    if (!changed) return tl::unexpected(changed.error());
    if (in_use) return Removal::in_use;
    const ObjectKey key = key_of(folder, version);
    if (auto removed = objects_.remove(key); !removed) return tl::unexpected(removed.error());
    forget(key);
    return Removal::removed;
}

void Models::remove_old(const ObjectKey& folder, const ModelChoice& choice) const {
    auto versions = versions_in(folder);
    if (!versions || versions->size() <= kept_) return;
    std::sort(versions->begin(), versions->end(), std::greater<>());
    std::vector<ObjectKey> old;
    for (std::size_t i = kept_; i < versions->size(); ++i) {
        const std::uint64_t version = (*versions)[i];
        // Others may have chosen it since this one was added.
        if (!objects_.is_shared() || version != choice.chosen) old.push_back(key_of(folder, version));
    }
    static_cast<void>(objects_.remove_each(old));
}

void Models::note_existing(const ObjectKey& folder) {
    const auto versions = versions_in(folder);
    if (!versions || versions->empty()) return;
    const auto info = objects_.describe(key_of(folder, newest_of(*versions)));
    if (info && *info) note((*info)->time);
}

std::optional<std::chrono::system_clock::time_point> Models::newest_time() const {
    const std::int64_t newest = newest_.load();
    if (newest == 0) return std::nullopt;
    return std::chrono::system_clock::time_point(std::chrono::seconds(newest));
}

void Models::note(std::chrono::system_clock::time_point time) {
    const std::int64_t stored = std::chrono::system_clock::to_time_t(time);
    std::int64_t known = newest_.load();
    while (known < stored && !newest_.compare_exchange_weak(known, stored)) {
    }
}

std::shared_ptr<const Model> Models::find(const Identity& identity) {
    const std::lock_guard lock(mutex_);
    for (auto entry = loaded_.begin(); entry != loaded_.end(); ++entry) {
        if (entry->identity == identity) {
            loaded_.splice(loaded_.begin(), loaded_, entry);
            return entry->model;
        }
    }
    return nullptr;
}

void Models::forget(const ObjectKey& key) {
    const std::lock_guard lock(mutex_);
    loaded_.remove_if([&](const Loaded& other) { return other.identity.key == key; });
}

void Models::forget_all(const ObjectKey& folder) {
    remembered_.forget(folder);
    const std::lock_guard lock(mutex_);
    loaded_.remove_if([&](const Loaded& other) { return is_in(folder, other.identity.key); });
}

void Models::keep(Loaded loaded) {
    const std::lock_guard lock(mutex_);
    // Only the current one of a folder is asked for; the others would only take room.
    const std::string folder = loaded.identity.key.text().substr(0, loaded.identity.key.text().rfind('/'));
    loaded_.remove_if([&](const Loaded& other) { return is_in(ObjectKey(folder), other.identity.key); });
    loaded_.push_front(std::move(loaded));
    if (loaded_.size() > capacity_) loaded_.pop_back();
}

}  // namespace eigenfaces::service
