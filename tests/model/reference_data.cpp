#include "tests/model/reference_data.hpp"

#include <cstdlib>
#include <stdexcept>
#include <string>

#include "tests/catch.hpp"

namespace reference_data {
namespace {

std::filesystem::path shared() {
    return std::filesystem::path(GASWORKS_SOURCE_DIR) / ".." / "shared";
}

}  // namespace

bool available() {
    const bool there = std::filesystem::exists(shared() / "data" / "lfw7.tgz") &&
                       std::filesystem::exists(result_file("lfw7-full.json"));
    if (!there) WARN("no reference data in " << shared().string() << ": nothing to compare with");
    return there;
}

std::filesystem::path result_file(const char* name) {
    return shared() / "reference" / name;
}

std::filesystem::path unpack(const std::filesystem::path& folder) {
    const std::string command =
        "tar -C '" + folder.string() + "' -xzf '" + (shared() / "data" / "lfw7.tgz").string() + "'";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
    return folder / "lfw_funneled";
}

}  // namespace reference_data
