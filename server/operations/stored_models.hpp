#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "model/model_file.hpp"
#include "operations/limits.hpp"
#include "workspaces/models.hpp"
#include "workspaces/state.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

/// A model that a workspace has stored.
struct StoredModel {
    Models::Stored stored;
    tl::expected<ModelFile, ModelFileError> file;  ///< its contents, or why they can't be used
};

struct ModelFailure {
    enum class Kind {
        no_such_model,
        in_use,
        not_a_model,  ///< bytes that are something else
        unusable,     ///< damaged, or of a format that is not read
        no_space,     ///< on the disk, or for one more workspace
    };
    Kind kind = Kind::no_such_model;
    std::string detail;
};

// All of these throw when the disk fails.

/// The newest first.
std::vector<StoredModel> list_models(State& state, const WorkspaceId& workspace);

/// `version`: a number, or "current".
tl::expected<StoredModel, ModelFailure> find_model(State& state, const WorkspaceId& workspace,
                                                   std::string_view version);

struct ModelBytes {
    std::uint64_t version = 0;
    std::string bytes;
};
/// The file as it is.
tl::expected<ModelBytes, ModelFailure> read_model(State& state, const WorkspaceId& workspace,
                                                  std::string_view version);

/// Makes a model the one that predictions use. One that can't be used is not chosen.
tl::expected<StoredModel, ModelFailure> choose_model(State& state, const WorkspaceId& workspace,
                                                     std::uint64_t version);

tl::expected<void, ModelFailure> delete_model(State& state, const WorkspaceId& workspace,
                                              std::string_view version);

/// Checks a model file, or an ONNX file that was made of one, and stores it as the workspace's newest.
tl::expected<StoredModel, ModelFailure> import_model(State& state, const Limits& limits,
                                                     const WorkspaceId& workspace,
                                                     std::span<const std::byte> bytes);

}  // namespace eigenfaces::service
