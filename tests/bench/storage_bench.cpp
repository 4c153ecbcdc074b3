/// What a file system lets an upload cost: files of one picture's size, stored as uploads are, and with less
/// care, by one thread and by several. A table for people; docs/performance.md has its result.
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <mutex>
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

/// What databases do: contents go one behind the other into a file that has its size already, and one flush
/// does for all that wait.
class Log {
  public:
    explicit Log(const fs::path& path) : file_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
        if (!file_) throw std::runtime_error("can't create " + path.string());
        // Written once: a flush of what is overwritten changes nothing but the contents.
        const Contents zeros(1U << 20U);
        for (std::size_t written = 0; written < size; written += zeros.size())
            check(eigenfaces::service::write_all(file_, zeros, path));
        check(eigenfaces::service::synchronise(file_, path));
    }

    void append(const Contents& contents) {
        std::unique_lock lock(mutex_);
        const std::size_t place = end_ % (size - contents.size());
        end_ += contents.size();
        if (::pwrite(file_.get(), contents.data(), contents.size(), static_cast<off_t>(place)) < 0)
            throw std::runtime_error("can't write the log");
        const std::size_t mine = ++written_;
        while (flushed_ < mine) {
            if (is_flushing_) {
                changed_.wait(lock);
                continue;
            }
            is_flushing_ = true;
            const std::size_t all = written_;
            lock.unlock();
            const bool done = ::fdatasync(file_.get()) == 0;
            lock.lock();
            is_flushing_ = false;
            if (done) flushed_ = all;
            changed_.notify_all();
            if (!done) throw std::runtime_error("can't flush the log");
        }
    }

  private:
    static constexpr std::size_t size = 64U << 20U;

    const eigenfaces::service::Descriptor file_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t end_ = 0;
    std::size_t written_ = 0;
    std::size_t flushed_ = 0;
    bool is_flushing_ = false;
};

struct Way {
    const char* name;
    std::function<void(const fs::path&, const Contents&)> store;
};

std::vector<Way> ways(Log& log) {
    return {{"overwritten in place, not flushed", overwrite},
            {"put in place as a whole, not flushed", replace_unflushed},
            {"put in place as a whole, file and folder flushed", replace},
            {"in a log, flushed for all that wait",
             [&log](const fs::path&, const Contents& contents) { log.append(contents); }},
            {"the same, and put in place as a whole", [&log](const fs::path& path, const Contents& contents) {
                 log.append(contents);
                 replace_unflushed(path, contents);
             }}};
}

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
        Log log(folder.path() / "log");
        constexpr std::size_t counts[] = {1, 4, 30};
        std::printf("files of %zu bytes per second, median of %zu rounds in turns\n\n%-50s", bytes, rounds,
                    "threads");
        for (const std::size_t threads : counts)
            std::printf(" %9zu", threads);
        std::printf("\n");
        const std::vector<Way> all = ways(log);
        std::vector<std::array<std::vector<double>, std::size(counts)>> rates(all.size());
        for (std::size_t round = 0; round < rounds; ++round) {
            for (std::size_t way = 0; way < all.size(); ++way) {
                for (std::size_t count = 0; count < std::size(counts); ++count) {
                    rates[way][count].push_back(
                        rate(all[way], folder.path(), contents, counts[count], files));
                }
            }
        }
        for (std::size_t way = 0; way < all.size(); ++way) {
            std::printf("%-50s", all[way].name);
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
