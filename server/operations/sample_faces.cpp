#include "operations/sample_faces.hpp"

#include <cerrno>
#include <span>
#include <stdexcept>
#include <vector>

#include "datasets/largest_people.hpp"
#include "model/charts/sample_chart.hpp"
#include "model/features.hpp"
#include "storage/read_file.hpp"

namespace eigenfaces::service {

namespace {

/// More than any picture within the limits has, unless it is made to be large.
constexpr std::uint64_t largest_file = 64UL << 20U;

/// The window in which training looks for the face.
tl::expected<Picture, PictureError> face_of(const std::string& file, const PictureLimits& limits) {
    const auto bytes = std::as_bytes(std::span(file));
    const auto header = read_picture_header(bytes, limits);
    if (!header) return tl::unexpected(header.error());
    return decode_picture(bytes, face_window(header->size), limits);
}

DataSetResult<DataSet> downloaded_data_set(const State& state, const WorkspaceId& workspace) {
    auto data_set = value_or_throw(state.data_set(workspace));
    if (data_set) return *std::move(data_set);
    return tl::unexpected(DataSetFailure{
        DataSetFailure::Kind::missing,
        "the workspace '" + workspace.text() + "' has no data set yet; call download_data first"});
}

}  // namespace

DataSetResult<std::string> draw_sample_faces(State& state, const WorkspaceId& workspace, std::size_t count,
                                             const PictureLimits& limits, const std::stop_token& stop) {
    const auto data_set = downloaded_data_set(state, workspace);
    if (!data_set) return tl::unexpected(data_set.error());
    const auto presence = state.data_sets().present(*data_set, stop);
    if (!presence) {
        if (presence.error().kind == ObtainError::Kind::cancelled)
            return tl::unexpected(DataSetFailure{DataSetFailure::Kind::stopped, presence.error().detail});
        throw std::runtime_error(presence.error().detail);
    }
    std::vector<charts::SampleFace> faces;
    for (const PersonFolder& person : value_or_throw(largest_people(data_set->pictures, count))) {
        const auto file = read_file(person.first, largest_file);
        if (!file && file.error().error_number == EFBIG) continue;
        const auto face = face_of(value_or_throw(file), limits);
        if (face) {
            faces.push_back({charts::sample_tile(*face), person.name, person.files});
        } else if (face.error().kind == PictureError::Kind::out_of_memory) {
            throw std::runtime_error(person.first.filename().string() + ": " + face.error().message);
        }
    }
    if (faces.empty()) {
        return tl::unexpected(DataSetFailure{
            DataSetFailure::Kind::missing,
            "the first picture of none of the " + std::to_string(count) +
                " people with the most files can be decoded: the data set may be one of something else"});
    }
    return charts::draw_samples(faces, data_set->people, data_set->files);
}

}  // namespace eigenfaces::service
