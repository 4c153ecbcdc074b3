#pragma once
#include <optional>
#include <vector>

#include "objects/folder_objects.hpp"
#include "tests/server/objects/shared_objects.hpp"
#include "tests/temporary_folder.hpp"

/// An empty store for a test of something that keeps its state in one. Such tests are run with each kind:
///
///     TestedStore store(GENERATE(from_range(TestedStore::kinds())));
class TestedStore {
  public:
    enum class Kind {
        folder,  ///< of one process
        shared,  ///< as a store is that others write to
    };
    static std::vector<Kind> kinds() { return {Kind::folder, Kind::shared}; }

    explicit TestedStore(Kind kind) : objects_(folder_.path()) {
        if (kind != Kind::shared) return;
        one_.emplace(objects_);
        other_.emplace(objects_);
    }

    bool is_shared() const { return one_.has_value(); }
    eigenfaces::service::ObjectStore& one() {
        return one_ ? static_cast<eigenfaces::service::ObjectStore&>(*one_) : objects_;
    }
    /// The same as another process sees it, where it is shared.
    eigenfaces::service::ObjectStore& other() {
        return other_ ? static_cast<eigenfaces::service::ObjectStore&>(*other_) : objects_;
    }
    /// How often `one` was asked for a list, where it is shared.
    int lists() const { return one_->lists(); }

  private:
    TemporaryFolder folder_;
    eigenfaces::service::FolderObjects objects_;
    std::optional<eigenfaces::service::SharedObjects> one_;
    std::optional<eigenfaces::service::SharedObjects> other_;
};
