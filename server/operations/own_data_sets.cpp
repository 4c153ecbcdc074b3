#include "operations/own_data_sets.hpp"

#include <cerrno>
#include <spdlog/fmt/fmt.h>
#include <variant>

#include "model/faces/face_cutter.hpp"
#include "operations/busy_detail.hpp"
#include "operations/face_detector.hpp"
#include "operations/state_health.hpp"
#include "operations/upload.hpp"

namespace eigenfaces::service {

namespace {

using Kind = DataSetFailure::Kind;

auto failure(Kind kind, std::string detail) {
    return tl::unexpected(DataSetFailure{kind, std::move(detail)});
}

DataSetResult<DataSetName> data_set_name(std::string_view text) {
    if (auto name = DataSetName::parse(text)) return *std::move(name);
    return failure(
        Kind::bad_name,
        "a data set's name is 1 to 64 letters, digits, '.', '_' or '-', and does not begin with '.'");
}

DataSetResult<PersonName> person_name(std::string_view text) {
    if (auto name = PersonName::from_client(text)) return *std::move(name);
    return failure(Kind::bad_name,
                   "a person's name is 1 to 100 bytes of UTF-8 without control characters, '/' and '\\', and "
                   "does not begin with '.'");
}

auto no_data_set(const WorkspaceId& workspace, const DataSetName& name) {
    return failure(Kind::missing, fmt::format("the workspace '{}' has no data set '{}' of its own",
                                              workspace.text(), name.text()));
}

auto no_person(const DataSetName& name, const PersonName& person) {
    return failure(Kind::missing, fmt::format("the data set '{}' has no '{}'", name.text(), person.text()));
}

auto no_picture(const PersonName& person, std::string_view picture) {
    return failure(Kind::missing, fmt::format("there is no picture '{}' of '{}'", picture, person.text()));
}

auto disk_full() {
    return failure(Kind::no_space, "the disk is full; nothing was changed");
}

/// A workspace's data set, to be changed for as long as this lives.
struct Changing {
    DataSetAccess::Change change;
    OwnDataSets sets;
    DataSetName name;
};

DataSetResult<Changing> change(State& state, const WorkspaceId& workspace, std::string_view data_set) {
    auto name = data_set_name(data_set);
    if (!name) return tl::unexpected(name.error());
    Changing changing{state.data_set_access().change(), state.own_data_sets(workspace), *std::move(name)};
    if (const auto job = state.jobs().in(workspace); job && job->kind == JobKind::train)
        return tl::unexpected(DataSetFailure{Kind::busy, busy_detail(*job), job->id});
    return changing;
}

/// The face to learn from, or why there is none.
tl::expected<FaceBox, std::string> face_to_learn(std::span<const std::byte> picture,
                                                 const PictureLimits& limits) {
    const auto faces = find_faces(face_detector(), picture, limits, Align::automatic);
    if (!faces) {
        return tl::unexpected(std::visit([](const auto& why) { return why.message; }, faces.error()));
    }
    if (is_of_one_face(*faces)) return faces->front().box;
    return tl::unexpected(fmt::format(
        "shows {} faces, and which one to learn can't be told; cut the others off", faces->size()));
}

/// Whether a picture can be learned from; the result tells what was found out.
void check(const GivenPicture& picture, const PictureLimits& limits, bool require_face, Enrolled& result) {
    if (!PictureName::from_client(picture.name)) {
        result.problem = "has no usable file name: 1 to 200 bytes behind the last '/'";
        return;
    }
    const auto header = check_picture(picture.contents, limits);
    if (!header) {
        result.problem = header.error().message;
        return;
    }
    if (require_face) {
        const auto face = face_to_learn(picture.contents, limits);
        if (!face) {
            result.problem = face.error();
            return;
        }
        result.face = *face;
    }
    result.header = *header;
}

}  // namespace

std::vector<OwnDataSets::Description> list_data_sets(State& state, const WorkspaceId& workspace) {
    return value_or_throw(state.own_data_sets(workspace).list());
}

DataSetResult<OwnDataSets::Description> create_data_set(State& state, const Limits& limits,
                                                        const WorkspaceId& workspace, std::string_view name) {
    auto changing = change(state, workspace, name);
    if (!changing) return tl::unexpected(changing.error());
    if (auto full = too_little_space(state, limits.min_free_space))
        return failure(Kind::no_space, *std::move(full));
    const auto made = state.workspaces().make(state.workspace(workspace));
    if (made && !*made) return failure(Kind::no_space, too_many_workspaces(state, workspace));
    if (!made && is_out_of_space(made.error())) return disk_full();
    value_or_throw(made);
    if (changing->sets.list().map([](const auto& all) { return all.size(); }).value_or(0) >=
        limits.own_data_sets) {
        return failure(
            Kind::no_space,
            fmt::format("the workspace '{}' has {} data sets of its own, which is as many as it may "
                        "have (--max-data-sets)",
                        workspace.text(), limits.own_data_sets));
    }
    const auto created = changing->sets.create(changing->name);
    if (!created && is_out_of_space(created.error())) return disk_full();
    if (!value_or_throw(created)) {
        return failure(Kind::taken, fmt::format("the workspace '{}' has a data set '{}' already",
                                                workspace.text(), changing->name.text()));
    }
    return OwnDataSets::Description{changing->name, {}};
}

DataSetResult<OwnDataSets::Description> describe_data_set(State& state, const WorkspaceId& workspace,
                                                          std::string_view name) {
    const auto parsed = data_set_name(name);
    if (!parsed) return tl::unexpected(parsed.error());
    auto found = value_or_throw(state.own_data_sets(workspace).describe(*parsed));
    if (!found) return no_data_set(workspace, *parsed);
    return *std::move(found);
}

DataSetResult<void> delete_data_set(State& state, const WorkspaceId& workspace, std::string_view name) {
    auto changing = change(state, workspace, name);
    if (!changing) return tl::unexpected(changing.error());
    if (!value_or_throw(changing->sets.remove(changing->name))) return no_data_set(workspace, changing->name);
    return {};
}

DataSetResult<std::vector<Enrolled>> enrol(State& state, const Limits& limits, const WorkspaceId& workspace,
                                           const EnrolInput& input, std::span<const GivenPicture> pictures,
                                           const std::stop_token& stop) {
    const auto who = person_name(input.person);
    if (!who) return tl::unexpected(who.error());
    // Faces are looked for before anything is kept from changing, which takes long.
    if (auto found = describe_data_set(state, workspace, input.data_set); !found)
        return tl::unexpected(found.error());
    std::vector<Enrolled> results;
    for (const GivenPicture& picture : pictures) {
        Enrolled& result = results.emplace_back(Enrolled{picture.name, {}, {}, {}, {}});
        if (stop.stop_requested()) {
            result.problem = "was not looked at: the server is stopping, or the client has gone";
        } else {
            check(picture, limits.picture, input.require_face, result);
        }
    }
    auto changing = change(state, workspace, input.data_set);
    if (!changing) return tl::unexpected(changing.error());
    const auto description = value_or_throw(changing->sets.describe(changing->name));
    if (!description) return no_data_set(workspace, changing->name);
    if (auto full = too_little_space(state, limits.min_free_space))
        return failure(Kind::no_space, *std::move(full));
    std::size_t stored = description->pictures();
    std::uint64_t bytes = description->bytes();
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        Enrolled& result = results[i];
        if (result.problem) continue;
        const auto contents = pictures[i].contents;
        if (stored >= limits.own_pictures || bytes + contents.size() > limits.own_picture_bytes) {
            result.problem = fmt::format(
                "the data set '{}' may have {} pictures (--max-uploads) of {} bytes together "
                "(--max-upload-bytes)",
                changing->name.text(), limits.own_pictures, limits.own_picture_bytes);
            continue;
        }
        const PictureName name = *PictureName::from_client(pictures[i].name);
        const auto done = changing->sets.store(changing->name, *who, name, contents);
        if (!done && is_out_of_space(done.error())) {
            result.problem = "the disk is full";
            continue;
        }
        value_or_throw(done);
        ++stored;
        bytes += contents.size();
        result.stored = name.text();
    }
    return results;
}

