// Data sets of one's own as archives: in, out, and from one server to another.
#include <atomic>
#include <chrono>
#include <csignal>
#include <optional>
#include <stdexcept>
#include <thread>

#include "tests/catch.hpp"
#include "tests/server/datasets/archive_writer.hpp"
#include "tests/server/service/faces.hpp"
#include "tests/server/service/http_client.hpp"
#include "tests/server/service/running_server.hpp"
#include "tests/temporary_folder.hpp"

namespace {

struct Sets {
    explicit Sets(const std::vector<std::string>& flags = {}) { server.emplace(folder / "data", flags); }
    std::string url(const std::string& path) const { return server->base() + "/cloudmesh" + path; }
    void create(const std::string& name) const {
        REQUIRE(http_request("POST", url("/datasets"), {"Content-Type: application/json"},
                             nlohmann::json({{"name", name}}).dump())
                    .status == 201);
    }
    Answer import(const std::string& name, const std::string& archive,
                  const std::string& media_type = "application/gzip") const {
        return http_request("POST", url("/datasets/" + name + "/archive"), {"Content-Type: " + media_type},
                            archive);
    }
    Answer get(const std::string& path) const { return http_get(url(path)); }
    /// What no request may leave behind.
    std::vector<std::string> temporaries() const {
        std::vector<std::string> found;
        for (const std::string& name : names_in(folder / "data")) {
            if (name.starts_with(".tmp-")) found.push_back(name);
        }
        return found;
    }
    TemporaryFolder folder;
    std::optional<RunningServer> server;
};

std::vector<EntryToWrite> archive_of(const std::vector<std::pair<std::string, std::string>>& files) {
    std::vector<EntryToWrite> entries;
    for (const auto& [path, contents] : files) {
        EntryToWrite& entry = entries.emplace_back();
        entry.path = path;
        entry.contents = contents;
    }
    return entries;
}

std::vector<EntryToWrite> family(const std::string& top = "") {
    const std::string& face = small_faces().picture;
    return archive_of({{top + "Ada_Lovelace/1.jpg", face},
                       {top + "Ada_Lovelace/2.jpg", face},
                       {top + "Bob/1.jpg", face},
                       {top + "Bob/note.txt", "hello"},
                       {top + "Bob/more/3.jpg", face},
                       {top + "readme.txt", "hello"}});
}

const nlohmann::json& file(const nlohmann::json& report, const std::string& path) {
    for (const auto& entry : report["files"]) {
        if (entry["file"] == path) return entry;
    }
    FAIL("the report has no " << path << ": " << report.dump());
    return report;
}

}  // namespace

TEST_CASE("an archive's people are added, with a result for each file") {
    const Sets sets;
    sets.create("family");
    const bool zip = GENERATE(false, true);
    const std::string top = GENERATE("", "photos/");
    const Answer answer = zip ? sets.import("family", zip_of(family(top)), "application/zip")
                              : sets.import("family", tar_gz_of(family(top)));
    INFO(answer.body);
    REQUIRE(answer.status == 200);
    const auto report = answer.json();
    CHECK(report["stored"] == 3);
    CHECK(report["files"].size() == 6);
    CHECK(file(report, top + "Ada_Lovelace/1.jpg")["person"] == "Ada Lovelace");
    CHECK(file(report, top + "Ada_Lovelace/1.jpg")["stored_as"] == "1.jpg");
    CHECK_THAT(file(report, top + "Bob/note.txt")["problem"].get<std::string>(),
               ContainsSubstring("neither a JPEG nor a PNG"));
    CHECK_THAT(file(report, top + "Bob/more/3.jpg")["problem"].get<std::string>(),
               ContainsSubstring("within a person's folder"));
    CHECK_THAT(file(report, top + "readme.txt")["problem"].get<std::string>(),
               ContainsSubstring("no person's folder"));
    const auto described = sets.get("/datasets/family").json();
    CHECK(described["pictures"] == 3);
    CHECK(described["people"].size() == 2);
    CHECK(sets.temporaries().empty());
}

TEST_CASE("an exported data set is the same elsewhere, and the same every time") {
    const Sets here;
    here.create("family");
    REQUIRE(here.import("family", tar_gz_of(family())).status == 200);
    const Answer archive = here.get("/datasets/family/archive");
    REQUIRE(archive.status == 200);
    CHECK(archive.headers.at("content-type") == "application/gzip");
    CHECK_THAT(archive.headers.at("content-disposition"), ContainsSubstring("family.tar.gz"));
    CHECK(here.get("/datasets/family/archive").body == archive.body);
    CHECK(here.temporaries().empty());

    const Sets there;
    there.create("copy");
    const Answer imported = there.import("copy", archive.body);
    INFO(imported.body);
    REQUIRE(imported.status == 200);
    CHECK(imported.json()["stored"] == 3);
    const auto original = here.get("/datasets/family").json();
    const auto copy = there.get("/datasets/copy").json();
    CHECK(copy["people"] == original["people"]);
    CHECK(copy["digest"] == original["digest"]);
    CHECK(there.get("/datasets/copy/people/Ada%20Lovelace/pictures/2.jpg").body == small_faces().picture);

    // Whatever changes changes the digest.
    REQUIRE(http_request("DELETE", there.url("/datasets/copy/people/Bob/pictures/1.jpg")).status == 204);
    const auto smaller = there.get("/datasets/copy").json()["digest"];
    CHECK(smaller != original["digest"]);
    REQUIRE(http_request("PUT", there.url("/datasets/copy/people/Ada%20Lovelace"),
                         {"Content-Type: application/json"}, R"({"name": "Ada King"})")
                .status == 200);
    CHECK(there.get("/datasets/copy").json()["digest"] != smaller);
    CHECK(here.get("/datasets/none/archive").status == 404);
}

