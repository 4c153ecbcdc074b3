#pragma once
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/archive_writer.hpp"
#include "operations/data_set_failure.hpp"
#include "operations/limits.hpp"
#include "workspaces/own_data_sets.hpp"
#include "workspaces/state.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

// Names are checked, and everything throws when the disk fails. What changes something is refused while the
// workspace trains.

std::vector<OwnDataSets::Description> list_data_sets(State& state, const WorkspaceId& workspace);
DataSetResult<OwnDataSets::Description> create_data_set(State& state, const Limits& limits,
                                                        const WorkspaceId& workspace, std::string_view name);
DataSetResult<OwnDataSets::Description> describe_data_set(State& state, const WorkspaceId& workspace,
                                                          std::string_view name);
/// What changes when a picture comes, goes, or gets another name or another person: PictureDigests.
std::string digest_of_data_set(State& state, const WorkspaceId& workspace,
                               const OwnDataSets::Description& data_set);
/// A tar.gz of the person folders in a folder of the data set's name, which enrol_archive() takes back. A
/// picture that is deleted meanwhile may be in it or not. Refused while too many are on their way.
DataSetResult<Archive> export_data_set(State& state, const Limits& limits, const WorkspaceId& workspace,
                                       std::string_view name, const std::stop_token& stop);
DataSetResult<void> delete_data_set(State& state, const WorkspaceId& workspace, std::string_view name);

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