DataSetResult<PersonPictures> describe_person(State& state, const WorkspaceId& workspace,
                                              std::string_view data_set, std::string_view person) {
    const auto name = data_set_name(data_set);
    if (!name) return tl::unexpected(name.error());
    const auto who = person_name(person);
    if (!who) return tl::unexpected(who.error());
    auto pictures = value_or_throw(state.own_data_sets(workspace).pictures_of(*name, *who));
    if (pictures.empty()) return no_person(*name, *who);
    return PersonPictures{*who, std::move(pictures)};
}

DataSetResult<PersonPictures> rename_person(State& state, const WorkspaceId& workspace,
                                            std::string_view data_set, std::string_view from,
                                            std::string_view to) {
    const auto old_name = person_name(from);
    if (!old_name) return tl::unexpected(old_name.error());
    const auto new_name = person_name(to);
    if (!new_name) return tl::unexpected(new_name.error());
    auto changing = change(state, workspace, data_set);
    if (!changing) return tl::unexpected(changing.error());
    const auto renamed = changing->sets.rename(changing->name, *old_name, *new_name);
    if (!renamed && is_out_of_space(renamed.error())) return disk_full();
    switch (value_or_throw(renamed)) {
        case OwnDataSets::Renaming::missing:
            return no_person(changing->name, *old_name);
        case OwnDataSets::Renaming::taken:
            return failure(Kind::taken, fmt::format("the data set '{}' has a '{}' already",
                                                    changing->name.text(), new_name->text()));
        case OwnDataSets::Renaming::renamed:
            break;
    }
    return PersonPictures{*new_name, value_or_throw(changing->sets.pictures_of(changing->name, *new_name))};
}

