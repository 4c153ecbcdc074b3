#include "workspaces/own_data_sets.hpp"

#include <numeric>
#include <utility>

namespace eigenfaces::service {

std::size_t OwnDataSets::Description::pictures() const {
    return std::accumulate(people.begin(), people.end(), std::size_t{0},
                           [](std::size_t sum, const Person& person) { return sum + person.pictures; });
}

std::uint64_t OwnDataSets::Description::bytes() const {
    return std::accumulate(people.begin(), people.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const Person& person) { return sum + person.bytes; });
}

ObjectResult<std::optional<OwnDataSets::Description>> OwnDataSets::describe(const DataSetName& name) const {
    const auto all = pictures(name);
    if (!all) return tl::unexpected(all.error());
    if (!*all) return std::nullopt;
    Description description{name, {}};
    for (const Picture& picture : **all) {
        if (description.people.empty() || description.people.back().name != picture.person)
            description.people.push_back(Person{picture.person});
        ++description.people.back().pictures;
        description.people.back().bytes += picture.bytes;
    }
    return description;
}

ObjectResult<std::vector<OwnDataSets::Description>> OwnDataSets::list() const {
    const auto all = names();
    if (!all) return tl::unexpected(all.error());
    std::vector<Description> found;
    for (const DataSetName& name : *all) {
        auto description = describe(name);
        if (!description) return tl::unexpected(description.error());
        if (*description) found.push_back(**std::move(description));
    }
    return found;
}

}  // namespace eigenfaces::service
