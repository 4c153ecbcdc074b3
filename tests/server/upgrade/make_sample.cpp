// make_sample [--store] FOLDER: has the server of this build (or the one that GASWORKS_TEST_SERVER names)
// store something of every kind, of drawn faces, and keeps that below FOLDER: data/, auth with the user ada,
// answers.json, faces.json. With --store in a store that servers share: objects/, answers.json.
#include <chrono>
#include <filesystem>
#include <iostream>
#include <string_view>
#include <thread>
#include <utility>

#include "digest/sha256.hpp"
#include "model/face_cache.hpp"
#include "tests/model/synthetic_faces.hpp"
#include "tests/server/datasets/archive_writer.hpp"
#include "tests/server/datasets/file_server.hpp"
#include "tests/server/service/http_client.hpp"
#include "tests/server/service/running_server.hpp"
#include "tests/server/upgrade/questions.hpp"
#include "tests/server/upgrade/sample_store.hpp"
#include "tests/temporary_folder.hpp"

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::size_t people = 3;
constexpr std::size_t pictures = 4;
const std::string training = "min_faces_per_person=4&n_components=4&cv=2&C=1000&gamma=0.005,0.01";

std::string text_of(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string archive() {
    std::vector<EntryToWrite> entries;
    for (std::size_t person = 0; person < people; ++person) {
        for (std::size_t picture = 0; picture < pictures; ++picture) {
            entries.push_back({.path = "faces/" + synthetic_faces::person_folder(person) + '/' +
                                       synthetic_faces::picture_file(person, picture),
                               .contents = text_of(synthetic_faces::face_jpeg(person, picture))});
        }
    }
    return tar_gz_of(entries);
}

class Sample {
  public:
    explicit Sample(const RunningServer& server) : base_(server.base() + "/cloudmesh") {}

    void expect(const Answer& answer, long status) const {
        if (answer.status != status)
            throw std::runtime_error(std::to_string(answer.status) + ' ' + answer.body);
    }
    void post(const std::string& path, long status = 200, const RequestHeaders& headers = {},
              const std::string& body = "") const {
        expect(http_request("POST", base_ + path, headers, body), status);
    }
    void upload(const std::string& id) const {
        for (const auto& [name, person] : {std::pair("first.jpg", 0U), std::pair("second.jpg", 2U)}) {
            const std::string picture = text_of(synthetic_faces::face_jpeg(person, pictures));
            expect(http_upload(base_ + "/upload?id=" + id, {{"upload", name, picture}}), 200);
        }
    }
    /// By a job, which leaves a record.
    void train(const std::string& id, const std::string& parameters = "") const {
        const std::string list = base_ + "/jobs?id=" + id;
        const auto earlier = http_get(list).json().at("jobs").size();
        post("/EigenfacesSVM/train?id=" + id + '&' + training + parameters, 202, {"Prefer: respond-async"});
        for (const auto deadline = Clock::now() + std::chrono::seconds(60); Clock::now() < deadline;) {
            const auto jobs = http_get(list).json().at("jobs");
            if (jobs.size() == earlier + 1 && jobs[0]["state"] == "succeeded") return;
            if (jobs[0]["state"] == "failed") throw std::runtime_error(jobs.dump());
            std::this_thread::yield();
        }
        throw std::runtime_error("no end of a training in a minute");
    }
    void enrol() const {
        post("/datasets?id=own", 201, {"Content-Type: application/json"}, R"({"name":"family"})");
        for (std::size_t person = 0; person < people; ++person) {
            std::vector<FormFile> files;
            for (std::size_t picture = 0; picture < pictures; ++picture) {
                files.push_back({"pictures", synthetic_faces::picture_file(person, picture),
                                 text_of(synthetic_faces::face_jpeg(person, picture))});
            }
            expect(http_upload(base_ + "/datasets/family/people/" + synthetic_faces::person_folder(person) +
                                   "/pictures?require_face=false&id=own",
                               files),
                   200);
        }
    }
    void choose_first(const std::string& id) const {
        expect(http_request("PUT", base_ + "/current_model?id=" + id, {"Content-Type: application/json"},
                            R"({"version":1})"),
               200);
    }

  private:
    std::string base_;
};

/// Until the pictures' times are far enough in the past to be told from those of a change.
void settle() {
    for (const auto begin = Clock::now(); Clock::now() - begin < std::chrono::milliseconds(300);)
        std::this_thread::yield();
}

/// Which faces a cache holds, of which state of which file, and their sums.
nlohmann::json faces_in(const fs::path& cache_file, const fs::path& folder) {
    const auto cache = eigenfaces::FaceCache::open(cache_file, eigenfaces::Align::none);
    auto found = nlohmann::json::array();
    for (const auto& face : cache.valid_in(folder)) {
        const std::string sums(reinterpret_cast<const char*>(face.sums.data()), sizeof face.sums);
        found.push_back({{"path", face.path},
                         {"size", face.file.size},
                         {"modified", face.file.modified},
                         {"changed", face.file.changed},
                         {"inode", face.file.inode},
                         {"sums", eigenfaces::service::sha256_of(sums).hex()}});
    }
    if (found.size() != people * pictures) throw std::runtime_error(cache_file.string() + " is not filled");
    return found;
}

/// Answers of a server with `flags` after it has stored something of every kind; the default data set's
/// digest.
std::pair<nlohmann::json, std::string> fill(const fs::path& data, std::vector<std::string> flags) {
    FileServer source;
    ServedFile file;
    file.body = archive();
    std::string sha256 = eigenfaces::service::sha256_of(file.body).hex();
    source.serve("/faces.tgz", file);
    flags.insert(flags.end(), {"--dataset-url", source.url("/faces.tgz"), "--dataset-sha256", sha256});
    const RunningServer server(data, flags);
    const Sample sample(server);
    sample.post("/EigenfacesSVM/download_data");
    sample.enrol();
    settle();
    sample.train("default");
    sample.train("default", "&random_state=7");
    sample.choose_first("default");
    sample.train("own", "&data_set=family&align=none");
    sample.train("own", "&data_set=family&align=none&random_state=7");
    for (const char* id : {"default", "own"})
        sample.upload(id);
    return {answers_of(server.base()), std::move(sha256)};
}

void make_of_store(const fs::path& folder) {
    const TemporaryFolder scratch;
    const SampleStore store;
    const auto answers = fill(scratch / "data", {"--state", store.address()}).first;
    fs::create_directories(folder);
    store.keep(folder / "objects");
    put_file(folder / "answers.json", answers.dump(1) + '\n');
}

void make(const fs::path& folder) {
    const TemporaryFolder scratch;
    const fs::path data = scratch / "data";
    const auto [answers, sha256] = fill(data, {});
    const fs::path downloaded = fs::path("datasets") / sha256;
    const fs::path own = "workspaces/own/datasets/family";
    const nlohmann::json faces = {
        {(downloaded / "faces").string(),
         faces_in(data / downloaded.string() / "faces", data / downloaded.string() / "files" / "faces")},
        {(own / "faces").string(),
         faces_in(data / own.string() / "faces", data / own.string() / "pictures")}};

    fs::remove(data / ".lock");
    fs::create_directories(folder);
    fs::copy(data, folder / "data", fs::copy_options::recursive);
    put_file(folder / "answers.json", answers.dump(1) + '\n');
    put_file(folder / "faces.json", faces.dump(1) + '\n');
    const std::string gasworks = (fs::path(server_program()).parent_path() / "gasworks").string();
    const Finished made = run_program({"/bin/sh", "-c", "echo 'correct horse' | \"$0\" auth add \"$1\" ada",
                                       gasworks, (folder / "auth").string()});
    if (made.code != 0) throw std::runtime_error(made.err);
    const Finished key = run_program({gasworks, "auth", "key", (folder / "auth").string(), "ci"});
    if (key.code != 0) throw std::runtime_error(key.err);
    put_file(folder / "key", key.out);
}

}  // namespace

int main(int argc, char** argv) {
    const bool of_store = argc == 3 && std::string_view(argv[1]) == "--store";
    if (argc != (of_store ? 3 : 2) || fs::exists(argv[argc - 1])) {
        std::cerr << "usage: make_sample [--store] FOLDER, which is not there yet\n";
        return 2;
    }
    try {
        (of_store ? make_of_store : make)(argv[argc - 1]);
    } catch (const std::exception& error) {
        std::cerr << "make_sample: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
