#include "operations/predict.hpp"

#include <cerrno>
#include <spdlog/fmt/fmt.h>
#include <stdexcept>
#include <variant>

#include "model/features.hpp"
#include "workspaces/picture_name.hpp"
#include "workspaces/uploads.hpp"

namespace eigenfaces::service {

namespace {

using Kind = PredictFailure::Kind;

auto failure(Kind kind, std::string detail) {
    return tl::unexpected(PredictFailure{kind, std::move(detail)});
}

Kind reason(PictureError::Kind kind) {
    switch (kind) {
        case PictureError::Kind::not_a_picture:
            return Kind::not_a_picture;
        case PictureError::Kind::out_of_memory:
            return Kind::no_memory;
        case PictureError::Kind::damaged:
        case PictureError::Kind::too_large:
        case PictureError::Kind::unsupported:
            break;
    }
    return Kind::damaged;
}

auto stopped() {
    return failure(Kind::stopped, "the prediction was stopped before it was complete");
}

tl::expected<Models::Current, PredictFailure> current_model(State& state, const WorkspaceId& workspace) {
    auto current = state.models().current(state.workspace(workspace).models());
    if (current) return *std::move(current);
    if (current.error().reason == Models::Unavailable::Reason::none) {
        return failure(Kind::no_model,
                       "the workspace '" + workspace.text() + "' has no model yet; call train first");
    }
    if (current.error().reason == Models::Unavailable::Reason::unreadable)
        throw std::runtime_error(current.error().message);
    return failure(Kind::model_unusable, current.error().message + "; train again");
}

NamedFace name_face(const Model& model, const PredictInput& input, const std::string& image,
                    std::span<const float> features) {
    const Prediction prediction = model.predict(features);
    NamedFace face;
    face.image = image;
    face.votes = prediction.votes[prediction.class_index];
    face.probabilities = model.probabilities(prediction);
    face.probability = face.probabilities[prediction.class_index];
    const auto& threshold = model.file().unknown_threshold();
    face.known = face.probability >= input.min_probability.value_or(threshold ? threshold->probability : 0);
    face.name = input.may_be_unknown && !face.known ? unknown_name : model.name(prediction.class_index);
    return face;
}

/// Made when it is first wanted, which takes 0.2 s; it never changes.
const FaceDetector& detector() {
    static const FaceDetector made;
    return made;
}

PredictFailure picture_failure(const std::string& image, const PictureError& error) {
    return {reason(error.kind), image + ": " + error.message};
}

/// Names the faces of one picture: the one that fills it, or those that are found.
tl::expected<void, PredictFailure> name_faces(const Model& model, const PredictInput& input,
                                              const std::string& image, std::span<const std::byte> contents,
                                              const PictureLimits& limits, std::vector<NamedFace>& named) {
    if (input.align == Align::none) {
        const auto features = face_features_of(contents, limits);
        if (!features) return tl::unexpected(picture_failure(image, features.error()));
        named.push_back(name_face(model, input, image, *features));
        return {};
    }
    const auto found = find_faces(detector(), contents, limits, input.align);
    if (!found) {
        if (const auto* error = std::get_if<PictureError>(&found.error()))
            return tl::unexpected(picture_failure(image, *error));
        return failure(Kind::no_face, image + ": " + std::get<NoFace>(found.error()).message);
    }
    const std::size_t before = named.size();
    std::vector<float> features(face_features);
    for (const AlignedFace& face : *found) {
        // One that fills its picture was not looked for, and has no score.
        if (face.box.score != 0 && face.box.score < input.min_face_score) continue;
        scale_sums(face.sums, features);
        named.push_back(name_face(model, input, image, features));
        named.back().box = face.box;
    }
    if (named.size() > before) return {};
    return failure(Kind::no_face,
                   fmt::format("{}: {} faces were found, and none as clearly as min_face_score "
                               "asks for ({})",
                               image, found->size(), input.min_face_score));
}

/// What the pictures of one request may have together.
class PixelsOfRequest {
  public:
    explicit PixelsOfRequest(const PictureLimits& limits)
        : limits_(limits), most_(largest_pictures * limits.max_pixels) {}

