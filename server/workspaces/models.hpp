#pragma once
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "model/predictor/model.hpp"
#include "storage/storage_error.hpp"

namespace eigenfaces::service {

/// The models of the workspaces: files "models/NUMBER.eigenfaces", counted from 1, never written twice. The
/// highest number is the current one, until another is chosen (ModelChoice). Loaded models are kept in
/// memory, the ones used last. Thread-safe.
class Models {
  public:
    /// `capacity`: how many models stay in memory; `kept`: how many of one folder stay on disk, at least 1.
    Models(std::size_t capacity, std::size_t kept);

    struct Current {
        std::uint64_t version = 0;
        std::shared_ptr<const Model> model;
    };
    struct Unavailable {
        enum class Reason {
            none,        ///< no model was trained yet
            unusable,    ///< the file is damaged or of a newer version: another training helps
            unreadable,  ///< the disk failed, or the process has no more descriptors or memory
        };
        Reason reason = Reason::none;
        std::string message;
    };

    /// The current model of a models folder. What is on disk counts: a file that changed since it was loaded
    /// is read again.
    tl::expected<Current, Unavailable> current(const std::filesystem::path& folder);

    /// Stores a model file's bytes under the next number and returns that. The folder is made if missing. Of
    /// its models the newest stay; that an older one can't be removed harms nobody and is tried again with
    /// the next.
    StorageResult<std::uint64_t> add(const std::filesystem::path& folder, std::span<const std::byte> bytes);

    struct Stored {
        std::uint64_t version = 0;
        std::uint64_t bytes = 0;
        bool current = false;
    };
    /// The models of a folder, the newest first.
    StorageResult<std::vector<Stored>> list(const std::filesystem::path& folder) const;
    /// The bytes of a model; nothing where it is not there.
    static StorageResult<std::optional<std::string>> read(const std::filesystem::path& folder,
                                                          std::uint64_t version);
    /// Makes this the current one, until another is chosen or added. False where it is not there.
    StorageResult<bool> choose(const std::filesystem::path& folder, std::uint64_t version);

    enum class Removal { removed, missing, in_use };
    /// Removes a model from the disk and from memory; its number is not given again. The current one can be
    /// removed where it is the only one.
    StorageResult<Removal> remove(const std::filesystem::path& folder, std::uint64_t version);

    /// Forgets the models of a folder that was removed from the disk.
    void forget_all(const std::filesystem::path& folder);

    /// Takes note of the models that a folder has from before.
    void note_existing(const std::filesystem::path& folder);
    /// When the newest model of all workspaces was stored. Nothing where none is known.
    std::optional<std::chrono::system_clock::time_point> newest_time() const;

  private:
    /// What tells that a file is still the one that was loaded.
    struct Identity {
        std::filesystem::path path;
        std::uint64_t inode = 0;
        std::uint64_t size = 0;
        std::int64_t modified = 0;  ///< nanoseconds
        bool operator==(const Identity&) const = default;
    };
    struct Loaded {
        Identity identity;
        std::shared_ptr<const Model> model;
    };

    std::shared_ptr<const Model> find(const Identity& identity);
    void keep(Loaded loaded);
    void forget(const std::filesystem::path& path);
    void note(std::int64_t stored);
    void remove_old(const std::filesystem::path& folder) const;

    const std::size_t capacity_;
    const std::size_t kept_;
    std::atomic<std::int64_t> newest_{0};  ///< seconds since 1970; 0: none
    mutable std::mutex changing_;          ///< what is on disk
    std::mutex mutex_;
    std::list<Loaded> loaded_;  ///< used last first
};

}  // namespace eigenfaces::service
