// Who is let in, and what leaves the data folder, with the program as it is run.
#include <cstdlib>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include "tests/catch.hpp"
#include "tests/server/datasets/file_server.hpp"
#include "tests/server/service/faces.hpp"
#include "tests/server/service/http_client.hpp"
#include "tests/server/service/running_server.hpp"
#include "tests/temporary_folder.hpp"

namespace {

const std::string steps = "/cloudmesh/EigenfacesSVM";
/// ada:correct horse
const std::string ada = "Authorization: Basic YWRhOmNvcnJlY3QgaG9yc2U=";

std::string gasworks_program() {
    return (std::filesystem::path(server_program()).parent_path() / "gasworks").string();
}

Finished shell(const std::string& command) {
    return run_program({"/bin/sh", "-c", command});
}

/// A folder with a file of credentials, made by `gasworks auth`.
struct Credentials {
    TemporaryFolder folder;
    std::string file = (folder / "auth").string();
    std::string key;

    Credentials() {
        CHECK(shell("echo 'correct horse' | " + gasworks_program() + " auth add " + file + " ada").code == 0);
        const Finished made = run_program({gasworks_program(), "auth", "key", file, "ci"});
        CHECK(made.code == 0);
        key = made.out.substr(0, made.out.find('\n'));
    }
    std::vector<std::string> flags() const { return {"--auth-file", file}; }
};

std::string refusal(std::vector<std::string> flags) {
    flags.insert(flags.begin(), server_program());
    const Finished finished = run_program(flags);
    INFO(finished.err);
    CHECK(finished.code == 2);
    return finished.err;
}

/// Every file and folder that is not for its owner alone.
std::vector<std::string> open_to_others(const std::filesystem::path& folder) {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const auto mode = static_cast<unsigned>(entry.symlink_status().permissions()) & 0777U;
        if (mode != (entry.is_directory() ? 0700U : 0600U)) found.push_back(entry.path().string());
    }
    return found;
}

TEST_CASE("with --auth-file everything but health asks for credentials") {
    const Credentials credentials;
    const RunningServer server(credentials.folder / "data", credentials.flags());
    for (const std::string path :
         {"/", "/cloudmesh/ui/", "/cloudmesh/ui/swagger-ui.css", "/cloudmesh/openapi.json", "/openapi.yaml",
          "/cloudmesh/EigenfacesSVM/train", "/cloudmesh/EigenfacesSVM/predict?image_file_paths=x",
          "/eigenfaces_predict_http", "/metrics", "/nothing", "/../livez", "/livez/", "//livez",
          "/livez%2f"}) {
        CAPTURE(path);
        CHECK(http_get(server.base() + path).status == 401);
    }
    CHECK(http_upload(server.base() + "/cloudmesh/upload", {{"upload", "a.jpg", "x"}}).status == 401);
    CHECK(http_get(server.base() + "/livez").status == 200);
    CHECK(http_get(server.base() + "/readyz").status == 200);
    CHECK(http_get(server.base() + "/livez", {"Authorization: Basic !"}).status == 200);
}

TEST_CASE("users and keys are let in, and the document says how") {
    const Credentials credentials;
    const RunningServer server(credentials.folder / "data", credentials.flags());
    const std::string predict = server.base() + steps + "/predict?image_file_paths=x.jpg";
    for (const std::string& header :
         {ada, "X-API-Key: " + credentials.key, "Authorization: Bearer " + credentials.key}) {
        CAPTURE(header);
        CHECK(http_get(predict, {header}).status == 404);  // no model yet
        CHECK(http_get(server.base() + "/cloudmesh/ui/", {header}).status == 200);
    }
    const auto document = http_get(server.base() + "/cloudmesh/openapi.json", {ada}).json();
    for (const auto& alternative : document["security"])
        CHECK_FALSE(alternative.empty());
    CHECK(document["paths"]["/livez"]["get"]["security"].empty());
    CHECK(document["paths"]["/EigenfacesSVM/train"]["post"]["security"].size() == 3);
    CHECK(http_get(server.base() + "/cloudmesh/openapi.yaml", {ada}).body ==
          http_get(server.base() + "/cloudmesh/openapi.json", {ada}).body);
}

