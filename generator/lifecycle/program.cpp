#include "generator/lifecycle/program.hpp"

#include <algorithm>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

#include "generator/lifecycle/failure.hpp"

namespace gasworks::lifecycle {

namespace {

namespace fs = std::filesystem;

// gasworks_add_service leaves a file here for each service, with the path of its program in it.
constexpr const char* marks = "gasworks-services";

void add_programs(const fs::path& build_folder, std::vector<fs::path>& programs) {
    std::error_code error;
    for (const auto& mark : fs::directory_iterator(build_folder / marks, error)) {
        std::ifstream file(mark.path());
        std::string line;
        if (std::getline(file, line)) programs.emplace_back(line);
    }
}

std::vector<fs::path> programs_in(const fs::path& folder) {
    std::vector<fs::path> programs;
    add_programs(folder, programs);
    add_programs(folder / "build", programs);
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder / "build", error)) {
        if (entry.is_directory(error)) add_programs(entry.path(), programs);
    }
    std::sort(programs.begin(), programs.end());
    return programs;
}

void check_executable(const fs::path& program) {
    if (access(program.c_str(), X_OK) != 0)
        throw Failure(2, program.string() + " is not a program that may be run");
}

}  // namespace

fs::path find_program(const fs::path& service) {
    std::error_code error;
    fs::path path = fs::canonical(service, error);
    if (error) throw Failure(2, service.string() + ": " + error.message());
    if (!fs::is_directory(path)) {
        check_executable(path);
        return path;
    }
    const std::vector<fs::path> programs = programs_in(path);
    if (programs.empty()) {
        throw Failure(2, path.string() + " has no service that was configured; run: cmake -S " +
                             service.string() + " -B " + (service / "build").string() + " && cmake --build " +
                             (service / "build").string());
    }
    if (programs.size() > 1) {
        std::string text = path.string() + " has several services; name one of their programs:";
        for (const fs::path& program : programs)
            text += "\n  " + program.string();
        throw Failure(2, text);
    }
    if (!fs::exists(programs.front())) {
        throw Failure(2, programs.front().string() + " is not built yet; build it with cmake --build");
    }
    check_executable(programs.front());
    return programs.front();
}

}  // namespace gasworks::lifecycle
