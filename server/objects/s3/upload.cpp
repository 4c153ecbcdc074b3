#include "objects/s3/upload.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <mutex>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "digest/sha256.hpp"
#include "objects/s3/write_id.hpp"
#include "objects/s3/xml.hpp"
#include "storage/descriptor.hpp"

namespace eigenfaces::service {
namespace {

constexpr std::string_view action = "store";
/// S3 takes no more.
constexpr std::uint64_t max_parts = 10'000;

struct Part {
    S3FileSlice slice;
    std::string sha256;
};

struct Parts {
    std::vector<Part> all;
    std::string sha256;  ///< of the whole file
};

StorageResult<Descriptor> open_regular(const std::filesystem::path& path) {
    Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file) return tl::unexpected(system_error("read", path));
    struct stat status = {};
    if (::fstat(file.get(), &status) != 0) return tl::unexpected(system_error("read", path));
    if (!S_ISREG(status.st_mode)) return tl::unexpected(system_error("read", path, EINVAL));
    return file;
}

/// Cuts the file, with the digests of the parts and of the whole in one reading. Nothing where stopped.
StorageResult<std::optional<Parts>> cut(const Descriptor& file, const std::filesystem::path& path,
                                        std::uint64_t part_bytes, const std::stop_token& stop) {
    struct stat status = {};
    if (::fstat(file.get(), &status) != 0) return tl::unexpected(system_error("read", path));
    const auto size = static_cast<std::uint64_t>(status.st_size);
    part_bytes = std::max(part_bytes, size / max_parts + 1);
    Parts parts;
    Sha256Digester whole;
    std::vector<std::byte> buffer(std::size_t{256} * 1024);
    std::uint64_t from = 0;
    do {
        const std::uint64_t end = std::min(size, from + part_bytes);
        Sha256Digester digester;
        for (std::uint64_t at = from; at < end;) {
            if (stop.stop_requested()) return std::nullopt;
            const std::size_t wanted =
                static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), end - at));
            const ssize_t count = ::pread(file.get(), buffer.data(), wanted, static_cast<off_t>(at));
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) return tl::unexpected(system_error("read", path));
            if (count == 0) {
                return tl::unexpected(StorageError{path, "read", EIO, "it became shorter while it was read"});
            }
            const auto bytes = std::span(buffer).first(static_cast<std::size_t>(count));
            digester.add(bytes);
            whole.add(bytes);
            at += bytes.size();
        }
        parts.all.push_back({{file.get(), from, end - from}, digester.finish().hex()});
        from = end;
    } while (from < size);
    parts.sha256 = whole.finish().hex();
    return parts;
}

std::string metadata(const char* name, const std::string& value) {
    return std::string(name) + ": " + value;
}

std::optional<S3Failure> wants_header(const ObjectTag& tag, const std::string& name) {
    if (!tag.text.empty()) return std::nullopt;
    return S3Failure{ObjectError::Kind::unavailable, "the answer has no " + name, true, {}};
}

/// One upload in parts.
class MultipartUpload {
  public:
    MultipartUpload(const S3Client& client, std::string name, std::stop_token stop)
        : client_(client), name_(std::move(name)), stop_(std::move(stop)) {}

    ObjectResult<ObjectTag> run(const Parts& parts) {
        if (auto begun = begin(parts); !begun) return tl::unexpected(begun.error());
        auto tags = send(parts);
        auto tag = tags ? complete(*tags) : ObjectResult<ObjectTag>(tl::unexpected(tags.error()));
        if (!tag) abort(tag.error());
        return tag;
    }

  private:
    S3Request request(S3Request::Method method) const {
        S3Request made;
        made.method = method;
        made.name = name_;
        if (!id_.empty()) made.query = {{"uploadId", id_}};
        return made;
    }

    ObjectResult<void> begin(const Parts& parts) {
        S3Request start = request(S3Request::Method::post);
        start.query = {{"uploads", ""}};
        start.headers = {"Content-Type: application/octet-stream",
                         metadata(client_.dialect().sha256, parts.sha256),
                         metadata(client_.dialect().write_id, write_id_)};
        S3Client::Wishes wishes;
        wishes.stop = stop_;
        wishes.objection = [&](const S3Answer& answer) -> std::optional<S3Failure> {
            auto id = s3_xml::parse_upload_id(answer.body);
            if (!id) return S3Failure{ObjectError::Kind::unavailable, id.error(), true, {}};
            id_ = *std::move(id);
            return std::nullopt;
        };
        auto answer = client_.ask(start, action, wishes);
        if (!answer) return tl::unexpected(answer.error());
        return {};
    }

    /// Several at a time; the first failure ends all.
    ObjectResult<std::vector<ObjectTag>> send(const Parts& parts) {
        std::vector<ObjectTag> tags(parts.all.size());
        std::atomic<std::size_t> next = 0;
        std::stop_source failed;
        const std::stop_callback outer(stop_, [&] { failed.request_stop(); });
        std::mutex mutex;
        std::optional<ObjectError> error;
        const auto work = [&] {
            for (std::size_t index = next++; index < parts.all.size(); index = next++) {
                auto tag = send_part(parts.all[index], index + 1, failed.get_token());
                if (tag) {
                    tags[index] = *std::move(tag);
                    continue;
                }
                const std::lock_guard lock(mutex);
                if (!error) error = tag.error();
                failed.request_stop();
                return;
            }
        };
        {
            std::vector<std::jthread> threads;
            const std::size_t count = std::min(client_.limits().parts_in_flight, parts.all.size());
            for (std::size_t index = 0; index < count; ++index)
                threads.emplace_back(work);
        }
        if (error) return tl::unexpected(*error);
        return tags;
    }

