#include "operations/answers.hpp"

#include <chrono>
#include <spdlog/fmt/chrono.h>
#include <spdlog/fmt/fmt.h>

#include "model/evaluation.hpp"
#include "model/report.hpp"
#include "operations/name_list.hpp"

namespace eigenfaces::service {

namespace {

std::int64_t count(std::uint64_t number) {
    return static_cast<std::int64_t>(number);
}

std::string rfc3339(std::chrono::system_clock::time_point time) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

api::FaceBox to_api(const FaceBox& box) {
    return {box.left, box.top, box.width, box.height, box.score};
}

api::Alignment to_api(Align align) {
    switch (align) {
        case Align::none:
            return api::Alignment::none;
        case Align::automatic:
            return api::Alignment::auto_;
        case Align::always:
            break;
    }
    return api::Alignment::always;
}

api::Job job_answer(const std::string& id, const WorkspaceId& workspace, JobKind kind,
                    std::chrono::system_clock::time_point started) {
    api::Job answer;
    answer.id = id;
    answer.workspace = workspace.text();
    answer.operation = kind == JobKind::train ? api::JobOperation::train : api::JobOperation::download_data;
    answer.started = rfc3339(started);
    return answer;
}

}  // namespace

api::DataSet to_api(const DownloadedData& data, const WorkspaceId& workspace) {
    api::DataSet answer;
    answer.workspace = workspace.text();
    answer.path = data.data_set.pictures.string();
    answer.url = data.data_set.url;
    answer.sha256 = data.data_set.digest.hex();
    answer.people = count(data.data_set.people);
    answer.files = count(data.data_set.files);
    answer.bytes = count(data.data_set.bytes);
    answer.downloaded = data.downloaded;
    return answer;
}

api::TrainingReport to_api(const Trained& trained, const WorkspaceId& workspace) {
    const TrainingSummary& summary = trained.summary;
    api::TrainingReport answer;
    answer.workspace = workspace.text();
    answer.version = count(trained.version);
    answer.n_samples = count(summary.n_samples);
    answer.n_features = count(summary.n_features);
    answer.n_classes = count(summary.names.size());
    answer.n_train = count(summary.n_train);
    answer.n_components = count(summary.n_components);
    answer.best_params.c = summary.best_C;
    answer.best_params.gamma = summary.best_gamma;
    answer.best_score = summary.best_score;
    answer.test_accuracy = summary.test_accuracy();

    const ConfusionMatrix confusion = confusion_matrix(summary.y_test, summary.y_pred, summary.names.size());
    const auto scores = class_scores(confusion);
    for (std::size_t i = 0; i < scores.size(); ++i) {
        answer.classes.push_back({summary.names[i], scores[i].precision, scores[i].recall, scores[i].f1,
                                  count(scores[i].support)});
        auto& row = answer.confusion_matrix.emplace_back();
        for (const std::size_t pictures : confusion[i])
            row.push_back(count(pictures));
    }
    const auto seconds = summary.seconds.value_or(eigenfaces::StageSeconds{});
    answer.seconds = {seconds.load,    seconds.split,       seconds.pca,
                      seconds.project, seconds.grid_search, seconds.evaluate};
    answer.report = trained.report;
    for (const LeftOut& picture : trained.left_out)
        answer.left_out.push_back({picture.path, picture.reason});
    return answer;
}

api::OwnDataSet to_api(const OwnDataSets::Description& data_set) {
    api::OwnDataSet answer;
    answer.name = data_set.name.text();
    for (const OwnDataSets::Person& person : data_set.people)
        answer.people.push_back({person.name.text(), count(person.pictures)});
    answer.pictures = count(data_set.pictures());
    answer.bytes = count(data_set.bytes());
    return answer;
}

api::PersonPictures to_api(const PersonPictures& person) {
    api::PersonPictures answer;
    answer.name = person.name.text();
    for (const PictureName& picture : person.pictures)
        answer.pictures.push_back(picture.text());
    return answer;
}

api::EnrolledFile to_api(const Enrolled& file) {
    api::EnrolledFile answer;
    answer.file = file.file;
    answer.stored_as = file.stored;
    answer.problem = file.problem;
    if (file.face) answer.box = to_api(*file.face);
    if (file.stored) {
        answer.width = static_cast<std::int32_t>(file.header->size.width);
        answer.height = static_cast<std::int32_t>(file.header->size.height);
    }
    return answer;
}

api::EnrolledArchiveFile to_api(const EnrolledFromArchive& file) {
    const api::EnrolledFile picture = to_api(file.picture);
    api::EnrolledArchiveFile answer;
    if (!file.person.empty()) answer.person = file.person;
    answer.file = picture.file;
    answer.box = picture.box;
    answer.stored_as = picture.stored_as;
    answer.width = picture.width;
    answer.height = picture.height;
    answer.problem = picture.problem;
    return answer;
}

api::ModelOverview overview(const StoredModel& model) {
    api::ModelOverview answer;
    answer.version = count(model.stored.version);
    answer.current = model.stored.current;
    answer.bytes = count(model.stored.bytes);
    if (!model.file) {
        answer.problem = model.file.error().message;
        return answer;
    }
    const TrainingSummary& summary = model.file->summary();
    answer.trained_at = model.file->metadata().trained_at;
    answer.n_classes = count(summary.names.size());
    answer.n_samples = count(summary.n_samples);
    answer.n_components = count(summary.n_components);
    answer.test_accuracy = summary.test_accuracy();
    answer.data_set_digest = model.file->metadata().data_set_digest;
    return answer;
}

api::Model to_api(const StoredModel& model, const WorkspaceId& workspace) {
    const TrainingSummary& summary = model.file->summary();
    const TrainingMetadata& metadata = model.file->metadata();
    api::Model answer;
    answer.version = count(model.stored.version);
    answer.current = model.stored.current;
    answer.bytes = count(model.stored.bytes);
    answer.software_version = metadata.software_version;
    answer.trained_at = metadata.trained_at;
    answer.data_set_digest = metadata.data_set_digest;
    answer.parameters.n_components = count(summary.n_components);
    answer.parameters.test_size = metadata.test_size;
    answer.parameters.random_state = metadata.random_state;
    answer.parameters.cv = metadata.n_folds;
    answer.parameters.align = to_api(model.file->preprocessing().align);
    if (metadata.min_faces_per_person != 0)
        answer.parameters.min_faces_per_person = metadata.min_faces_per_person;
    if (!metadata.data_set.empty()) answer.parameters.data_set = metadata.data_set;
    answer.people = summary.names;
    answer.test_faces = count(model.file->test_face_index().size());
    if (const auto& threshold = model.file->unknown_threshold())
        answer.unknown_threshold = threshold->probability;
    answer.evaluation = to_api(Trained{model.stored.version, summary, training_report(summary)}, workspace);
    return answer;
}

api::Job to_api(const JobStatus& job) {
    api::Job answer = job_answer(job.id, job.workspace, job.kind, job.started);
    answer.state = job.cancelled ? api::JobState::cancelling : api::JobState::running;
    answer.stage = job.stage;
    answer.stage_fraction = job.stage_fraction;
    answer.fraction = job.fraction;
    if (job.time_left) answer.seconds_left = job.time_left->count();
    return answer;
}

api::Job to_api(const JobRecord& job) {
    api::Job answer = job_answer(job.id, job.workspace, job.kind, job.started);
    switch (job.state) {
        case JobState::running:
            answer.state = api::JobState::running;
            break;
        case JobState::succeeded:
            answer.state = api::JobState::succeeded;
            answer.fraction = 1;
            break;
        case JobState::failed:
            answer.state = api::JobState::failed;
            break;
        case JobState::cancelled:
            answer.state = api::JobState::cancelled;
            break;
    }
    if (job.ended) answer.ended = rfc3339(*job.ended);
    if (job.result) answer.result = *job.result;
    if (job.problem) answer.problem = *job.problem;
    return answer;
}

api::Upload to_api(const UploadedPicture& picture, const WorkspaceId& workspace) {
    api::Upload answer;
    answer.workspace = workspace.text();
    answer.file_name = picture.file_name;
    answer.media_type = picture.header.format == PictureFormat::jpeg ? api::PictureType::image_jpeg
                                                                     : api::PictureType::image_png;
    answer.width = static_cast<std::int32_t>(picture.header.size.width);
    answer.height = static_cast<std::int32_t>(picture.header.size.height);
    answer.bytes = count(picture.bytes);
    return answer;
}

api::UploadList to_api(const std::vector<Uploads::Stored>& uploads, const WorkspaceId& workspace) {
    api::UploadList answer;
    answer.workspace = workspace.text();
    for (const Uploads::Stored& picture : uploads)
        answer.uploads.push_back({picture.name.text(), count(picture.bytes), rfc3339(picture.time)});
    return answer;
}

api::WorkspaceOverview to_api(const StoredWorkspace& stored, const WorkspaceId& workspace) {
    const auto part = [](const StoredWorkspace::Part& files) {
        return api::StoredFiles{count(files.count), count(files.bytes)};
    };
    api::WorkspaceOverview answer;
    answer.workspace = workspace.text();
    answer.uploads = part(stored.uploads);
    answer.models = part(stored.models);
    answer.data_sets = count(stored.data_sets);
    answer.pictures = part(stored.pictures);
    answer.jobs = count(stored.jobs);
    if (stored.downloaded) {
        answer.downloaded = api::DownloadedDataSet{stored.downloaded->url, count(stored.downloaded->people),
                                                   count(stored.downloaded->files)};
    }
    return answer;
}

api::Predictions to_api(const Predicted& predicted, const WorkspaceId& workspace) {
    api::Predictions answer;
    answer.workspace = workspace.text();
    answer.model_version = count(predicted.model_version);
    for (const NamedFace& face : predicted.faces) {
        api::Prediction& prediction = answer.predictions.emplace_back();
        prediction.image = face.image;
        if (face.box) prediction.box = to_api(*face.box);
        prediction.name = face.name;
        prediction.votes = static_cast<std::int32_t>(face.votes);
        prediction.probability = face.probability;
        prediction.known = face.known;
        prediction.margin = face.margin;
        for (const std::size_t person : face.candidates)
            prediction.candidates.push_back({predicted.people[person], face.probabilities[person]});
        for (std::size_t i = 0; i < predicted.people.size(); ++i)
            prediction.probabilities[predicted.people[i]] = face.probabilities[i];
    }
    return answer;
}

api::Readiness to_api(const gasworks::program::Readiness& checks) {
    api::Readiness answer;
    answer.status = gasworks::program::is_ready(checks) ? "ready" : "not ready";
    for (const auto& check : checks)
        answer.checks.push_back({check.name, check.ok, check.detail});
    return answer;
}

std::string to_text(const Predicted& predicted) {
    std::vector<std::string> names;
    for (const NamedFace& face : predicted.faces)
        names.push_back(face.name);
    return name_list(names);
}

}  // namespace eigenfaces::service