    /// Counts one more. What can't be read is told where it is decoded.
    std::optional<PredictFailure> add(std::span<const std::byte> picture) {
        const auto header = read_picture_header(picture, limits_);
        if (header) pixels_ += std::uint64_t{header->size.width} * header->size.height;
        if (pixels_ <= most_) return std::nullopt;
        return PredictFailure{Kind::damaged, "the pictures of one request may have " + std::to_string(most_) +
                                                 " pixels together, four times --max-pixels"};
    }

  private:
    static constexpr std::uint64_t largest_pictures = 4;
    const PictureLimits& limits_;
    const std::uint64_t most_;
    std::uint64_t pixels_ = 0;
};

tl::expected<std::string, PredictFailure> read_upload(const State& state, const WorkspaceId& workspace,
                                                      const std::string& path) {
    const auto missing = [&] {
        return failure(Kind::no_picture,
                       "the workspace '" + workspace.text() + "' has no uploaded picture '" + path + "'");
    };
    const auto name = PictureName::from_client(path);
    if (!name) return missing();
    auto contents = Uploads(state.workspace(workspace).uploads()).read(*name);
    if (contents) return *std::move(contents);
    if (contents.error().error_number == ENOENT) return missing();
    throw std::runtime_error(contents.error().message());
}

}  // namespace

tl::expected<Predicted, PredictFailure> predict_given(State& state, const Limits& limits,
                                                      const WorkspaceId& workspace, const PredictInput& input,
                                                      std::span<const GivenPicture> pictures,
                                                      const std::stop_token& stop) {
    const auto current = current_model(state, workspace);
    if (!current) return tl::unexpected(current.error());
    Predicted predicted{current->version, current->model->names(), {}};
    PixelsOfRequest pixels(limits.picture);
    for (const GivenPicture& picture : pictures) {
        if (stop.stop_requested()) return stopped();
        if (auto failed = pixels.add(picture.contents)) return tl::unexpected(*std::move(failed));
        if (auto named = name_faces(*current->model, input, picture.name, picture.contents, limits.picture,
                                    predicted.faces);
            !named)
            return tl::unexpected(named.error());
    }
    return predicted;
}

tl::expected<Predicted, PredictFailure> predict_uploaded(State& state, const Limits& limits,
                                                         const WorkspaceId& workspace,
                                                         const PredictInput& input,
                                                         std::span<const std::string> paths,
                                                         const std::stop_token& stop) {
    const auto current = current_model(state, workspace);
    if (!current) return tl::unexpected(current.error());
    Predicted predicted{current->version, current->model->names(), {}};
    PixelsOfRequest pixels(limits.picture);
    for (const std::string& path : paths) {
        if (stop.stop_requested()) return stopped();
        const auto contents = read_upload(state, workspace, path);
        if (!contents) return tl::unexpected(contents.error());
        if (auto failed = pixels.add(std::as_bytes(std::span(*contents))))
            return tl::unexpected(*std::move(failed));
        const std::string image = PictureName::from_client(path)->text();
        if (auto named = name_faces(*current->model, input, image, std::as_bytes(std::span(*contents)),
                                    limits.picture, predicted.faces);
            !named)
            return tl::unexpected(named.error());
    }
    return predicted;
}

tl::expected<Predicted, PredictFailure> predict_latest(State& state, const Limits& limits,
                                                       const WorkspaceId& workspace,
                                                       const PredictInput& input,
                                                       const std::stop_token& stop) {
    const auto latest = Uploads(state.workspace(workspace).uploads()).latest();
    if (!latest) throw std::runtime_error(latest.error().message());
    if (!*latest) {
        // A workspace without a model is told so, whatever else it lacks.
        if (const auto current = current_model(state, workspace); !current)
            return tl::unexpected(current.error());
        return failure(Kind::no_picture, "the workspace '" + workspace.text() + "' has no uploaded picture");
    }
    const std::string path = (*latest)->text();
    return predict_uploaded(state, limits, workspace, input, std::span(&path, 1), stop);
}

}  // namespace eigenfaces::service
