#pragma once
#include <cstddef>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "generator/bench/client.hpp"

namespace gasworks::bench {

struct Options {
    std::string url;      ///< http://HOST:PORT, or with the base path: http://HOST:PORT/cloudmesh
    std::string picture;  ///< JPEG or PNG file to upload and to predict
    std::string label;    ///< empty: the machine's processor
    std::vector<std::string> tests{"download_data", "train", "upload", "predict"};  ///< in this order
    std::vector<std::string> types{"warm", "parallel"};
    std::size_t requests = 30;
    std::size_t parallel = 30;
    std::size_t parallel_trainings = 2;
    std::string train;  ///< parameters of the trainings, e.g. "min_faces_per_person=20&cv=3"
    /// Starts the service at `url`, for each cold request anew; nothing runs there before.
    std::optional<std::string> cold_command;
    /// An existing one for all requests; for cold ones it has a model and an uploaded picture of that name.
    /// Without it each series uses workspaces of its own, and cold ones "default".
    std::optional<std::string> workspace;
    std::optional<std::string> csv;  ///< files for the results
    std::optional<std::string> json;
    std::optional<std::string> markdown;
    Connections connections = Connections::own;
    Credentials credentials;
    std::string program;  ///< its name and version
};

/// Measures a face recognition service: download_data, train, upload and predict, one request after the other
/// in one workspace and many at a time in one workspace for each; or, with `cold_command`, predict with a
/// fresh process for each request. The workspaces that it made are deleted afterwards. Prints the table.
/// \return 0; 1 where a request failed; 2 where nothing could be measured, or it was interrupted
int run_bench(const Options& options, std::ostream& out, std::ostream& err);

}  // namespace gasworks::bench
