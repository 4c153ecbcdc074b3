#include "operations/stored_models.hpp"

#include <algorithm>
#include <charconv>
#include <spdlog/fmt/fmt.h>

#include "model/onnx/onnx.hpp"
#include "operations/state_health.hpp"
#include "operations/upload.hpp"

namespace eigenfaces::service {

namespace {

using Kind = ModelFailure::Kind;

auto failure(Kind kind, std::string detail) {
    return tl::unexpected(ModelFailure{kind, std::move(detail)});
}

tl::expected<ModelFile, ModelFileError> parse(const std::string& bytes) {
    return ModelFile::read(std::as_bytes(std::span(bytes)));
}

/// A model file, or an ONNX file that was made of one.
tl::expected<ModelFile, ModelFailure> read_any(std::span<const std::byte> bytes) {
    auto file = ModelFile::read(bytes);
    if (file) return *std::move(file);
    if (file.error().kind != ModelFileError::Kind::not_a_model)
        return failure(Kind::unusable, file.error().message);
    auto model = read_onnx(bytes);
    if (model) return *std::move(model);
    if (model.error().kind == OnnxError::Kind::damaged) return failure(Kind::unusable, model.error().message);
    return failure(Kind::not_a_model,
                   "neither a model file nor an ONNX file that can be imported: " + model.error().message);
}

/// "1, 2 and 3"
std::string numbers(const std::vector<Models::Stored>& list) {
    std::string text;
    for (auto model = list.rbegin(); model != list.rend(); ++model) {
        if (!text.empty()) text += model + 1 == list.rend() ? " and " : ", ";
        text += std::to_string(model->version);
    }
    return text;
}

auto missing(const WorkspaceId& workspace, std::string_view version,
             const std::vector<Models::Stored>& list) {
    if (list.empty())
        return failure(Kind::no_such_model, "the workspace '" + workspace.text() + "' has no model yet");
    return failure(Kind::no_such_model, fmt::format("the workspace '{}' has no model {}; it has {}",
                                                    workspace.text(), version, numbers(list)));
}

tl::expected<Models::Stored, ModelFailure> find_stored(State& state, const WorkspaceId& workspace,
                                                       std::string_view version) {
    const auto list = value_or_throw(state.models().list(WorkspaceKeys(workspace).models()));
    std::uint64_t number = 0;
    std::from_chars(version.data(), version.data() + version.size(), number);
    const auto found = std::find_if(list.begin(), list.end(), [&](const Models::Stored& model) {
        return version == "current" ? model.current : model.version == number;
    });
    if (found == list.end()) return missing(workspace, version, list);
    return *found;
}

}  // namespace

std::vector<StoredModel> list_models(State& state, const WorkspaceId& workspace) {
    const auto folder = WorkspaceKeys(workspace).models();
    std::vector<StoredModel> models;
    for (const Models::Stored& stored : value_or_throw(state.models().list(folder))) {
        const auto bytes = value_or_throw(state.models().read(folder, stored.version));
        if (bytes) models.push_back({stored, parse(*bytes)});  // else it was deleted meanwhile
    }
    return models;
}

tl::expected<StoredModel, ModelFailure> find_model(State& state, const WorkspaceId& workspace,
                                                   std::string_view version) {
    const auto stored = find_stored(state, workspace, version);
    if (!stored) return tl::unexpected(stored.error());
    const auto bytes =
        value_or_throw(state.models().read(WorkspaceKeys(workspace).models(), stored->version));
    if (!bytes) return missing(workspace, version, {});
    StoredModel model{*stored, parse(*bytes)};
    if (!model.file) {
        return failure(Kind::unusable,
                       fmt::format("the model {} of the workspace '{}' can't be used: {}", stored->version,
                                   workspace.text(), model.file.error().message));
    }
    return model;
}

tl::expected<ModelBytes, ModelFailure> read_model(State& state, const WorkspaceId& workspace,
                                                  std::string_view version) {
    const auto stored = find_stored(state, workspace, version);
    if (!stored) return tl::unexpected(stored.error());
    auto bytes = value_or_throw(state.models().read(WorkspaceKeys(workspace).models(), stored->version));
    if (!bytes) return missing(workspace, version, {});
    return ModelBytes{stored->version, *std::move(bytes)};
}

tl::expected<StoredModel, ModelFailure> choose_model(State& state, const WorkspaceId& workspace,
                                                     std::uint64_t version) {
    auto model = find_model(state, workspace, std::to_string(version));
    if (!model) return model;
    const auto folder = WorkspaceKeys(workspace).models();
    const auto chosen = state.models().choose(folder, version);
    if (!chosen && is_out_of_space(chosen.error()))
        return failure(Kind::no_space, "the disk is full; the model in use stays the same");
    if (!value_or_throw(chosen)) return missing(workspace, std::to_string(version), {});
    model->stored.current = true;
    return model;
}

tl::expected<void, ModelFailure> delete_model(State& state, const WorkspaceId& workspace,
                                              std::string_view version) {
    const auto stored = find_stored(state, workspace, version);
    if (!stored) return tl::unexpected(stored.error());
    const auto removed = state.models().remove(WorkspaceKeys(workspace).models(), stored->version);
    if (!removed && is_out_of_space(removed.error()))
        return failure(Kind::no_space, "the disk is full; nothing was deleted");
    switch (value_or_throw(removed)) {
        case Models::Removal::removed:
            return {};
        case Models::Removal::in_use:
            return failure(Kind::in_use, fmt::format("predictions use the model {}; choose another one first "
                                                     "(PUT /current_model), or delete the others",
                                                     stored->version));
        case Models::Removal::missing:
            break;
    }
    return missing(workspace, version, {});
}

tl::expected<StoredModel, ModelFailure> import_model(State& state, const Limits& limits,
                                                     const WorkspaceId& workspace,
                                                     std::span<const std::byte> bytes) {
    auto file = read_any(bytes);
    if (!file) return tl::unexpected(file.error());
    if (auto full = too_little_space(state, limits.min_free_space))
        return failure(Kind::no_space, *std::move(full));
    const auto made = state.workspaces().make(workspace);
    if (made && !*made) return failure(Kind::no_space, too_many_workspaces(state, workspace));
    if (!made && is_out_of_space(made.error()))
        return failure(Kind::no_space, "the disk is full; nothing was stored");
    value_or_throw(made);
    const std::vector<std::byte> stored = write_model(file->to_trained_model());
    const auto version = state.models().add(WorkspaceKeys(workspace).models(), stored);
    if (!version && is_out_of_space(version.error()))
        return failure(Kind::no_space, "the disk is full; the model in use stays the same");
    return StoredModel{{value_or_throw(version), stored.size(), true}, *std::move(file)};
}

}  // namespace eigenfaces::service