    ObjectResult<ObjectTag> send_part(const Part& part, std::size_t number, const std::stop_token& stop) {
        S3Request put = request(S3Request::Method::put);
        put.query.emplace_back("partNumber", std::to_string(number));
        put.body = part.slice;
        put.body_sha256 = part.sha256;
        S3Client::Wishes wishes;
        wishes.stop = stop;
        wishes.objection = [](const S3Answer& answer) { return wants_header(answer.head.etag, "ETag"); };
        auto answer = client_.ask(put, action, wishes);
        if (!answer) return tl::unexpected(answer.error());
        if (answer->head.status == 404) return tl::unexpected(gone(put));
        return answer->head.etag;
    }

    ObjectResult<ObjectTag> complete(const std::vector<ObjectTag>& tags) {
        const std::string document = s3_xml::completion(tags);
        S3Request finish = request(S3Request::Method::post);
        finish.headers = {"Content-Type: application/xml"};
        finish.body = std::as_bytes(std::span(document));
        finish.body_sha256 = sha256_of(document).hex();
        ObjectTag tag;
        S3Client::Wishes wishes;
        wishes.stop = stop_;
        wishes.objection = [&](const S3Answer& answer) -> std::optional<S3Failure> {
            if (answer.head.status != 200) return std::nullopt;
            // The status is sent before the work is done: what failed then is told in the body.
            const s3_xml::Error error = s3_xml::parse_error(answer.body);
            if (!error.code.empty()) {
                return S3Failure{
                    ObjectError::Kind::unavailable, "200 " + error.code + ": " + error.message, true, {}};
            }
            auto parsed = s3_xml::parse_completion(answer.body);
            if (!parsed) return S3Failure{ObjectError::Kind::unavailable, parsed.error(), true, {}};
            tag = *std::move(parsed);
            return std::nullopt;
        };
        auto answer = client_.ask(finish, action, wishes);
        if (!answer) return tl::unexpected(answer.error());
        const bool has_generations = client_.dialect().has_generations;
        if (has_generations) tag = answer->head.tag;
        if (answer->head.status != 404 && !(has_generations && tag.text.empty())) return tag;
        // An attempt whose answer was lost may have made the object, and the upload is gone with that. That
        // this answer tells the generation is not promised, either.
        auto head = client_.ask(request_for_object(), action, {});
        if (!head) return tl::unexpected(head.error());
        if (head->head.status == 200 && head->head.write_id == write_id_) return head->head.tag;
        if (answer->head.status != 404) {
            return tl::unexpected(client_.error(
                finish, action,
                {ObjectError::Kind::unavailable, "someone replaced it as soon as it was there", false, {}}));
        }
        return tl::unexpected(gone(finish));
    }

    S3Request request_for_object() const {
        S3Request made;
        made.method = S3Request::Method::head;
        made.name = name_;
        return made;
    }

    ObjectError gone(const S3Request& asked) const {
        return client_.error(
            asked, action,
            {ObjectError::Kind::unavailable, "404 NoSuchUpload: someone ended the upload", false, {}});
    }

    /// Also after a stop, and not for long. What stays then costs, until a rule of the bucket removes it.
    void abort(ObjectError& why) {
        const S3Request end = request(S3Request::Method::remove);
        constexpr std::chrono::seconds patience{5};
        const auto deadline = std::chrono::steady_clock::now() + patience;
        for (int attempts = 2;; --attempts) {
            const auto ended = client_.attempt(end, {}, 0, deadline, {});
            if (ended) return;
            if (attempts > 1 && ended.error().again) continue;
            why.message += "; and its parts could not be removed: " + ended.error().reason;
            return;
        }
    }

    const S3Client& client_;
    std::string name_;
    std::stop_token stop_;
    std::string write_id_ = new_write_id();
    std::string id_;
};

ObjectResult<ObjectTag> put_whole(const S3Client& client, const std::string& name, const Part& part,
                                  const std::stop_token& stop) {
    S3Request put;
    put.method = S3Request::Method::put;
    put.name = name;
    put.headers = {"Content-Type: application/octet-stream", metadata(client.dialect().sha256, part.sha256),
                   metadata(client.dialect().write_id, new_write_id())};
    put.body = part.slice;
    put.body_sha256 = part.sha256;
    S3Client::Wishes wishes;
    wishes.stop = stop;
    wishes.objection = [&](const S3Answer& answer) {
        return wants_header(answer.head.tag, client.dialect().tag);
    };
    auto answer = client.ask(put, action, wishes);
    if (!answer) return tl::unexpected(answer.error());
    return answer->head.tag;
}

}  // namespace

ObjectResult<ObjectTag> upload_to_s3(const S3Client& client, const std::string& name,
                                     const std::filesystem::path& file, const std::stop_token& stop) {
    S3Request about;
    about.name = name;
    const auto fail = [&](ObjectError::Kind kind, const std::string& reason) {
        return tl::unexpected(client.error(about, action, {kind, reason, false, {}}));
    };
    const auto opened = open_regular(file);
    if (!opened) return fail(ObjectError::Kind::unavailable, opened.error().message());
    const auto parts = cut(*opened, file, client.limits().part_bytes, stop);
    if (!parts) return fail(ObjectError::Kind::unavailable, parts.error().message());
    if (!*parts || stop.stop_requested()) return fail(ObjectError::Kind::stopped, "stopped");
    if ((*parts)->all.size() == 1) return put_whole(client, name, (*parts)->all.front(), stop);
    return MultipartUpload(client, name, stop).run(**parts);
}

}  // namespace eigenfaces::service