TEST_CASE("without --auth-file everything is open, whatever is sent, and the document says so") {
    const TemporaryFolder folder;
    const RunningServer server(folder / "data");
    const std::string predict = server.base() + steps + "/predict?image_file_paths=x.jpg";
    CHECK(http_get(predict).status == 404);
    CHECK(http_get(predict, {ada}).status == 404);
    CHECK(http_get(predict, {"X-API-Key: nonsense"}).status == 404);
    const auto document = http_get(server.base() + "/cloudmesh/openapi.json").json();
    CHECK(document["security"][0].empty());
}

TEST_CASE("guessing is slowed down") {
    const Credentials credentials;
    auto flags = credentials.flags();
    flags.insert(flags.end(), {"--auth-failures", "2"});
    const RunningServer server(credentials.folder / "data", flags);
    const std::string url = server.base() + "/cloudmesh/ui/";
    CHECK(http_get(url, {"X-API-Key: a"}).status == 401);
    CHECK(http_get(url, {"X-API-Key: b"}).status == 401);
    const Answer refused = http_get(url, {"X-API-Key: " + credentials.key});
    CHECK(refused.status == 429);
    CHECK(std::stoi(refused.headers.at("retry-after")) >= 1);
    CHECK(http_get(server.base() + "/readyz").status == 200);
}

