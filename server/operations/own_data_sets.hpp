#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "model/faces/detector.hpp"
#include "model/picture.hpp"
#include "operations/limits.hpp"
#include "operations/predict.hpp"
#include "workspaces/own_data_sets.hpp"
#include "workspaces/state.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

struct DataSetFailure {
    enum class Kind {
        bad_name,  ///< of the data set, the person or the picture
        missing,   ///< data set, person or picture
        taken,     ///< the name is another one's
        busy,      ///< a training reads the workspace's data sets
        no_space,  ///< on the disk, or in what the operator leaves to a workspace
    };
    Kind kind = Kind::missing;
    std::string detail;
    std::string job = {};  ///< that is in the way
};

template <class T>
using DataSetResult = tl::expected<T, DataSetFailure>;

/// What became of one of several pictures.
struct Enrolled {
    std::string file;                     ///< as the client called it
    std::optional<std::string> stored;    ///< the name that it has now
    std::optional<PictureHeader> header;  ///< of one that was stored
    std::optional<FaceBox> face;          ///< where it is in the upright picture, if it was looked for
    std::optional<std::string> problem;   ///< of one that was not
};

// Names are checked, and everything throws when the disk fails. What changes something is refused while the
// workspace trains.

std::vector<OwnDataSets::Description> list_data_sets(State& state, const WorkspaceId& workspace);
DataSetResult<OwnDataSets::Description> create_data_set(State& state, const Limits& limits,
                                                        const WorkspaceId& workspace, std::string_view name);
DataSetResult<OwnDataSets::Description> describe_data_set(State& state, const WorkspaceId& workspace,
                                                          std::string_view name);
DataSetResult<void> delete_data_set(State& state, const WorkspaceId& workspace, std::string_view name);

/// Who is to be known, and what a picture must show to be learned from.
struct EnrolInput {
    std::string_view data_set;
    std::string_view person;
    /// Only pictures are stored that show one face, or one that is much larger than the others.
    bool require_face = true;
};

/// Stores those of the pictures that are some, each for itself. `stop` is obeyed between two pictures.
DataSetResult<std::vector<Enrolled>> enrol(State& state, const Limits& limits, const WorkspaceId& workspace,
                                           const EnrolInput& input, std::span<const GivenPicture> pictures,
                                           const std::stop_token& stop);

struct PersonPictures {
    PersonName name;
    std::vector<PictureName> pictures;
};
DataSetResult<PersonPictures> describe_person(State& state, const WorkspaceId& workspace,
                                              std::string_view data_set, std::string_view person);
DataSetResult<PersonPictures> rename_person(State& state, const WorkspaceId& workspace,
                                            std::string_view data_set, std::string_view from,
                                            std::string_view to);
DataSetResult<void> delete_person(State& state, const WorkspaceId& workspace, std::string_view data_set,
                                  std::string_view person);

DataSetResult<std::string> read_picture(State& state, const WorkspaceId& workspace, std::string_view data_set,
                                        std::string_view person, std::string_view picture);
DataSetResult<void> delete_picture(State& state, const WorkspaceId& workspace, std::string_view data_set,
                                   std::string_view person, std::string_view picture);

}  // namespace eigenfaces::service
