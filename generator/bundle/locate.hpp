#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "generator/bundle/places.hpp"
#include "generator/diagnostics.hpp"
#include "generator/document/sources.hpp"

namespace gasworks::generator {

/// What a reference leads to.
struct Target {
    std::size_t file = 0;
    std::string pointer;         ///< the URI's fragment, without #
    const Node* node = nullptr;  ///< in the file's tree; nullptr in the main file, which is not looked into
};

/// Follows references over files.
class Locator {
  public:
    Locator(Sources& sources, Diagnostics& diagnostics) : sources_(sources), diagnostics_(diagnostics) {}

    /// Where the text of a reference that is written here leads to, through further references until
    /// something else than a reference or the main file is reached. Nothing, after saying why, where it leads
    /// nowhere.
    std::optional<Target> locate(const Node& reference, Kind kind);

  private:
    std::optional<Target> step(const Node& reference, Kind kind);
    std::optional<std::size_t> file_of(const Node& reference, const std::string& path);
    std::optional<Target> refused(const Node& reference, const std::string& why);

    Sources& sources_;
    Diagnostics& diagnostics_;
    std::set<std::size_t> wrong_files_;  // what is wrong with them has been said
};

}  // namespace gasworks::generator
