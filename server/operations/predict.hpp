#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "model/align.hpp"
#include "model/faces/detector.hpp"
#include "operations/limits.hpp"
#include "workspaces/state.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

/// What an unknown person is called.
inline constexpr const char* unknown_name = "unknown";

struct PredictInput {
    std::optional<Align> align;   ///< default: as the pictures were cut out that the model learned from
    double min_face_score = 0;    ///< faces that are found less clearly are passed over
    bool may_be_unknown = false;  ///< call people unknown_name who are not known
    /// From which probability on a person is known; default: the model's threshold.
    std::optional<double> min_match_probability;
    std::size_t top = 5;  ///< how many candidates to tell of each face
};

struct NamedFace {
    std::string image;                  ///< the picture's file name
    std::optional<FaceBox> box = {};    ///< where in the upright picture, where faces were looked for
    std::string name;                   ///< of the person, or unknown_name
    std::uint32_t votes = 0;            ///< comparisons with one other person that the winner won
    double probability = 0;             ///< of the winner
    bool known = true;                  ///< whether the probability reaches the minimum
    double margin = 0;                  ///< the probability less the largest one of the others
    std::vector<double> probabilities;  ///< in the order of Predicted::people
    /// The most probable people (positions in Predicted::people), the most probable first.
    std::vector<std::size_t> candidates;
};

struct Predicted {
    std::uint64_t model_version = 0;
    std::vector<std::string> people;  ///< whom the model knows
    std::vector<NamedFace> faces;     ///< in the order of the pictures asked for, the largest of each first
};

struct PredictFailure {
    enum class Kind {
        no_model,
        no_picture,  ///< not among the uploads
        not_a_picture,
        damaged,
        no_face,
        model_unusable,
        no_memory,
        stopped,  ///< the client has gone, or the server is stopping
    };
    Kind kind = Kind::no_model;
    std::string detail;
};

/// A picture that came with the request.
struct GivenPicture {
    std::string name;  ///< for the answer and for errors; may be anything
    std::span<const std::byte> contents;
};

/// Names the person in each picture, with the workspace's current model. `stop` is obeyed between two
/// pictures.
tl::expected<Predicted, PredictFailure> predict_given(State& state, const Limits& limits,
                                                      const WorkspaceId& workspace, const PredictInput& input,
                                                      std::span<const GivenPicture> pictures,
                                                      const std::stop_token& stop);

/// The same for pictures among the workspace's uploads; of a path only the last component counts. Throws when
/// the disk fails.
tl::expected<Predicted, PredictFailure> predict_uploaded(State& state, const Limits& limits,
                                                         const WorkspaceId& workspace,
                                                         const PredictInput& input,
                                                         std::span<const std::string> paths,
                                                         const std::stop_token& stop);

/// The same for the picture uploaded last.
tl::expected<Predicted, PredictFailure> predict_latest(State& state, const Limits& limits,
                                                       const WorkspaceId& workspace,
                                                       const PredictInput& input,
                                                       const std::stop_token& stop);

}  // namespace eigenfaces::service
