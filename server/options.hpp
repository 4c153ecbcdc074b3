#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "objects/s3/settings.hpp"
#include "program/access_options.hpp"
#include "program/client_limits.hpp"
#include "program/observation_options.hpp"

namespace eigenfaces::service {

/// What the operator decides when starting the server. Every flag has an environment variable.
struct Options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;  ///< 0: the system chooses
    bool check_health = false;  ///< ask the server that runs there, and end
    std::filesystem::path data_dir;
    std::optional<std::string>
        state;  ///< "s3://bucket/prefix", "gs://bucket/prefix"; nothing: in the data folder
    S3Addressing state_addressing = S3Addressing::automatic;
    std::uint64_t max_cache = std::uint64_t{4} << 30U;  ///< bytes of data sets beside a shared store
    unsigned threads = 0;  ///< for requests and for training; the machine's cores when not given
    std::size_t max_body = 32UL << 20U;              ///< bytes
    std::size_t max_pixels = 40'000'000;             ///< of one picture
    std::uint64_t max_decode_memory = 256UL << 20U;  ///< bytes, of all pictures that are decoded at a time
    std::size_t max_archive = 1UL << 30U;            ///< bytes of a data set's archive
    std::string dataset_url;                         ///< fetched where a request names none
    std::optional<std::string> dataset_sha256;       ///< lower case
    std::vector<std::string> allow_dataset_url;      ///< prefixes that requests may name besides
    bool allow_internal_addresses = false;  ///< whether downloads may come from the operator's network
    std::size_t max_workspaces = 1000;
    std::size_t max_data_sets = 100;
    std::size_t max_uploads = 1000;               ///< of one workspace
    std::uint64_t max_upload_bytes = 1UL << 30U;  ///< of one workspace, together
    std::size_t max_trainings = 2;                ///< at once
    std::uint64_t max_training_memory = 0;        ///< bytes, of one; 0: by the machine's memory
    double max_training_time = 3600;              ///< seconds; 0: no limit
    double max_download_time = 3600;              ///< seconds; 0: no limit
    std::size_t keep_jobs = 20;                   ///< records of one workspace, the newest
    std::size_t keep_models = 10;                 ///< of one workspace, the newest
    double retain_uploads = 0;                    ///< seconds; 0: until somebody deletes them
    std::uint64_t min_free_space = 64UL << 20U;   ///< bytes, below which nothing more is stored
    gasworks::program::ClientLimits clients;
    gasworks::program::ObservationOptions observation;
    gasworks::program::AccessFlags access;
};

/// The program is to end at once: --help, --version, or flags that can't be used.
struct ExitNow {
    int code = 0;
    std::string text;  ///< for standard output when the code is 0, else for standard error
};

/// Flags first, then GASWORKS_* variables, then PORT, then defaults.
std::variant<Options, ExitNow> parse_options(int argc, const char* const* argv);

}  // namespace eigenfaces::service
