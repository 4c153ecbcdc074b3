#include "objects/s3/profile.hpp"

#include <algorithm>
#include <cctype>
#include <fcntl.h>
#include <string_view>
#include <unistd.h>

#include "storage/descriptor.hpp"

namespace eigenfaces::service {
namespace {

constexpr std::size_t max_file_bytes = std::size_t{1} << 20U;

bool is_space(char character) {
    return character == ' ' || character == '\t' || character == '\r';
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    return text;
}

/// "value # why" is "value"; "va#lue" is itself.
std::string_view without_comment(std::string_view text) {
    for (std::size_t index = 1; index < text.size(); ++index) {
        if ((text[index] == '#' || text[index] == ';') && is_space(text[index - 1]))
            return text.substr(0, index);
    }
    return text;
}

/// The profile that a line such as "[profile x]" begins; nothing where it begins something else.
std::optional<std::string> section_name(std::string_view line, AwsFile kind) {
    const auto end = line.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view title = trimmed(line.substr(1, end - 1));
    if (kind == AwsFile::credentials || title == "default") return std::string(title);
    constexpr std::string_view word = "profile";
    if (!title.starts_with(word) || title.size() == word.size() || !is_space(title[word.size()]))
        return std::nullopt;
    return std::string(trimmed(title.substr(word.size())));
}

/// Not as read_file() does: these may be symlinks, as Kubernetes mounts secrets.
StorageResult<std::string> contents_of_file(const std::filesystem::path& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!file) return tl::unexpected(system_error("read", path));
    std::string contents(max_file_bytes + 1, '\0');
    std::size_t size = 0;
    while (size < contents.size()) {
        const ssize_t count = ::read(file.get(), contents.data() + size, contents.size() - size);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return tl::unexpected(system_error("read", path));
        if (count == 0) break;
        size += static_cast<std::size_t>(count);
    }
    if (size > max_file_bytes) return tl::unexpected(system_error("read", path, EFBIG));
    contents.resize(size);
    return contents;
}

}  // namespace

StorageResult<std::optional<AwsProfile>> read_aws_profile(const std::filesystem::path& file, AwsFile kind,
                                                          const std::string& name) {
    const auto contents = contents_of_file(file);
    if (!contents) return tl::unexpected(contents.error());
    std::optional<AwsProfile> found;
    bool inside = false;
    for (std::string_view rest = *contents; !rest.empty();) {
        const auto end = rest.find('\n');
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        const std::string_view text = trimmed(line);
        if (text.empty() || text.front() == '#' || text.front() == ';') continue;
        if (text.front() == '[') {
            inside = section_name(text, kind) == name;
            if (inside && !found) found.emplace();
            continue;
        }
        const auto equals = text.find('=');
        if (!inside || is_space(line.front()) || equals == std::string_view::npos) continue;
        std::string setting(trimmed(text.substr(0, equals)));
        std::transform(setting.begin(), setting.end(), setting.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        (*found)[setting] = trimmed(without_comment(text.substr(equals + 1)));
    }
    return found;
}

}  // namespace eigenfaces::service