TEST_CASE("a changed file of credentials counts without a restart") {
    const Credentials credentials;
    auto flags = credentials.flags();
    flags.insert(flags.end(), {"--auth-failures", "100000"});
    const RunningServer server(credentials.folder / "data", flags);
    const std::string url = server.base() + "/cloudmesh/ui/";
    CHECK(http_get(url, {"X-API-Key: " + credentials.key}).status == 200);
    REQUIRE(run_program({gasworks_program(), "auth", "remove", credentials.file, "key:ci"}).code == 0);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (http_get(url, {"X-API-Key: " + credentials.key}).status != 401) {
        REQUIRE(std::chrono::steady_clock::now() < deadline);
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    CHECK(http_get(url, {ada}).status == 200);
}

TEST_CASE("a file of credentials that can't be used stops the start with its line") {
    const TemporaryFolder folder;
    const auto start = [&](const std::string& contents) {
        put_file(folder / "auth", contents);
        return refusal({"--port", "0", "--data-dir", (folder / "data").string(), "--auth-file",
                        (folder / "auth").string()});
    };
    CHECK_THAT(start("# users\nada:plain\n"), ContainsSubstring("auth:2: the user 'ada': "));
    CHECK_THAT(start(""), ContainsSubstring("names no user"));
    CHECK_THAT(refusal({"--port", "0", "--data-dir", (folder / "data").string(), "--auth-file", "/none"}),
               ContainsSubstring("/none: can't be read: No such file"));
    CHECK_THAT(refusal({"--cors-origin", "*"}), ContainsSubstring("--cors-origin"));
    CHECK_THAT(refusal({"--trusted-proxy", "proxy"}), ContainsSubstring("'proxy' is not an address"));
}

TEST_CASE("entries of credentials are made, changed and removed") {
    const Credentials credentials;
    const std::string before = contents_of(credentials.file);
    CHECK(open_to_others(credentials.folder.path()).empty());
    CHECK(before.find("correct horse") == std::string::npos);
    CHECK(before.find(credentials.key) == std::string::npos);
    const Finished again = run_program({gasworks_program(), "auth", "key", credentials.file, "ci"});
    CHECK(again.code == 2);
    CHECK(again.out.empty());
    CHECK(shell("echo short | " + gasworks_program() + " auth add " + credentials.file + " bob").code == 2);
    CHECK(shell(gasworks_program() + " auth add " + credentials.file + " a:b </dev/null").code == 2);
    CHECK(shell(gasworks_program() + " auth add " + credentials.file + " bob </dev/null").code == 2);
    CHECK(contents_of(credentials.file) == before);
    CHECK(shell("echo 'another password' | " + gasworks_program() + " auth add " + credentials.file + " ada")
              .code == 0);
    const std::string after = contents_of(credentials.file);
    CHECK(std::count(after.begin(), after.end(), '\n') == 2);
    CHECK(after != before);
    CHECK(open_to_others(credentials.folder.path()).empty());
    REQUIRE(::chmod(credentials.file.c_str(), 0640) == 0);
    CHECK(run_program({gasworks_program(), "auth", "remove", credentials.file, "ada"}).code == 0);
    CHECK(open_to_others(credentials.folder.path()) == std::vector<std::string>{credentials.file});
    CHECK(run_program({gasworks_program(), "auth", "remove", credentials.file, "ada"}).code == 2);
    CHECK(contents_of(credentials.file).starts_with("key:ci:{sha256}"));
    put_file(credentials.file, "broken");
    CHECK(shell("echo 'another password' | " + gasworks_program() + " auth add " + credentials.file + " ada")
              .code == 2);
    CHECK(contents_of(credentials.file) == "broken");
}

TEST_CASE("pages say what a browser may do with them, and every answer that its type is what it says") {
    const TemporaryFolder folder;
    const RunningServer server(folder / "data");
    const Answer page = http_get(server.base() + "/cloudmesh/ui/");
    CHECK_THAT(page.headers.at("content-security-policy"), ContainsSubstring("default-src 'self'"));
    CHECK_THAT(page.headers.at("content-security-policy"), ContainsSubstring("frame-ancestors 'none'"));
    CHECK(page.headers.at("referrer-policy") == "no-referrer");
    for (const std::string path :
         {"/", "/cloudmesh/ui/", "/livez", "/nothing", "/cloudmesh/openapi.json", "/%zz"}) {
        CAPTURE(path);
        CHECK(http_get(server.base() + path).headers.at("x-content-type-options") == "nosniff");
        CHECK_FALSE(http_get(server.base() + path, {"Origin: https://a.example"})
                        .headers.contains("access-control-allow-origin"));
    }
}

TEST_CASE("what the server writes is its user's alone, and stays in its folder") {
    FileServer source;
    ServedFile file;
    file.body = small_faces().archive;
    source.serve("/faces.tgz", file);
    const TemporaryFolder folder;
    put_file(folder / "outside" / "victim.jpg", "untouched");
    {
        const RunningServer server(folder / "data", {"--dataset-url", source.url("/faces.tgz")});
        REQUIRE(http_request("POST", server.base() + steps + "/download_data").status == 200);
        REQUIRE(http_request("POST", server.base() + steps + "/train?min_faces_per_person=" +
                                         std::to_string(small_faces().min_faces))
                    .status == 200);
        const std::string upload = server.base() + "/cloudmesh/upload";
        for (const std::string name :
             {"../victim.jpg", "../../outside/victim.jpg", "/etc/victim.jpg", "..\\..\\victim.jpg",
              "C:\\victim.jpg", "....//victim.jpg", "%2e%2e%2fvictim.jpg", "victim.jpg\x01", ".victim.jpg",
              "~/victim.jpg", "victim.jpg:stream", "-rf.jpg", "\xc0\xae\xc0\xae/victim.jpg"}) {
            CAPTURE(name);
            const Answer answer = http_upload(upload, {{"upload", name, small_faces().picture}});
            CHECK((answer.status == 200 || answer.status == 400));
            if (answer.status == 200) CHECK(answer.body.find_first_of("/\\\x01") == std::string::npos);
        }
        const std::vector<std::string> no_names = {"..", ".", "/", "a/..", "..\\", std::string(5000, 'a')};
        for (const std::string& name : no_names) {
            CAPTURE(name);
            const Answer answer = http_upload(upload, {{"upload", name, small_faces().picture}});
            CHECK((answer.status == 400 || answer.status == 422));
        }
        for (const std::string id :
             {"..", ".", "../outside", "..%2foutside", "%2e%2e", "a/b", "a%00b", "%2fetc", ""}) {
            CAPTURE(id);
            CHECK(http_upload(upload + "?id=" + id, {{"upload", "a.jpg", small_faces().picture}}).status ==
                  400);
            CHECK(http_get(server.base() + steps + "/predict?image_file_paths=a.jpg&id=" + id).status == 400);
        }
        // A symlink that someone put among the uploads is not followed, neither to read nor to write.
        const auto uploads = folder / "data" / "workspaces" / "default" / "uploads";
        std::filesystem::create_symlink(folder / "outside" / "victim.jpg", uploads / "link.jpg");
        CHECK(http_get(server.base() + steps + "/predict?image_file_paths=link.jpg").status != 200);
        CHECK(http_upload(upload, {{"upload", "link.jpg", small_faces().picture}}).status == 200);
        CHECK_FALSE(std::filesystem::is_symlink(uploads / "link.jpg"));
        for (const std::string path : {"../victim.jpg", "/etc/passwd", "..%2f..%2f..%2foutside%2fvictim.jpg",
                                       "file:///etc/passwd", "%2fetc%2fpasswd"}) {
            CAPTURE(path);
            CHECK(http_get(server.base() + steps + "/predict?image_file_paths=" + path).status != 500);
        }
        for (const std::string path :
             {"/cloudmesh/ui/../../../etc/passwd", "/cloudmesh/ui/%2e%2e/%2e%2e/etc/passwd",
              "/cloudmesh/ui/..%2f..%2fetc/passwd", "/cloudmesh/ui//etc/passwd", "/cloudmesh/ui/%00"}) {
            CAPTURE(path);
            const long status = http_get(server.base() + path).status;
            CHECK((status == 404 || status == 400));
        }
    }
    CHECK(contents_of(folder / "outside" / "victim.jpg") == "untouched");
    CHECK(names_in(folder.path()) == std::vector<std::string>{"data", "outside"});
    CHECK(open_to_others(folder / "data").empty());
    for (const std::string& name : names_in(folder / "data" / "workspaces"))
        CHECK(name == "default");
    for (const std::string& name : names_in(folder / "data" / "workspaces" / "default" / "uploads"))
        CHECK_FALSE(name.starts_with('.'));
}

TEST_CASE("a request can't make the server ask its own network") {
    FileServer source;
    FileServer internal;
    ServedFile secret;
    secret.body = "secret";
    internal.serve("/secret", secret);
    ServedFile redirect;
    redirect.status = 302;
    redirect.location = internal.url("/secret");
    source.serve("/faces.tgz", redirect);
    source.serve("/sets/faces.tgz", redirect);
    const TemporaryFolder folder;
    const std::string download = steps + "/download_data";
    {
        const RunningServer server(folder / "data", {"--dataset-url", source.url("/faces.tgz"),
                                                     "--allow-dataset-url", source.url("/sets/")});
        const Answer refused = http_request("POST", server.base() + download);
        CHECK(refused.status == 403);
        CHECK_THAT(refused.body, ContainsSubstring("127.0.0.1"));
        CHECK(
            http_request("POST", server.base() + download + "?url=" + source.url("/sets/faces.tgz")).status ==
            403);
        CHECK(http_request("POST", server.base() + download + "?url=http://169.254.169.254/").status == 403);
        CHECK(internal.requests("/secret").empty());
    }
    const RunningServer server(folder / "data",
                               {"--dataset-url", source.url("/faces.tgz"), "--allow-internal-addresses"});
    CHECK(http_request("POST", server.base() + download).status == 422);  // fetched, and no archive
    CHECK(internal.requests("/secret").size() == 1);
}

TEST_CASE("a server that runs as root says so") {
    const TemporaryFolder folder;
    const Finished finished =
        shell("timeout -s TERM 2 " + server_program() + " --port 0 --data-dir " + (folder / "data").string());
    const bool warns = finished.err.find("running as root") != std::string::npos;
    CHECK(warns == (geteuid() == 0));
}

}  // namespace
