#include "objects/s3/download.hpp"

#include <algorithm>
#include <utility>

#include "digest/sha256.hpp"
#include "storage/atomic_file.hpp"

namespace eigenfaces::service {
namespace {

using Kind = ObjectError::Kind;

constexpr std::string_view action = "read";
/// For one answer that never stalls.
constexpr std::chrono::hours longest_answer{6};

/// What has arrived of an object.
class Arrival {
  public:
    Arrival(const S3Dialect& dialect, const std::filesystem::path& path, std::uint64_t max_bytes)
        : dialect_(dialect), path_(path), max_bytes_(max_bytes) {}

    std::uint64_t size() const { return size_; }
    /// What size() ever was.
    std::uint64_t most() const { return most_; }
    const ObjectTag& tag() const { return tag_; }
    /// Why no more was taken, where that was not the connection's fault.
    const std::optional<S3Failure>& refusal() const { return refusal_; }

    void forget() {
        file_.reset();
        digester_ = Sha256Digester();
        size_ = 0;
        refusal_.reset();
        begun_ = false;
    }
    /// Before each answer.
    void expect_answer() {
        begun_ = false;
        refusal_.reset();
    }

    bool take(const S3Head& head, std::span<const std::byte> bytes) {
        if (!begun_ && !begin(head)) return false;
        if (bytes.size() > max_bytes_ - size_)
            return refuse(Kind::too_large, "it has more bytes than are taken");
        if (auto written = file_->write(bytes); !written) return refuse(written.error());
        digester_.add(bytes);
        size_ += bytes.size();
        most_ = std::max(most_, size_);
        return true;
    }

    /// After an answer that is complete: whether these are the bytes that were stored. Nothing where they
    /// are; the file has its name then.
    std::optional<S3Failure> finish(const S3Head& head) {
        if (!begun_ && !begin(head)) return refusal_;  // an answer without bytes
        if (total_ && *total_ != size_) {
            return S3Failure{Kind::damaged,
                             "its " + std::to_string(*total_) + " bytes arrived as " + std::to_string(size_),
                             true,
                             {}};
        }
        const std::string digest = digester_.finish().hex();
        if (!sha256_.empty() && digest != sha256_) {
            return S3Failure{Kind::damaged,
                             "its bytes are not those that were stored: their SHA-256 is " + digest +
                                 " instead of " + sha256_,
                             true,
                             {}};
        }
        if (auto committed = file_->commit(); !committed) {
            refuse(committed.error());
            return refusal_;
        }
        return std::nullopt;
    }

  private:
    bool begin(const S3Head& head) {
        begun_ = true;
        if (head.status == 206) {
            if (file_ && head.range_start == size_ && head.tag == tag_) return true;
            return refuse(Kind::damaged, "the answer is another part than the one asked for", true);
        }
        forget();
        begun_ = true;
        if (head.tag.text.empty())
            return refuse(Kind::unavailable, std::string("the answer has no ") + dialect_.tag, true);
        if (head.content_length.value_or(0) > max_bytes_)
            return refuse(Kind::too_large, "it has more bytes than are taken");
        tag_ = head.tag;
        sha256_ = head.sha256;
        total_ = head.content_length;
        auto created = AtomicFile::create(path_);
        if (!created) return refuse(created.error());
        file_.emplace(*std::move(created));
        return true;
    }

    bool refuse(Kind kind, std::string reason, bool again = false) {
        refusal_ = S3Failure{kind, std::move(reason), again, {}};
        return false;
    }
    bool refuse(const StorageError& error) {
        return refuse(is_out_of_space(error) ? Kind::no_space : Kind::unavailable, error.message());
    }

    const S3Dialect& dialect_;
    std::filesystem::path path_;
    std::uint64_t max_bytes_;
    std::optional<AtomicFile> file_;
    Sha256Digester digester_;
    std::uint64_t size_ = 0;
    std::uint64_t most_ = 0;
    ObjectTag tag_;
    std::string sha256_;
    std::optional<std::uint64_t> total_;
    bool begun_ = false;  ///< with the present answer
    std::optional<S3Failure> refusal_;
};

S3Request request_for(const S3Dialect& dialect, const std::string& name, const Arrival& arrival) {
    S3Request request;
    request.name = name;
    if (arrival.size() > 0) {
        request.headers = {"Range: bytes=" + std::to_string(arrival.size()) + '-',
                           dialect.if_tag_is(arrival.tag().text)};
    }
    return request;
}

/// One answer. Nothing where it has all; then `missing` says that there is no such object.
std::optional<S3Failure> receive(const S3Client& client, const S3Request& request, Arrival& arrival,
                                 const std::stop_token& stop, bool& missing) {
    arrival.expect_answer();
    const S3Sink sink = [&](const S3Head& head, std::span<const std::byte> bytes) {
        return arrival.take(head, bytes);
    };
    const auto answer =
        client.attempt(request, sink, 0, std::chrono::steady_clock::now() + longest_answer, stop);
    // What was cut short is right as far as it goes, and is gone on with.
    if (!answer && !arrival.refusal()) return answer.error();
    std::optional<S3Failure> failure = arrival.refusal();
    if (answer && (answer->head.status == 200 || answer->head.status == 206)) {
        failure = arrival.finish(answer->head);
    } else if (answer && answer->head.status == 404) {
        missing = true;
    } else if (answer) {  // 412, 416: it is another object by now
        failure = S3Failure{Kind::damaged, "it changed while it was read", true, {}};
    }
    if (failure) arrival.forget();
    return failure;
}

}  // namespace

ObjectResult<std::optional<ObjectTag>> download_from_s3(const S3Client& client, const std::string& name,
                                                        const std::filesystem::path& file,
                                                        std::uint64_t max_bytes,
                                                        const std::stop_token& stop) {
    Arrival arrival(client.dialect(), file, max_bytes);
    Backoff backoff(client.limits(), {}, stop);
    std::uint64_t most = 0;
    for (;;) {
        const S3Request request = request_for(client.dialect(), name, arrival);
        bool missing = false;
        const auto failure = receive(client, request, arrival, stop, missing);
        if (!failure && missing) return std::nullopt;
        if (!failure) return arrival.tag();
        // Only what never was there before counts, or an object that always arrives damaged would be read for
        // ever.
        if (arrival.most() > most) {
            most = arrival.most();
            backoff.progressed();
        }
        if (failure->again && backoff.wait(failure->retry_after)) continue;
        if (stop.stop_requested())
            return tl::unexpected(client.error(request, action, {Kind::stopped, "stopped", false, {}}));
        return tl::unexpected(client.error(request, action, *failure, backoff.attempts()));
    }
}

}  // namespace eigenfaces::service
