#include "datasets/data_set.hpp"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <system_error>
#include <vector>

#include <nlohmann/json.hpp>

#include "storage/atomic_file.hpp"
#include "storage/read_file.hpp"

namespace eigenfaces::service {
namespace {

namespace fs = std::filesystem;

constexpr const char* record_name = "dataset.json";
constexpr const char* faces_name = "faces";
constexpr std::uint64_t max_record_bytes = std::uint64_t{64} * 1024;

struct Listing {
    std::vector<fs::path> folders;
    bool has_files = false;
};

StorageResult<Listing> list(const fs::path& folder) {
    Listing listing;
    std::error_code failure;
    for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        const std::string name = entry->path().filename().string();
        if (name.starts_with('.') || name == "__MACOSX") continue;
        if (entry->symlink_status(failure).type() == fs::file_type::directory) {
            listing.folders.push_back(entry->path());
        } else {
            listing.has_files = true;
        }
        if (failure) break;
    }
    if (failure) return tl::unexpected(system_error("list the folder", folder, failure.value()));
    return listing;
}

/// Relative, below its folder, and written by write_data_set(): no "..".
bool is_inside(const fs::path& relative) {
    return relative.is_relative() &&
           std::none_of(relative.begin(), relative.end(),
                        [](const fs::path& component) { return component == ".."; });
}

}  // namespace

StorageResult<fs::path> find_pictures(const fs::path& top) {
    for (fs::path folder = top;;) {
        const auto listing = list(folder);
        if (!listing) return tl::unexpected(listing.error());
        if (listing->has_files || listing->folders.size() != 1) return folder;
        const auto below = list(listing->folders.front());
        if (!below) return tl::unexpected(below.error());
        if (below->folders.empty()) return folder;  // the only person's
        folder = listing->folders.front();
    }
}

StorageResult<std::uint64_t> count_people(const fs::path& pictures) {
    const auto listing = list(pictures);
    if (!listing) return tl::unexpected(listing.error());
    std::uint64_t people = 0;
    for (const fs::path& folder : listing->folders) {
        const auto person = list(folder);
        if (!person) return tl::unexpected(person.error());
        if (person->has_files) ++people;
    }
    return people;
}

std::string data_set_record(const DataSet& data_set, const fs::path& folder) {
    const nlohmann::json record = {{"sha256", data_set.digest.hex()},
                                   {"url", data_set.url},
                                   {"pictures", data_set.pictures.lexically_relative(folder).string()},
                                   {"obtained", data_set.obtained.time_since_epoch().count()},
                                   {"files", data_set.files},
                                   {"bytes", data_set.bytes},
                                   {"people", data_set.people}};
    return record.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
}

tl::expected<DataSet, std::string> parse_data_set(std::string_view record) {
    DataSet data_set;
    try {
        const auto fields = nlohmann::json::parse(record);
        const auto digest = Sha256::from_hex(fields.at("sha256").get<std::string>());
        if (!digest) return tl::unexpected(std::string("sha256 is not a SHA-256"));
        data_set.digest = *digest;
        data_set.url = fields.at("url").get<std::string>();
        data_set.pictures = fields.at("pictures").get<std::string>();
        data_set.obtained = std::chrono::sys_seconds(
            std::chrono::seconds(fields.at("obtained").get<std::chrono::seconds::rep>()));
        data_set.files = fields.at("files").get<std::uint64_t>();
        data_set.bytes = fields.at("bytes").get<std::uint64_t>();
        data_set.people = fields.at("people").get<std::uint64_t>();
    } catch (const nlohmann::json::exception& error) {
        return tl::unexpected(std::string(error.what()));
    }
    if (!is_inside(data_set.pictures)) return tl::unexpected(std::string("pictures leads out of the folder"));
    return data_set;
}

StorageResult<void> write_data_set(const fs::path& folder, const DataSet& data_set) {
    return replace_file(folder / record_name, data_set_record(data_set, folder));
}

StorageResult<DataSet> read_data_set(const fs::path& folder) {
    const fs::path path = folder / record_name;
    const auto damaged = [&](const std::string& how) {
        return tl::unexpected(StorageError{path, "read", EBADMSG, "damaged: " + how});
    };
    const auto text = read_file(path, max_record_bytes);
    if (!text) return tl::unexpected(text.error());
    auto parsed = parse_data_set(*text);
    if (!parsed) return damaged(parsed.error());
    DataSet data_set = placed_in(folder, *std::move(parsed));
    std::error_code failure;
    if (!fs::is_directory(data_set.pictures, failure)) return damaged("the folder of pictures is missing");
    return data_set;
}

DataSet placed_in(const fs::path& folder, DataSet data_set) {
    data_set.pictures = folder / data_set.pictures;
    data_set.faces = folder / faces_name;
    return data_set;
}

}  // namespace eigenfaces::service
