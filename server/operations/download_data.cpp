#include "operations/download_data.hpp"

#include <algorithm>
#include <cctype>
#include <spdlog/fmt/fmt.h>
#include <stdexcept>

#include "operations/busy_detail.hpp"
#include "operations/deadline.hpp"
#include "operations/state_health.hpp"
#include "operations/upload.hpp"
#include "workspaces/data_set_choice.hpp"

namespace eigenfaces::service {

namespace {

using Kind = DownloadFailure::Kind;

auto failure(Kind kind, std::string detail) {
    return tl::unexpected(DownloadFailure{kind, std::move(detail)});
}

bool has_dot_segment(std::string url) {
    std::transform(url.begin(), url.end(), url.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (std::size_t at = url.find("%2e"); at != std::string::npos; at = url.find("%2e", at))
        url.replace(at, 3, ".");
    url = url.substr(0, url.find_first_of("?#"));
    std::size_t begin = 0;
    while (begin <= url.size()) {
        const std::size_t end = std::min(url.find_first_of("/\\", begin), url.size());
        const std::string segment = url.substr(begin, end - begin);
        if (segment == "." || segment == "..") return true;
        begin = end + 1;
    }
    return false;
}

bool is_below(const std::string& url, const std::string& prefix) {
    if (!url.starts_with(prefix) || has_dot_segment(url)) return false;
    if (url.size() == prefix.size() || prefix.ends_with('/')) return true;
    return url[prefix.size()] == '/' || url[prefix.size()] == '?';
}

std::string allowed_text(const DataSources& sources) {
    std::string text = sources.default_url;
    for (const std::string& prefix : sources.allowed_prefixes)
        text += ", " + prefix;
    return text;
}

/// A failure that the client can act on; the disk's, other than being full, are the operator's.
DownloadFailure to_failure(const ObtainError& error) {
    using Error = ObtainError::Kind;
    switch (error.kind) {
        case Error::unsupported_url:
            return {Kind::url_not_allowed, error.detail};
        case Error::not_reachable:
        case Error::http_status:
        case Error::interrupted:
            return {Kind::source_failed, error.detail};
        case Error::too_large:
        case Error::checksum_mismatch:
        case Error::damaged:
        case Error::refused:
            return {Kind::unusable_archive, error.detail};
        case Error::cancelled:
            return {Kind::stopped, "the download was stopped; the next one goes on where it was"};
        case Error::too_many:
            return {Kind::no_space, error.detail + " (--max-data-sets)"};
        case Error::no_space:
            return {Kind::no_space, error.detail};
        case Error::disk:
            break;
    }
    throw std::runtime_error(error.detail);
}

std::string_view stage_name(ObtainProgress::Stage stage) {
    using Stage = ObtainProgress::Stage;
    switch (stage) {
        case Stage::waiting:
            return "waiting";
        case Stage::downloading:
            return "downloading";
        case Stage::extracting:
            return "extracting";
        case Stage::publishing:
            break;
    }
    return "publishing";
}

double part_done(const ObtainProgress& progress) {
    if (!progress.total || *progress.total == 0) return 0;
    return static_cast<double>(progress.done) / static_cast<double>(*progress.total);
}

}  // namespace

AddressCheck DataSources::may_connect() const {
    if (allow_internal_addresses) return {};
    std::vector<std::string> named = allowed_prefixes;
    named.push_back(default_url);
    return public_or_named(named);
}

bool DataSources::allows(const std::string& url) const {
    if (url == default_url) return true;
    return std::any_of(allowed_prefixes.begin(), allowed_prefixes.end(),
                       [&](const std::string& prefix) { return is_below(url, prefix); });
}

tl::expected<DownloadedData, DownloadFailure> download_data(
    State& state, const DataSources& sources, const Limits& limits, const WorkspaceId& workspace,
    const DownloadInput& input, const std::stop_token& stop, const OnBegun& begun) {
    if (input.sha256 && !input.url)
        return failure(Kind::bad_request, "sha256 goes with url, which is missing");
    const bool is_default = !input.url || *input.url == sources.default_url;
    if (is_default && sources.default_sha256 && input.sha256 &&
        Sha256::from_hex(*input.sha256) != sources.default_sha256) {
        // Each other digest would begin a download of its own, of something that can't have it.
        return failure(Kind::bad_request, "the default data set has the SHA-256 " +
                                              sources.default_sha256->hex() +
                                              "; leave sha256 away, or give this one");
    }
    ObtainRequest request;
    request.url = is_default ? sources.default_url : *input.url;
    request.digest = input.sha256 ? Sha256::from_hex(*input.sha256)
                     : is_default ? sources.default_sha256
                                  : std::nullopt;
    request.download.max_bytes = limits.max_archive;
    request.may_connect = sources.may_connect();
    if (!sources.allows(request.url)) {
        return failure(Kind::url_not_allowed, "the data set URL " + request.url +
                                                  " is not allowed; allowed are URLs below " +
                                                  allowed_text(sources));
    }
    if (is_default) {
        // The operator named this one: it may be a file, and may redirect anywhere on the Internet.
        request.allow_file_urls = true;
    } else {
        request.refuse_url = [&sources](const std::string& url) -> std::optional<std::string> {
            if (sources.allows(url)) return std::nullopt;
            return "it is not below an allowed prefix";
        };
    }

    const Deadline deadline(stop, limits.download_time);
    auto lease = state.jobs().begin(workspace, JobKind::download_data, deadline.token());
    if (const auto* busy = std::get_if<JobStatus>(&lease))
        return tl::unexpected(DownloadFailure{Kind::busy, busy_detail(*busy), busy->id});
    auto& job = std::get<RunningJobs::Lease>(lease);
    if (auto full = too_little_space(state, limits.min_free_space))
        return failure(Kind::no_space, *std::move(full));
    const auto room = state.workspaces().has_room_for(workspace);
    if (!room) throw ObjectFailure(room.error());
    if (!*room) return failure(Kind::no_space, too_many_workspaces(state, workspace));
    if (begun) begun(job);
    bool downloaded = false;
    const auto data_set = state.data_sets().obtain(
        request,
        [&](const ObtainProgress& progress) {
            downloaded = downloaded || progress.stage == ObtainProgress::Stage::extracting;
            job.report(stage_name(progress.stage), part_done(progress));
        },
        job.stop());
    if (!data_set) {
        DownloadFailure failed = to_failure(data_set.error());
        if (failed.kind == Kind::stopped && job.cancelled())
            failed = {Kind::cancelled, "the download was cancelled; the next one goes on where it was"};
        if (failed.kind == Kind::stopped && deadline.has_passed()) {
            failed.detail = fmt::format(
                "the download took longer than the {} s that it may (--max-download-time); the next one goes "
                "on where it "
                "was",
                limits.download_time->count());
        }
        return tl::unexpected(std::move(failed));
    }

    if (!job.confirm()) {
        return failure(
            Kind::stopped,
            "another server has taken the workspace over, since this one could not reach the store; "
            "the previous data set stays in use");
    }
    // Asked for on another server, a cancel is learned of by then.
    if (job.cancelled())
        return failure(Kind::cancelled, "the download was cancelled; the previous data set stays in use");
    const auto made = state.workspaces().make(workspace);
    if (made && !*made) return failure(Kind::no_space, too_many_workspaces(state, workspace));
    if (!made) {
        if (is_out_of_space(made.error())) return failure(Kind::no_space, made.error().message);
        throw ObjectFailure(made.error());
    }
    const ObjectKey choice = WorkspaceKeys(workspace).data_set_choice();
    const auto chosen = read_data_set_choice(state.objects(), choice);
    if (!chosen || *chosen != data_set->digest) {
        if (auto written = write_data_set_choice(state.objects(), choice, data_set->digest); !written) {
            if (is_out_of_space(written.error())) return failure(Kind::no_space, written.error().message);
            throw ObjectFailure(written.error());
        }
    }
    return DownloadedData{*data_set, downloaded};
}

}  // namespace eigenfaces::service
