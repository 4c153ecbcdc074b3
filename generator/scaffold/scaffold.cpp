#include "generator/scaffold/scaffold.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <ostream>
#include <string_view>
#include <system_error>

#include "generator/commands.hpp"
#include "generator/scaffold/service_files.hpp"
#include "storage/staged_folder.hpp"

namespace gasworks::generator {

namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, const std::string& content) {
    fs::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary);
    file << content;
    file.close();
    if (file.fail()) throw std::system_error(errno, std::generic_category(), "cannot write " + path.string());
}

// The whole folder, under a name that is nobody's yet.
void fill(const fs::path& folder, const std::string& name, const CheckedDocument& document) {
    write(folder / "openapi.yaml", document.yaml);
    for (const ServiceFile& file : service_files(name, document.api)) {
        write(folder / file.path, file.content);
        if (file.executable) {
            constexpr fs::perms all = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
            fs::permissions(folder / file.path, all, fs::perm_options::add);
        }
    }
}

}  // namespace

std::optional<std::string> wrong_service_name(const std::string& name) {
    const auto good = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    if (name.empty() || name.size() > 64 || name.front() < 'a' || name.front() > 'z' ||
        !std::all_of(name.begin(), name.end(), good)) {
        return "a service's name is 1 to 64 of a-z, 0-9, - and _, with a letter in front";
    }
    // Targets that CMake and CTest have already, and ours.
    constexpr std::array<std::string_view, 13> taken = {"all",
                                                        "clean",
                                                        "depend",
                                                        "edit_cache",
                                                        "help",
                                                        "install",
                                                        "package",
                                                        "package_source",
                                                        "rebuild_cache",
                                                        "test",
                                                        "gasworks",
                                                        "api",
                                                        "list_install_components"};
    if (std::find(taken.begin(), taken.end(), name) != taken.end()) {
        return "CMake keeps this name for a target of its own";
    }
    return std::nullopt;
}

int run_new(const std::string& name, const std::optional<std::string>& spec, const fs::path& parent,
            std::ostream& messages) {
    if (const auto wrong = wrong_service_name(name)) {
        messages << "gasworks: '" << name << "' can't be a service's name: " << *wrong << '\n';
        return 2;
    }
    const fs::path path = parent / name;
    std::error_code error;
    if (fs::symlink_status(path, error).type() != fs::file_type::not_found) {
        messages << "gasworks: " << path.string()
                 << " exists already; choose another name, or move it out of the way\n";
        return 2;
    }
    int exit_code = 0;
    const auto document = spec ? read_and_check(*spec, messages, exit_code)
                               : check_text(sample_document(name), "openapi.yaml", messages, exit_code);
    if (!document) return exit_code;
    const auto staged = eigenfaces::service::StagedFolder::create_in(parent);
    if (!staged) {
        messages << "gasworks: " << staged.error().message() << '\n';
        return 2;
    }
    try {
        // A folder of its own within the staged one, so that it gets the permissions that its user wants.
        fill(staged->path() / name, name, *document);
    } catch (const std::system_error& failure) {
        messages << "gasworks: " << failure.what() << '\n';
        return 2;
    }
    const auto published = eigenfaces::service::publish_new_folder(staged->path() / name, path);
    if (!published) {
        messages << "gasworks: " << published.error().message() << '\n';
        return 2;
    }
    return 0;
}

}  // namespace gasworks::generator
