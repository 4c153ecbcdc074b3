#pragma once
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include "datasets/archive_writer.hpp"
#include "datasets/turns.hpp"
#include "workspaces/places.hpp"

namespace eigenfaces::service {

/// The archives that are on their way to somebody. Each takes as much of the disk as what is in it, for as
/// long as its reader takes to read it: so there are only so many, and who asks for the same gets the same
/// one. Thread-safe.
class OutgoingArchives {
  public:
    explicit OutgoingArchives(std::size_t most) : places_(most) {}

    /// To make and send one of this name; who makes one of the same name waits. Nothing where `stop` was
    /// requested first.
    std::optional<Turns::Turn> turn(const std::string& name, std::stop_token stop) {
        return turns_.take(name, std::move(stop));
    }
    /// Whether one of this name is on its way.
    bool has(const std::string& name);
    /// The one of this name and digest that is on its way to somebody else.
    std::optional<Archive> find(const std::string& name, const std::string& digest);
    /// For one more, before it is made; null where there are as many as there may be.
    Places::Place take_place() { return places_.take(); }
    /// Keeps the place for as long as somebody keeps the archive, which others find from now on.
    Archive send(const std::string& name, const std::string& digest, Places::Place place,
                 const Archive& archive);

  private:
    struct Known {
        std::string digest;
        std::weak_ptr<const void> keeper;
        std::string_view bytes;
    };

    Places places_;
    Turns turns_;
    std::mutex mutex_;
    std::map<std::string, Known> known_;  ///< the newest of each name
};

}  // namespace eigenfaces::service
