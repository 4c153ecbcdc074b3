#include "platform/renaming.hpp"

namespace gasworks::platform {

Renaming rename_without_replacing(const std::filesystem::path&, const std::filesystem::path&) {
    return Renaming::not_supported;
}

Renaming exchange_names(const std::filesystem::path&, const std::filesystem::path&) {
    return Renaming::not_supported;
}

}  // namespace gasworks::platform
