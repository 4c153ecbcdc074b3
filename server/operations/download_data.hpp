#pragma once
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "datasets/data_set.hpp"
#include "operations/background_jobs.hpp"
#include "operations/limits.hpp"
#include "workspaces/state.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

/// Where data sets may come from, as the operator decided.
struct DataSources {
    std::string default_url;
    std::optional<Sha256> default_sha256;
    std::vector<std::string> allowed_prefixes;  ///< of further URLs that a request may name

    /// Whether a download may connect to private, loopback and link-local addresses.
    bool allow_internal_addresses = false;

    /// Where a download may connect to: empty for anywhere.
    AddressCheck may_connect() const;
    /// Whether a request may name this URL: the default one, or one below an allowed prefix. A prefix ends at
    /// a
    /// '/', '?' or the URL's end, so that "https://a.example" does not allow "https://a.example.evil"; URLs
    /// with "." or ".." segments, also percent-encoded, are below nothing.
    bool allows(const std::string& url) const;
};

struct DownloadInput {
    std::optional<std::string> url;     ///< absent: the default one
    std::optional<std::string> sha256;  ///< goes with `url`
};

struct DownloadedData {
    DataSet data_set;
    bool downloaded = false;  ///< false: it was here already
};

struct DownloadFailure {
    enum class Kind {
        bad_request,
        url_not_allowed,
        busy,
        unusable_archive,
        source_failed,
        no_space,
        stopped,
        cancelled,  ///< by RunningJobs::cancel()
    };
    Kind kind = Kind::source_failed;
    std::string detail;
    std::string job = {};  ///< of what is busy: the id of the job
};

/// Makes a data set the workspace's own, fetching it where the server does not have it yet. `begun` is called
/// once nothing is in the way. Throws when the disk fails, and what `begun` throws.
tl::expected<DownloadedData, DownloadFailure> download_data(
    State& state, const DataSources& sources, const Limits& limits, const WorkspaceId& workspace,
    const DownloadInput& input, const std::stop_token& stop, const OnBegun& begun = {});

}  // namespace eigenfaces::service