DataSetResult<void> delete_person(State& state, const WorkspaceId& workspace, std::string_view data_set,
                                  std::string_view person) {
    const auto who = person_name(person);
    if (!who) return tl::unexpected(who.error());
    auto changing = change(state, workspace, data_set);
    if (!changing) return tl::unexpected(changing.error());
    if (!value_or_throw(changing->sets.remove(changing->name, *who))) return no_person(changing->name, *who);
    return {};
}

DataSetResult<std::string> read_picture(State& state, const WorkspaceId& workspace, std::string_view data_set,
                                        std::string_view person, std::string_view picture) {
    const auto name = data_set_name(data_set);
    if (!name) return tl::unexpected(name.error());
    const auto who = person_name(person);
    if (!who) return tl::unexpected(who.error());
    const auto file = PictureName::from_client(picture);
    if (!file) return no_picture(*who, picture);
    auto contents = state.own_data_sets(workspace).read(*name, *who, *file);
    if (!contents && (contents.error().error_number == ENOENT || contents.error().error_number == ENOTDIR))
        return no_picture(*who, file->text());
    return value_or_throw(std::move(contents));
}

DataSetResult<void> delete_picture(State& state, const WorkspaceId& workspace, std::string_view data_set,
                                   std::string_view person, std::string_view picture) {
    const auto who = person_name(person);
    if (!who) return tl::unexpected(who.error());
    auto changing = change(state, workspace, data_set);
    if (!changing) return tl::unexpected(changing.error());
    const auto file = PictureName::from_client(picture);
    if (!file || !value_or_throw(changing->sets.remove(changing->name, *who, *file)))
        return no_picture(*who, file ? file->text() : picture);
    return {};
}

}  // namespace eigenfaces::service
