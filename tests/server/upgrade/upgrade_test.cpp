// What a version stored, the next ones read: the samples were kept by the first version that wrote them. What
// a later version stored is told from damage, and left as it is.
#include <chrono>
#include <cstring>
#include <map>
#include <span>
#include <thread>

#include "digest/sha256.hpp"
#include "model/crc64.hpp"
#include "model/face_cache.hpp"
#include "tests/catch.hpp"
#include "tests/server/service/http_client.hpp"
#include "tests/server/service/running_server.hpp"
#include "tests/server/upgrade/check_equal.hpp"
#include "tests/server/upgrade/questions.hpp"
#include "tests/server/upgrade/work_goes_on.hpp"
#include "tests/temporary_folder.hpp"
#include "workspaces/folder_format.hpp"

namespace {

namespace fs = std::filesystem;
using eigenfaces::FaceCache;
using eigenfaces::service::folder_format;
using nlohmann::json;

fs::path sample_of(unsigned format) {
    return fs::path(GASWORKS_SOURCE_DIR) / "tests/server/upgrade/samples" /
           ("format_" + std::to_string(format));
}

/// A copy of a sample that a server may use.
struct Copy {
    explicit Copy(unsigned format) : sample(sample_of(format)) {
        fs::copy(sample / "data", data, fs::copy_options::recursive);
    }
    fs::path sample;
    TemporaryFolder folder;
    fs::path data = folder / "data";
};

std::map<std::string, std::string> tree_of(const fs::path& folder) {
    std::map<std::string, std::string> tree;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        tree[entry.path().string()] = entry.is_regular_file() ? contents_of(entry.path()) : "";
    return tree;
}

std::string refusal(const std::vector<std::string>& flags) {
    std::vector<std::string> command = {server_program(), "--port", "0"};
    command.insert(command.end(), flags.begin(), flags.end());
    const Finished finished = run_program(command);
    INFO(finished.err);
    CHECK(finished.code == 2);
    CHECK(finished.out.empty());
    return finished.err;
}

/// The file as a later version of its format, with a checksum that is right. Models and caches of faces begin
/// alike.
std::string of_later_version(std::string file, std::size_t version_at) {
    constexpr std::size_t checksum_at = 24;
    std::uint32_t version = 0;
    std::memcpy(&version, file.data() + version_at, sizeof version);
    ++version;
    std::memcpy(file.data() + version_at, &version, sizeof version);
    std::uint64_t checksum = 0;
    std::memcpy(file.data() + checksum_at, &checksum, sizeof checksum);
    checksum = eigenfaces::crc64(std::as_bytes(std::span(file)));
    std::memcpy(file.data() + checksum_at, &checksum, sizeof checksum);
    return file;
}

}  // namespace

TEST_CASE("what every version stored is listed, described and predicted with as it was") {
    for (unsigned format = 1; format <= folder_format; ++format) {
        INFO("format " << format);
        const Copy copy(format);
        const RunningServer server(copy.data);
        check_equal(answers_of(server.base()), json::parse(contents_of(copy.sample / "answers.json")), "");
        CHECK(json::parse(contents_of(copy.data / "format.json")) == json{{"format", folder_format}});
    }
}

TEST_CASE("work goes on with what an earlier version stored") {
    const Copy copy(1);
    const RunningServer server(copy.data);
    check_that_work_goes_on(server.base());
}

TEST_CASE("caches of faces that every version wrote hold what they held") {
    for (unsigned format = 1; format <= folder_format; ++format) {
        const auto all = json::parse(contents_of(sample_of(format) / "faces.json"));
        REQUIRE(all.size() == 2);
        for (const auto& [file, faces] : all.items()) {
            INFO(file);
            const auto cache = FaceCache::open(sample_of(format) / "data" / file, eigenfaces::Align::none);
            CHECK(cache.problem().value_or("") == "");
            REQUIRE(cache.size() == faces.size());
            for (const auto& face : faces) {
                const eigenfaces::FileIdentity identity{face["size"], face["modified"], face["changed"],
                                                        face["inode"]};
                const std::uint16_t* sums = cache.find(face["path"].get<std::string>(), identity);
                REQUIRE(sums != nullptr);
                const std::string bytes(reinterpret_cast<const char*>(sums), sizeof(eigenfaces::FaceSums));
                CHECK(eigenfaces::service::sha256_of(bytes).hex() == face["sums"].get<std::string>());
            }
        }
    }
}

