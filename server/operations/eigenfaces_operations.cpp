#include "operations/eigenfaces_operations.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <utility>
#include <variant>

#include "http/base64.hpp"
#include "operations/answering.hpp"
#include "operations/asynchronous.hpp"
#include "operations/csv_timing.hpp"
#include "operations/state_health.hpp"

namespace eigenfaces::service {

namespace {

using Context = gasworks::http::Context;

/// When an operation began, for the timing line that the cloud function edition's text answers end with.
struct Timer {
    std::chrono::system_clock::time_point start = std::chrono::system_clock::now();
    std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();

    std::string line(std::string_view name, const WorkspaceId& workspace) const {
        return csv_timing(name, workspace.text(), start, std::chrono::steady_clock::now() - begin);
    }
};

std::string data_set_text(const DownloadedData& data, const WorkspaceId&) {
    return "Data downloaded to " + data.data_set.pictures.string();
}

std::string report_text(const Trained& trained, const WorkspaceId&) {
    return trained.report;
}

std::string upload_text(const UploadedPicture& picture, const WorkspaceId&) {
    return picture.file_name;
}

std::string names_text(const Predicted& predicted, const WorkspaceId&) {
    return to_text(predicted);
}

std::span<const std::byte> bytes_of(const gasworks::http::FilePart& part) {
    return std::as_bytes(std::span(part.bytes));
}

/// Of a person in a data set of one's own: one to learn from, one to test with.
constexpr std::size_t least_own_pictures = 2;

template <class Word>
std::optional<Align> align_of(const std::optional<Word>& word) {
    if (!word) return std::nullopt;
    switch (*word) {
        case Word::none:
            return Align::none;
        case Word::auto_:
            return Align::automatic;
        case Word::always:
            return Align::always;
    }
    return std::nullopt;
}

template <class Request>
TrainInput train_input(const Request& request) {
    TrainInput input;
    input.data_set = request.data_set;
    if (input.data_set) input.min_faces_per_person = least_own_pictures;
    // Photographs of one's own are of any kind, LFW's are cropped.
    input.align = align_of(request.align).value_or(input.data_set ? Align::automatic : Align::none);
    if (request.min_faces_per_person)
        input.min_faces_per_person = static_cast<std::size_t>(*request.min_faces_per_person);
    if (request.n_components) input.n_components = static_cast<std::size_t>(*request.n_components);
    input.test_size = request.test_size;
    input.random_state = static_cast<std::uint32_t>(request.random_state);
    input.n_folds = static_cast<std::size_t>(request.cv);
    if (request.c) input.grid.C = *request.c;
    if (request.gamma) input.grid.gamma = *request.gamma;
    return input;
}

template <class Request>
PredictInput predict_input(const Request& request) {
    PredictInput input;
    input.may_be_unknown = request.unknown;
    input.min_match_probability = request.min_match_probability;
    input.min_face_score = request.min_face_score;
    input.align = align_of(request.align);
    input.top = static_cast<std::size_t>(request.top);
    return input;
}

/// The pictures of a request, whichever of the three forms it has.
class RequestPictures {
  public:
    explicit RequestPictures(const decltype(api::PredictPostRequest::body)& body) {
        std::visit([this](const auto& form) { add(form); }, body);
    }
    const std::vector<GivenPicture>& pictures() const { return pictures_; }

  private:
    void add(const api::PredictPostBody& form) {
        for (const auto& part : form.pictures)
            pictures_.push_back({part.filename, bytes_of(part)});
    }
    void add(const std::string& picture) {
        pictures_.push_back({"picture", std::as_bytes(std::span(picture))});
    }
    void add(const api::GivenPictures& json) {
        // Not to be moved: the pictures are views of them.
        decoded_.reserve(json.pictures.size());
        for (const api::GivenPicture& picture : json.pictures) {
            // That it is Base64 is what the document asks for, and was checked.
            decoded_.push_back(gasworks::http::decode_base64(picture.data).value());
            pictures_.push_back({picture.name, std::as_bytes(std::span(decoded_.back()))});
        }
    }

