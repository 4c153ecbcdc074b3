#include "datasets/download.hpp"

#include <system_error>
#include <utility>

#include "datasets/partial_download.hpp"
#include "datasets/transfer.hpp"

namespace eigenfaces::service {
namespace {

using Kind = DownloadError::Kind;

DownloadError disk_error(const StorageError& error) {
    return {is_out_of_space(error) ? Kind::no_space : Kind::disk, error.message(), 0};
}

std::optional<DownloadError> check_url(const DownloadRequest& request, const std::string& url,
                                       bool redirected) {
    const auto unsupported = [&](const std::string& why) {
        const std::string what = redirected ? "the redirect of " + request.url + " to " + url : url;
        return DownloadError{Kind::unsupported_url, what + " is not followed: " + why, 0};
    };
    const auto parts = parse_url(url);
    if (!parts) return unsupported("it is not an absolute URL");
    const bool is_http = parts->scheme == "http" || parts->scheme == "https";
    const bool is_allowed_file = parts->scheme == "file" && request.allow_file_urls && !redirected;
    if (!is_http && !is_allowed_file) return unsupported("only http and https are allowed");
    if (parts->has_credentials) {
        return DownloadError{Kind::unsupported_url, "a URL with a user name or password in it is not allowed",
                             0};
    }
    if (request.refuse_url) {
        if (const auto why = request.refuse_url(url)) return unsupported(*why);
    }
    return std::nullopt;
}

/// What identifies this version of the file for If-Range, which takes no weak entity tag.
std::string validator_of(const ResponseHead& head) {
    if (!head.entity_tag.empty() && !head.entity_tag.starts_with("W/")) return head.entity_tag;
    return head.last_modified;
}

class Downloader {
  public:
    Downloader(const CurlLibrary& library, const DownloadRequest& request,
               const std::function<void(const DownloadProgress&)>& progress, std::stop_token stop,
               PartialDownload partial)
        : library_(library),
          request_(request),
          progress_(progress),
          stop_(std::move(stop)),
          partial_(std::move(partial)) {}

    tl::expected<Downloaded, DownloadError> run() {
        const auto& origin = partial_.origin();
        const bool is_whole = origin && partial_.size() > 0 && origin->total == partial_.size();
        if (is_whole && request_.sha256) {
            auto verified = verify();
            if (verified || verified.error().kind != Kind::checksum_mismatch) return verified;
            can_continue_ = false;
        }
        for (;;) {
            if (auto failure = fetch_all()) return tl::unexpected(discard_unless_useful(std::move(*failure)));
            auto verified = verify();
            if (verified || verified.error().kind != Kind::checksum_mismatch) return verified;
            // The earlier bytes may be those of another version of the file.
            if (!continued_) return tl::unexpected(discard_unless_useful(std::move(verified.error())));
            can_continue_ = false;
            continued_ = false;
        }
    }

  private:
    enum class Answer { file, whole_already, restart, redirect, other_status };

    /// Transfers, and takes up again what is interrupted.
    std::optional<DownloadError> fetch_all() {
        for (int resumptions = request_.limits.max_resumptions;; --resumptions) {
            received_ = 0;
            auto failure = fetch();
            if (!failure) return std::nullopt;
            const bool again = failure->kind == Kind::interrupted && received_ > 0 && resumptions > 0;
            if (!again) return failure;
            can_continue_ = true;
        }
    }

