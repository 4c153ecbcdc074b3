// People of one's own: enrolled, listed, renamed, learned, deleted.
#include <algorithm>
#include <chrono>
#include <map>
#include <optional>

#include "tests/catch.hpp"
#include "tests/model/synthetic_faces.hpp"
#include "tests/server/service/faces.hpp"
#include "tests/server/service/http_client.hpp"
#include "tests/server/service/patience.hpp"
#include "tests/server/service/running_server.hpp"
#include "tests/temporary_folder.hpp"

namespace {

/// The pictures of the drawn people, by folder.
std::map<std::string, std::vector<FormFile>> people_of(const std::filesystem::path& folder) {
    std::map<std::string, std::vector<FormFile>> people;
    for (const auto& person : std::filesystem::directory_iterator(folder)) {
        if (!person.is_directory()) continue;
        auto& pictures = people[person.path().filename().string()];
        for (const auto& picture : std::filesystem::directory_iterator(person.path())) {
            pictures.push_back({"pictures", picture.path().filename().string(), contents_of(picture.path())});
        }
    }
    return people;
}

struct Own {
    Own() { server.emplace(folder / "data"); }
    std::string url(const std::string& path) const { return server->base() + "/cloudmesh" + path; }
    Answer request(const std::string& method, const std::string& path,
                   const nlohmann::json& body = {}) const {
        if (body.is_null()) return http_request(method, url(path));
        return http_request(method, url(path), {"Content-Type: application/json"}, body.dump());
    }
    Answer get(const std::string& path) const { return http_get(url(path)); }
    Answer enrol(const std::string& person, const std::vector<FormFile>& pictures) const {
        return http_upload(url("/datasets/family/people/" + person + "/pictures"), pictures);
    }

    TemporaryFolder folder;
    std::optional<RunningServer> server;
};

std::string detail(const Answer& answer, int status) {
    INFO(answer.body);
    CHECK(answer.status == status);
    CHECK(answer.headers.at("content-type") == "application/problem+json");
    return answer.json()["detail"];
}

}  // namespace

TEST_CASE("a data set is begun, filled with a result for each file, and described") {
    const Own own;
    CHECK(own.get("/datasets").json()["data_sets"].empty());
    const Answer created = own.request("POST", "/datasets", {{"name", "family"}});
    CHECK(created.status == 201);
    CHECK(http_get(own.server->base() + created.headers.at("location")).json()["pictures"] == 0);
    CHECK_THAT(detail(own.request("POST", "/datasets", {{"name", "family"}}), 409),
               ContainsSubstring("already"));
    CHECK(own.request("POST", "/datasets", {{"name", "../x"}}).status == 422);

    const std::string& face = small_faces().picture;
    const Answer enrolled = own.enrol("Ada%20Lovelace", {{"pictures", "/home/me/me 1.jpg", face},
                                                         {"pictures", "broken.jpg", face.substr(0, 500)},
                                                         {"pictures", "note.txt", "hello"},
                                                         {"pictures", "2.jpg", face}});
    INFO(enrolled.body);
    REQUIRE(enrolled.status == 200);
    const auto report = enrolled.json();
    CHECK(report["person"] == "Ada Lovelace");
    CHECK(report["stored"] == 2);
    CHECK(report["files"][0]["stored_as"] == "me_1.jpg");
    CHECK(report["files"][0].contains("width"));
    CHECK_THAT(report["files"][1]["problem"].get<std::string>(), ContainsSubstring("damaged"));
    CHECK_THAT(report["files"][2]["problem"].get<std::string>(),
               ContainsSubstring("neither a JPEG nor a PNG"));
    CHECK_FALSE(report["files"][2].contains("stored_as"));

    const auto family = own.get("/datasets/family").json();
    CHECK(family["pictures"] == 2);
    CHECK(family["people"][0]["name"] == "Ada Lovelace");
    CHECK(own.get("/datasets/family/people/Ada_Lovelace").json()["pictures"] ==
          nlohmann::json({"2.jpg", "me_1.jpg"}));
    const Answer picture = own.get("/datasets/family/people/Ada%20Lovelace/pictures/2.jpg");
    CHECK(picture.body == face);
    CHECK(picture.headers.at("content-type") == "image/jpeg");
    CHECK(own.get("/datasets?id=other").json()["data_sets"].empty());
}

