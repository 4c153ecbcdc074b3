#pragma once
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "model/predictor/model.hpp"
#include "objects/object_store.hpp"
#include "workspaces/model_choice.hpp"
#include "workspaces/remembered_choices.hpp"

namespace eigenfaces::service {

/// The models of the workspaces: objects "NUMBER.eigenfaces" of a folder, counted from 1, never written
/// twice. The highest number is the current one, until another is chosen (ModelChoice). Loaded models are
/// kept in memory, the ones used last. Thread-safe.
///
/// Where others write to the store, the choice names the current one each time, and is all that a prediction
/// reads of the store once it has the model. It is remembered for a moment.
class Models {
  public:
    /// `capacity`: how many models stay in memory; `kept`: how many of one folder stay stored, at least 1.
    /// `remembered`: how long one that others have in use by now may still be used. `objects` outlives this
    /// object.
    Models(ObjectStore& objects, std::size_t capacity, std::size_t kept,
           std::chrono::milliseconds remembered = std::chrono::milliseconds(0));

    struct Current {
        std::uint64_t version = 0;
        std::shared_ptr<const Model> model;
    };
    struct Unavailable {
        enum class Reason {
            none,        ///< no model was trained yet
            unusable,    ///< it is damaged or of a newer version: another training helps
            unreadable,  ///< the store failed, or the process has no more descriptors or memory
        };
        Reason reason = Reason::none;
        std::string message;
    };

    /// The current model of a models folder. What is stored counts: one that changed since it was loaded is
    /// read again.
    tl::expected<Current, Unavailable> current(const ObjectKey& folder);

    /// Stores a model file's bytes under the next number and returns that: of several that do so at once each
    /// gets its own. Of the folder's models the newest stay; that an older one can't be removed harms nobody
    /// and is tried again with the next.
    ObjectResult<std::uint64_t> add(const ObjectKey& folder, std::span<const std::byte> bytes);
    /// The same for one that may be too late: `may_still` is asked before it comes into use, which it does
    /// only where nothing was added or chosen since then. Nothing, and nothing stored, where it may not.
    ObjectResult<std::optional<std::uint64_t>> add_if(const ObjectKey& folder,
                                                      std::span<const std::byte> bytes,
                                                      const std::function<bool()>& may_still);

    struct Stored {
        std::uint64_t version = 0;
        std::uint64_t bytes = 0;
        bool current = false;
    };
    /// The models of a folder, the newest first.
    ObjectResult<std::vector<Stored>> list(const ObjectKey& folder) const;
    /// The bytes of a model; nothing where it is not there.
    ObjectResult<std::optional<std::string>> read(const ObjectKey& folder, std::uint64_t version) const;
    /// Makes this the current one, until another is chosen or added. False where it is not there.
    ObjectResult<bool> choose(const ObjectKey& folder, std::uint64_t version);

    enum class Removal { removed, missing, in_use };
    /// Removes a model from the store and from memory; its number is not given again. The current one can be
    /// removed where it is the only one.
    ObjectResult<Removal> remove(const ObjectKey& folder, std::uint64_t version);

    /// Forgets the models of a folder that was removed.
    void forget_all(const ObjectKey& folder);

    /// Takes note of the models that a folder has from before.
    void note_existing(const ObjectKey& folder);
    /// When the newest model of all workspaces was stored. Nothing where none is known. Of those that others
    /// store, the ones that were used here are known.
    std::optional<std::chrono::system_clock::time_point> newest_time() const;

  private:
    /// What tells that an object is still the one that was loaded.
    struct Identity {
        ObjectKey key;
        ObjectTag tag;
        bool operator==(const Identity&) const = default;
    };
    struct Loaded {
        Identity identity;
        std::shared_ptr<const Model> model;
    };
    using Found = tl::expected<std::optional<Current>, Unavailable>;
    /// What becomes of a choice; nothing where it stays.
    using Change = std::function<std::optional<ModelChoice>(const ModelChoice&)>;

    /// Nothing where it is not there any more.
    Found load(std::uint64_t version, const Identity& identity);
    /// The current one as the choice names it; nothing where it does not.
    Found chosen(const ObjectKey& folder, const ModelChoice& choice);
    /// The current one as what is there tells.
    Found newest_or_chosen(const ObjectKey& folder, const ModelChoice& choice);
    std::uint64_t current_of(const std::vector<std::uint64_t>& versions, const ModelChoice& choice) const;
    ObjectResult<std::vector<std::uint64_t>> versions_in(const ObjectKey& folder) const;
    /// Also where others change it meanwhile. \return what it is then
    ObjectResult<ModelChoice> change_choice(const ObjectKey& folder, const Change& change);
    /// As it is stored, or was a moment ago.
    ObjectResult<ModelChoice> choice_of(const ObjectKey& folder);

    std::shared_ptr<const Model> find(const Identity& identity);
    void keep(Loaded loaded);
    void forget(const ObjectKey& key);
    void note(std::chrono::system_clock::time_point time);
    void remove_old(const ObjectKey& folder, const ModelChoice& choice) const;

    ObjectStore& objects_;
    const std::size_t capacity_;
    const std::size_t kept_;
    std::atomic<std::int64_t> newest_{0};  ///< seconds since 1970; 0: none
    RememberedChoices remembered_;
    mutable std::mutex changing_;  ///< what is stored, by this process
    std::mutex mutex_;
    std::list<Loaded> loaded_;  ///< used last first
};

}  // namespace eigenfaces::service
