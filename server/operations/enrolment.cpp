#include "operations/enrolment.hpp"

#include "operations/data_set_change.hpp"
#include "operations/own_data_sets.hpp"
#include "operations/picture_storing.hpp"

namespace eigenfaces::service {

DataSetResult<std::vector<Enrolled>> enrol(State& state, const Limits& limits, const WorkspaceId& workspace,
                                           const EnrolInput& input, std::span<const GivenPicture> pictures,
                                           const std::stop_token& stop) {
    const auto who = person_name_of(input.person);
    if (!who) return tl::unexpected(who.error());
    // Faces are looked for before anything is kept from changing, which takes long.
    if (auto found = describe_data_set(state, workspace, input.data_set); !found)
        return tl::unexpected(found.error());
    std::vector<Enrolled> results;
    for (const GivenPicture& picture : pictures) {
        results.push_back(stop.stop_requested()
                              ? not_looked_at(picture.name)
                              : look_at_picture(picture, limits.picture, input.require_face));
    }
    auto storing = PictureStoring::begin(state, limits, workspace, input.data_set);
    if (!storing) return tl::unexpected(storing.error());
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        if (!results[i].problem) storing->store(*who, pictures[i].contents, results[i]);
    }
    return results;
}

}  // namespace eigenfaces::service
