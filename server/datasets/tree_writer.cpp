#include "datasets/tree_writer.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace eigenfaces::service {
namespace {

constexpr int open_folder_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

std::filesystem::path joined(std::filesystem::path folder, std::span<const std::string> components) {
    for (const std::string& component : components)
        folder /= component;
    return folder;
}

}  // namespace

TreeWriter::TreeWriter(std::filesystem::path folder, Descriptor root)
    : folder_(std::move(folder)), root_(std::move(root)) {}

StorageResult<TreeWriter> TreeWriter::create(const std::filesystem::path& folder) {
    if (::mkdir(folder.c_str(), 0755) != 0) return tl::unexpected(system_error("create the folder", folder));
    Descriptor root(::open(folder.c_str(), open_folder_flags));
    if (!root) return tl::unexpected(system_error("open the folder", folder));
    return TreeWriter(folder, std::move(root));
}

StorageResult<void> TreeWriter::make_folder(std::span<const std::string> components) {
    const auto shared =
        std::mismatch(open_.begin(), open_.end(), components.begin(), components.end(),
                      [](const auto& folder, const auto& name) { return folder.first == name; });
    open_.erase(shared.first, open_.end());
    for (const std::string& name : components.subspan(open_.size())) {
        const auto path = [&] { return joined(folder_, components.first(open_.size() + 1)); };
        if (::mkdirat(current(), name.c_str(), 0755) != 0 && errno != EEXIST) {
            return tl::unexpected(system_error("create the folder", path()));
        }
        Descriptor folder(::openat(current(), name.c_str(), open_folder_flags));
        if (!folder) return tl::unexpected(system_error("open the folder", path()));
        open_.emplace_back(name, std::move(folder));
    }
    return {};
}

StorageResult<Descriptor> TreeWriter::create_file(std::span<const std::string> components) {
    if (auto made = make_folder(components.first(components.size() - 1)); !made) {
        return tl::unexpected(made.error());
    }
    Descriptor file(::openat(current(), components.back().c_str(),
                             O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (!file) return tl::unexpected(system_error("create", joined(folder_, components)));
    return file;
}

}  // namespace eigenfaces::service