TEST_CASE("credentials that every version wrote let in whom they let in") {
    for (unsigned format = 1; format <= folder_format; ++format) {
        const Copy copy(format);
        const fs::path credentials = copy.folder / "auth";
        fs::copy(copy.sample / "auth", credentials);
        fs::permissions(credentials, fs::perms::owner_read | fs::perms::owner_write);
        const RunningServer server(copy.data, {"--auth-file", credentials.string()});
        const std::string models = server.base() + "/cloudmesh/models";
        std::string key = contents_of(copy.sample / "key");
        key.erase(key.find('\n'));
        CHECK(http_get(models).status == 401);
        CHECK(http_get(models, {"X-API-Key: " + key}).status == 200);
        // ada:correct horse
        CHECK(http_get(models, {"Authorization: Basic YWRhOmNvcnJlY3QgaG9yc2U="}).status == 200);
    }
}

TEST_CASE("a folder of a later version is refused, and nothing in it is touched") {
    const Copy copy(1);
    put_file(copy.data / "format.json", json{{"format", folder_format + 1}}.dump());
    put_file(copy.data / ".tmp-left-behind", "not ours to remove");
    const auto before = tree_of(copy.data);
    const std::string said = refusal({"--data-dir", copy.data.string()});
    CHECK_THAT(said, ContainsSubstring(copy.data.string()) &&
                         ContainsSubstring("format " + std::to_string(folder_format + 1)) &&
                         ContainsSubstring("up to " + std::to_string(folder_format)));
    CHECK(tree_of(copy.data) == before);

    for (const char* wrong : {"", "{}", "{\"format\":-1}", "{\"format\":\"1\"}", "[1]"}) {
        put_file(copy.data / "format.json", wrong);
        CHECK_THAT(refusal({"--data-dir", copy.data.string()}), ContainsSubstring("format.json"));
        CHECK(contents_of(copy.data / "format.json") == wrong);
    }
}

TEST_CASE("a model of a later version is named, refused, and left as it is") {
    const Copy copy(1);
    const fs::path models = copy.data / "workspaces" / "own" / "models";
    constexpr std::size_t version_at = 8;
    const std::string later = of_later_version(contents_of(models / "2.eigenfaces"), version_at);
    put_file(models / "3.eigenfaces", later);
    const RunningServer server(copy.data);
    const std::string base = server.base() + "/cloudmesh";

    const auto listed = http_get(base + "/models?id=own").json()["models"];
    CHECK_THAT(listed[0]["problem"].get<std::string>(),
               ContainsSubstring("format version 4") && ContainsSubstring("reads versions 2 to 3"));
    CHECK_FALSE(listed[1].contains("problem"));
    const Answer predicted = http_get(base + "/EigenfacesSVM/predict?image_file_paths=first.jpg&id=own");
    INFO(predicted.body);
    CHECK(predicted.status >= 400);
    CHECK_THAT(predicted.body, ContainsSubstring("format version 4"));
    CHECK(http_request("POST", base + "/models?id=own", {"Content-Type: application/octet-stream"}, later)
              .status == 422);
    CHECK(contents_of(models / "3.eigenfaces") == later);
    // The one before can be chosen meanwhile.
    CHECK(http_request("PUT", base + "/current_model?id=own", {"Content-Type: application/json"},
                       R"({"version":2})")
              .status == 200);
    CHECK(http_get(base + "/EigenfacesSVM/predict?image_file_paths=first.jpg&id=own").status == 200);
}

TEST_CASE("a cache of faces of a later version is not read, but made again") {
    const Copy copy(1);
    const fs::path own = copy.data / "workspaces" / "own" / "datasets" / "family" / "faces";
    constexpr std::size_t version_at = 8;
    put_file(own, of_later_version(contents_of(own), version_at));
    CHECK_THAT(FaceCache::open(own, eigenfaces::Align::none).problem().value_or(""),
               ContainsSubstring("of another version"));
    // Faces of pictures that changed just now are not kept: the file system's clock has to leave that behind.
    const auto copied = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - copied < std::chrono::milliseconds(300))
        std::this_thread::yield();
    const RunningServer server(copy.data);
    CHECK(http_request("POST", server.base() +
                                   "/cloudmesh/EigenfacesSVM/train?id=own&data_set=family&align=none&"
                                   "min_faces_per_person=4&n_components=4&cv=2")
              .status == 200);
    CHECK(FaceCache::open(own, eigenfaces::Align::none).problem().value_or("") == "");
}

TEST_CASE("credentials of a later version stop the start with their line, and are left as they are") {
    const Copy copy(1);
    const std::string later = contents_of(copy.sample / "auth") + "key:new:{argon2}abc\n";
    put_file(copy.folder / "auth", later);
    CHECK_THAT(refusal({"--data-dir", copy.data.string(), "--auth-file", (copy.folder / "auth").string()}),
               ContainsSubstring("auth:3: ") && ContainsSubstring("'new'"));
    CHECK(contents_of(copy.folder / "auth") == later);
}
