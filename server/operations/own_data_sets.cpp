#include "operations/own_data_sets.hpp"

#include <cerrno>
#include <spdlog/fmt/fmt.h>

#include "operations/data_set_change.hpp"
#include "operations/state_health.hpp"
#include "operations/upload.hpp"
#include "workspaces/data_set_archive.hpp"

namespace eigenfaces::service {

using Kind = DataSetFailure::Kind;

namespace {

tl::unexpected<DataSetFailure> stopped() {
    return data_set_failure(Kind::stopped, "the request was stopped");
}

}  // namespace

std::vector<OwnDataSets::Description> list_data_sets(State& state, const WorkspaceId& workspace) {
    return value_or_throw(state.own_data_sets(workspace)->list());
}

DataSetResult<OwnDataSets::Description> create_data_set(State& state, const Limits& limits,
                                                        const WorkspaceId& workspace, std::string_view name) {
    auto changing = change_data_set(state, workspace, name);
    if (!changing) return tl::unexpected(changing.error());
    if (auto full = too_little_space(state, limits.min_free_space))
        return data_set_failure(Kind::no_space, *std::move(full));
    const auto made = state.workspaces().make(workspace);
    if (made && !*made) return data_set_failure(Kind::no_space, too_many_workspaces(state, workspace));
    if (!made && is_out_of_space(made.error())) return disk_full();
    value_or_throw(made);
    if (value_or_throw(changing->sets->names()).size() >= limits.own_data_sets) {
        return data_set_failure(
            Kind::no_space,
            fmt::format("the workspace '{}' has {} data sets of its own, which is as many as it may "
                        "have (--max-data-sets)",
                        workspace.text(), limits.own_data_sets));
    }
    const auto created = changing->sets->create(changing->name);
    if (!created && is_out_of_space(created.error())) return disk_full();
    if (!value_or_throw(created)) {
        return data_set_failure(Kind::taken, fmt::format("the workspace '{}' has a data set '{}' already",
                                                         workspace.text(), changing->name.text()));
    }
    return OwnDataSets::Description{changing->name, {}};
}

DataSetResult<OwnDataSets::Description> describe_data_set(State& state, const WorkspaceId& workspace,
                                                          std::string_view name) {
    const auto parsed = data_set_name_of(name);
    if (!parsed) return tl::unexpected(parsed.error());
    auto found = value_or_throw(state.own_data_sets(workspace)->describe(*parsed));
    if (!found) return no_data_set(workspace, *parsed);
    return *std::move(found);
}

DataSetResult<Archive> export_data_set(State& state, const Limits& limits, const WorkspaceId& workspace,
                                       std::string_view name, const std::stop_token& stop) {
    OutgoingArchives& outgoing = state.outgoing_archives();
    const std::string full_name = fmt::format("{}/{}", workspace.text(), name);
    const auto turn = outgoing.turn(full_name, stop);
    if (!turn) return stopped();
    const auto description = describe_data_set(state, workspace, name);
    if (!description) return tl::unexpected(description.error());
    if (outgoing.has(full_name)) {
        if (auto same = outgoing.find(full_name, digest_of_data_set(state, workspace, *description)))
            return *std::move(same);
    }
    auto place = outgoing.take_place();
    if (!place) {
        return data_set_failure(Kind::too_many,
                                "as many archives of data sets are being sent as may be at once; try again "
                                "when one of them has arrived");
    }
    // The archive is about as large as the pictures, and goes when it is sent.
    if (auto full = too_little_space(state, limits.min_free_space + description->bytes()))
        return data_set_failure(Kind::no_space, *std::move(full));
    auto archive = archive_of(*state.own_data_sets(workspace), *description, state.data_dir(), stop);
    if (!archive && is_out_of_space(archive.error())) return disk_full();
    auto written = value_or_throw(std::move(archive));
    if (!written) return stopped();
    return outgoing.send(full_name, written->digest, std::move(place), written->archive);
}

std::string digest_of_data_set(State& state, const WorkspaceId& workspace,
                               const OwnDataSets::Description& data_set) {
    return value_or_throw(
        state.picture_digests().of(workspace, *state.own_data_sets(workspace), data_set.name));
}

DataSetResult<void> delete_data_set(State& state, const WorkspaceId& workspace, std::string_view name) {
    auto changing = change_data_set(state, workspace, name);
    if (!changing) return tl::unexpected(changing.error());
    if (!value_or_throw(changing->sets->remove(changing->name)))
        return no_data_set(workspace, changing->name);
    return {};
}

DataSetResult<PersonPictures> describe_person(State& state, const WorkspaceId& workspace,
                                              std::string_view data_set, std::string_view person) {
    const auto name = data_set_name_of(data_set);
    if (!name) return tl::unexpected(name.error());
    const auto who = person_name_of(person);
    if (!who) return tl::unexpected(who.error());
    auto pictures = value_or_throw(state.own_data_sets(workspace)->pictures_of(*name, *who));
    if (pictures.empty()) return no_person(*name, *who);
    return PersonPictures{*who, std::move(pictures)};
}

DataSetResult<PersonPictures> rename_person(State& state, const WorkspaceId& workspace,
                                            std::string_view data_set, std::string_view from,
                                            std::string_view to) {
    const auto old_name = person_name_of(from);
    if (!old_name) return tl::unexpected(old_name.error());
    const auto new_name = person_name_of(to);
    if (!new_name) return tl::unexpected(new_name.error());
    auto changing = change_data_set(state, workspace, data_set);
    if (!changing) return tl::unexpected(changing.error());
    const auto renamed = changing->sets->rename(changing->name, *old_name, *new_name);
    if (!renamed && is_out_of_space(renamed.error())) return disk_full();
    switch (value_or_throw(renamed)) {
        case OwnDataSets::Renaming::missing:
            return no_person(changing->name, *old_name);
        case OwnDataSets::Renaming::taken:
            return data_set_failure(Kind::taken, fmt::format("the data set '{}' has a '{}' already",
                                                             changing->name.text(), new_name->text()));
        case OwnDataSets::Renaming::renamed:
            break;
    }
    return PersonPictures{*new_name, value_or_throw(changing->sets->pictures_of(changing->name, *new_name))};
}

DataSetResult<void> delete_person(State& state, const WorkspaceId& workspace, std::string_view data_set,
                                  std::string_view person) {
    const auto who = person_name_of(person);
    if (!who) return tl::unexpected(who.error());
    auto changing = change_data_set(state, workspace, data_set);
    if (!changing) return tl::unexpected(changing.error());
    if (!value_or_throw(changing->sets->remove(changing->name, *who))) return no_person(changing->name, *who);
    return {};
}

DataSetResult<std::string> read_picture(State& state, const WorkspaceId& workspace, std::string_view data_set,
                                        std::string_view person, std::string_view picture) {
    const auto name = data_set_name_of(data_set);
    if (!name) return tl::unexpected(name.error());
    const auto who = person_name_of(person);
    if (!who) return tl::unexpected(who.error());
    const auto file = PictureName::from_client(picture);
    if (!file) return no_picture(*who, picture);
    auto contents = value_or_throw(state.own_data_sets(workspace)->read(*name, *who, *file));
    if (!contents) return no_picture(*who, file->text());
    return *std::move(contents);
}

DataSetResult<void> delete_picture(State& state, const WorkspaceId& workspace, std::string_view data_set,
                                   std::string_view person, std::string_view picture) {
    const auto who = person_name_of(person);
    if (!who) return tl::unexpected(who.error());
    auto changing = change_data_set(state, workspace, data_set);
    if (!changing) return tl::unexpected(changing.error());
    const auto file = PictureName::from_client(picture);
    if (!file || !value_or_throw(changing->sets->remove(changing->name, *who, *file)))
        return no_picture(*who, file ? file->text() : picture);
    return {};
}

}  // namespace eigenfaces::service
