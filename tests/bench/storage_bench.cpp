/// What a file system lets an upload cost: files of one picture's size, stored as uploads are, and with less
/// care, by one thread and by several. A table for people; docs/performance.md has its result.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include <CLI/CLI.hpp>

#include "storage/atomic_file.hpp"
#include "storage/rename.hpp"
#include "storage/temporary_name.hpp"

namespace {

namespace fs = std::filesystem;
using eigenfaces::service::StorageResult;
using Contents = std::vector<std::byte>;

void check(const StorageResult<void>& done) {
    if (!done) throw std::runtime_error(done.error().message());
}

void write_file(const fs::path& path, const Contents& contents, int flags) {
    const eigenfaces::service::Descriptor file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600));
    if (!file) throw std::runtime_error("can't create " + path.string());
    check(eigenfaces::service::write_all(file, contents, path));
}

/// As a server does that answers before the disk has it, and whose readers may see half of it.
void overwrite(const fs::path& path, const Contents& contents) {
    write_file(path, contents, O_TRUNC);
}

/// Complete or absent for readers, and lost in a power cut.
void replace_unflushed(const fs::path& path, const Contents& contents) {
    const fs::path temporary = path.parent_path() / eigenfaces::service::temporary_name();
    write_file(temporary, contents, O_EXCL);
    check(eigenfaces::service::rename_over(temporary, path));
}

void replace(const fs::path& path, const Contents& contents) {
    check(eigenfaces::service::replace_file(path, contents));
}

struct Way {
    const char* name;
    void (*store)(const fs::path&, const Contents&);
};
constexpr Way ways[] = {
    {"overwritten in place, not flushed", overwrite},
    {"put in place as a whole, not flushed", replace_unflushed},
    {"put in place as a whole, file and folder flushed", replace},
};

/// Files per second of `threads` threads, each of which stores under a name of its own again and again.
double rate(const Way& way, const fs::path& folder, const Contents& contents, std::size_t threads,
            std::size_t files) {
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> failed = false;
    const auto begun = std::chrono::steady_clock::now();
    {
        std::vector<std::jthread> running;
        for (std::size_t thread = 0; thread < threads; ++thread) {
            running.emplace_back([&, thread] {
                const fs::path path = folder / ("picture" + std::to_string(thread) + ".jpg");
                try {
                    while (next.fetch_add(1) < files)
                        way.store(path, contents);
                } catch (const std::exception& failure) {
                    if (!failed.exchange(true)) std::fprintf(stderr, "storage-bench: %s\n", failure.what());
                }
            });
        }
    }
    if (failed) throw std::runtime_error("nothing was measured");
    return static_cast<double>(files) /
           std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                     values.end());
    return values[values.size() / 2];
}

/// A folder that goes with what is in it.
class Folder {
  public:
    explicit Folder(const fs::path& parent)
        : path_(parent / ("storage-bench-" + std::to_string(::getpid()))) {
        fs::create_directory(path_);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    const fs::path& path() const { return path_; }

  private:
    fs::path path_;
};

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Stores files of a picture's size in a folder, as uploads are stored and with less care.");
    fs::path parent;
    std::size_t bytes = 16'224;
    std::size_t files = 1'000;
    std::size_t rounds = 3;
    app.add_option("folder", parent, "Folder on the file system to be measured")
        ->required()
        ->check(CLI::ExistingDirectory);
    app.add_option("--bytes", bytes, "Size of a file")->capture_default_str();
    app.add_option("--files", files, "Files of each measurement")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    app.add_option("--rounds", rounds, "Rounds, in turns; the median is printed")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    CLI11_PARSE(app, argc, argv);
    try {
        const Folder folder(parent);
        const Contents contents(bytes, std::byte{0x5a});
        const std::size_t counts[] = {1, 4, 30};
        std::printf("files of %zu bytes per second, median of %zu rounds in turns\n\n%-50s", bytes, rounds,
                    "threads");
        for (const std::size_t threads : counts)
            std::printf(" %9zu", threads);
        std::printf("\n");
        std::vector<double> rates[std::size(ways)][std::size(counts)];
        for (std::size_t round = 0; round < rounds; ++round) {
            for (std::size_t way = 0; way < std::size(ways); ++way) {
                for (std::size_t count = 0; count < std::size(counts); ++count) {
                    rates[way][count].push_back(
                        rate(ways[way], folder.path(), contents, counts[count], files));
                }
            }
        }
        for (std::size_t way = 0; way < std::size(ways); ++way) {
            std::printf("%-50s", ways[way].name);
            for (const auto& measured : rates[way])
                std::printf(" %9.0f", median(measured));
            std::printf("\n");
        }
        return 0;
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "storage-bench: %s\n", failure.what());
        return 1;
    }
}
