#include "storage/temporary_name.hpp"

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <system_error>
#include <unistd.h>
#include <vector>

#include "storage/remove_tree.hpp"
#include "storage/rename.hpp"

namespace eigenfaces::service {

std::string temporary_name() {
    std::uint64_t number = 0;
    if (::getentropy(&number, sizeof number) != 0) throw std::system_error(errno, std::generic_category());
    std::string name(temporary_prefix);
    for (int digit = 0; digit < 16; ++digit, number >>= 4)
        name += "0123456789abcdef"[number & 15U];
    return name;
}

StorageResult<std::size_t> sweep_temporaries(const std::filesystem::path& folder) {
    // Listed first, then removed: what a listing returns while entries go away is not specified.
    std::vector<std::string> leftovers;
    std::error_code failure;
    std::filesystem::directory_iterator entry(folder, failure);
    for (; !failure && entry != std::filesystem::directory_iterator(); entry.increment(failure)) {
        std::string name = entry->path().filename().string();
        if (name.starts_with(temporary_prefix) || name.starts_with(previous_prefix)) {
            leftovers.push_back(std::move(name));
        }
    }
    if (failure) return tl::unexpected(system_error("list the folder", folder, failure.value()));

    for (const std::string& name : leftovers) {
        if (name.starts_with(previous_prefix)) {
            const auto home = folder / name.substr(previous_prefix.size());
            const auto restored = rename_new(folder / name, home);
            if (restored) continue;
            if (restored.error().error_number != EEXIST) return tl::unexpected(restored.error());
        }
        if (const auto removed = remove_tree(folder / name); !removed) return tl::unexpected(removed.error());
    }
    return leftovers.size();
}

}  // namespace eigenfaces::service
