#include "generator/document/read_file.hpp"

#include <cerrno>
#include <fstream>
#include <system_error>

namespace gasworks::generator {

namespace {

namespace fs = std::filesystem;

std::string why_no_file(const fs::path& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    switch (status.type()) {
        case fs::file_type::regular:
            return {};
        case fs::file_type::not_found:
            return "does not exist";
        case fs::file_type::directory:
            return "is a folder, not a file";
        case fs::file_type::none:
        case fs::file_type::unknown:
            return "can't be looked at: " + error.message();
        default:
            return "is a pipe, a socket or a device, not a file";
    }
}

}  // namespace

tl::expected<std::string, Unreadable> read_file(const fs::path& path, std::size_t limit) {
    const auto refused = [](std::string why, bool too_large = false) {
        return tl::make_unexpected(Unreadable{std::move(why), too_large});
    };
    const auto larger = [&] { return refused("has more than " + std::to_string(limit) + " bytes", true); };
    if (std::string why = why_no_file(path); !why.empty()) return refused(std::move(why));
    std::error_code error;
    const auto size = fs::file_size(path, error);
    if (!error && size > limit) return larger();
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file) return refused("can't be opened: " + std::generic_category().message(errno));
    // The file may be another one by now, or grow.
    std::string content(limit + 1, '\0');
    file.read(content.data(), static_cast<std::streamsize>(content.size()));
    if (file.bad()) return refused("can't be read: " + std::generic_category().message(errno));
    content.resize(static_cast<std::size_t>(file.gcount()));
    if (content.size() > limit) return larger();
    content.shrink_to_fit();
    return content;
}

}  // namespace gasworks::generator
