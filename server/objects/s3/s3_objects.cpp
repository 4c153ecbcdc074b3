#include "objects/s3/s3_objects.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <utility>

#include "digest/sha256.hpp"
#include "objects/s3/client.hpp"
#include "objects/s3/download.hpp"
#include "objects/s3/listing.hpp"
#include "objects/s3/upload.hpp"
#include "objects/s3/write_id.hpp"

namespace eigenfaces::service {
namespace {

using Kind = ObjectError::Kind;

std::string name_of(const S3Client& client, const ObjectKey& key) {
    return client.settings().location.name_of(key);
}

S3Request request_for(const S3Client& client, S3Request::Method method, const ObjectKey& key) {
    S3Request request;
    request.method = method;
    request.name = name_of(client, key);
    return request;
}

/// The key of a name in the bucket; nothing where it has none, such as the "folder/" that consoles make.
std::optional<ObjectKey> key_of(const S3Client& client, std::string_view name) {
    const std::string& prefix = client.settings().location.prefix;
    if (!prefix.empty()) {
        if (!name.starts_with(prefix + '/')) return std::nullopt;
        name.remove_prefix(prefix.size() + 1);
    }
    return ObjectKey::parse(name);
}

std::string lacks_tag(const S3Client& client) {
    return std::string("the answer has no ") + client.dialect().tag;
}

std::optional<S3Failure> objection_to_contents(const S3Client& client, const S3Answer& answer) {
    if (answer.head.status != 200) return std::nullopt;
    if (answer.head.tag.text.empty()) return S3Failure{Kind::unavailable, lacks_tag(client), true, {}};
    if (answer.head.sha256.empty()) return std::nullopt;  // stored by something else
    const std::string digest = sha256_of(answer.body).hex();
    if (digest == answer.head.sha256) return std::nullopt;
    return S3Failure{Kind::damaged,
                     "its bytes are not those that were stored: their SHA-256 is " + digest + " instead of " +
                         answer.head.sha256,
                     true,
                     {}};
}

std::optional<S3Failure> objection_to_description(const S3Client& client, const S3Answer& answer) {
    if (answer.head.status != 200 || (!answer.head.tag.text.empty() && answer.head.content_length))
        return std::nullopt;
    return S3Failure{Kind::unavailable, lacks_tag(client) + ", or no length", true, {}};
}

ObjectResult<S3Answer> get(const S3Client& client, const S3Request& request, std::uint64_t max_bytes) {
    S3Client::Wishes wishes;
    wishes.max_body = max_bytes;
    wishes.objection = [&](const S3Answer& answer) { return objection_to_contents(client, answer); };
    return client.ask(request, "read", wishes);
}

ObjectResult<S3Answer> head(const S3Client& client, const ObjectKey& key) {
    S3Client::Wishes wishes;
    wishes.objection = [&](const S3Answer& answer) { return objection_to_description(client, answer); };
    return client.ask(request_for(client, S3Request::Method::head, key), "look at", wishes);
}

S3Limits without_patience() {
    constexpr std::chrono::milliseconds patience{2'000};
    S3Limits limits;
    limits.connect_timeout = patience;
    limits.deadline = patience;
    // One answer that is lost is no reason to send clients elsewhere.
    limits.attempts = 3;
    limits.connections = 1;
    return limits;
}

Object object_of(S3Answer answer) {
    return {std::move(answer.body), std::move(answer.head.tag), answer.head.time};
}

/// One write, which is asked for again where that may help.
class Put {
  public:
    Put(const S3Client& client, const ObjectKey& key, std::span<const std::byte> bytes)
        : client_(client), key_(key), request_(request_for(client, S3Request::Method::put, key)) {
        request_.body = bytes;
        request_.body_sha256 = sha256_of(bytes).hex();
    }

    enum class End { stored, refused };
    /// \param condition a header, or nothing
    ObjectResult<End> run(const std::string& condition) {
        request_.headers = {"Content-Type: application/octet-stream",
                            std::string(client_.dialect().sha256) + ": " + request_.body_sha256,
                            std::string(client_.dialect().write_id) + ": " + write_id_};
        if (!condition.empty()) request_.headers.push_back(condition);
        auto answer = client_.ask(request_, "store", {});
        if (!answer) return tl::unexpected(answer.error());
        const S3Head& told = answer->head;
        if (told.status == 200 && !told.tag.text.empty()) {
            tag_ = told.tag;
            return End::stored;
        }
        // That the condition did not hold may be our own doing: an attempt whose answer was lost may have
        // made the write, and so may one that libcurl repeated by itself since a kept connection was closed.
        auto found = head(client_, key_);
        if (!found) return tl::unexpected(found.error());
        tag_ = found->head.status == 200 ? found->head.tag : ObjectTag();
        if (found->head.status == 200 && found->head.write_id == write_id_) return End::stored;
        if (!condition.empty() && told.status != 200) return End::refused;
        return tl::unexpected(client_.error(
            request_, "store",
            {Kind::unavailable, std::to_string(told.status) + ", and it is not there", false, {}}));
    }

    /// What was stored, or what was found where nothing was.
    const ObjectTag& tag() const { return tag_; }

  private:
    const S3Client& client_;
    const ObjectKey& key_;
    S3Request request_;
    std::string write_id_ = new_write_id();
    ObjectTag tag_;
};

std::string without_quotes(const std::string& tag) {
    return tag.size() > 2 && tag.front() == '"' && tag.back() == '"' ? tag.substr(1, tag.size() - 2) : tag;
}

ObjectResult<void> remove_now(const S3Client& client, const ObjectKey& key) {
    const auto answer = client.ask(request_for(client, S3Request::Method::remove, key), "remove", {});
    if (!answer) return tl::unexpected(answer.error());
    return {};
}

/// The names at the ends of those of these that are keys, sorted.
std::vector<std::string> last_names(const S3Client& client, const std::vector<std::string>& all) {
    std::vector<std::string> names;
    for (std::string_view name : all) {
        if (name.ends_with('/')) name.remove_suffix(1);
        if (const auto key = key_of(client, name)) names.emplace_back(key->name());
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

}  // namespace

S3Objects::S3Objects(const CurlLibrary& library, S3Settings settings, const S3Limits& limits)
    : client_(std::make_unique<S3Client>(library, settings, limits)),
      impatient_(std::make_unique<S3Client>(library, std::move(settings), without_patience())) {}

ObjectResult<void> S3Objects::check() {
    // Whether there is such an object does not matter.
    const auto answer = head(*impatient_, ObjectKey("store.json"));
    if (!answer) return tl::unexpected(answer.error());
    return {};
}

S3Objects::~S3Objects() = default;

ObjectResult<std::optional<Object>> S3Objects::read(const ObjectKey& key, std::uint64_t max_bytes) {
    auto answer = get(*client_, request_for(*client_, S3Request::Method::get, key), max_bytes);
    if (!answer) return tl::unexpected(answer.error());
    if (answer->head.status != 200) return std::nullopt;
    return object_of(*std::move(answer));
}

ObjectResult<std::optional<ObjectInfo>> S3Objects::describe(const ObjectKey& key) {
    auto answer = head(*client_, key);
    if (!answer) return tl::unexpected(answer.error());
    if (answer->head.status != 200) return std::nullopt;
    return ObjectInfo{key, answer->head.content_length.value_or(0), answer->head.tag, answer->head.time};
}

ObjectResult<ObjectTag> S3Objects::write(const ObjectKey& key, std::span<const std::byte> bytes) {
    Put put(*client_, key, bytes);
    const auto end = put.run("");
    if (!end) return tl::unexpected(end.error());
    return put.tag();
}

ObjectResult<std::optional<ObjectTag>> S3Objects::write_new(const ObjectKey& key,
                                                            std::span<const std::byte> bytes) {
    Put put(*client_, key, bytes);
    const auto end = put.run(std::string(client_->dialect().if_missing));
    if (!end) return tl::unexpected(end.error());
    if (*end == Put::End::refused) return std::nullopt;
    return put.tag();
}

// Ceph 16 and stores made of it take the tag of a write without its quotes alone, and answer 412 to what is
// right.
ObjectResult<std::optional<ObjectTag>> S3Objects::replace(const ObjectKey& key, const ObjectTag& expected,
                                                          std::span<const std::byte> bytes) {
    const S3Dialect& dialect = client_->dialect();
    if (!dialect.can_be_tag(expected)) return std::nullopt;
    Put put(*client_, key, bytes);
    const bool bare = bare_tags_;
    auto end = put.run(dialect.if_tag_is(bare ? without_quotes(expected.text) : expected.text));
    if (!dialect.has_generations && !bare && end && *end == Put::End::refused && put.tag() == expected) {
        end = put.run(dialect.if_tag_is(without_quotes(expected.text)));
        if (end && *end == Put::End::stored) bare_tags_ = true;
    }
    if (!end) return tl::unexpected(end.error());
    if (*end == Put::End::refused) return std::nullopt;
    return put.tag();
}

ObjectResult<bool> S3Objects::remove(const ObjectKey& key) {
    const auto found = head(*client_, key);
    if (!found) return tl::unexpected(found.error());
    if (found->head.status != 200) return false;
    if (auto removed = remove_now(*client_, key); !removed) return tl::unexpected(removed.error());
    return true;
}

ObjectResult<bool> S3Objects::remove_if(const ObjectKey& key, const ObjectTag& expected) {
    if (!client_->dialect().has_generations) return ObjectStore::remove_if(key, expected);
    const auto found = head(*client_, key);
    if (!found) return tl::unexpected(found.error());
    if (found->head.status != 200 || found->head.tag != expected) return false;
    S3Request request = request_for(*client_, S3Request::Method::remove, key);
    request.headers = {client_->dialect().if_tag_is(expected.text)};
    const auto answer = client_->ask(request, "remove", {});
    if (!answer) return tl::unexpected(answer.error());
    // It was there just now. One that is missing by now was removed by this, where an answer was lost, or
    // counts as if.
    return answer->head.status != 412;
}

ObjectResult<std::vector<ObjectInfo>> S3Objects::list(const ObjectKey& folder) {
    auto page = list_s3(*client_, name_of(*client_, folder) + '/', "");
    if (!page) return tl::unexpected(page.error());
    std::vector<ObjectInfo> objects;
    objects.reserve(page->objects.size());
    for (s3_xml::ListedObject& object : page->objects) {
        if (auto key = key_of(*client_, object.name))
            objects.push_back({*std::move(key), object.bytes, std::move(object.tag), object.time});
    }
    // Not every store lists in this order.
    std::sort(objects.begin(), objects.end(),
              [](const auto& one, const auto& two) { return one.key < two.key; });
    return objects;
}

ObjectResult<std::vector<std::string>> S3Objects::names(const ObjectKey& folder) {
    auto page = list_s3(*client_, name_of(*client_, folder) + '/', "/");
    if (!page) return tl::unexpected(page.error());
    std::vector<std::string> all;
    for (s3_xml::ListedObject& object : page->objects) {
        // "folder/" itself is no object of ours, and would pass for one without its '/'.
        if (!object.name.ends_with('/')) all.push_back(std::move(object.name));
    }
    return last_names(*client_, all);
}

ObjectResult<std::vector<std::string>> S3Objects::folders(const ObjectKey& folder) {
    auto page = list_s3(*client_, name_of(*client_, folder) + '/', "/");
    if (!page) return tl::unexpected(page.error());
    return last_names(*client_, page->prefixes);
}

// One by one: not every store takes the request that removes many.
ObjectResult<void> S3Objects::remove_each(std::span<const ObjectKey> keys) {
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    std::optional<ObjectError> error;
    const auto work = [&] {
        for (std::size_t index = next++; index < keys.size(); index = next++) {
            auto removed = remove_now(*client_, keys[index]);
            if (removed) continue;
            next = keys.size();
            const std::lock_guard lock(mutex);
            if (!error) error = std::move(removed.error());
        }
    };
    {
        std::vector<std::jthread> threads;
        for (std::size_t count = std::min(client_->limits().removals_in_flight, keys.size()); count > 1;
             --count)
            threads.emplace_back(work);
        work();
    }
    if (error) return tl::unexpected(*std::move(error));
    return {};
}

ObjectResult<std::size_t> S3Objects::remove_all(const ObjectKey& folder) {
    const auto objects = list(folder);
    if (!objects) return tl::unexpected(objects.error());
    std::vector<ObjectKey> keys;
    for (const ObjectInfo& object : *objects)
        keys.push_back(object.key);
    if (auto removed = remove_each(keys); !removed) return tl::unexpected(removed.error());
    return keys.size();
}

ObjectResult<ObjectTag> S3Objects::write_file(const ObjectKey& key, const std::filesystem::path& file,
                                              const std::stop_token& stop) {
    return upload_to_s3(*client_, name_of(*client_, key), file, stop);
}

ObjectResult<std::optional<ObjectTag>> S3Objects::read_file(const ObjectKey& key,
                                                            const std::filesystem::path& file,
                                                            std::uint64_t max_bytes,
                                                            const std::stop_token& stop) {
    return download_from_s3(*client_, name_of(*client_, key), file, max_bytes, stop);
}

}  // namespace eigenfaces::service
