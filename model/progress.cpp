#include "model/progress.hpp"

#include <array>
#include <cstddef>

namespace eigenfaces {

std::string_view stage_name(Stage stage) {
    constexpr std::array<std::string_view, 6> names = {"load",    "split",       "pca",
                                                       "project", "grid_search", "evaluate"};
    return names.at(static_cast<std::size_t>(stage));
}

}  // namespace eigenfaces