    std::vector<std::string> decoded_;
    std::vector<GivenPicture> pictures_;
};

/// Beside as many trainings as may run: a download must not wait for a training.
constexpr std::size_t downloads_in_background = 4;

/// The document's limit, which is asked before encoded commas are known to be separators.
constexpr std::size_t most_pictures = 100;

/// Clients that encode the whole list send the separating comma as %2C, which reads as part of a name. No
/// stored picture has a comma in its name.
std::vector<std::string> separated(const std::vector<std::string>& items) {
    std::vector<std::string> names;
    for (const std::string& item : items) {
        std::size_t begin = 0;
        while (begin <= item.size()) {
            const std::size_t end = std::min(item.find(',', begin), item.size());
            if (end > begin) names.push_back(item.substr(begin, end - begin));
            begin = end + 1;
        }
    }
    return names;
}

}  // namespace

EigenfacesOperations::EigenfacesOperations(State& state, DataSources sources, const Limits& limits,
                                           gasworks::program::Observation& observation,
                                           std::function<gasworks::http::Load()> load)
    : state_(state),
      sources_(std::move(sources)),
      limits_(limits),
      observation_(observation),
      load_(std::move(load)),
      health_(state, limits.min_free_space),
      trainings_(state, limits, observation.log().sentences()),
      background_(state, limits.trainings + downloads_in_background, observation.log().sentences()) {
    observation.metrics().add([this](gasworks::metrics::Exposition& out) {
        trainings_.collect(out);
        collect_state(out, state_);
    });
}

api::DownloadDataResponse EigenfacesOperations::download_data(const api::DownloadDataRequest& request,
                                                              Context& context) {
    return answer<api::DownloadDataResponse>(
        request,
        [&](const WorkspaceId& workspace) {
            return service::download_data(state_, sources_, limits_, workspace, {request.url, request.sha256},
                                          context.stop);
        },
        data_set_text);
}

api::DownloadDataPostResponse EigenfacesOperations::download_data_post(
    const api::DownloadDataPostRequest& request, Context& context) {
    const DownloadInput input{request.url, request.sha256};
    return answer_or_start<api::DownloadDataPostResponse>(
        state_, background_, JobKind::download_data, request, context,
        [this, input](const WorkspaceId& workspace, const std::stop_token& stop, const OnBegun& begun) {
            return service::download_data(state_, sources_, limits_, workspace, input, stop, begun);
        },
        data_set_text);
}

api::EigenfacesDownloadDataHttpResponse EigenfacesOperations::eigenfaces_download_data_http(
    const api::EigenfacesDownloadDataHttpRequest& request, Context& context) {
    const Timer timer;
    return answer<api::EigenfacesDownloadDataHttpResponse>(
        request,
        [&](const WorkspaceId& workspace) {
            return service::download_data(state_, sources_, limits_, workspace, {}, context.stop);
        },
        [&](const DownloadedData& data, const WorkspaceId& workspace) {
            return "Data downloaded as " + data.data_set.pictures.string() + '\n' +
                   timer.line("download_data_server", workspace);
        });
}

api::TrainResponse EigenfacesOperations::train(const api::TrainRequest& request, Context& context) {
    return answer<api::TrainResponse>(
        request,
        [&](const WorkspaceId& workspace) {
            return trainings_.run(workspace, train_input(request), context.stop);
        },
        report_text);
}

api::TrainPostResponse EigenfacesOperations::train_post(const api::TrainPostRequest& request,
                                                        Context& context) {
    const TrainInput input = train_input(request);
    return answer_or_start<api::TrainPostResponse>(
        state_, background_, JobKind::train, request, context,
        [this, input](const WorkspaceId& workspace, const std::stop_token& stop, const OnBegun& begun) {
            return trainings_.run(workspace, input, stop, begun);
        },
        report_text);
}

api::EigenfacesTrainHttpResponse EigenfacesOperations::eigenfaces_train_http(
    const api::EigenfacesTrainHttpRequest& request, Context& context) {
    const Timer timer;
    return answer<api::EigenfacesTrainHttpResponse>(
        request,
        [&](const WorkspaceId& workspace) {
            return trainings_.run(workspace, train_input(request), context.stop);
        },
        [&](const Trained& trained, const WorkspaceId& workspace) {
            return trained.report + timer.line("train_server", workspace);
        });
}

api::UploadResponse EigenfacesOperations::upload(const api::UploadRequest& request, Context&) {
    return answer<api::UploadResponse>(
        request,
        [&](const WorkspaceId& workspace) {
            const auto& part = request.body.upload;
            return service::upload(state_, limits_, workspace, part.filename, bytes_of(part));
        },
        upload_text);
}

api::EigenfacesUploadHttpResponse EigenfacesOperations::eigenfaces_upload_http(
    const api::EigenfacesUploadHttpRequest& request, Context&) {
    const Timer timer;
    return answer<api::EigenfacesUploadHttpResponse>(
        request,
        [&](const WorkspaceId& workspace) {
            // The document asks for exactly one part.
            const auto& named = request.body.example_image_jpg;
            const auto& part = named ? *named : request.body.additional_parts.front();
            return service::upload(state_, limits_, workspace, part.name, bytes_of(part));
        },
        [&](const UploadedPicture& picture, const WorkspaceId& workspace) {
            return "File " + picture.file_name + " uploaded\n" + timer.line("upload_server", workspace);
        });
}

api::PredictResponse EigenfacesOperations::predict(const api::PredictRequest& request, Context& context) {
    const std::vector<std::string> paths = separated(request.image_file_paths);
    if (paths.size() > most_pictures) {
        using gasworks::http::Violation;
        return api::PredictResponse::bad_request("1 thing is wrong with this request",
                                                 {{Violation::In::query, "image_file_paths",
                                                   "must have at most " + std::to_string(most_pictures) +
                                                       " items, not " + std::to_string(paths.size())}});
    }
    return answer<api::PredictResponse>(
        request,
        [&](const WorkspaceId& workspace) {
            return predict_uploaded(state_, limits_, workspace, predict_input(request), paths, context.stop);
        },
        names_text);
}

api::PredictPostResponse EigenfacesOperations::predict_post(const api::PredictPostRequest& request,
                                                            Context& context) {
    return answer<api::PredictPostResponse>(
        request,
        [&](const WorkspaceId& workspace) {
            const RequestPictures given(request.body);
            return predict_given(state_, limits_, workspace, predict_input(request), given.pictures(),
                                 context.stop);
        },
        names_text);
}

api::EigenfacesPredictHttpResponse EigenfacesOperations::eigenfaces_predict_http(
    const api::EigenfacesPredictHttpRequest& request, Context& context) {
    const Timer timer;
    return answer<api::EigenfacesPredictHttpResponse>(
        request,
        [&](const WorkspaceId& workspace) {
            return predict_latest(state_, limits_, workspace, predict_input(request), context.stop);
        },
        [&](const Predicted& predicted, const WorkspaceId& workspace) {
            return to_text(predicted) + '\n' + timer.line("predict_server", workspace);
        });
}

api::LivezResponse EigenfacesOperations::livez(const api::LivezRequest&, Context&) {
    return api::LivezResponse::ok("ok");
}

api::ReadyzResponse EigenfacesOperations::readyz(const api::ReadyzRequest& request, Context&) {
    using gasworks::program::is_ready;
    auto checks = gasworks::program::load_checks(load_());
    const auto more = health_.checks();
    checks.insert(checks.end(), more.begin(), more.end());
    if (request.accept == api::ReadyzMediaType::application_json) {
        return is_ready(checks) ? api::ReadyzResponse::ok_json(to_api(checks))
                                : api::ReadyzResponse::service_unavailable_json(to_api(checks));
    }
    if (is_ready(checks)) return api::ReadyzResponse::ok_text("ok");
    return api::ReadyzResponse::service_unavailable_problem(gasworks::program::reasons(checks));
}

api::MetricsResponse EigenfacesOperations::metrics(const api::MetricsRequest&, Context&) {
    auto text = observation_.metrics_at_main_port();
    if (!text) return api::MetricsResponse::not_found(gasworks::program::Observation::no_metrics_here);
    return api::MetricsResponse::ok(*std::move(text));
}

}  // namespace eigenfaces::service
