#pragma once
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "operations/data_set_failure.hpp"
#include "workspaces/own_data_sets.hpp"
#include "workspaces/person_name.hpp"
#include "workspaces/state.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

// What the operations on data sets of one's own have to say when something is wrong.

tl::unexpected<DataSetFailure> data_set_failure(DataSetFailure::Kind kind, std::string detail);
tl::unexpected<DataSetFailure> no_data_set(const WorkspaceId& workspace, const DataSetName& name);
tl::unexpected<DataSetFailure> no_person(const DataSetName& name, const PersonName& person);
tl::unexpected<DataSetFailure> no_picture(const PersonName& person, std::string_view picture);
tl::unexpected<DataSetFailure> disk_full();

DataSetResult<DataSetName> data_set_name_of(std::string_view text);
DataSetResult<PersonName> person_name_of(std::string_view text);

/// A workspace's data set, to be changed for as long as this lives.
struct Changing {
    DataSetAccess::Change change;
    std::unique_ptr<OwnDataSets> sets;
    DataSetName name;
};

/// Refused while the workspace trains.
DataSetResult<Changing> change_data_set(State& state, const WorkspaceId& workspace,
                                        std::string_view data_set);

}  // namespace eigenfaces::service