TEST_CASE("people of every language leave and come back") {
    // A server's locale is none, and says nothing of what names are made of.
    const Sets sets;
    sets.create("family");
    const std::string person = "Zo\xc3\xab \xe6\x9d\x8e";
    const std::string picture = "\xd1\x8f.jpg";
    REQUIRE(sets.import("family", zip_of(archive_of({{person + "/" + picture, small_faces().picture}})))
                .json()["stored"] == 1);
    const Answer archive = sets.get("/datasets/family/archive");
    REQUIRE(archive.status == 200);
    sets.create("copy");
    const auto report = sets.import("copy", archive.body).json();
    CHECK(report["stored"] == 1);
    CHECK(report["files"][0]["person"] == person);
    CHECK(sets.get("/datasets/copy").json()["digest"] == sets.get("/datasets/family").json()["digest"]);
}

TEST_CASE("a server that is killed while it takes an archive in keeps whole pictures alone") {
    Sets sets;
    sets.create("family");
    REQUIRE(sets.import("family", tar_gz_of(family())).json()["stored"] == 3);
    std::vector<std::pair<std::string, std::string>> files;
    for (int i = 0; i < 60; ++i)
        files.emplace_back("P" + std::to_string(i % 4) + "/" + std::to_string(i) + ".jpg",
                           small_faces().picture);
    const std::string archive = tar_gz_of(archive_of(files));
    // At one moment and another: while it is extracted, while faces are looked for, while pictures are moved.
    for (const int moment : {1, 20, 60}) {
        std::atomic<bool> answered = false;
        std::jthread client([&] {
            // Cut off, or answered: both are right.
            try {
                static_cast<void>(sets.import("family", archive));
            } catch (const std::runtime_error&) {
            }
            answered = true;
        });
        for (int looks = 0; looks < moment && !answered;) {
            if (!sets.temporaries().empty()) ++looks;
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        sets.server->signal(SIGKILL);
        sets.server->wait();
        client.join();
        sets.server.emplace(sets.folder / "data");
        CHECK(sets.temporaries().empty());
        const auto people = sets.get("/datasets/family").json()["people"];
        for (const auto& person : people) {
            const std::string name = person["name"].get<std::string>();
            const std::string url =
                "/datasets/family/people/" + (name == "Ada Lovelace" ? "Ada%20Lovelace" : name);
            for (const auto& picture : sets.get(url).json()["pictures"])
                CHECK(sets.get(url + "/pictures/" + picture.get<std::string>()).body ==
                      small_faces().picture);
        }
    }
    REQUIRE(sets.import("family", archive).json()["stored"] == 60);
    CHECK(sets.get("/datasets/family").json()["pictures"] == 63);
    CHECK(sets.temporaries().empty());
}

TEST_CASE("an archive that is none, or not safe, is refused as a whole") {
    const Sets sets;
    sets.create("family");
    const std::string& face = small_faces().picture;
    const std::string good = tar_gz_of(family());
    const std::vector<std::string> bad = {
        "", "hello", good.substr(0, good.size() / 2),
        tar_gz_of(archive_of({{"Ada/1.jpg", face}, {"../../escaped.jpg", face}})),
        tar_gz_of(archive_of({{"/tmp/escaped.jpg", face}}))};
    for (const std::string& archive : bad) {
        const Answer answer = sets.import("family", archive);
        INFO(answer.body);
        CHECK((answer.status == 422 || answer.status == 400));
        CHECK(answer.headers.at("content-type") == "application/problem+json");
    }
    CHECK(sets.import("family", good, "application/x-rar").status == 415);
    CHECK(sets.import("none", good).status == 404);
    CHECK(sets.get("/datasets/family").json()["pictures"] == 0);
    CHECK(sets.temporaries().empty());
}

TEST_CASE("an archive does not break the operator's limits") {
    const Sets sets({"--max-uploads", "2"});
    sets.create("family");
    const auto report = sets.import("family", tar_gz_of(family())).json();
    CHECK(report["stored"] == 2);
    CHECK_THAT(file(report, "Bob/1.jpg")["problem"].get<std::string>(), ContainsSubstring("--max-uploads"));
}
