#include "datasets/partial_download.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <nlohmann/json.hpp>

#include "storage/atomic_file.hpp"
#include "storage/read_file.hpp"
#include "storage/remove_tree.hpp"

namespace eigenfaces::service {
namespace {

std::filesystem::path origin_path(const std::filesystem::path& path) {
    return path.string() + ".json";
}

std::optional<PartialOrigin> read_origin(const std::filesystem::path& path) {
    const auto text = read_file(origin_path(path), std::uint64_t{64} * 1024);
    if (!text) return std::nullopt;
    try {
        const auto json = nlohmann::json::parse(*text);
        PartialOrigin origin{json.at("url").get<std::string>(), json.at("validator").get<std::string>(), {}};
        if (const auto total = json.find("total"); total != json.end()) {
            origin.total = total->get<std::uint64_t>();
        }
        return origin;
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;  // as good as lost: the download starts again
    }
}

StorageResult<void> write_origin(const std::filesystem::path& path, const PartialOrigin& origin) {
    nlohmann::json json = {{"url", origin.url}, {"validator", origin.validator}};
    if (origin.total) json["total"] = *origin.total;
    using json_type = nlohmann::json;
    return replace_file(origin_path(path),
                        json.dump(-1, ' ', false, json_type::error_handler_t::replace) + '\n');
}

}  // namespace

PartialDownload::PartialDownload(std::filesystem::path path, Descriptor file, std::uint64_t size,
                                 std::optional<PartialOrigin> origin)
    : path_(std::move(path)), file_(std::move(file)), size_(size), origin_(std::move(origin)) {}

StorageResult<PartialDownload> PartialDownload::open(const std::filesystem::path& path) {
    Descriptor file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600));
    if (!file) return tl::unexpected(system_error("create", path));
    struct stat status = {};
    if (::fstat(file.get(), &status) != 0) return tl::unexpected(system_error("create", path));
    if (!S_ISREG(status.st_mode)) {
        return tl::unexpected(StorageError{path, "create", EEXIST, "the name is taken by a special file"});
    }
    const auto size = static_cast<std::uint64_t>(status.st_size);
    return PartialDownload(path, std::move(file), size, size > 0 ? read_origin(path) : std::nullopt);
}

StorageResult<void> PartialDownload::restart(const PartialOrigin& origin) {
    // Emptied first: at no moment do these bytes stand beside another file's origin.
    if (::ftruncate(file_.get(), 0) != 0) return tl::unexpected(system_error("empty", path_));
    size_ = 0;
    origin_ = origin;
    return write_origin(path_, origin);
}

StorageResult<void> PartialDownload::append(std::span<const std::byte> bytes) {
    auto written = write_all(file_, bytes, path_);
    if (written) size_ += bytes.size();
    return written;
}

StorageResult<void> PartialDownload::discard() {
    file_.close();
    size_ = 0;
    origin_.reset();
    return remove_partial_download(path_);
}

StorageResult<void> remove_partial_download(const std::filesystem::path& path) {
    // The record first: where this is cut short, the part is still found and removed later.
    if (auto removed = remove_tree(origin_path(path)); !removed) return removed;
    return remove_tree(path);
}

}  // namespace eigenfaces::service
