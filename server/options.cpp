#include "options.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <thread>

#include <CLI/CLI.hpp>

#include "program/port_variable.hpp"
#include "revision/revision.hpp"
#include "version.hpp"

namespace eigenfaces::service {

namespace {

// The archive and checksum of scikit-learn's fetch_lfw_people: Labeled Faces in the Wild, funneled.
constexpr const char* lfw_url = "https://ndownloader.figshare.com/files/5976015";
constexpr const char* lfw_sha256 = "b47c8422c8cded889dc5a13418c4bc2abbda121092b3533a83306f90d900100a";

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

/// $XDG_DATA_HOME/gasworks, else ~/.local/share/gasworks; empty when neither variable is there.
std::filesystem::path default_data_dir() {
    if (const std::string data_home = environment("XDG_DATA_HOME"); data_home.starts_with('/')) {
        return std::filesystem::path(data_home) / "gasworks";
    }
    const std::string home = environment("HOME");
    return home.empty() ? std::filesystem::path{} : std::filesystem::path(home) / ".local/share/gasworks";
}

/// In lower case from here on.
std::string take_sha256(std::string& text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const bool hexadecimal = text.find_first_not_of("0123456789abcdef") == std::string::npos;
    return text.size() == 64 && hexadecimal ? "" : "must be 64 hexadecimal digits";
}

std::string check_url(std::string& text) {
    for (const char* scheme : {"http://", "https://", "file:///"}) {
        if (text.starts_with(scheme)) return "";
    }
    return "must start with http://, https:// or file:///";
}

}  // namespace

std::variant<Options, ExitNow> parse_options(int argc, const char* const* argv) {
    Options options;
    std::string data_dir;
    std::string sha256;
    CLI::App app{"EigenfacesSVM: learns to tell people apart from photographs, over HTTP.",
                 "eigenfaces-server"};
    app.set_version_flag("--version", "eigenfaces-server " + gasworks::with_revision(version));
    app.get_formatter()->column_width(44);

    app.add_flag(
        "--check-health", options.check_health,
        "Ask the server that runs with these flags and variables whether it is alive, and end with 0 or 1");
    CLI::Option* port = app.add_option("--port", options.port, "Port to listen on; 0 lets the system choose")
                            ->envname("GASWORKS_PORT")
                            ->capture_default_str();
    app.add_option("--host", options.host, "Address to listen on; 0.0.0.0 or :: for all")
        ->envname("GASWORKS_HOST")
        ->capture_default_str();
    app.add_option("--data-dir", data_dir, "Folder for data sets, uploads and models")
        ->envname("GASWORKS_DATA_DIR");
    app.add_option(
           "--state", options.state,
           "Store that several servers share, in the place of the data folder, which is then a cache: "
           "s3://BUCKET/PREFIX, or gs://BUCKET/PREFIX; endpoint, region and credentials as AWS's own tools "
           "find them")
        ->envname("GASWORKS_STATE");
    app.add_option("--state-addressing", options.state_addressing,
                   "Where the bucket's name stands: auto (in the host for AWS, else in the path), path, host")
        ->envname("GASWORKS_STATE_ADDRESSING")
        ->transform(CLI::CheckedTransformer(
            std::map<std::string, S3Addressing>{{"auto", S3Addressing::automatic},
                                                {"path", S3Addressing::path},
                                                {"host", S3Addressing::virtual_host}}))
        ->default_str("auto");
    app.add_option(
           "--max-cache", options.max_cache,
           "Most bytes of data sets that stay on this machine's disk beside --state, e.g. 4294967296, 4GB")
        ->envname("GASWORKS_MAX_CACHE")
        ->transform(CLI::AsSizeValue(false))
        ->capture_default_str();
    app.add_option("--threads", options.threads, "Threads for requests and training; default: one per core")
        ->envname("GASWORKS_THREADS")
        ->check(CLI::Range(1, 256));
    app.add_option("--max-body", options.max_body, "Largest request body, e.g. 33554432, 32MB")
        ->envname("GASWORKS_MAX_BODY")
        ->transform(CLI::AsSizeValue(false))
        ->capture_default_str();
    app.add_option("--max-pixels", options.max_pixels, "Largest picture, in pixels")
        ->envname("GASWORKS_MAX_PIXELS")
        ->capture_default_str();
    app.add_option("--max-decode-memory", options.max_decode_memory,
                   "Memory that decoding pictures may take, all of them together, e.g. 268435456, 256MB")
        ->envname("GASWORKS_MAX_DECODE_MEMORY")
        ->transform(CLI::AsSizeValue(false))
        ->capture_default_str();
    app.add_option("--max-archive", options.max_archive, "Largest data set archive, e.g. 1073741824, 1GB")
        ->envname("GASWORKS_MAX_ARCHIVE")
        ->transform(CLI::AsSizeValue(false))
        ->capture_default_str();
    app.add_option("--dataset-url", options.dataset_url,
                   "Archive of the default data set (http, https or file). Default: " + std::string(lfw_url))
        ->envname("GASWORKS_DATASET_URL")
        ->check(CLI::Validator(check_url, "URL"));
    app.add_option("--dataset-sha256", sha256, "SHA-256 that this archive must have")
        ->envname("GASWORKS_DATASET_SHA256")
        ->transform(CLI::Validator(take_sha256, "HEX"));
    app.add_option("--allow-dataset-url", options.allow_dataset_url,
                   "Prefix of further URLs that a request may name; may be repeated")
        ->envname("GASWORKS_ALLOW_DATASET_URL")
        ->take_all();
    app.add_flag("--allow-internal-addresses", options.allow_internal_addresses,
                 "Let data sets come from private, loopback and link-local addresses, whatever their URL")
        ->envname("GASWORKS_ALLOW_INTERNAL_ADDRESSES");
    app.add_option("--max-workspaces", options.max_workspaces, "Most workspaces")
        ->envname("GASWORKS_MAX_WORKSPACES")
        ->capture_default_str();
    app.add_option("--max-data-sets", options.max_data_sets, "Most data sets, of all workspaces together")
        ->envname("GASWORKS_MAX_DATA_SETS")
        ->capture_default_str();
    app.add_option("--max-uploads", options.max_uploads, "Most uploaded pictures of one workspace")
        ->envname("GASWORKS_MAX_UPLOADS")
        ->capture_default_str();
    app.add_option("--max-upload-bytes", options.max_upload_bytes,
                   "Most bytes of one workspace's uploads together, e.g. 1073741824, 1GB")
        ->envname("GASWORKS_MAX_UPLOAD_BYTES")
        ->transform(CLI::AsSizeValue(false))
        ->capture_default_str();
    app.add_option("--max-trainings", options.max_trainings, "Most trainings at once")
        ->envname("GASWORKS_MAX_TRAININGS")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    app.add_option(
           "--max-training-memory", options.max_training_memory,
           "Most memory that one training may take, e.g. 268435456, 256MB; 0: half of what the machine "
           "(or its control group) has, shared by --max-trainings")
        ->envname("GASWORKS_MAX_TRAINING_MEMORY")
        ->transform(CLI::AsSizeValue(false))
        ->capture_default_str();
    app.add_option("--max-training-time", options.max_training_time,
                   "Seconds after which a training is stopped; 0: never")
        ->envname("GASWORKS_MAX_TRAINING_TIME")
        ->check(CLI::Range(0.0, 1e9))
        ->capture_default_str();
    app.add_option("--max-download-time", options.max_download_time,
                   "Seconds after which a download is stopped; the next goes on where it was; 0: never")
        ->envname("GASWORKS_MAX_DOWNLOAD_TIME")
        ->check(CLI::Range(0.0, 1e9))
        ->capture_default_str();
    app.add_option("--keep-jobs", options.keep_jobs,
                   "Records of one workspace's jobs that stay stored: the newest")
        ->envname("GASWORKS_KEEP_JOBS")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    app.add_option("--keep-models", options.keep_models,
                   "Models of one workspace that stay stored: the newest")
        ->envname("GASWORKS_KEEP_MODELS")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    app.add_option(
           "--retain-uploads", options.retain_uploads,
           "How long uploaded pictures stay stored, e.g. 90s, 30m, 24h, 7d; 0: until they are deleted")
        ->envname("GASWORKS_RETAIN_UPLOADS")
        ->transform(CLI::AsNumberWithUnit(
            std::map<std::string, double>{{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}}))
        ->check(CLI::Range(0.0, 1e9))
        ->capture_default_str();
    app.add_option(
           "--min-free-space", options.min_free_space,
           "Free disk space below which nothing more is stored and /readyz says no, e.g. 67108864, 64MB")
        ->envname("GASWORKS_MIN_FREE_SPACE")
        ->transform(CLI::AsSizeValue(false))
        ->capture_default_str();
    gasworks::program::add_client_limit_flags(app, options.clients);
    gasworks::program::add_observation_options(app, options.observation);

    gasworks::program::add_access_flags(app, options.access);

    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        return ExitNow{0, app.help()};
    } catch (const CLI::CallForVersion&) {
        return ExitNow{0, app.version() + "\n"};
    } catch (const CLI::ParseError& error) {
        return ExitNow{2, "eigenfaces-server: " + std::string(error.what()) + " (see --help)\n"};
    }

    if (port->count() == 0) {
        const auto variable = gasworks::program::port_variable();
        if (!variable) return ExitNow{2, "eigenfaces-server: " + variable.error() + "\n"};
        options.port = variable->value_or(options.port);
    }
    options.data_dir = data_dir.empty() ? default_data_dir() : std::filesystem::path(data_dir);
    if (options.data_dir.empty()) {
        return ExitNow{
            2, "eigenfaces-server: neither XDG_DATA_HOME nor HOME is set; name a folder with --data-dir\n"};
    }
    if (options.threads == 0) options.threads = std::max(1U, std::thread::hardware_concurrency());
    if (!sha256.empty()) options.dataset_sha256 = sha256;
    if (options.dataset_url.empty()) {
        if (options.dataset_sha256) {
            return ExitNow{2, "eigenfaces-server: --dataset-sha256 goes with --dataset-url\n"};
        }
        options.dataset_url = lfw_url;
        options.dataset_sha256 = lfw_sha256;
    }
    return options;
}

}  // namespace eigenfaces::service
