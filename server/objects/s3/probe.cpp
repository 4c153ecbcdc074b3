#include <algorithm>
#include <array>
#include <thread>
#include <vector>

#include "objects/s3/client.hpp"
#include "objects/s3/listing.hpp"
#include "objects/s3/s3_objects.hpp"
#include "objects/s3/write_id.hpp"

namespace eigenfaces::service {
namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

ObjectError refusal(const S3Location& location, const std::string& what) {
    return {
        ObjectError::Kind::denied,
        "cannot use " + location.text() + ": the store " + what +
            ". Two servers on it could both believe that they own a job; docs/object-storage.md names stores "
            "that do this right"};
}

/// How many of several writers that begin together are told that they were the first.
ObjectResult<std::size_t> winners(ObjectStore& store, const ObjectKey& key) {
    std::array<ObjectResult<std::optional<ObjectTag>>, 4> results;
    {
        std::vector<std::jthread> writers;
        for (std::size_t index = 0; index < results.size(); ++index) {
            writers.emplace_back([&, index] {
                const std::string text = "writer " + std::to_string(index);
                results[index] = store.write_new(key, bytes_of(text));
            });
        }
    }
    std::size_t count = 0;
    for (const auto& result : results) {
        if (!result) return tl::unexpected(result.error());
        if (*result) ++count;
    }
    return count;
}

ObjectResult<void> check_conditions(ObjectStore& store, const S3Location& location, const ObjectKey& key) {
    constexpr std::uint64_t max_bytes = 1000;
    const std::string if_missing = '"' + std::string(location.dialect.if_missing) + '"';
    const std::string if_tag = '"' + std::string(location.dialect.if_tag) + '"';
    const auto first = winners(store, key);
    if (!first) return tl::unexpected(first.error());
    if (*first != 1) {
        return tl::unexpected(refusal(location, "let " + std::to_string(*first) +
                                                    " of 4 writers at once be the first, in spite of " +
                                                    if_missing));
    }
    const auto late = store.write_new(key, bytes_of("late"));
    if (!late) return tl::unexpected(late.error());
    if (*late) return tl::unexpected(refusal(location, "replaces objects in spite of " + if_missing));

    const auto there = store.read(key, max_bytes);
    if (!there) return tl::unexpected(there.error());
    if (!*there || !(*there)->bytes.starts_with("writer "))
        return tl::unexpected(refusal(location, "does not give back what was just stored"));
    const auto replaced = store.replace(key, (*there)->tag, bytes_of("replaced"));
    if (!replaced) return tl::unexpected(replaced.error());
    if (!*replaced) {
        return tl::unexpected(
            refusal(location, "does not replace an object that " + if_tag + " names rightly"));
    }
    const auto stale = store.replace(key, (*there)->tag, bytes_of("stale"));
    if (!stale) return tl::unexpected(stale.error());
    if (*stale) return tl::unexpected(refusal(location, "replaces objects in spite of " + if_tag));
    const auto last = store.read(key, max_bytes);
    if (!last) return tl::unexpected(last.error());
    if (!*last || (*last)->bytes != "replaced" || (*last)->tag != **replaced)
        return tl::unexpected(refusal(location, "does not give back what was just stored"));
    return {};
}

/// What is not so much as asked of a store that has ETags alone.
ObjectResult<void> check_generations(ObjectStore& store, const S3Location& location, const ObjectKey& folder,
                                     const ObjectKey& key) {
    const auto listed = store.list(folder);
    if (!listed) return tl::unexpected(listed.error());
    const auto found = store.describe(key);
    if (!found) return tl::unexpected(found.error());
    const bool is_listed = *found && std::any_of(listed->begin(), listed->end(), [&](const ObjectInfo& info) {
        return info.key == key && info.tag == (*found)->tag;
    });
    if (!is_listed) return tl::unexpected(refusal(location, "does not list an object with its generation"));
    return {};
}

}  // namespace

ObjectResult<void> S3Objects::probe() {
    // What is wrong with bucket, region and credentials is told best by a list.
    const ObjectKey folder("probe");
    if (auto listed = list(folder); !listed) return tl::unexpected(listed.error());
    const ObjectKey key = folder / new_write_id();
    auto checked = check_conditions(*this, client_->settings().location, key);
    if (checked && client_->dialect().has_generations)
        checked = check_generations(*this, client_->settings().location, folder, key);
    auto removed = remove(key);
    if (!checked) return checked;
    if (!removed) return tl::unexpected(removed.error());
    return {};
}

}  // namespace eigenfaces::service
