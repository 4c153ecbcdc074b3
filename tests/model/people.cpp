#include "tests/model/people.hpp"

#include <algorithm>

eigenfaces::DataSet people_of(const eigenfaces::DataSet& data, std::span<const std::uint32_t> people) {
    eigenfaces::DataSet some;
    some.n_features = data.n_features;
    some.digest = data.digest;
    for (const std::uint32_t person : people)
        some.names.push_back(data.names.at(person));
    for (std::size_t i = 0; i < data.n_samples(); ++i) {
        const auto found = std::find(people.begin(), people.end(), data.labels[i]);
        if (found == people.end()) continue;
        some.labels.push_back(static_cast<std::uint32_t>(found - people.begin()));
        some.paths.push_back(data.paths[i]);
        const auto face = data.features.begin() + static_cast<std::ptrdiff_t>(i * data.n_features);
        some.features.insert(some.features.end(), face, face + static_cast<std::ptrdiff_t>(data.n_features));
    }
    return some;
}