TEST_CASE("names that lead elsewhere are refused, and what is missing is named") {
    const Own own;
    REQUIRE(own.request("POST", "/datasets", {{"name", "family"}}).status == 201);
    const std::string& face = small_faces().picture;
    for (const char* person : {"..", "%2e%2e", ".x", "a%2fb", "..%2f..", "a%5cb", "%0a"}) {
        INFO(person);
        const Answer answer = own.enrol(person, {{"pictures", "1.jpg", face}});
        CHECK((answer.status == 400 || answer.status == 404));
    }
    CHECK(own.get("/datasets/family").json()["pictures"] == 0);
    CHECK_THAT(detail(own.get("/datasets/friends"), 404), ContainsSubstring("'friends'"));
    CHECK_THAT(detail(own.get("/datasets/family/people/Nobody"), 404), ContainsSubstring("Nobody"));
    CHECK(own.get("/datasets/family/people/Ada/pictures/..%2f..%2fx").status == 404);
    CHECK_THAT(
        detail(http_upload(own.url("/datasets/friends/people/Ada/pictures"), {{"pictures", "1.jpg", face}}),
               404),
        ContainsSubstring("'friends'"));
    CHECK_THAT(detail(own.request("POST", "/EigenfacesSVM/train?data_set=friends"), 404),
               ContainsSubstring("'friends'"));
}

TEST_CASE("people are renamed and deleted, pictures too, and nothing of them stays") {
    const Own own;
    REQUIRE(own.request("POST", "/datasets", {{"name", "family"}}).status == 201);
    const std::string& face = small_faces().picture;
    for (const char* person : {"Ada", "Grace"})
        REQUIRE(own.enrol(person, {{"pictures", "1.jpg", face}, {"pictures", "2.jpg", face}}).status == 200);
    CHECK_THAT(detail(own.request("PUT", "/datasets/family/people/Ada", {{"name", "Grace"}}), 409),
               ContainsSubstring("'Grace'"));
    CHECK(own.request("PUT", "/datasets/family/people/Ada", {{"name", "Ada King"}}).json()["name"] ==
          "Ada King");
    CHECK(own.get("/datasets/family/people/Ada").status == 404);
    CHECK(own.request("DELETE", "/datasets/family/people/Ada_King/pictures/1.jpg").status == 204);
    CHECK(own.request("DELETE", "/datasets/family/people/Ada_King/pictures/1.jpg").status == 404);
    CHECK(own.request("DELETE", "/datasets/family/people/Grace").status == 204);
    CHECK(own.get("/datasets/family").json()["pictures"] == 1);
    CHECK(own.request("DELETE", "/datasets/family").status == 204);
    CHECK(own.request("DELETE", "/datasets/family").status == 404);
    CHECK(names_in(own.folder / "data" / std::filesystem::path("workspaces/default/datasets")).empty());
}

TEST_CASE("a data set of one's own is learned, and its people are recognised") {
    const Own own;
    REQUIRE(own.request("POST", "/datasets", {{"name", "family"}}).status == 201);
    const TemporaryFolder drawn;
    synthetic_faces::write_data_set(drawn.path(), 4, 12);
    const auto people = people_of(drawn.path());
    REQUIRE(people.size() >= 2);
    for (const auto& [person, pictures] : people) {
        const Answer answer = own.enrol(person, pictures);
        CHECK(answer.json()["stored"] == pictures.size());
    }
    const Answer trained =
        http_request("POST", own.url("/EigenfacesSVM/train?data_set=family"), {"Accept: application/json"});
    INFO(trained.body);
    REQUIRE(trained.status == 200);
    CHECK(trained.json()["n_classes"] == people.size());
    const auto& [person, pictures] = *people.begin();
    const Answer predicted =
        http_upload(own.url("/EigenfacesSVM/predict"), {{"pictures", "who.jpg", pictures.front().bytes}},
                    {"Accept: application/json"});
    INFO(predicted.body);
    REQUIRE(predicted.status == 200);
    std::string name = person;
    std::replace(name.begin(), name.end(), '_', ' ');
    CHECK(predicted.json()["predictions"][0]["name"] == name);
    // Pictures that have only just come are not kept decoded (model/data_set.cpp); those of a moment ago are.
    const auto faces =
        own.folder / "data" / std::filesystem::path("workspaces/default/datasets/family/faces");
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!std::filesystem::exists(faces) && std::chrono::steady_clock::now() < deadline)
        REQUIRE(own.request("POST", "/EigenfacesSVM/train?data_set=family").status == 200);
    CHECK(std::filesystem::exists(faces));
    // What was decoded goes with the picture that it was decoded from.
    REQUIRE(own.request("DELETE", "/datasets/family/people/" + person).status == 204);
    CHECK_FALSE(std::filesystem::exists(faces));
}
