#include "operations/predict.hpp"

#include <algorithm>
#include <numeric>
#include <spdlog/fmt/fmt.h>
#include <stdexcept>
#include <variant>

#include "model/faces/find_faces.hpp"
#include "model/features.hpp"
#include "operations/face_detector.hpp"
#include "workspaces/picture_name.hpp"

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
    auto current = state.models().current(WorkspaceKeys(workspace).models());
    if (current) return *std::move(current);
    if (current.error().reason == Models::Unavailable::Reason::none) {
        return failure(Kind::no_model,
                       "the workspace '" + workspace.text() + "' has no model yet; call train first");
    }
    if (current.error().reason == Models::Unavailable::Reason::unreadable)
        throw ObjectFailure({ObjectError::Kind::unavailable, current.error().message});
    return failure(Kind::model_unusable, current.error().message + "; train again");
}

PredictFailure picture_failure(const std::string& image, const PictureError& error) {
    return {reason(error.kind), image + ": " + error.message};
}

/// What the pictures of one request may have together.
class PixelsOfRequest {
  public:
    explicit PixelsOfRequest(const PictureLimits& limits)
        : limits_(limits), most_(largest_pictures * limits.max_pixels) {}

    /// Counts one more. What can't be read is told where it is decoded.
    std::optional<PredictFailure> add(std::span<const std::byte> picture) {
        const auto header = read_picture_header(picture, limits_);
        return header ? add(*header) : std::nullopt;
    }
    std::optional<PredictFailure> add(const PictureHeader& header) {
        pixels_ += std::uint64_t{header.size.width} * header.size.height;
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

/// The faces of all pictures of a request, which the model names together.
class Faces {
  public:
    Faces(const Model& model, const PredictInput& input, const PictureLimits& limits)
        : model_(model),
          input_(input),
          align_(input.align.value_or(model.file().preprocessing().align)),
          limits_(limits),
          pixels_(limits) {}

    /// Those of an uploaded picture that was read after `moment`, and may have been decoded before.
    tl::expected<void, PredictFailure> add(const std::string& image, std::span<const std::byte> contents,
                                           const WorkspaceId& workspace, DecodedUploads& decoded,
                                           std::uint64_t moment) {
        if (align_ != Align::none) return add(image, contents);
        const DecodedUploads::Key key = DecodedUploads::key(workspace, contents);
        if (const auto known = decoded.find(key)) {
            if (auto failed = pixels_.add(known->header)) return tl::unexpected(*std::move(failed));
            add_face(image, known->sums);
            return {};
        }
        if (auto failed = pixels_.add(contents)) return tl::unexpected(*std::move(failed));
        const auto picture = decode_face(contents, limits_);
        if (!picture) return tl::unexpected(picture_failure(image, picture.error()));
        decoded.keep(key, moment, *picture);
        add_face(image, picture->sums);
        return {};
    }

    /// Those of one picture: the one that fills it, or those that are found.
    tl::expected<void, PredictFailure> add(const std::string& image, std::span<const std::byte> contents) {
        if (auto failed = pixels_.add(contents)) return tl::unexpected(*std::move(failed));
        if (align_ == Align::none) {
            const auto sums = face_sums(contents, limits_);
            if (!sums) return tl::unexpected(picture_failure(image, sums.error()));
            add_face(image, *sums);
            return {};
        }
        const auto found = find_faces(face_detector(), contents, limits_, align_);
        if (!found) {
            if (const auto* error = std::get_if<PictureError>(&found.error()))
                return tl::unexpected(picture_failure(image, *error));
            return failure(Kind::no_face, image + ": " + std::get<NoFace>(found.error()).message);
        }
        const std::size_t before = faces_.size();
        for (const AlignedFace& face : *found) {
            // One that fills its picture was not looked for, and has no score.
            if (face.box.score != 0 && face.box.score < input_.min_face_score) continue;
            add_face(image, face.sums);
            faces_.back().box = face.box;
        }
        if (faces_.size() > before) return {};
        return failure(Kind::no_face, fmt::format("{}: {} faces were found, and none as clearly as "
                                                  "min_face_score asks for ({})",
                                                  image, found->size(), input_.min_face_score));
    }

    std::vector<NamedFace> name() && {
        if (faces_.empty()) return {};
        const std::vector<Prediction> predictions = model_.predict_batch(features_);
        for (std::size_t i = 0; i < faces_.size(); ++i)
            name(faces_[i], predictions[i]);
        return std::move(faces_);
    }

  private:
    void add_face(const std::string& image, const FaceSums& sums) {
        features_.resize(features_.size() + face_features);
        scale_sums(sums, std::span(features_).last(face_features));
        faces_.emplace_back().image = image;
    }
    void name(NamedFace& face, const Prediction& prediction) const {
        const std::size_t winner = prediction.class_index;
        face.votes = prediction.votes[winner];
        face.probabilities = model_.probabilities(prediction);
        face.probability = face.probabilities[winner];
        face.candidates = most_probable(face.probabilities, std::max<std::size_t>(input_.top, 2));
        // The winner of the votes is nearly always the most probable one.
        const std::size_t rival = face.candidates[face.candidates[0] == winner ? 1 : 0];
        face.margin = face.probability - face.probabilities[rival];
        face.candidates.resize(std::min(face.candidates.size(), input_.top));
        const auto& threshold = model_.file().unknown_threshold();
        face.known =
            face.probability >= input_.min_match_probability.value_or(threshold ? threshold->probability : 0);
        face.name = input_.may_be_unknown && !face.known ? unknown_name : model_.name(prediction.class_index);
    }

    /// A model knows at least two people.
    static std::vector<std::size_t> most_probable(const std::vector<double>& probabilities,
                                                  std::size_t count) {
        std::vector<std::size_t> people(probabilities.size());
        std::iota(people.begin(), people.end(), std::size_t{0});
        count = std::min(count, people.size());
        std::partial_sort(
            people.begin(), people.begin() + static_cast<std::ptrdiff_t>(count), people.end(),
            [&](std::size_t a, std::size_t b) {
                return probabilities[a] != probabilities[b] ? probabilities[a] > probabilities[b] : a < b;
            });
        people.resize(count);
        return people;
    }

    const Model& model_;
    const PredictInput& input_;
    const Align align_;
    const PictureLimits& limits_;
    PixelsOfRequest pixels_;
    std::vector<NamedFace> faces_;
    std::vector<float> features_;  ///< a row for each
};

tl::expected<std::string, PredictFailure> read_upload(const State& state, const WorkspaceId& workspace,
                                                      const std::string& path) {
    const auto missing = [&] {
        return failure(Kind::no_picture,
                       "the workspace '" + workspace.text() + "' has no uploaded picture '" + path + "'");
    };
    const auto name = PictureName::from_client(path);
    if (!name) return missing();
    auto contents = value_or_throw(state.uploads(workspace).read(*name));
    if (!contents) return missing();
    return *std::move(contents);
}

}  // namespace

tl::expected<Predicted, PredictFailure> predict_given(State& state, const Limits& limits,
                                                      const WorkspaceId& workspace, const PredictInput& input,
                                                      std::span<const GivenPicture> pictures,
                                                      const std::stop_token& stop) {
    const auto current = current_model(state, workspace);
    if (!current) return tl::unexpected(current.error());
    Faces faces(*current->model, input, limits.picture);
    for (const GivenPicture& picture : pictures) {
        if (stop.stop_requested()) return stopped();
        if (auto added = faces.add(picture.name, picture.contents); !added)
            return tl::unexpected(added.error());
    }
    return Predicted{current->version, current->model->names(), std::move(faces).name()};
}

tl::expected<Predicted, PredictFailure> predict_uploaded(State& state, const Limits& limits,
                                                         const WorkspaceId& workspace,
                                                         const PredictInput& input,
                                                         std::span<const std::string> paths,
                                                         const std::stop_token& stop) {
    const auto current = current_model(state, workspace);
    if (!current) return tl::unexpected(current.error());
    Faces faces(*current->model, input, limits.picture);
    for (const std::string& path : paths) {
        if (stop.stop_requested()) return stopped();
        const std::uint64_t moment = state.decoded_uploads().moment();
        const auto contents = read_upload(state, workspace, path);
        if (!contents) return tl::unexpected(contents.error());
        const std::string image = PictureName::from_client(path)->text();
        const auto bytes = std::as_bytes(std::span(*contents));
        if (auto added = faces.add(image, bytes, workspace, state.decoded_uploads(), moment); !added)
            return tl::unexpected(added.error());
    }
    return Predicted{current->version, current->model->names(), std::move(faces).name()};
}

tl::expected<Predicted, PredictFailure> predict_latest(State& state, const Limits& limits,
                                                       const WorkspaceId& workspace,
                                                       const PredictInput& input,
                                                       const std::stop_token& stop) {
    const auto latest = value_or_throw(state.uploads(workspace).latest());
    if (!latest) {
        // A workspace without a model is told so, whatever else it lacks.
        if (const auto current = current_model(state, workspace); !current)
            return tl::unexpected(current.error());
        return failure(Kind::no_picture, "the workspace '" + workspace.text() + "' has no uploaded picture");
    }
    const std::string path = latest->text();
    return predict_uploaded(state, limits, workspace, input, std::span(&path, 1), stop);
}

}  // namespace eigenfaces::service
