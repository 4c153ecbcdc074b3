// The same for what servers keep in a store that they share: the samples were kept by the first version that
// wrote them.
#include <map>

#include "tests/catch.hpp"
#include "tests/server/service/running_server.hpp"
#include "tests/server/upgrade/check_equal.hpp"
#include "tests/server/upgrade/questions.hpp"
#include "tests/server/upgrade/sample_store.hpp"
#include "tests/server/upgrade/work_goes_on.hpp"
#include "tests/temporary_folder.hpp"
#include "workspaces/folder_format.hpp"

namespace {

namespace fs = std::filesystem;
using eigenfaces::service::folder_format;
using nlohmann::json;

fs::path sample_of(unsigned format) {
    return fs::path(GASWORKS_SOURCE_DIR) / "tests/server/upgrade/samples" /
           ("store_" + std::to_string(format));
}

/// Their contents by their names.
std::map<std::string, std::string> files_in(const fs::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file())
            files[fs::relative(entry.path(), folder).generic_string()] = contents_of(entry.path());
    }
    return files;
}

}  // namespace

TEST_CASE("what every version stored in a shared store is listed, described and predicted with as it was") {
    for (unsigned format = 1; format <= folder_format; ++format) {
        INFO("format " << format);
        const SampleStore store;
        store.fill(sample_of(format) / "objects");
        const TemporaryFolder folder;
        const RunningServer server(folder / "data", {"--state", store.address()});
        check_equal(answers_of(server.base()), json::parse(contents_of(sample_of(format) / "answers.json")),
                    "");
    }
}

TEST_CASE("work goes on with what an earlier version stored in a shared store") {
    const SampleStore store;
    store.fill(sample_of(1) / "objects");
    const TemporaryFolder folder;
    const RunningServer server(folder / "data", {"--state", store.address()});
    check_that_work_goes_on(server.base());
}

TEST_CASE("a store of a later version is refused, and nothing in it is touched") {
    const SampleStore store;
    store.fill(sample_of(1) / "objects");
    const std::string later = json{{"format", folder_format + 1}}.dump();
    store.write("store.json", later);
    const TemporaryFolder folder;
    const Finished finished = run_program({server_program(), "--port", "0", "--data-dir",
                                           (folder / "data").string(), "--state", store.address()});
    CHECK(finished.code == 2);
    CHECK_THAT(finished.err, ContainsSubstring("the store has format " + std::to_string(folder_format + 1)));
    const fs::path left = folder / "left";
    store.keep(left);
    auto expected = files_in(sample_of(1) / "objects");
    expected["store.json"] = later;
    CHECK(files_in(left) == expected);
}
