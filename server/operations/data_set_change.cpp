#include "operations/data_set_change.hpp"

#include <spdlog/fmt/fmt.h>

#include "operations/busy_detail.hpp"

namespace eigenfaces::service {

using Kind = DataSetFailure::Kind;

tl::unexpected<DataSetFailure> data_set_failure(Kind kind, std::string detail) {
    return tl::unexpected(DataSetFailure{kind, std::move(detail), {}});
}

DataSetResult<DataSetName> data_set_name_of(std::string_view text) {
    if (auto name = DataSetName::parse(text)) return *std::move(name);
    return data_set_failure(
        Kind::bad_name,
        "a data set's name is 1 to 64 letters, digits, '.', '_' or '-', and does not begin with '.'");
}

DataSetResult<PersonName> person_name_of(std::string_view text) {
    if (auto name = PersonName::from_client(text)) return *std::move(name);
    return data_set_failure(
        Kind::bad_name,
        "a person's name is 1 to 100 bytes of UTF-8 without control characters, '/' and '\\', and "
        "does not begin with '.'");
}

tl::unexpected<DataSetFailure> no_data_set(const WorkspaceId& workspace, const DataSetName& name) {
    return data_set_failure(Kind::missing, fmt::format("the workspace '{}' has no data set '{}' of its own",
                                                       workspace.text(), name.text()));
}

tl::unexpected<DataSetFailure> no_person(const DataSetName& name, const PersonName& person) {
    return data_set_failure(Kind::missing,
                            fmt::format("the data set '{}' has no '{}'", name.text(), person.text()));
}

tl::unexpected<DataSetFailure> no_picture(const PersonName& person, std::string_view picture) {
    return data_set_failure(Kind::missing,
                            fmt::format("there is no picture '{}' of '{}'", picture, person.text()));
}

tl::unexpected<DataSetFailure> disk_full() {
    return data_set_failure(Kind::no_space, "the disk is full; nothing was changed");
}

DataSetResult<Changing> change_data_set(State& state, const WorkspaceId& workspace,
                                        std::string_view data_set) {
    auto name = data_set_name_of(data_set);
    if (!name) return tl::unexpected(name.error());
    Changing changing{state.data_set_access().change(workspace), state.own_data_sets(workspace),
                      *std::move(name)};
    if (const auto job = state.jobs().in(workspace); job && job->kind == JobKind::train)
        return tl::unexpected(DataSetFailure{Kind::busy, busy_detail(*job), job->id});
    return changing;
}

}  // namespace eigenfaces::service