    /// One transfer, through redirects.
    std::optional<DownloadError> fetch() {
        TransferRequest get;
        get.url = request_.url;
        get.connect_timeout = request_.limits.connect_timeout;
        get.minimum_rate = request_.limits.minimum_rate;
        get.minimum_rate_time = request_.limits.minimum_rate_time;
        get.may_connect = request_.may_connect;
        if (can_continue_) choose_range(get);
        int redirects = 0;
        for (;;) {
            failure_.reset();
            const auto outcome = transfer(
                library_, get, [&](const ResponseHead& head) { return take_head(head, get.from); },
                [&](std::span<const std::byte> bytes) { return take_bytes(bytes); }, stop_);
            if (failure_) return failure_;
            if (auto failure = failure_of(outcome, get.url)) return failure;
            switch (answer_) {
                case Answer::file:
                    return check_length();
                case Answer::whole_already:
                    continued_ = true;
                    return std::nullopt;
                case Answer::other_status:
                    return error(
                        Kind::http_status,
                        get.url + " answered with HTTP status " + std::to_string(outcome.head.status),
                        outcome.head.status);
                case Answer::restart:
                    get.from = 0;
                    get.if_range.clear();
                    break;
                case Answer::redirect:
                    if (++redirects > request_.limits.max_redirects) {
                        return error(Kind::http_status,
                                     request_.url + " redirects more than " +
                                         std::to_string(request_.limits.max_redirects) + " times",
                                     outcome.head.status);
                    }
                    if (auto refused = check_url(request_, outcome.head.redirect_url, true)) return refused;
                    get.url = outcome.head.redirect_url;
                    break;
            }
        }
    }

    void choose_range(TransferRequest& get) const {
        const auto& origin = partial_.origin();
        const bool same_url = origin && origin->url == request_.url;
        if (same_url) get.if_range = origin->validator;
        if (!get.if_range.empty() || request_.sha256) get.from = partial_.size();
    }

    bool take_head(const ResponseHead& head, std::uint64_t from) {
        answer_ = classify(head, from);
        if (answer_ != Answer::file) return false;
        const bool continues = head.status == 206;
        const std::uint64_t before = continues ? from : 0;
        total_.reset();
        if (head.content_length) total_ = before + *head.content_length;
        if (total_ && *total_ > request_.limits.max_bytes) {
            fail_too_large("has " + std::to_string(*total_) + " bytes");
        } else if (!has_space_for(total_.value_or(before) - before)) {
            // failure_ says so
        } else if (continues) {
            continued_ = true;
        } else {
            continued_ = false;
            take_result(partial_.restart({request_.url, validator_of(head), total_}));
        }
        if (!failure_) report();
        return !failure_;
    }

    Answer classify(const ResponseHead& head, std::uint64_t from) const {
        if (head.status == 200) return Answer::file;
        if (head.status == 206 && from > 0) {
            const auto& origin = partial_.origin();
            const std::string validator = validator_of(head);
            const bool other_version = origin && origin->url == request_.url && !validator.empty() &&
                                       !origin->validator.empty() && validator != origin->validator;
            return head.range_start == from && !other_version ? Answer::file : Answer::restart;
        }
        if (head.status == 416 && from > 0) {
            return head.range_total == from ? Answer::whole_already : Answer::restart;
        }
        const bool is_redirect = head.status >= 300 && head.status < 400 && !head.redirect_url.empty();
        return is_redirect ? Answer::redirect : Answer::other_status;
    }

    bool take_bytes(std::span<const std::byte> bytes) {
        if (partial_.size() + bytes.size() > request_.limits.max_bytes) {
            fail_too_large("goes on");
            return false;
        }
        if (!take_result(partial_.append(bytes))) return false;
        received_ += bytes.size();
        report();
        return true;
    }

    std::optional<DownloadError> failure_of(const TransferOutcome& outcome, const std::string& url) const {
        switch (outcome.end) {
            case TransferOutcome::End::complete:
            case TransferOutcome::End::declined:
                return std::nullopt;
            case TransferOutcome::End::cancelled:
                return cancelled();
            case TransferOutcome::End::not_reachable:
                if (!outcome.refused_address.empty()) {
                    return error(Kind::unsupported_url,
                                 url + " is not fetched: it leads to the internal address " +
                                     outcome.refused_address +
                                     ", which the operator has to allow (--allow-internal-addresses, or the "
                                     "address itself in --dataset-url or --allow-dataset-url)");
                }
                return error(Kind::not_reachable, "cannot reach " + url + ": " + outcome.detail);
            case TransferOutcome::End::interrupted:
                break;
        }
        return error(Kind::interrupted,
                     "the download of " + url + " was interrupted after " + std::to_string(partial_.size()) +
                         (total_ ? " of " + std::to_string(*total_) : "") + " bytes: " + outcome.detail,
                     outcome.head.status);
    }

    std::optional<DownloadError> check_length() const {
        if (!total_ || *total_ == partial_.size()) return std::nullopt;
        return error(Kind::interrupted, request_.url + " ended after " + std::to_string(partial_.size()) +
                                            " of " + std::to_string(*total_) + " bytes");
    }

    tl::expected<Downloaded, DownloadError> verify() const {
        const auto digest = sha256_of_file(request_.path, stop_);
        if (!digest) return tl::unexpected(disk_error(digest.error()));
        if (!*digest) return tl::unexpected(cancelled());
        if (request_.sha256 && **digest != *request_.sha256) {
            return tl::unexpected(error(Kind::checksum_mismatch,
                                        "the file from " + request_.url + " has the SHA-256 " +
                                            (*digest)->hex() + ", expected is " + request_.sha256->hex()));
        }
        return Downloaded{partial_.size(), **digest};
    }

    bool has_space_for(std::uint64_t bytes) {
        std::error_code unknown;
        const auto space = std::filesystem::space(request_.path.parent_path(), unknown);
        if (unknown || space.available >= bytes) return true;
        failure_ = error(Kind::no_space, request_.path.string() + " needs " + std::to_string(bytes) +
                                             " more bytes, the file system has " +
                                             std::to_string(space.available) + " left");
        return false;
    }

    DownloadError discard_unless_useful(DownloadError failure) {
        const bool useless = failure.kind == Kind::too_large || failure.kind == Kind::checksum_mismatch ||
                             failure.kind == Kind::unsupported_url;
        if (!useless) return failure;
        if (const auto removed = partial_.discard(); !removed) {
            return error(Kind::disk, failure.detail + "; " + removed.error().message());
        }
        return failure;
    }

    void fail_too_large(const std::string& how) {
        failure_ = error(Kind::too_large, "the file from " + request_.url + ' ' + how + ", the limit is " +
                                              std::to_string(request_.limits.max_bytes) + " bytes");
    }

    bool take_result(const StorageResult<void>& result) {
        if (!result) failure_ = disk_error(result.error());
        return result.has_value();
    }

    void report() const {
        if (progress_) progress_({partial_.size(), total_});
    }

    DownloadError cancelled() const {
        return error(Kind::cancelled, "the download of " + request_.url + " was cancelled");
    }

    static DownloadError error(Kind kind, std::string detail, int http_status = 0) {
        return {kind, std::move(detail), http_status};
    }

    const CurlLibrary& library_;
    const DownloadRequest& request_;
    const std::function<void(const DownloadProgress&)>& progress_;
    std::stop_token stop_;
    PartialDownload partial_;

    bool can_continue_ = true;  ///< what is on disk may be the beginning of the file
    bool continued_ = false;    ///< part of the file is from an earlier transfer
    std::uint64_t received_ = 0;
    std::optional<std::uint64_t> total_;
    Answer answer_ = Answer::file;
    std::optional<DownloadError> failure_;  ///< set by the callbacks
};

}  // namespace

tl::expected<Downloaded, DownloadError> download(const CurlLibrary& library, const DownloadRequest& request,
                                                 const std::function<void(const DownloadProgress&)>& progress,
                                                 std::stop_token stop) {
    if (auto refused = check_url(request, request.url, false)) return tl::unexpected(std::move(*refused));
    auto partial = PartialDownload::open(request.path);
    if (!partial) return tl::unexpected(disk_error(partial.error()));
    return Downloader(library, request, progress, std::move(stop), std::move(*partial)).run();
}

}  // namespace eigenfaces::service
